"""What pages, feeds, files, the API and the admin show alike. Template tags register it; nothing else writes it anew."""
