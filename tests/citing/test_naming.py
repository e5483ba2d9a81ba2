from __future__ import annotations

import pytest

from articles.citing import name_of, organisation
from articles.citing.naming import initials


@pytest.mark.parametrize(
    ("written", "family", "given"),
    [
        ("Jane Doe", "Doe", "Jane"),
        ("KONEY BAI", "Bai", "Koney"),
        ("DAVID McCABE", "McCabe", "David"),
        ("MARIA ABI-HABIB", "Abi-Habib", "Maria"),
        ("RICHARD PÉREZ-PEÑA", "Pérez-Peña", "Richard"),
        ("JULIAN E. BARNES", "Barnes", "Julian E."),
        ("Ludwig van Beethoven", "van Beethoven", "Ludwig"),
        ("JAN van BERG", "van Berg", "Jan"),
        ("John Doe Jr.", "Doe", "John"),
        ("  Jane \n Doe ", "Doe", "Jane"),
    ],
)
def test_latin_names_can_be_turned_round(written: str, family: str, given: str) -> None:
    name = name_of(written)
    assert (name.family, name.given) == (family, given)


@pytest.mark.parametrize(
    "written",
    ["王小明", "约翰·史密斯", "詹姆斯（James Smith）", "BBC News", "The Editors", "Reuters", "D.B.", "Doe, Jane", "4"],
)  # fmt: skip
def test_others_stay_whole(written: str) -> None:
    name = name_of(written)
    assert (name.literal, name.family) == (written, "")


def test_an_organisation_is_never_turned_round() -> None:
    assert organisation("Rosa Luxemburg Stiftung").family == ""


def test_initials() -> None:
    assert initials("Jane Alice") == "J. A."
    assert initials("Jean-Paul") == "J.-P."
    assert initials("J.E.") == "J. E."
