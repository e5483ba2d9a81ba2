"""archive.toml: what it corrects, and how a wrong one is refused."""

from __future__ import annotations

import json

import pytest

from articles.parsing import parse_file
from articles.parsing.formats.profile import NO_PROFILE, Profile, profile_in, profile_of, with_map, written
from articles.parsing.outlet_rules.rules import RulesError
from articles.parsing.types import NotAnArticle, ParsedArticle

TEXT = "渡轮公司周二宣布，北岸航线将于下月恢复。" * 5


def read(data: str, profile: Profile = NO_PROFILE, path: str = "x/1.md") -> ParsedArticle:
    found = parse_file(data.encode(), path, profile=profile)
    assert isinstance(found, ParsedArticle), found
    return found


def test_names_of_front_matter_are_understood_as_the_profile_says() -> None:
    file = f"---\n稿名: 北岸复航\n见报: 2020-08-05 10:30\n媒体名称: 海港日报\n随手记: 一\n---\n{TEXT}\n"
    profile = profile_of(
        '[names]\nheadline = ["稿名"]\npublished = "见报"\noutlet = ["媒体名称"]\nignore = ["随手记"]\n'
    )
    found = read(file, profile)
    assert found.headline == "北岸复航" and found.site_title == "海港日报" and found.also == ()
    assert found.published is not None and found.published.at.isoformat() == "2020-08-05T10:30:00+08:00"


def test_json_with_unknown_names_becomes_an_article() -> None:
    file = json.dumps({"稿名": "北岸复航", "稿件": TEXT, "見報": "2020-08-05"}, ensure_ascii=False)
    assert isinstance(parse_file(file.encode(), "x/1.json"), NotAnArticle)
    found = read(file, with_map(NO_PROFILE, "headline=稿名,text=稿件，date=見報"))
    assert found.headline == "北岸复航" and found.text == TEXT and found.published is not None


def test_a_name_of_lines_above_a_text_counts_as_known() -> None:
    file = f"稿名：北岸复航\n见报：2020-08-05\n\n{TEXT}\n"
    found = read(file, profile_of('[names]\nheadline = ["稿名"]\npublished = ["见报"]\n'))
    assert found.headline == "北岸复航" and found.text == TEXT


def test_a_name_that_is_mapped_takes_no_other_field_away() -> None:
    """`source` holds the address here, and is the table's own first name for the outlet."""
    file = f"---\ntitle: 北岸复航\nsource: https://a.example/1\n媒体名称: 海港日报\n---\n{TEXT}\n"
    found = read(file, profile_of('[names]\noutlet = ["媒体名称"]\n'))
    assert (found.url, found.site_title) == ("https://a.example/1", "海港日报")


def test_a_name_that_the_table_knows_may_mean_something_else_here() -> None:
    file = f"---\ntitle: 北岸复航\nsource: 林舟\nurl: https://a.example/1\n---\n{TEXT}\n"
    found = read(file, profile_of('[names]\nnames = ["source"]\n'))
    assert found.byline == ("林舟",) and not found.site_title


def test_of_several_names_the_first_that_says_something_counts() -> None:
    file = f"---\n题一: ''\n题二: 北岸复航\n题三: 别的\n---\n{TEXT}\n"
    assert read(file, profile_of('[names]\nheadline = ["题一", "题二", "题三"]\nurl = "x"\n')).headline == "北岸复航"


def test_the_zone_is_that_of_clocks_without_one() -> None:
    file = "---\ntitle: 题\ndate: 2020-08-05 10:30{}\nurl: https://a.example/1\n---\n" + TEXT
    tokyo = profile_of('zone = "Asia/Tokyo"')
    for stated, expected in (("", "+09:00"), (":00+08:00", "+08:00")):
        found = read(file.format(stated), tokyo).published
        assert found is not None and found.at.isoformat() == f"2020-08-05T10:30:00{expected}"


def test_furniture_is_left_out_in_its_own_words_only() -> None:
    body = f"<p>{TEXT}</p><p>请订阅 我们。</p><p>请订阅我们的报纸吧。</p><p>广告123</p>"
    body += "<div class='box ad'>买一送一</div><p>末段。</p>"
    file = f"<!--1596610800000-->\n[题](https://a.example/1)\n------\n{body}"
    profile = profile_of('[furniture]\ndrop = ["请订阅 我们。", "广告…"]\ndrop_classes = ["ad"]\n')
    assert read(file, profile).text == f"{TEXT}\n请订阅我们的报纸吧。\n末段。"
    patterns = profile_of('[furniture]\ndrop = [".*"]\n')
    assert read(file, patterns).text == read(file).text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("outlt = '海港日报'", "outlt is no key; did you mean outlet?"),
        ("headline = '标题'", "did you mean headline in [names]?"),
        ("[names]\nheadlin = '标题'", "[names]: headlin is no part of an article; did you mean headline?"),
        ("[names]\nzone = 'Asia/Tokyo'", "write zone above the first line in brackets."),
        ("[names]\nheadline = 3", "must be a name or a list of names"),
        ("[names]\nheadline = '甲'\ntext = '甲'", "甲 cannot be both headline and text"),
        ("[names]\nin_text = '甲'", "in_text is no part"),
        ("zone = 'Asia/Nowhere'", "'Asia/Nowhere' is no time zone"),
        ("zone = 8", "zone must be a text in quotes"),
        ("[furniture]\ndrp = ['x']", "drp is no key; did you mean drop?"),
        ("[furniture]\ndrop = 'x'", "must be a list"),
        ("[furniture]\ndrop = [' … ']", "must be a list"),
        ("outlet = ", "is no TOML"),
        ("#" * 100_001, "is larger than"),
    ],
)
def test_a_wrong_profile_is_refused_with_what_would_be_right(text: str, told: str) -> None:
    with pytest.raises(RulesError, match=r"archive\.toml") as caught:
        profile_of(text)
    assert told in str(caught.value)


@pytest.mark.parametrize("stated", ["headline", "=标题", "headline=", "titel=标题", "headline=甲,text=甲"])
def test_a_wrong_map_is_refused(stated: str) -> None:
    with pytest.raises(RulesError, match="--map"):
        with_map(NO_PROFILE, stated)


def test_bytes_that_are_no_utf8_are_refused() -> None:
    assert profile_in("\ufeffzone = 'Asia/Tokyo'".encode(), "x").zone == "Asia/Tokyo"
    with pytest.raises(RulesError, match="not UTF-8"):
        profile_in("outlet = '海港'".encode("gb18030"), "x")


def test_a_map_counts_before_a_profile_and_both_are_written() -> None:
    lines = [
        'outlet = "海\\"港"', 'zone = "Asia/Tokyo"', "[names]", 'headline = ["甲"]', 'text = ["乙"]', "[furniture]",
        'drop = ["订\\\\阅…"]',
    ]  # fmt: skip
    profile = profile_of("\n".join(lines))
    both = with_map(profile, "headline=丙,title=丁,section=乙")
    assert dict(both.names) == {"headline": ("丙", "丁", "甲"), "section": ("乙",)}
    assert profile_of(written(both)) == both and (both.outlet, both.zone) == ('海"港', "Asia/Tokyo")
    assert written(NO_PROFILE) == ""
