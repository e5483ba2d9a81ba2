"""What the archive holds and how it was read."""
