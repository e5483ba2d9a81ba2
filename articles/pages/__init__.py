"""Pages: a room for each kind, with its views and what they show as values."""
