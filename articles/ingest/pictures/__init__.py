"""Pictures: storing them, making thumbnails, recognising the same photograph."""
