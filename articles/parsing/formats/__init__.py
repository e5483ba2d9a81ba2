"""Formats: told by content, decoded, and adapted to what parsing reads."""
