"""How an article looks to its reader: the settings chosen, the other script, the ranks of headings, where lines may break.
Nothing here changes what is stored.

Pure: knows no Django and no tables.
"""

from articles.reading.alternatives import telling
from articles.reading.choices import COOKIE, COOKIE_SECONDS, DEFAULT, OFFERED, Preferences, asked_for, remembered
from articles.reading.headings import with_ranks
from articles.reading.headlines import only_headline, unbroken
from articles.reading.runs import with_runs
from articles.reading.scripts import ShownText
from articles.reading.tongues import headline_tag

__all__ = [
    "COOKIE", "COOKIE_SECONDS", "DEFAULT", "OFFERED", "Preferences", "ShownText", "asked_for", "headline_tag",
    "only_headline", "remembered", "telling", "unbroken", "with_ranks", "with_runs",
]  # fmt: skip
