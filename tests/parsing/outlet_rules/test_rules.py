"""Rules files: the packaged one and an owner's own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from articles.parsing import NotAnArticle, ParsedArticle, outlet_for, outlets, parse_file
from articles.parsing.outlet_rules.outlets import own_rules, section_names, use_rules
from articles.parsing.outlet_rules.rules import PATTERNS, TEXTS, WORDS, RulesError, read_rules

OWN = r"""
[general]
drop_blocks = ['^海港特惠']

[general.roles]
editor = ['值夜']

[[outlet]]
slug = "harbour"
name = "海港晚报"
names = ["海港晚報"]
hosts = ["harbour.example"]
home_zone = "Asia/Tokyo"
drop_elements = ['harbour-ad']
bylines = ['^海港报人(?P<names>\\S{2,4})$']

[[outlet]]
slug = "voa"
names = ["远声台"]
drop_blocks = ['^远声特惠']
date_zone = "Asia/Shanghai"
"""


@pytest.fixture
def own() -> Iterator[None]:
    use_rules(OWN.replace("\\\\", "\\"), "own.toml")
    yield
    use_rules("")


def read(host: str, body: str) -> ParsedArticle:
    found = parse_file(f"<!--1596610800000-->\n[题](https://{host}/1)\n------\n{body}".encode(), "x/1.md")
    assert not isinstance(found, NotAnArticle)
    assert isinstance(found, ParsedArticle)
    return found


BODY = "<div><i>2020-08-05 11:09</i></div><p>海港报人陈舟</p><p>正文。</p><p>海港特惠</p>"
BODY += "<div class='harbour-ad'>广告词</div><p>值夜：王乙</p>"


@pytest.mark.usefixtures("own")
def test_an_owners_outlet_is_read_by_his_rules() -> None:
    found = read("www.harbour.example", BODY)
    assert (found.outlet, found.byline, found.text) == ("harbour", ("陈舟",), "正文。\n值夜：王乙")
    assert found.published is not None
    assert found.published.at.isoformat() == "2020-08-05T11:09:00+09:00"
    assert [each.name for each in found.contributors if each.role == "editor"] == ["王乙"]
    rule = outlet_for("", "海港晚報")
    assert rule is not None
    assert rule.home_page == "https://harbour.example/"


@pytest.mark.usefixtures("own")
def test_an_owner_adds_to_a_packaged_outlet() -> None:
    rule = outlet_for("www.voachinese.com")
    assert rule is not None
    assert rule is outlet_for("", "远声台")
    assert (rule.name, rule.home_zone, rule.reading.date_zone) == ("美国之音", "America/New_York", "Asia/Shanghai")
    assert "VOA" in rule.names
    assert rule.reading.drop_blocks.search("远声特惠")
    assert rule.reading.drop_blocks.search("获取更多RSS：")


def test_an_owner_names_sections() -> None:
    use_rules('[[outlet]]\nslug="rfa"\n[outlet.sections]\nGangTai="港澳台"\nminsheng="民生"')
    try:
        names = section_names("rfa")
        assert (names["gangtai"], names["minsheng"], names["jingmao"]) == ("港澳台", "民生", "经贸")
    finally:
        use_rules("")
    assert section_names("rfa")["gangtai"] == "港台"
    assert not section_names("unknown")


def test_without_them_all_is_as_it_was() -> None:
    assert outlet_for("www.harbour.example") is None
    assert own_rules()[0] == ""
    assert "海港特惠" in read("www.harbour.example", BODY).text


def test_an_owners_outlet_takes_a_host_over() -> None:
    use_rules('[[outlet]]\nslug="mine"\nname="我的"\nhosts=["voachinese.com"]\nhome_zone="UTC"')
    try:
        rule = outlet_for("www.voachinese.com")
        assert rule is not None
        assert rule.slug == "mine"
    finally:
        use_rules("")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[outlet]", "is no TOML"),
        ("[[outlets]]\nslug = 'a'", "only [general] and [[outlet]]"),
        ("outlet = 3", "only [general] and [[outlet]]"),
        ("outlet = [3]", "a table is expected"),
        ("[[outlet]]\nname = 'A'", "lacks slug"),
        ("[[outlet]]\nslug = 'a'\nname = 'A'", "outlet a lacks hosts, home_zone"),
        ("[[outlet]]\nslug = 'a'\nhots = ['a.example']", "did you mean hosts?"),
        ("[[outlet]]\nslug = 'a'\nhosts = 'a.example'", "hosts must be a list of texts"),
        ("[[outlet]]\nslug = 'A b'\nname='A'\nhosts=['a.example']\nhome_zone='UTC'", "slug must be of small letters"),
        ("[[outlet]]\nslug='a'\nname='A'\nhosts=['https://a.example']\nhome_zone='UTC'", "without http://"),
        ("[[outlet]]\nslug='a'\nname='A'\nhosts=['a.example']\nhome_zone='Asia/Nowhere'", "is no time zone"),
        ("[[outlet]]\nslug='a'\nname='A'\nhosts=['a.example']\nhome_zone='UTC'\nhome_page='a'", "home_page must start"),
        ("[[outlet]]\nslug='voa'\ncomment_doubt='yes'", "must be true or false"),
        ("[[outlet]]\nslug='voa'\nname=3", "must be a text in quotes"),
        ("[general]\ndrop_blocks = ['(']", "is no regular expression"),
        ("[general]\nbylines = ['^by .*$']", "needs a group (?P<names>"),
        ("[general]\ndrop_blocks = ['(?:a+b?)+$']", "quantifier within a quantifier"),
        ("[general]\nroles = {writer = ['x']}", "must be a table of lists"),
        ("[general]\nhosts = ['a.example']", "hosts is no key"),
        ("[general.sections]\na = 'b'", "sections is no key"),
        ("[[outlet]]\nslug='voa'\nsections = ['a']", "sections must be a table of texts"),
        ("[[outlet]]\nslug='voa'\n[outlet.sections]\na = 1", "sections must be a table of texts"),
        (
            "[[outlet]]\nslug='a'\nname='A'\nhosts=['a.example']\nhome_zone='UTC'\n"
            "[[outlet]]\nslug='b'\nname='B'\nhosts=['a.example']\nhome_zone='UTC'",
            "the host 'a.example' is claimed twice (a and b)",
        ),
    ],
)
def test_what_is_wrong_is_told_with_file_and_place(text: str, told: str) -> None:
    before = len(outlets())
    with pytest.raises(RulesError) as error:
        use_rules(text, "own.toml")
    assert str(error.value).startswith("own.toml")
    assert told in str(error.value)
    assert (len(outlets()), own_rules()[0]) == (before, "")


def test_every_pattern_of_ours_is_sound() -> None:
    assert read_rules("", "empty") == {"general": {}, "outlet": []}
    assert len(outlets()) > 20


def test_every_key_is_documented() -> None:
    page = (Path(__file__).parents[3] / "docs" / "outlets.md").read_text(encoding="utf-8")
    rows = " ".join(line.split("|")[1] for line in page.splitlines() if line.startswith("| `"))
    assert set(re.findall(r"`(\w+)`", rows)) == PATTERNS | WORDS | TEXTS | {"comment_doubt", "roles", "sections"}
