"""Reads the environment for settings.py. What cannot be used is refused with a sentence that says what to write instead."""

from __future__ import annotations

import os
import re
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

import environ  # type: ignore[import-untyped]
from django.core.exceptions import ImproperlyConfigured

YES = frozenset({"1", "true", "yes", "on"})
NO = frozenset({"0", "false", "no", "off", ""})
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
DATABASES = ("sqlite", "postgres", "postgresql")
#: Seconds.
WEEK, YEAR = 7 * 86_400, 365 * 86_400
#: A name of letters, digits and hyphens, or an IPv6 address in brackets (RFC 3986, 3.2.2; underscores are no host's).
HOST = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*|\[[0-9a-f:.]+\]")
DEFAULT_PORTS = {"http": 80, "https": 443}


def flag(name: str, *, default: bool) -> bool:
    """A switch, 1 or 0. Anything else is refused: PRIVATE=enabled must not open the archive."""
    given = os.environ.get(name)
    if given is None:
        return default
    word = given.strip().lower()
    if word not in YES | NO:
        raise ImproperlyConfigured(f"{name} is {given!r}. Write 1 or 0.")
    return word in YES


def words(name: str, *, default: list[str]) -> list[str]:
    """A list, separated by commas."""
    given = os.environ.get(name)
    return default if given is None else [word for part in given.split(",") if (word := part.strip())]


def hsts(*, https: bool) -> tuple[int, bool, bool]:
    """HSTS_SECONDS, HSTS_SUBDOMAINS, HSTS_PRELOAD: how long browsers ask for this name over HTTPS only, whether for all
    names below it too, and whether the name may go into the browsers' own lists. Nothing of it without HTTPS."""
    given = os.environ.get("HSTS_SECONDS", str(WEEK)).strip()
    # isascii: isdigit takes digits of every script.
    if not (given.isascii() and given.isdigit()) or int(given) > 2 * YEAR:
        raise ImproperlyConfigured(f"HSTS_SECONDS is {given!r}. Write a number of seconds from 0 to {2 * YEAR}.")
    seconds = int(given)
    subdomains = flag("HSTS_SUBDOMAINS", default=False)
    preload = flag("HSTS_PRELOAD", default=False)
    if preload and not (subdomains and seconds >= YEAR):
        raise ImproperlyConfigured(
            f"HSTS_PRELOAD needs HSTS_SUBDOMAINS=1 and HSTS_SECONDS={YEAR} or more. Set them, or leave HSTS_PRELOAD out."
        )
    return (seconds, subdomains, preload) if https else (0, False, False)


def log_level() -> str:
    """LOG_LEVEL: how much the archive's own log tells."""
    given = os.environ.get("LOG_LEVEL", "INFO").strip().upper()
    if given not in LEVELS:
        raise ImproperlyConfigured(f"LOG_LEVEL is {given!r}. Write one of {', '.join(LEVELS)}.")
    return given


def data_folder(default: Path) -> Path:
    """NEWSARCHIVE_DATA, made if it is not there; with the folder that WhiteNoise looks for."""
    folder = Path(os.environ.get("NEWSARCHIVE_DATA") or default).expanduser().resolve()
    try:
        (folder / "static").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(
            f"The data folder {folder} cannot be made ({error.strerror}). "
            "Set NEWSARCHIVE_DATA to a folder that can be written."
        ) from error
    return folder


def outlets_file(folder: Path) -> Path:
    """NEWSARCHIVE_OUTLETS, the owner's own outlet rules, else outlets.toml in the data folder, which need not be there."""
    given = os.environ.get("NEWSARCHIVE_OUTLETS")
    if not given:
        return folder / "outlets.toml"
    path = Path(given).expanduser().resolve()
    if not path.is_file():
        raise ImproperlyConfigured(
            f"NEWSARCHIVE_OUTLETS names {path}, which is no file. Name your file of outlet rules."
        )
    return path


def time_zone() -> ZoneInfo:
    """NEWSARCHIVE_TIME_ZONE: whose days the archive's days are."""
    name = os.environ.get("NEWSARCHIVE_TIME_ZONE") or "Asia/Shanghai"
    if name not in available_timezones():
        raise ImproperlyConfigured(
            f"NEWSARCHIVE_TIME_ZONE is {name!r}, which is no IANA time zone. Write one such as Asia/Shanghai."
        )
    return ZoneInfo(name)


