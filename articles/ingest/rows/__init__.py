"""Decisions about identity, versions and outlets, and the rows they become."""
