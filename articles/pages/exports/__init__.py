"""Lists of articles as files."""