def site_url() -> str:
    """SITE_URL, what permanent addresses begin with: scheme, host and, if it is not the scheme's own, port, such as
    https://news.example.org; "" where none is set. A name in other scripts becomes its Punycode form."""
    given = os.environ.get("SITE_URL", "").strip()
    if not given:
        return ""
    found = origin(given)
    if not found:
        # A name and password may stand before an "@": they are not for a log.
        named = "" if "@" in given else f" is {given!r}, which"
        raise ImproperlyConfigured(
            f"SITE_URL{named} cannot be used. Write how readers' addresses begin, such as https://news.example.org: "
            "http or https, the host, a port if it needs one, and nothing behind it."
        )
    return found


def origin(given: str) -> str:
    """Scheme, host and port of an address that is nothing but those; "" for any other."""
    try:
        parts = urlsplit(given)
        port = parts.port
        host = parts.netloc.lower().removesuffix(f":{port}").encode("idna").decode()
    except ValueError:  # UnicodeError, of a host that has no Punycode, is one
        return ""
    bare = parts.path in ("", "/") and not parts.query and not parts.fragment and not re.search(r"[?#\s]", given)
    if parts.scheme not in DEFAULT_PORTS or not bare or not HOST.fullmatch(host):
        return ""
    return f"{parts.scheme}://{host}" + ("" if port in (None, DEFAULT_PORTS[parts.scheme]) else f":{port}")


def host_of(site_url: str) -> str:
    """Of an address that `site_url` returned, as ALLOWED_HOSTS has it: without a port."""
    host = urlsplit(site_url).hostname or ""
    return f"[{host}]" if ":" in host else host


def secret_key(folder: Path) -> str:
    """SECRET_KEY, else one drawn once for this data folder and readable by its owner only. There is no default."""
    if given := os.environ.get("SECRET_KEY"):
        return given
    path = folder / "secret-key"
    try:
        if not path.exists():
            _keep_new_key(path)
        key = path.read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(
            f"Set SECRET_KEY: none is given, and none can be kept in {path} ({error.strerror})."
        ) from error
    if not key:
        raise ImproperlyConfigured(f"Set SECRET_KEY, or remove {path}, which is empty: a new key is drawn then.")
    return key


def _keep_new_key(path: Path) -> None:
    # Written whole under another name (which mkstemp makes readable by its owner only), then linked: two processes that
    # start together end with one key, and a full disk leaves none rather than half of one.
    handle, draft = tempfile.mkstemp(prefix=".secret-key-", dir=path.parent)
    try:
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(64))
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        Path(draft).unlink()


def database(folder: Path) -> dict[str, Any]:
    """DATABASE_URL, else db.sqlite3 in the data folder (whose name may hold what an address would misread)."""
    given = os.environ.get("DATABASE_URL")
    if not given:
        return {"NAME": str(folder / "db.sqlite3")} | _SQLITE
    kind, separator, _rest = given.partition("://")
    # Looked at first: the library would print what it does not know, password and all.
    if kind not in DATABASES or not separator:
        raise ImproperlyConfigured(
            "DATABASE_URL is not understood. Write one such as postgresql://user:password@host/name."
        )
    found = dict(environ.Env.db_url_config(given))
    return found | _SQLITE if kind == "sqlite" else {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True} | found


_SQLITE = {
    "ENGINE": "newsarchive.sqlite",
    "CONN_MAX_AGE": 0,
    # As for Django's own SQLite, which pytest-django knows by name.
    "TEST": {"NAME": ":memory:"},
    "OPTIONS": {
        # One writer at a time: a writer waits for its turn at BEGIN, not in the middle of its work (SQLITE_BUSY_SNAPSHOT).
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        # FULL: with NORMAL a power cut may take back a committed edit that the index has already taken in for good.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY; "
        "PRAGMA mmap_size=268435456; PRAGMA cache_size=-16384; PRAGMA journal_size_limit=67108864;",
    },
}
