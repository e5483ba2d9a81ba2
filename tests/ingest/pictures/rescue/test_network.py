"""Where connections may go: never to anything but the public internet."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from dataclasses import replace
from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from articles.ingest.pictures.reasons import PictureRefused
from articles.ingest.pictures.rescue.fetching import Manners, fetch
from articles.ingest.pictures.rescue.network import Deadline, Network, is_public, resolve
from articles.ingest.pictures.rescue.targets import target_of
from tests.ingest.pictures.rescue.hostile import HostileServer

ROOT = Path(__file__).resolve().parents[4]


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0", "10.1.2.3", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.255.255.254", "169.254.169.254",
        "172.16.0.1", "172.31.255.255",
        "192.0.0.170", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.51.100.7",
        "203.0.113.9", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "168.63.129.16",
        "::", "::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "64:ff9b::a00:1", "64:ff9b:1::1", "100::1",
        "2001::1", "2001:db8::1", "2002:7f00:1::", "2002:808:808::", "3fff::1", "fc00::1", "fd00:ec2::254", "fe80::1",
        "fe80::1%eth0", "fec0::1", "ff02::1", "5f00::1",
    ],
)  # fmt: skip
def test_what_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "2a00::1"])
def test_what_is_public(address: str) -> None:
    assert is_public(address)


@given(st.ip_addresses())
def test_nothing_is_public_that_python_knows_to_be_private(address: object) -> None:
    ip = ip_address(str(address))
    relays = [ip_network("192.31.196.0/24"), ip_network("2001::/23")]
    if is_public(str(ip)):
        assert ip.is_global
        assert not ip.is_multicast
        assert not any(ip in network for network in relays if network.version == ip.version)


@pytest.mark.parametrize(
    ("written", "means"),
    [("127.1", "127.0.0.1"), ("0x7f.1", "127.0.0.1"), ("2130706433", "127.0.0.1"), ("017700000001", "127.0.0.1")],
)
def test_a_number_in_disguise_is_looked_at_as_what_it_is(written: str, means: str) -> None:
    assert resolve(written, 80) == [means]
    with pytest.raises(PictureRefused) as caught, Deadline(5) as deadline:
        Network().connect(written, 80, deadline)
    assert caught.value.reason.code == "private-address"


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("", "bad-address"),
        ("pictures.example/a.jpg", "bad-address"),
        ("ftp://pictures.example/a.jpg", "bad-address"),
        ("javascript:alert(1)", "bad-address"),
        ("data:image/png;base64,AA==", "bad-address"),
        ("http://", "bad-address"),
        ("http://[", "bad-address"),
        ("http://a..b/", "bad-address"),
        (f"http://{'a' * 64}.example/", "bad-address"),
        ("http://pictures.example:99999/", "bad-address"),
        ("https://pictures.example/" + "a" * 9000, "bad-address"),
        ("http://me:secret@pictures.example/a.jpg", "credentials"),
        ("http://public.example@127.0.0.1/", "credentials"),
        ("http://pictures.example:8080/a.jpg", "port"),
        ("http://pictures.example:22/a.jpg", "port"),
    ],
)
def test_addresses_that_are_not_even_looked_up(url: str, code: str) -> None:
    with pytest.raises(PictureRefused) as caught:
        target_of(url)
    assert caught.value.reason.code == code


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("https://pictures.example", "https://pictures.example/"),
        ("HTTPS://Pictures.Example:443/A.jpg#top", "https://pictures.example/A.jpg"),
        ("http://图片.example/渡轮.jpg?名=1", "http://xn--fsq36e.example/%E6%B8%A1%E8%BD%AE.jpg?%E5%90%8D=1"),
        ("http://a.example/50%/x%20y z.jpg", "http://a.example/50%25/x%20y%20z.jpg"),
        ("http://a.example/a\r\nHost: b/", "http://a.example/aHost:%20b/"),
        ("http://[2606:4700::1111]/a", "http://[2606:4700::1111]/a"),
    ],
)
def test_what_is_asked_for(url: str, asked: str) -> None:
    if "图片" in url:
        asked = asked.replace("xn--fsq36e", "图片".encode("idna").decode())
    assert target_of(url).url == asked


def test_a_name_is_resolved_once_and_what_was_checked_is_what_is_connected_to(
    server: HostileServer, manners: Manners
) -> None:
    """DNS rebinding: public when it is checked, loopback when it is connected to."""
    answers = iter([["203.0.113.1"], ["127.0.0.1"], ["127.0.0.1"]])
    asked = []

    def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        return next(answers)

    port = int(server.place.rpartition(":")[2])
    network = Network(frozenset({f"rebind.example:{port}"}), resolve=rebinding)
    with pytest.raises(PictureRefused) as caught:
        fetch(f"http://rebind.example:{port}/a.jpg", replace(manners, network=network))
    assert caught.value.reason.code == "private-address"
    assert asked == ["rebind.example"]
    assert not server.counts


@pytest.mark.parametrize("answers", [["127.0.0.1"], ["93.184.215.14", "127.0.0.1"], ["2606:4700::1", "::1"]])
def test_one_private_answer_spoils_all(answers: list[str]) -> None:
    with pytest.raises(PictureRefused) as caught, Deadline(5) as deadline:
        Network(resolve=lambda host, port: answers).connect("two-faced.example", 80, deadline)
    assert caught.value.reason.code == "private-address"


def test_no_place_but_loopback_opens_even_if_it_is_named() -> None:
    network = Network(frozenset({"inside.example:80"}), resolve=lambda host, port: ["10.0.0.1"])
    with pytest.raises(PictureRefused) as caught, Deadline(5) as deadline:
        network.connect("inside.example", 80, deadline)
    assert caught.value.reason.code == "private-address"


def test_a_host_that_is_none() -> None:
    def unknown(host: str, port: int) -> list[str]:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    with pytest.raises(PictureRefused) as caught, Deadline(5) as deadline:
        Network(resolve=unknown).connect("nowhere.invalid", 80, deadline)
    assert caught.value.reason.code == "no-host"


def test_loopback_is_closed_and_no_environment_opens_it(server: HostileServer) -> None:
    assert frozenset() == settings.PICTURE_RESCUE_BESIDE
    code = "from django.conf import settings; print(sorted(settings.PICTURE_RESCUE_BESIDE))"
    names = ("PICTURE_RESCUE_BESIDE", "NEWSARCHIVE_PICTURE_RESCUE_BESIDE", "DJANGO_PICTURE_RESCUE_BESIDE")
    environment = os.environ | dict.fromkeys(names, server.place) | {"DEBUG": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT, env=environment | {"DJANGO_SETTINGS_MODULE": "newsarchive.settings"}, capture_output=True, text=True,
    )  # fmt: skip
    assert done.stdout.strip() == "[]", done.stderr
