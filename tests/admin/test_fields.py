from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from articles.admin.fields import NamesField, ProseField
from articles.admin.links import external_link, host_of


@pytest.mark.parametrize(
    ("typed", "names"),
    [("", []), (" \r\n ", []), ("张三", ["张三"]), ("张三\r\n\r\n 李四 \r\n", ["张三", "李四"]), ("A, B", ["A, B"])],
)
def test_names_are_one_a_line(typed: str, names: list[str]) -> None:
    assert NamesField().clean(typed) == names


def test_names_hold_no_null_characters() -> None:
    with pytest.raises(ValidationError):
        NamesField().clean("张\0三")


def test_a_browsers_line_ends_are_no_change() -> None:
    assert not ProseField().has_changed("一\n二", "一\r\n二")
    assert ProseField().has_changed("一\n二", "一二")
    assert not NamesField().has_changed(["张三", "李四"], "张三\r\n李四")


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//evil.example/", "", "https", " https://a/"]
)
def test_only_web_addresses_become_links(url: str) -> None:
    assert external_link(url) == url


def test_a_link_gives_nothing_away_and_is_escaped() -> None:
    assert external_link('https://a.example/"x') == (
        '<a href="https://a.example/&quot;x" rel="noreferrer noopener nofollow">https://a.example/&quot;x</a>'
    )


@pytest.mark.parametrize(("url", "host"), [("https://A.example:8/x", "a.example"), ("http://[", ""), ("x", "")])
def test_host_of(url: str, host: str) -> None:
    assert host_of(url) == host
