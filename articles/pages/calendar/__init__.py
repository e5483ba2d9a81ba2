"""The archive by year, month and day."""
