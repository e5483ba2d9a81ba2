"""Web archives' addresses: the original, and when the capture was made."""

from __future__ import annotations

import pytest

from articles.parsing.addresses.captures import is_capture, unwrapped

A = "https://a.example/x"


@pytest.mark.parametrize(
    ("address", "original", "at"),
    [
        (f"https://web.archive.org/web/20210712002412/{A}", A, "2021-07-12T00:24:12+00:00"),
        (f"https://web.archive.org/web/20210712002412im_/{A}?b=1#c", f"{A}?b=1#c", "2021-07-12T00:24:12+00:00"),
        (f"http://web.archive.org/web/20210712id_/{A}", A, "2021-07-12T00:00:00+00:00"),
        (f"https://web.archive.org/web/2021*/{A}", A, ""),
        (f"https://web.archive.org/web/{A}", A, ""),
        ("https://web.archive.org/web/2021/a.example/x", "http://a.example/x", ""),
        ("https://web.archive.org/web/2021/https:/a.example/x", A, ""),
        (f"https://archive.today/20200102030405/{A}", A, "2020-01-02T03:04:05+00:00"),
        (f"https://archive.ph/2020.01.02-030405/{A}", A, "2020-01-02T03:04:05+00:00"),
        (f"https://archive.vn/newest/{A}", A, ""),
        (f"https://archive.li/o/AbCdE/{A}", A, ""),
        ("https://archive.fo/?run=1&url=https%3A%2F%2Fa.example%2Fx", A, ""),
        (f"https://ghostarchive.org/archive/20211231/{A}", A, "2021-12-31T00:00:00+00:00"),
        (f"https://webcache.googleusercontent.com/search?q=cache:AbCdEfGhIjKl:{A}+字&hl=zh", A, ""),
        ("https://webcache.googleusercontent.com/search?q=cache:a.example/x", "http://a.example/x", ""),
        ("https://web.archive.org/web/20209999999999/https://a.example/x", A, ""),
    ],
)
def test_forms(address: str, original: str, at: str) -> None:
    found, captures = unwrapped(address)
    assert found == original
    assert [(each.url, each.at.isoformat() if each.at else "") for each in captures] == [(address, at)]


def test_a_capture_of_a_capture() -> None:
    inner = f"https://archive.ph/20200102030405/{A}"
    outer = f"https://web.archive.org/web/20210712002412/{inner}"
    found, captures = unwrapped(outer)
    assert (found, [each.url for each in captures]) == (A, [outer, inner])


def test_layers_end() -> None:
    address = "https://web.archive.org/web/2021/" * 50 + A
    assert len(unwrapped(address)[1]) <= 4


@pytest.mark.parametrize(
    "address",
    [
        A,
        "https://web.archive.org/about/",
        "https://archive.is/AbCdE",
        "https://web.archive.org/web/2021/javascript:alert(1)",
        "https://web.archive.org/web/2021/data:text/html,x",
        f"https://evil.example/web/2021/{A}",
        f"https://web.archive.org.evil.example/web/2021/{A}",
        "https://web.archive.org/web/2021/http://[::1",
        "",
        "https://web.archive.org/web/2021/" + "a" * 20_000,
    ],
)
def test_what_is_none(address: str) -> None:
    assert unwrapped(address) == (address, ())


def test_hosts() -> None:
    assert is_capture("https://archive.is/AbCdE")
    assert not is_capture("https://myarchive.is/AbCdE")
    assert not is_capture("https://archive.is.example/AbCdE")
