"""Pictures: stored, thumbnailed, told to be the same photograph."""
