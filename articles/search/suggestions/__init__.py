"""Suggestions, and what to offer where nothing was found."""
