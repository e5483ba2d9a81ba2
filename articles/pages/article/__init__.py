"""The reading page and what belongs to it: differences, related articles, citations, downloads."""
