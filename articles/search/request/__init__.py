"""What a reader asks of the archive: one value that page, API, feeds, exports, comparisons and offers hold.

filters: which articles may be found. fields, forms: how an address is read, and the sentences where it cannot be. request:
the search page's whole state. `articles.search.evaluate.filters` alone turns filters into queries.
"""
