"""How often a log-in may be tried, and that nobody's name or address is written down for it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.http import HttpRequest
from django.test import RequestFactory
from django.utils import timezone

from articles import logins
from articles.logins import PER_ADDRESS, PER_NAME, WINDOW, LoginCount

pytestmark = pytest.mark.django_db
ADDRESS = "203.0.113.7/32"


def tries(name: str, address: str = "") -> int:
    """How many are looked at before it is too often."""
    for count in range(200):
        if logins.begin(name, address):
            return count
    pytest.fail("never too often")


def asked_from(address: str, **headers: str) -> HttpRequest:
    return RequestFactory().get("/", REMOTE_ADDR=address, headers=headers)


def test_a_name_is_tried_so_often_from_wherever() -> None:
    assert tries("editor") == PER_NAME
    assert logins.begin("editor", "198.51.100.1/32") > 0
    assert logins.begin("other", "") == 0


def test_a_name_written_otherwise_is_the_same_name() -> None:
    assert tries("Editor") == PER_NAME
    assert logins.begin(" ｅditor", "") > 0


def test_an_address_is_tried_so_often_with_whatever_name() -> None:
    tried = [logins.begin(f"name{n}", ADDRESS) for n in range(PER_ADDRESS + 1)]
    assert [n for n, wait in enumerate(tried) if wait] == [PER_ADDRESS]
    assert logins.begin("name", "203.0.113.8/32") == 0


def test_it_ends_after_a_quarter_of_an_hour_and_nothing_is_kept() -> None:
    tries("editor", ADDRESS)
    wait = logins.begin("editor", "")
    assert WINDOW - timedelta(minutes=1) < timedelta(seconds=wait) <= WINDOW
    LoginCount.objects.update(until=timezone.now())
    assert logins.begin("other", "") == 0
    assert LoginCount.objects.count() == 1


def test_the_right_password_begins_anew_but_does_not_clear_an_address() -> None:
    """Else whoever has an account of his own could try others' as often as he likes."""
    for _time in range(PER_NAME - 1):
        logins.begin("editor", ADDRESS)
    logins.begin("own", ADDRESS)
    logins.succeeded("own", ADDRESS)
    assert LoginCount.objects.get(tried=PER_NAME - 1, key=logins._key("address", ADDRESS))
    logins.begin("editor", ADDRESS)
    logins.succeeded("editor", ADDRESS)
    assert tries("editor") == PER_NAME


def test_what_is_stored_names_nobody() -> None:
    logins.begin("editor", ADDRESS)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM articles_logincount")
        text = str(cursor.fetchall())
    assert "editor" not in text and "203.0" not in text
    assert LoginCount.objects.count() == 2


def test_a_command_lets_everybody_in_again(capsys: pytest.CaptureFixture[str]) -> None:
    tries("editor", ADDRESS)
    call_command("unlock_logins")
    assert "2 counts" in capsys.readouterr().out
    assert logins.begin("editor", ADDRESS) == 0


@pytest.mark.parametrize(
    ("remote", "address"),
    [
        ("203.0.113.7", "203.0.113.7/32"),
        ("::ffff:203.0.113.7", "203.0.113.7/32"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("127.0.0.1", ""),
        ("::1", ""),
        ("", ""),
        ("somewhere", ""),
    ],
)
def test_of_ipv6_the_network_counts_and_of_this_machine_nothing(remote: str, address: str) -> None:
    assert logins.client_address(asked_from(remote)) == address


def test_a_forwarded_address_counts_behind_a_proxy_only(settings: Any) -> None:
    request = asked_from("127.0.0.1", **{"x-forwarded-for": "192.0.2.66, 203.0.113.7"})
    settings.BEHIND_PROXY = False
    assert logins.client_address(request) == ""
    settings.BEHIND_PROXY = True
    assert logins.client_address(request) == "203.0.113.7/32", "what stands before it, the reader wrote"
