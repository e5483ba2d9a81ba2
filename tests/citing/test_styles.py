"""Each style against citations written by hand from its rules."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest

from articles.citing import STYLES, Citable, apa, chicago, gb7714, plain

from .conftest import HOSTILE

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
    assert plain(gb7714(cited(names=["Jean-Paul Berg"]))).startswith("BERG J-P. 渡口")


def test_gb7714_says_nothing_of_what_is_not_known(cited: Make) -> None:
    bare = cited(names=[], published=None, archived=None, url="", headline="")
    assert plain(gb7714(bare)) == f"[无标题][N/OL]. 晨报. 存档: {KEPT}."
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
    text = plain(chicago(cited(names=[], published=None, headline="谁说“灯”会灭？")))
    assert text.startswith("“谁说‘灯’会灭？” 晨报, n.d. https://")
    assert plain(chicago(cited())).startswith("林晚晴. “渡口的灯又亮了.” 晨报, August 5, 2020. ")


def test_chicago_and_apa_shorten_long_lists(cited: Make) -> None:
    many = [f"Jane Roe{chr(97 + n) * 3}" for n in range(22)]
    assert plain(chicago(cited(names=many[:11]))).count("Jane") == 7
    assert ", et al. “" in plain(chicago(cited(names=many[:11])))
    assert plain(chicago(cited(names=many[:10]))).count("Jane") == 10
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
