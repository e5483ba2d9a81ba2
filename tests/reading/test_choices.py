"""What the cookie and the address choose; neither can be anything but the known words."""

from __future__ import annotations

import pytest

from articles.reading import DEFAULT, OFFERED, Preferences, asked_for, remembered
from articles.reading.choices import CHOICES


def test_what_is_remembered_comes_back() -> None:
    for size in OFFERED["size"]:
        for width in OFFERED["width"]:
            for script in OFFERED["script"]:
                chosen = Preferences(size, width, script)
                assert remembered(chosen.cookie()) == chosen


@pytest.mark.parametrize(
    ("cookie", "read"),
    [
        ("", DEFAULT),
        ("large", Preferences(size="large")),
        ("large.wide.hant.more", Preferences("large", "wide", "hant")),
        ("huge!.wide.hans", Preferences(width="wide", script="hans")),
        ("wide.large.hans", Preferences(script="hans")),
        ("..hant", Preferences(script="hant")),
        ("<script>.\x00.\udfff", DEFAULT),
        ("x" * 100_000, DEFAULT),
    ],
)
def test_a_cookie_says_what_it_says_rightly(cookie: str, read: Preferences) -> None:
    assert remembered(cookie) == read


def test_an_address_asks_over_what_is_remembered() -> None:
    before = Preferences("small", "wide", "hans")
    assert asked_for({"size": "huge", "width": "", "script": "nonsense", "page": "2"}, before) == Preferences(
        "huge", "wide", "hans"
    )


def test_what_is_offered_is_what_is_known_and_the_default_comes_first() -> None:
    assert {name: set(values) for name, values in OFFERED.items()} == {
        name: set(values) for name, values in CHOICES.items()
    }
    assert Preferences(*(values[0] for values in CHOICES.values())) == DEFAULT
