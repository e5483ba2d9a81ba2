"""How an article is shown, never how it is kept: the reader's settings, the other script, the ranks of its headings.

Pure: knows no Django and no tables.
"""

from articles.reading.choices import COOKIE, COOKIE_SECONDS, DEFAULT, OFFERED, Reading, asked_for, remembered
from articles.reading.headings import with_ranks
from articles.reading.scripts import Shown

__all__ = [
    "COOKIE", "COOKIE_SECONDS", "DEFAULT", "OFFERED", "Reading", "Shown", "asked_for", "remembered", "with_ranks",
]  # fmt: skip
