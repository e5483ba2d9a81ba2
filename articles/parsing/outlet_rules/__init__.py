"""Outlets: whose page it is, and the rules for it. Data in outlets.toml."""
