"""Each style against citations written by hand from its rules."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest

from articles.citing import STYLES, Citable, apa, chicago, gb7714, plain
from tests.citing.conftest import HOSTILE

Make = Callable[..., Citable]
ENGLISH = {"headline": "A Lamp at the Ferry", "language": "en", "outlet": "Tidewater Review", "archive": "News Archive"}
KEPT = "https://archive.example/articles/abc123def456/"
URL = "https://news.example/a/1?x=1&y=2"


def test_gb7714(cited: Make) -> None:
    assert plain(gb7714(cited())) == (
        f"林晚晴. 渡口的灯又亮了[N/OL]. 晨报, 2020-08-05[2020-08-06]. {URL}. 存档: {KEPT}."
    )


def test_gb7714_names_three_and_turns_only_latin_ones(cited: Make) -> None:
    names = ["林晚晴", "JANE ALICE DOE", "约翰·史密斯", "王小明"]
    assert plain(gb7714(cited(names=names))).startswith("林晚晴, DOE J A, 约翰·史密斯, 等. 渡口")
    assert plain(gb7714(cited(names=names, **ENGLISH))).startswith("林晚晴, DOE J A, 约翰·史密斯, et al. A Lamp")
    assert plain(gb7714(cited(names=["Jean-Paul Berg"]))).startswith("BERG J P. 渡口")
    assert plain(gb7714(cited(names=["John Doe Jr."]))).startswith("DOE J Jr. 渡口")
    assert plain(gb7714(cited(names=["D.B."]))).startswith("D.B. 渡口")


def test_gb7714_says_nothing_of_what_is_not_known(cited: Make) -> None:
    bare = cited(names=[], published=None, archived=None, url="", headline="")
    assert plain(gb7714(bare)) == f"[无标题][N/OL]. 晨报. {KEPT}."
    assert plain(gb7714(cited(outlet=""))).startswith("林晚晴. 渡口的灯又亮了[N/OL]. 2020-08-05[2020-08-06]. https")
    assert plain(gb7714(cited(language="zh-Hant"))).endswith(f"存檔: {KEPT}.")
    assert "晨报[2020-08-06]." in plain(gb7714(cited(published=None)))


def test_chicago(cited: Make) -> None:
    item = cited(names=["JANE DOE", "John Roe", "林晚晴"], **ENGLISH)
    assert plain(chicago(item)) == (
        "Doe, Jane, John Roe, and 林晚晴. “A Lamp at the Ferry.” Tidewater Review, August 5, 2020. "
        f"{URL}. Archived August 6, 2020, at News Archive, {KEPT}."
    )
    assert [run.text for run in chicago(item) if run.italic] == ["Tidewater Review"]


def test_chicago_without_author_date_or_full_stop_after_a_question(cited: Make) -> None:
    """The newspaper stands where its unsigned article has no author."""
    unsigned = cited(names=[], published=None, headline="谁说“灯”会灭？")
    assert plain(chicago(unsigned)).startswith("晨报. “谁说‘灯’会灭？” n.d. https://")
    assert [run.text for run in chicago(unsigned) if run.italic] == ["晨报"]
    assert plain(chicago(cited())).startswith("林晚晴. “渡口的灯又亮了.” 晨报, August 5, 2020. ")
    assert plain(chicago(cited(outlet=""))).startswith("林晚晴. “渡口的灯又亮了.” August 5, 2020. ")
    assert plain(chicago(cited(outlet="", names=[]))).startswith("“渡口的灯又亮了.” August 5, 2020. ")


def test_chicago_parts_two_names_by_a_comma_only_where_the_first_is_turned_round(cited: Make) -> None:
    def names(*written: str) -> str:
        return plain(chicago(cited(names=written))).partition(" “")[0]

    assert names("林晚晴", "Jane Doe") == "林晚晴 and Jane Doe."
    assert names("Jane Doe", "林晚晴") == "Doe, Jane, and 林晚晴."
    assert names("林晚晴", "陆远", "周明") == "林晚晴, 陆远, and 周明."
    assert names("John Doe Jr.", "Ann Poe III") == "Doe, John, Jr., and Ann Poe III."


@pytest.mark.parametrize(
    ("headline", "chicago_title", "apa_title"),
    [
        ("谁说“灯‘会’灭”", "“谁说‘灯“会”灭.’”", "谁说“灯‘会’灭.”"),
        ('It\'s "lit"', "“It's ‘lit.’”", 'It\'s "lit."'),
        ("He said “it is lit?”", "“He said ‘it is lit?’”", "He said “it is lit?”"),
        ("一问：“灯亮了？”", "“一问：‘灯亮了？’”", "一问：“灯亮了？”"),
        ("灯灭了”", "“灯灭了”.”", "灯灭了”."),
        ("“灯“亮了", "““灯“亮了.”", "“灯“亮了."),
        ("The keepers’", "“The keepers’.”", "The keepers’."),
        ("「灯」", "“「灯」.”", "「灯」."),
    ],
)
def test_quotation_marks_of_a_headline(cited: Make, headline: str, chicago_title: str, apa_title: str) -> None:
    """Within Chicago's own the marks change in turns; a full stop goes inside them. What has no partner stays."""
    item = cited(headline=headline)
    assert plain(chicago(item)).startswith(f"林晚晴. {chicago_title} 晨报, ")
    assert plain(apa(item)).startswith(f"林晚晴. (2020, August 5). {apa_title} 晨报. ")


