"""The language of a headline, which may differ from that of its article."""

from __future__ import annotations

import re

_HAN, _KANA, _LATIN = re.compile(r"[\u3400-\u9fff]"), re.compile(r"[\u3041-\u30fa]"), re.compile(r"[A-Za-z]{2,}")
#: Latin words from which on a headline without Han characters is English: one or two are a name, in Chinese too.
_SENTENCE = 3


def headline_tag(headline: str, article: str) -> str:
    """The BCP 47 tag of a headline. article: that of its article's text, "" where it is unknown."""
    if _HAN.search(headline):
        kept = article.startswith("zh") or (article == "ja" and _KANA.search(headline))
        return article if kept else "zh"
    english = len(_LATIN.findall(headline)) >= _SENTENCE and (not article or article.startswith("zh"))
    return "en" if english else article
