"""Addresses: their normal form, proxies and redirects that wrap another address."""
