"""What the environment says, and what a start says to what cannot be used."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from newsarchive import environment

ROOT = Path(__file__).resolve().parent.parent
#: Of the machine that runs the tests: everything that the archive reads is left out.
PLAIN = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "VIRTUAL_ENV") if name in os.environ}
READ = """
import json
from django.conf import settings
print(json.dumps({name: getattr(settings, name) for name in %r}, default=str))
"""


def run(folder: Path, *command: str, **values: str) -> subprocess.CompletedProcess[str]:
    """A fresh interpreter, as on a server, where a warning is an error."""
    known = PLAIN | {"NEWSARCHIVE_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "newsarchive.settings"} | values
    return subprocess.run(
        [sys.executable, "-W", "error", *command], cwd=ROOT, env=known, capture_output=True, text=True, timeout=60
    )


def settings_of(folder: Path, *names: str, **values: str) -> dict[str, Any]:
    done = run(folder, "-c", READ % (names,), **values)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


# A whole start


def test_nothing_set_is_the_safe_way(tmp_path: Path) -> None:
    found = settings_of(
        tmp_path, "DEBUG", "HTTPS", "PRIVATE", "ALLOWED_HOSTS", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE",
        "SESSION_COOKIE_HTTPONLY", "CSRF_COOKIE_HTTPONLY", "LANGUAGE_COOKIE_SECURE", "SECURE_HSTS_SECONDS", "SECRET_KEY",
        "MIDDLEWARE",
    )  # fmt: skip
    assert found.pop("ALLOWED_HOSTS") == ["127.0.0.1", "localhost", "[::1]"]
    assert found.pop("SECURE_HSTS_SECONDS") == 7 * 86_400
    assert len(found.pop("SECRET_KEY")) >= 50
    assert "articles.middleware.PrivateMiddleware" not in found.pop("MIDDLEWARE")
    assert [name for name, value in found.items() if value is False] == ["DEBUG", "PRIVATE"]


def test_everything_set(tmp_path: Path) -> None:
    found = settings_of(
        tmp_path, "PRIVATE", "MIDDLEWARE", "TIME_ZONE", "ALLOWED_HOSTS", "SECRET_KEY", "SECURE_PROXY_SSL_HEADER",
        PRIVATE="1", NEWSARCHIVE_TIME_ZONE="Asia/Taipei", ALLOWED_HOSTS="a.example", BEHIND_PROXY="1", SECRET_KEY="k" * 60,
        DATABASE_URL="postgresql://editor:secret@db.example/news",
    )  # fmt: skip
    assert found["MIDDLEWARE"][-1] == "articles.middleware.PrivateMiddleware"
    assert found["SECURE_PROXY_SSL_HEADER"] == ["HTTP_X_FORWARDED_PROTO", "https"]
    assert (found["TIME_ZONE"], found["ALLOWED_HOSTS"], found["SECRET_KEY"]) == ("Asia/Taipei", ["a.example"], "k" * 60)
    assert not (tmp_path / "secret-key").exists()


def test_the_deployment_check_is_clean_with_nothing_set(tmp_path: Path) -> None:
    done = run(tmp_path, "manage.py", "check", "--deploy", "--fail-level", "INFO")
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_a_start_that_fails_ends_with_the_reason(tmp_path: Path) -> None:
    done = run(tmp_path, "manage.py", "check", PRIVATE="enabled")
    assert done.returncode != 0
    assert done.stderr.strip().splitlines()[-1].endswith("PRIVATE is 'enabled'. Write 1 or 0.")


def test_two_that_start_together_end_with_one_key(tmp_path: Path) -> None:
    code = f"import pathlib, newsarchive.environment as e; print(e.secret_key(pathlib.Path({str(tmp_path)!r})))"
    running = [
        subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, env=PLAIN, stdout=subprocess.PIPE) for _ in range(4)
    ]
    keys = {process.communicate(timeout=60)[0] for process in running}
    assert len(keys) == 1
    assert len(keys.pop()) > 50


# One value at a time


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> Any:
    """given(NAME="value"): the environment holds that, and nothing else that the archive reads."""
    names = (
        "NEWSARCHIVE_DATA",
        "NEWSARCHIVE_TIME_ZONE",
        "SECRET_KEY",
        "DATABASE_URL",
        "ALLOWED_HOSTS",
        "PRIVATE",
        "LOG_LEVEL",
        "HSTS_SECONDS",
        "HSTS_SUBDOMAINS",
        "HSTS_PRELOAD",
        "SITE_URL",
    )
    for name in names:
        monkeypatch.delenv(name, raising=False)

    def give(**values: str) -> None:
        for name, value in values.items():
            monkeypatch.setenv(name, value)

    return give


def test_a_key_is_drawn_once_and_kept_to_its_owner(given: Any, tmp_path: Path) -> None:
    first = environment.secret_key(tmp_path)
    assert environment.secret_key(tmp_path) == first
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]
    (tmp_path / "secret-key").unlink()
    assert environment.secret_key(tmp_path) != first


def test_a_given_key_is_used_as_it_is(given: Any, tmp_path: Path) -> None:
    given(SECRET_KEY="$HOME-with-a-dollar")
    assert environment.secret_key(tmp_path) == "$HOME-with-a-dollar"


def test_an_empty_key_is_not_used(given: Any, tmp_path: Path) -> None:
    (tmp_path / "secret-key").write_text("\n")
    with pytest.raises(ImproperlyConfigured, match="Set SECRET_KEY"):
        environment.secret_key(tmp_path)


def test_a_key_that_cannot_be_kept(given: Any, tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match="Set SECRET_KEY: none is given, and none can be kept"):
        environment.secret_key(tmp_path / "nowhere")


def test_the_data_folder_is_made(given: Any, tmp_path: Path) -> None:
    given(NEWSARCHIVE_DATA=str(tmp_path / "a" / "b"))
    assert environment.data_folder(tmp_path / "unused") == tmp_path / "a" / "b"
    assert (tmp_path / "a" / "b").is_dir()


def test_a_data_folder_that_cannot_be_made(given: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    given(NEWSARCHIVE_DATA=str(tmp_path / "file" / "data"))
    with pytest.raises(ImproperlyConfigured, match="Set NEWSARCHIVE_DATA to a folder that can be written"):
        environment.data_folder(tmp_path)


def test_the_zone(given: Any) -> None:
    assert environment.time_zone().key == "Asia/Shanghai"
    given(NEWSARCHIVE_TIME_ZONE="Asia/Taipei")
    assert environment.time_zone().key == "Asia/Taipei"


@pytest.mark.parametrize("name", ["Asia/Peking", "../../etc/passwd", "UTC+8"])
def test_a_zone_that_does_not_exist(given: Any, name: str) -> None:
    given(NEWSARCHIVE_TIME_ZONE=name)
    with pytest.raises(ImproperlyConfigured, match="no IANA time zone"):
        environment.time_zone()


@pytest.mark.parametrize(("value", "meant"), [("1", True), (" YES ", True), ("on", True), ("0", False), ("", False)])
def test_switches(given: Any, value: str, meant: bool) -> None:
    given(PRIVATE=value)
    assert environment.flag("PRIVATE", default=not meant) is meant


@pytest.mark.parametrize("value", ["enabled", "2", "ja", "tru"])
def test_a_switch_that_is_not_understood_is_not_guessed(given: Any, value: str) -> None:
    given(PRIVATE=value)
    with pytest.raises(ImproperlyConfigured, match="Write 1 or 0"):
        environment.flag("PRIVATE", default=False)


@pytest.mark.parametrize(("value", "hosts"), [("a.example, b.example,", ["a.example", "b.example"]), ("", [])])
def test_hosts(given: Any, value: str, hosts: list[str]) -> None:
    assert environment.words("ALLOWED_HOSTS", default=["localhost"]) == ["localhost"]
    given(ALLOWED_HOSTS=value)
    assert environment.words("ALLOWED_HOSTS", default=["localhost"]) == hosts


def test_sqlite_in_a_folder_with_an_odd_name(given: Any, tmp_path: Path) -> None:
    lite = environment.database(tmp_path / "a b#c?d%41")
    assert lite["NAME"] == str(tmp_path / "a b#c?d%41" / "db.sqlite3")
    assert lite["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_postgresql_by_its_address(given: Any, tmp_path: Path) -> None:
    given(DATABASE_URL="postgresql://editor:p%40ss@db.example:5433/news?sslmode=require")
    post = environment.database(tmp_path)
    assert post["ENGINE"] == "django.db.backends.postgresql"
    assert [post[name] for name in ("USER", "PASSWORD", "HOST", "PORT", "NAME")] == [
        "editor", "p@ss", "db.example", 5433, "news",
    ]  # fmt: skip
    assert post["OPTIONS"] == {"sslmode": "require"}


@pytest.mark.parametrize("url", ["postgres", "mysql://u:secret@h/n", "oracle://x", "http://example.com/"])
def test_a_database_that_is_not_understood(given: Any, tmp_path: Path, url: str) -> None:
    given(DATABASE_URL=url)
    with pytest.raises(ImproperlyConfigured, match=r"^DATABASE_URL is not understood\.") as refused:
        environment.database(tmp_path)
    assert "secret" not in str(refused.value)


def test_hsts_binds_one_name_for_a_week_unless_asked_for_more(given: Any) -> None:
    assert environment.hsts(https=True) == (7 * 86_400, False, False)
    given(HSTS_SECONDS="31536000", HSTS_SUBDOMAINS="1", HSTS_PRELOAD="1")
    assert environment.hsts(https=True) == (31_536_000, True, True)
    assert environment.hsts(https=False) == (0, False, False)


@pytest.mark.parametrize("value", ["a week", "-1", "٣", "1e6", "", "63072001"])
def test_a_time_for_hsts_that_is_not_understood(given: Any, value: str) -> None:
    given(HSTS_SECONDS=value)
    with pytest.raises(ImproperlyConfigured, match="Write a number of seconds"):
        environment.hsts(https=True)


@pytest.mark.parametrize("without", [{"HSTS_SECONDS": "31535999"}, {"HSTS_SUBDOMAINS": "0"}])
def test_a_name_that_the_lists_of_browsers_would_refuse_does_not_say_preload(
    given: Any, without: dict[str, str]
) -> None:
    given(**{"HSTS_SECONDS": "31536000", "HSTS_SUBDOMAINS": "1", "HSTS_PRELOAD": "1"} | without)
    with pytest.raises(ImproperlyConfigured, match="HSTS_PRELOAD needs"):
        environment.hsts(https=True)


def test_log_levels(given: Any) -> None:
    assert environment.log_level() == "INFO"
    given(LOG_LEVEL="debug")
    assert environment.log_level() == "DEBUG"
    given(LOG_LEVEL="loud")
    with pytest.raises(ImproperlyConfigured, match="LOG_LEVEL"):
        environment.log_level()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("https://news.example.org", "https://news.example.org"),
        (" HTTPS://News.Example.org/ ", "https://news.example.org"),
        ("https://news.example.org:443/", "https://news.example.org"),
        ("http://news.example.org:80", "http://news.example.org"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://localhost:8000/", "http://localhost:8000"),
        ("https://[2001:DB8::1]:8443", "https://[2001:db8::1]:8443"),
        ("https://新闻.example", "https://xn--efvy88h.example"),
        ("", ""),
        ("  ", ""),
    ],
)
def test_the_address_of_the_site_is_scheme_host_and_port(given: Any, written: str, meant: str) -> None:
    given(SITE_URL=written)
    assert environment.site_url() == meant


@pytest.mark.parametrize(
    "written",
    [
        "news.example.org", "//news.example.org", "ftp://news.example.org", "javascript://x", "https://", "https:///x",
        "https://news.example.org/archive", "https://news.example.org/?a", "https://news.example.org?", "https://a#",
        "https://a b.example", "https://a\n.example", "https://a.example:port", "https://a.example:70000", "https://a..b",
        "https://-a.example", "https://a_b.example", "https://[::1", "https://a.example,https://b.example", "https://*.a",
        'https://a"b', "https://a<b", "https://" + "a" * 64 + ".example", "https://.", "https://a.example:",
    ],
)  # fmt: skip
def test_another_address_of_the_site_is_refused(given: Any, written: str) -> None:
    given(SITE_URL=written)
    with pytest.raises(ImproperlyConfigured, match=r"SITE_URL is .*, which cannot be used\. Write how"):
        environment.site_url()


def test_a_password_in_the_address_is_not_shown(given: Any) -> None:
    given(SITE_URL="https://name:secret@news.example.org")
    with pytest.raises(ImproperlyConfigured, match="cannot be used") as raised:
        environment.site_url()
    assert "secret" not in str(raised.value)


def test_the_address_of_the_site_is_answered_unless_hosts_are_listed(tmp_path: Path) -> None:
    names = ("SITE_URL", "ALLOWED_HOSTS")
    found = settings_of(tmp_path, *names, SITE_URL="https://[2001:db8::1]:8443")
    assert found["ALLOWED_HOSTS"] == ["127.0.0.1", "localhost", "[::1]", "[2001:db8::1]"]
    assert settings_of(tmp_path, *names)["SITE_URL"] == ""
    assert settings_of(tmp_path, *names)["ALLOWED_HOSTS"] == ["127.0.0.1", "localhost", "[::1]"]
    listed = settings_of(tmp_path, *names, SITE_URL="https://a.example", ALLOWED_HOSTS="b.internal")
    assert listed == {"SITE_URL": "https://a.example", "ALLOWED_HOSTS": ["b.internal"]}
