"""Articles of which only the headline was there to be scraped: their text is the headline once more."""

from __future__ import annotations

import re

from articles.search.text.fold import fold

#: More white space and signs than this make no headline longer.
_SLACK = 40
_AT_THE_ENDS = re.compile(r"^[\W_]+|[\W_]+$")


def _bare(text: str) -> str:
    return " ".join(_AT_THE_ENDS.sub("", fold(text)).split())


def repeats(headline: str, text: str) -> bool:
    """Whether the text says the headline and nothing else, in either script; white space, and signs at the ends, aside.
    Those inside are part of it: whatever is found in such a text is found in the headline as often."""
    return bool(text) and abs(len(text) - len(headline)) <= _SLACK and _bare(headline) == _bare(text)
