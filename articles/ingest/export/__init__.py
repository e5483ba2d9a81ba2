"""Exporting the whole archive, importing an export, and checking that both say the same."""