def test_chicago_and_apa_shorten_long_lists(cited: Make) -> None:
    many = [f"Jane Roe{chr(97 + n) * 3}" for n in range(22)]
    assert plain(chicago(cited(names=many[:7]))).count("Jane") == 3
    assert "Jane Roeccc, et al. “" in plain(chicago(cited(names=many[:7])))
    assert plain(chicago(cited(names=many[:6]))).count("Jane") == 6
    text = plain(apa(cited(names=many)))
    assert "Roesss, J., … Roevvv, J. (2020" in text
    assert plain(apa(cited(names=many[:20]))).count(", J.") == 20


def test_apa(cited: Make) -> None:
    item = cited(names=["Jane Alice Doe", "林晚晴"], **ENGLISH)
    assert plain(apa(item)) == (
        "Doe, J. A., & 林晚晴. (2020, August 5). A Lamp at the Ferry. Tidewater Review. "
        f"{URL} Archived August 6, 2020, at News Archive, {KEPT}"
    )
    assert [run.text for run in apa(item) if run.italic] == ["A Lamp at the Ferry"]


def test_apa_without_author_begins_with_the_title(cited: Make) -> None:
    assert plain(apa(cited(names=[]))).startswith("渡口的灯又亮了. (2020, August 5). 晨报. https://")
    assert plain(apa(cited(names=[], published=None, headline="灯？"))).startswith("灯？ (n.d.). 晨报. ")
    assert plain(apa(cited(names=["JANE DOE"]))).startswith("Doe, J. (2020")
    assert plain(apa(cited(names=["John Doe Jr."]))).startswith("Doe, J., Jr. (2020")
    assert plain(apa(cited(outlet=""))).startswith("林晚晴. (2020, August 5). 渡口的灯又亮了. https://")


@pytest.mark.parametrize("style", STYLES)
def test_whatever_a_headline_holds_a_citation_is_one_line(cited: Make, style: str) -> None:
    text = plain(
        STYLES[style][1](
            cited(headline=HOSTILE[0], outlet="晨\n报", names=["林\x00晚晴"], url="https://a.example/\n x")
        )
    )
    assert "\n" not in text and "\x00" not in text and "\ud800" not in text
    assert "ER - TY - JOUR 😀" in text
    assert "https://a.example/%20x" in text


def test_the_package_knows_no_django() -> None:
    code = "import sys, articles.citing; assert not [name for name in sys.modules if name.split('.')[0] == 'django']"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False).stderr == ""
