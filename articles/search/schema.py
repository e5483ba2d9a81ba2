"""What decides what the index holds of a text."""

from __future__ import annotations

from articles.search.arrays.files import FORMAT
from articles.search.arrays.layout import TEXT as TEXT
from articles.search.fold import fingerprint
from articles.search.tokens import READING
from articles.search.words import segmenter


def analysis() -> str:
    """Changes with whatever decides what the index holds for a given text."""
    return f"{FORMAT}-{fingerprint()}-{READING}-{segmenter()}"
