"""Which article, version and outlet a parsed file belongs to, and writing the rows."""
