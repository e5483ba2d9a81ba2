"""Files -> rows: reads archives, calls parsing, decides, stores. Never touches the search index."""
