"""The index as Whoosh knows one, and as Haystack asks it."""
