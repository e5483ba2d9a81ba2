"""An index for Whoosh kept as memory-mapped NumPy arrays (docs/decisions/0002-array-index.md)."""
