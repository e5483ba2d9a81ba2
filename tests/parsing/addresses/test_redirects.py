"""Where a link leads in the end."""

from __future__ import annotations

from functools import partial

import pytest

from articles.parsing.addresses.redirects import target_key, unredirected
from tests.patience import cpu_seconds

ARTICLE = "https://paper.example/news/%E6%B8%AF?id=7"


@pytest.mark.parametrize(
    "address",
    [
        ARTICLE,
        "http://PAPER.example//news/港?id=7&utm_source=mail#top",
        "https://www.google.com/url?sa=t&url=https%3A%2F%2Fpaper.example%2Fnews%2F%25E6%25B8%25AF%3Fid%3D7&usg=x",
        "https://www.google.com/url?q=https://paper.example/news/%25E6%25B8%25AF%3Fid%3D7",
        "https://l.facebook.com/l.php?u=https%3A%2F%2Fpaper.example%2Fnews%2F%25E6%25B8%25AF%3Fid%3D7&h=AT0",
        "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fpaper.example%2Fnews%2F%25E6%25B8%25AF%3Fid%3D7&data=x",
        "https://link.zhihu.com/?target=https%3A//paper.example/news/%25E6%25B8%25AF%3Fid%3D7",
        "https://web.archive.org/web/20200805010203/https://paper.example/news/%E6%B8%AF?id=7",
        "https://web.archive.org/web/20200805010203if_/http://paper.example/news/%E6%B8%AF?id=7",
        "https://archive.is/20200805/https://paper.example/news/%E6%B8%AF?id=7",
        "https://www.google.com/amp/s/paper.example/news/%E6%B8%AF?id=7",
        "https://l.facebook.com/l.php?u=https%3A%2F%2Fweb.archive.org%2Fweb%2F2020%2Fhttps%3A%2F%2Fpaper.example%2Fnews%2F%25E6%25B8%25AF%3Fid%3D7",
    ],
)
def test_all_ways_lead_to_one_article(address: str) -> None:
    assert target_key(address) == "paper.example/news/%E6%B8%AF?id=7"


@pytest.mark.parametrize(
    "address",
    [
        "https://www.google.com/search?q=https://paper.example/",
        "https://notgoogle.com/url?q=https://paper.example/",
        "https://www.facebook.com/sharer.php?u=https://paper.example/",
        "https://www.google.com/url?q=javascript:alert(1)",
        "https://www.google.com/url?q=",
        "https://l.instagram.com/",
        "https://[broken/url?q=https://paper.example/",
        "",
    ],
)
def test_other_addresses_stay(address: str) -> None:
    assert unredirected(address) == address


def test_what_is_no_web_address_has_no_key() -> None:
    assert [target_key(address) for address in ("", "mailto:a@b.example", "https://[x", "#top")] == [""] * 4


def test_a_redirector_that_leads_to_itself_ends() -> None:
    loop = "https://web.archive.org/web/2020/" * 50_000
    for address in (loop, "https://www.google.com/url?" + "q=%68" * 100_000):
        assert cpu_seconds(partial(unredirected, address), enough=1) < 1
