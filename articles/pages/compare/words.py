"""The words that go with each query, as the page shows them: in one script, whichever article they were read from."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles.display.numbers import number as number_label
from articles.pages.compare.form import Comparison
from articles.parsing.text.script import script_of
from articles.reading import ShownText
from articles.search.analysis.comparison import QueryCounts
from articles.search.analysis.keyword_stats import Keyword

#: What binds weaker than a space: with a word added, such a query needs brackets.
_ALTERNATIVES = re.compile(r"[|｜或]|\bOR\b")
_SCRIPTS = {"zh-hans": "Hans", "zh-hant": "Hant"}
_OTHER = {"Hans": "Hant", "Hant": "Hans"}


@dataclass(frozen=True, slots=True)
class WordLink:
    """shown: the word in the page's script; the search that `href` leads to finds both. times: how many times more frequent.
    length: of its bar, per cent of the surest word's. label: its numbers."""

    keyword: Keyword
    shown: str
    href: str
    times: str
    length: float
    label: str


def links(comparison: Comparison, line: QueryCounts) -> tuple[WordLink, ...]:
    """The surest first; of words that are one in the page's script the surest."""
    most = max((word.g2 for word in line.words), default=1.0)
    script = shown_script(get_language() or "", line.text, comparison.texts, line.words)
    shown: dict[str, Keyword] = {}
    for word in line.words:
        shown.setdefault(in_script(word.word, script), word)
    return tuple(_link(comparison, line, word, text, most) for text, word in shown.items())


def _link(comparison: Comparison, line: QueryCounts, word: Keyword, shown: str, most: float) -> WordLink:
    label = _("in %(inside)s articles of this search and %(outside)s others") % {
        "inside": number_label(word.inside),
        "outside": number_label(word.outside),
    }
    # G2 grows with the square of how far two shares are apart.
    length = round(100 * math.sqrt(word.g2 / most), 1)
    return WordLink(word, shown, comparison.search(with_word(line.text, word.word)), _times(word), length, label)


def shown_script(language: str, text: str, texts: Sequence[str], words: Sequence[Keyword]) -> str:
    """ "Hans" or "Hant": that of the interface; in another language that of the query, or of all queries where it has no
    character of only one (疫情), or of most of the words. "" where nothing tells: then nothing has to be converted."""
    return (
        _SCRIPTS.get(language.lower(), "")
        or script_of(text)
        or script_of("".join(texts))
        or script_of("".join(word.word for word in words))
    )


def in_script(word: str, script: str) -> str:
    """A word that is already in this script stays as it is: converted once more, some would change (OpenCC, s2tw)."""
    has = script_of(word)
    if not script or has == script:
        return word
    return ShownText(script.lower(), _OTHER[script]).text(word)


def with_word(text: str, word: str) -> str:
    """The query that finds what has this word, too."""
    return f"({text}) {word}" if _ALTERNATIVES.search(text) else f"{text} {word}"


def _times(word: Keyword) -> str:
    if not word.outside:
        return _("only here")
    return f"{word.times:,.0f}×" if word.times >= 10 else f"{word.times:.1f}×"
