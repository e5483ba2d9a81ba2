"""Whoosh query trees over arrays: which documents, how well, how often."""
