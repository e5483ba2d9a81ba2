"""Words or outlets compared over time."""
