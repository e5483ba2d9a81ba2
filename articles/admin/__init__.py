"""The editors' side: correct, hide, re-parse, export, merge, and see what an import did.

Nothing of the archive can be deleted here: hiding an article takes it from readers and loses nothing.
"""

from articles.admin import accounts, articles, names, pictures, revisions, runs, site, site_settings, sources

__all__ = ["accounts", "articles", "names", "pictures", "revisions", "runs", "site", "site_settings", "sources"]
