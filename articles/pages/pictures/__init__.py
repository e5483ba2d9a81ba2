"""The wall of pictures, and the page of a photograph."""
