"""Addresses: keys, pictures behind proxies, addresses made whole."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from articles.ingest.rows.identity import identity, public_id
from articles.parsing import host_of, url_key
from articles.parsing.addresses.proxies import picture_address
from articles.parsing.addresses.urls import MAX_KEY, absolute, former_keys, unproxied

KEYS = [
    ("http://www.RFI.fr:80//cn/%e4%b8%ad/?utm_source=x&sid=5#a", "www.rfi.fr/cn/%E4%B8%AD/?sid=5"),
    ("https://www.rfi.fr/cn/中/?sid=5", "www.rfi.fr/cn/%E4%B8%AD/?sid=5"),
    ("https://a.example", "a.example/"),
    ("https://a.example:8443/x", "a.example:8443/x"),
    ("HTTPS://A.example:443/X", "a.example/X"),
    ("https://a.example/b//c///d", "a.example/b/c/d"),
    ("https://a.example/b/./c/../d", "a.example/b/d"),
    ("https://a.example/../../d", "a.example/d"),
    ("https://a.example/%7euser/%2Fx", "a.example/~user/%2Fx"),
    ("https://a.example/100%", "a.example/100%25"),
    ("https://a.example/a b", "a.example/ab"),
    ("https://a.example/story?sid=65577", "a.example/story?sid=65577"),
    ("https://a.example/?b=1&a=2&utm_medium=y&UTM_X=z", "a.example/?b=1&a=2"),
    ("https://例子.example/路", "xn--fsqu00a.example/%E8%B7%AF"),
    ("https://user:secret@a.example/x", "a.example/x"),
    ("  https://a.example/x\n", "a.example/x"),
    ("https://a.example/story_(film)", "a.example/story_(film)"),
    ("ftp://a.example/x", ""),
    ("javascript:alert(1)", ""),
    ("", ""),
    ("https://", ""),
    ("https://[::1", ""),
    ("https://a.example:port/", ""),
]


@pytest.mark.parametrize(("url", "key"), KEYS)
def test_url_key(url: str, key: str) -> None:
    assert url_key(url) == key


@pytest.mark.parametrize("key", [key for _, key in KEYS if key])
def test_a_key_is_its_own_key(key: str) -> None:
    assert url_key(f"https://{key}") == key


def test_long_addresses_stay_apart() -> None:
    one, other = (url_key(f"https://a.example/{'x' * 3000}{end}") for end in "ab")
    assert len(one) == len(other) == MAX_KEY
    assert one != other


@pytest.mark.parametrize(
    ("address", "own"),
    [
        ("https://images.weserv.nl?url=gdb.example/01.jpg", "https://gdb.example/01.jpg"),
        ("https://images.weserv.nl/?url=a.example/b.jpg&w=900&output=webp", "https://a.example/b.jpg"),
        ("https://images.weserv.nl/?url=ssl:a.example/b.jpg", "https://a.example/b.jpg"),
        ("https://images.weserv.nl/?url=http://a.example/b.jpg", "http://a.example/b.jpg"),
        ("https://images.weserv.nl/?url=https%3A%2F%2Fa.example%2Fb%3Fx%3D1", "https://a.example/b?x=1"),
        ("https://images.weserv.nl/?url=a.example/r/?m=02&d=2020&w=9", "https://a.example/r/?m=02&d=2020"),
        ("https://wsrv.nl/?w=3&url=a.example/b.jpg", "https://a.example/b.jpg"),
        ("https://i0.wp.com/a.example/b.jpg?w=300", "https://a.example/b.jpg"),
        (
            "https://external-content.duckduckgo.com/iu/?u=https%3A%2F%2Fa.example%2Fb.jpg&f=1",
            "https://a.example/b.jpg",
        ),
        ("https://proxy.example/img?url=https://images.weserv.nl?url=a.example/b.jpg", "https://a.example/b.jpg"),
        ("https://a.example/b.jpg?url=1", "https://a.example/b.jpg?url=1"),
        ("https://wsrv.nl/?url=ssl:a.example/b.jpg&w=300&output=webp", "https://a.example/b.jpg"),
        ("https://images.weserv.nl/?url=//a.example/b.jpg", "https://a.example/b.jpg"),
        ("https://a-example.cdn.ampproject.org/i/s/a.example/b.jpg", "https://a.example/b.jpg"),
        ("https://a-example.cdn.ampproject.org/ii/w820/s/a.example/b.jpg", "https://a.example/b.jpg"),
        ("https://web.archive.org/web/20200805010203im_/https://a.example/b.jpg", "https://a.example/b.jpg"),
        ("https://web.archive.org/web/20200805010203/http:/a.example/b", "http://a.example/b"),
        (
            "https://substackcdn.com/image/fetch/w_1456,c_limit/https%3A%2F%2Fa.example%2Fb.jpg",
            "https://a.example/b.jpg",
        ),
        ("https://res.cloudinary.com/x/image/fetch/w_300/https://a.example/b.jpg", "https://a.example/b.jpg"),
        ("https://img.example/insecure/rs:fit:300/plain/https://a.example/b.jpg@webp", "https://a.example/b.jpg"),
        ("https://img.example/s/w:300/aHR0cHM6Ly9hLmV4YW1wbGUvYi5qcGc.webp", "https://a.example/b.jpg"),
        ("https://thumb.example/unsafe/300x200/smart/a.example/b.jpg", "https://a.example/b.jpg"),
        ("https://a.example/cdn-cgi/image/width=300/uploads/b.jpg", "https://a.example/uploads/b.jpg"),
        ("https://a.example/_next/image?url=%2Fb.jpg&w=640&q=75", "https://a.example/b.jpg"),
        ("https://steemitimages.com/640x0/https://a.example/b.jpg", "https://a.example/b.jpg"),
        ("https://rss.example/proxy/https://a.example/b.jpg?x=1", "https://a.example/b.jpg?x=1"),
        ("https://cdn.example/resize?w=300&url=https%3A%2F%2Fa.example%2Fb.jpg", "https://a.example/b.jpg"),
        # An address that is told to a counter, or that a picture is named after, is no proxy's.
        (
            "https://count.example/x.gif?url=https%3A%2F%2Fa.example%2Fstory",
            "https://count.example/x.gif?url=https%3A%2F%2Fa.example%2Fstory",
        ),
        (
            "https://a.example/card/https://b.example/watch?v=1~/c",
            "https://a.example/card/https://b.example/watch?v=1~/c",
        ),
        ("https://a.example/http-status.jpg", "https://a.example/http-status.jpg"),
        ("https://images.weserv.nl/?url=nonsense", "https://images.weserv.nl/?url=nonsense"),
    ],
)
def test_pictures_behind_proxies(address: str, own: str) -> None:
    assert unproxied(address) == own
    assert picture_address(address) == own


def test_a_picture_found_by_a_search_engine() -> None:
    address = "https://www.google.com/imgres?q=x&imgurl=https%3A%2F%2Fa.example%2Fb.jpg&imgrefurl=https%3A%2F%2Fa.example%2Fstory"
    assert picture_address(address) == "https://a.example/b.jpg"
    assert unproxied(address) == address


@pytest.mark.parametrize(
    ("address", "whole"),
    [
        ("//a.example/b.jpg", "https://a.example/b.jpg"),
        ("/b.jpg", "https://base.example/b.jpg"),
        ("图 片.jpg", "https://base.example/x/图 片.jpg"),
        ("java\nscript:alert(1)", ""),
        ("data:image/png;base64,AAAA", ""),
        ("#top", ""),
        ("", ""),
    ],
)
def test_addresses_made_whole(address: str, whole: str) -> None:
    assert absolute(address, "https://base.example/x/y") == whole


def test_host() -> None:
    assert host_of("https://www.Example.com:80/x") == "example.com"
    assert host_of("https://[") == ""


def golden_addresses() -> list[dict[str, str]]:
    with Path(__file__).with_name("addresses.toml").open("rb") as file:
        return tomllib.load(file)["address"]  # type: ignore[no-any-return]


@pytest.mark.parametrize("line", golden_addresses(), ids=lambda line: line["written"][:60])
def test_no_address_gets_another_key_identity_or_permanent_id(line: dict[str, str]) -> None:
    """The file says what a change breaks."""
    key = url_key(line["written"])
    assert key == line["key"]
    if key:
        assert identity(key, "", "", "") == line["identity"]
        assert public_id(line["identity"], ()) == line["public_id"]


def test_the_table_of_addresses_is_whole() -> None:
    lines = golden_addresses()
    assert len({line["written"] for line in lines}) == len(lines) >= 100
    assert len({line["identity"] for line in lines if line["key"]}) == len(
        {line["key"] for line in lines if line["key"]}
    )


def test_a_former_key_is_one_that_an_address_no_longer_has(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = (str.upper, lambda url: "", url_key, str.upper)
    monkeypatch.setattr("articles.parsing.addresses.urls._FORMER", rules)
    assert former_keys("https://a.example/x") == ("HTTPS://A.EXAMPLE/X",)
