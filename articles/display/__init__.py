"""How things are written and drawn in pages, feeds, files, the API and the admin alike. Template tags only register it."""
