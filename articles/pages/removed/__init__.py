"""What was taken out of the repositories that the archive was read from."""
