"""Records of web archives (WARC, ISO 28500): what one states, and the page in it."""
