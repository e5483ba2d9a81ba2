"""The search page and its views."""
