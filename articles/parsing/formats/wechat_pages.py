"""A saved page of a WeChat public account (mp.weixin.qq.com), which says in scripts and ids what others say in markup."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup

from articles.parsing.facts.dates import Stated
from articles.parsing.facts.page_metadata import read_moment

_TIME = re.compile(r"\bct\s*=\s*[\"'](\d{10})[\"']|\boriCreateTime\s*=\s*[\"'](\d{10})[\"']")
_MOST_SCRIPTS, _LONGEST = 100, 200_000


def is_wechat(soup: BeautifulSoup) -> bool:
    """Whether a page is one: its text and its account have ids of their own."""
    return soup.find(id="js_content") is not None and soup.find(id="js_name") is not None


def account_of(soup: BeautifulSoup) -> str:
    """The account's name; the page's own og:site_name is that of the platform."""
    name = soup.find(id="js_name")
    return name.get_text(" ", strip=True)[:200] if name else ""


def published_on(soup: BeautifulSoup) -> Stated | None:
    """When it was published: seconds since 1970 in a script, else the line below the headline."""
    for script in soup.find_all("script", limit=_MOST_SCRIPTS):
        if found := _TIME.search(script.get_text()[:_LONGEST]):
            return read_moment(found[1] or found[2])
    line = soup.find(id="publish_time")
    return read_moment(line.get_text(strip=True)) if line else None
