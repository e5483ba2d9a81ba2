"""What decides what the index holds of a text."""

from __future__ import annotations

from articles.search.index.arrays.files import FORMAT
from articles.search.index.arrays.layout import TEXT as TEXT
from articles.search.text.fold import fingerprint
from articles.search.text.segmentation import segmenter
from articles.search.text.tokens import READING


def analysis() -> str:
    """Changes with whatever decides what the index holds for a given text."""
    return f"{FORMAT}-{fingerprint()}-{READING}-{segmenter()}"
