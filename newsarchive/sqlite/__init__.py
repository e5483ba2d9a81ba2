"""Django's SQLite, read also from a disk that is full or read-only (base.py is where Django looks for it)."""
