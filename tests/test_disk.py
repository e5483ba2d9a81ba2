"""A disk that is full, or can only be read: readers go on reading, who writes gets a sentence, and it is said before it
comes to that. The errors are SQLite's and the system's own; where a disk can be mounted (by root), it is a small one."""

from __future__ import annotations

import errno
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import User
from django.core.checks import run_checks
from django.db import connection
from django.test import Client
from django.utils import translation

from newsarchive import disk
from newsarchive.sqlite.base import DatabaseWrapper, unchanging
from tests.test_logs import Server, free_port

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A closed one, in WAL mode, with a row."""
    path = tmp_path / "a b#c%3f.sqlite3"
    with closing(sqlite3.connect(path)) as made:
        made.execute("PRAGMA journal_mode=WAL")
        made.execute("CREATE TABLE kept (x)")
        made.execute("INSERT INTO kept VALUES (1)")
        made.commit()
    return path


def opened(path: Path) -> Any:
    """A connection as Django makes it to the archive's."""
    given = connection.settings_dict | {"NAME": str(path), "ENGINE": "newsarchive.sqlite"}
    options = {"transaction_mode": "IMMEDIATE", "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL"}
    other = DatabaseWrapper(given | {"OPTIONS": options}, alias="other")
    return closing(other.get_new_connection(other.get_connection_params()))


def closed_to_new_files(path: Path) -> None:
    """SQLite cannot make the file that every connection needs: a folder has its name. (Root may write everywhere.)"""
    path.with_name(f"{path.name}-shm").mkdir()


def test_a_database_beside_which_nothing_can_be_written_is_read_as_it_is(database: Path) -> None:
    closed_to_new_files(database)
    with opened(database) as other:
        assert other.execute("SELECT x FROM kept").fetchall() == [(1,)]
        with pytest.raises(sqlite3.OperationalError) as refused:
            other.execute("INSERT INTO kept VALUES (2)")
        assert disk.cannot_write(refused.value)


def test_nothing_that_was_saved_is_left_out(database: Path) -> None:
    """While the log holds something, the file alone is not what was saved."""
    with closing(sqlite3.connect(database)) as writer:
        writer.execute("INSERT INTO kept VALUES (2)")
        writer.commit()
        assert unchanging(database) is None
        log = database.with_name(f"{database.name}-wal")
        kept = log.read_bytes()
    assert unchanging(database) is not None
    log.write_bytes(kept)
    closed_to_new_files(database)
    with opened(database) as other:
        assert other.execute("SELECT x FROM kept").fetchall() == [(1,), (2,)]


def test_another_fault_stays_what_it_is(database: Path) -> None:
    database.write_bytes(b"no database" * 1000)
    with pytest.raises(sqlite3.DatabaseError, match="not a database") as refused:
        opened(database)
    assert not disk.cannot_write(refused.value)
    assert unchanging(database.with_name("nowhere")) is None


def test_a_full_database_is_known(database: Path) -> None:
    with closing(sqlite3.connect(database)) as writer, pytest.raises(sqlite3.OperationalError) as refused:
        writer.execute("PRAGMA max_page_count = 1")
        writer.execute("INSERT INTO kept VALUES (zeroblob(100000))")
    assert disk.cannot_write(refused.value)


@pytest.mark.parametrize(
    ("error", "of_the_disk"),
    [
        (OSError(errno.ENOSPC, "full"), True),
        (OSError(errno.EROFS, "read-only"), True),
        (OSError(errno.EACCES, "not yours"), False),
        (sqlite3.OperationalError("database is locked"), False),
        (ValueError("x"), False),
        (None, False),
    ],
)
def test_what_is_a_fault_of_the_disk(error: BaseException | None, of_the_disk: bool) -> None:
    assert disk.cannot_write(error) is of_the_disk
    outer = RuntimeError("because")
    outer.__cause__ = error
    assert disk.cannot_write(outer) is of_the_disk


def test_a_worker_keeps_the_files_that_readers_need(tmp_path: Path) -> None:
    """Beside it, the last connection to close would remove them."""
    code = (
        "import django, sys; django.setup()\n"
        "from django.db import connection\n"
        "from newsarchive.sqlite.base import keep_open\n"
        "connection.cursor().execute('CREATE TABLE kept (x)'); connection.close()\n"
        "if sys.argv[1] == 'kept': keep_open()\n"
        "connection.cursor().execute('SELECT * FROM kept'); connection.close()\n"
        "import pathlib, os; print(sorted(p.name for p in pathlib.Path(os.environ['NEWSARCHIVE_DATA']).glob('db*')))\n"
    )
    environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
    environment |= {"NEWSARCHIVE_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "newsarchive.settings"}
    command = [sys.executable, "-c", code]
    for how, names in (("not", ["db.sqlite3"]), ("kept", ["db.sqlite3", "db.sqlite3-shm", "db.sqlite3-wal"])):
        (tmp_path / "db.sqlite3").unlink(missing_ok=True)
        done = subprocess.run([*command, how], cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
        assert done.stdout.strip() == str(names)


# What is said


READ_ONLY = {"sqlite": "PRAGMA query_only = ON", "postgresql": "SET TRANSACTION READ ONLY"}


@pytest.fixture
def read_only(db: None) -> Iterator[Callable[[], None]]:
    """A function after which the database refuses to write."""

    def close() -> None:
        with connection.cursor() as cursor:
            cursor.execute(READ_ONLY[connection.vendor])

    yield close
    if connection.vendor == "sqlite":
        # Not by a cursor of Django's, which refuses after a transaction that failed.
        connection.connection.execute("PRAGMA query_only = OFF")


@pytest.mark.parametrize(
    ("path", "sentence"),
    [("/en/", "Its disk is full"), ("/zh-hans/", "磁盘已满"), ("/zh-hant/", "磁碟已滿")],
)
def test_who_writes_is_told_what_to_do(read_only: Callable[[], None], path: str, sentence: str) -> None:
    User.objects.create_superuser("editor", password="a-long-password-1")
    browser = Client(HTTP_HOST="127.0.0.1", raise_request_exception=False)
    read_only()
    assert browser.get(path).status_code == 200
    answer = browser.post(f"{path}admin/login/", {"username": "editor", "password": "a-long-password-1"})
    assert (answer.status_code, answer["Retry-After"]) == (503, "600")
    assert sentence in answer.content.decode()
    assert "default-src 'none'" in answer["Content-Security-Policy"]


def test_the_api_is_told_in_json(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_given: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("articles.api.endpoints.shown_to", fail)
    answer = Client(HTTP_HOST="127.0.0.1", raise_request_exception=False).get("/en/api/articles/abc")
    assert answer.status_code == 503
    assert "Tell its administrator" in answer.json()["detail"]


def test_a_disk_is_said_to_be_nearly_full_by_what_is_still_to_be_written(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def warnings() -> list[str]:
        return [each.msg for each in run_checks(include_deployment_checks=True) if each.id == "articles.W002"]

    index = Path(settings.NEWSARCHIVE_INDEX)
    index.mkdir()
    room = os.statvfs(index)
    free = room.f_bavail * room.f_frsize
    monkeypatch.setattr(disk, "LEAST", free // 2)
    assert warnings() == []
    with (index / "segment").open("wb") as segment:
        segment.truncate(2 * free)  # of holes: it takes no room
    [warning] = warnings()
    assert str(settings.NEWSARCHIVE_DATA) in warning
    (index / "segment").unlink()
    monkeypatch.setattr(disk, "LEAST", 2 * free)
    assert len(warnings()) == 1, "one disk, said once"
    # A command says everything in English, its units as well.
    monkeypatch.setattr("articles.checks.shortages", lambda *_: [disk.Shortage(index, 0, 1)])
    with translation.override("zh-hans"):
        assert "0\N{NO-BREAK SPACE}bytes are left" in warnings()[0]


def test_the_admin_says_so_on_its_first_page(admin_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def page() -> str:
        return admin_client.get("/en/admin/", headers={"host": "127.0.0.1"}).content.decode()

    monkeypatch.setattr(disk, "LEAST", 0)
    assert "nearly full" not in page()
    monkeypatch.setattr(disk, "LEAST", 1 << 60)
    assert "nearly full" in page()


# A real one


class Disk:
    """A small one, and the archive on it."""

    def __init__(self, folder: Path, logs: Path) -> None:
        self.folder, self.logs = folder, logs
        environment = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "SECRET_KEY"}}
        self.environment = environment | {"NEWSARCHIVE_DATA": str(folder), "HTTPS": "0"}

    def manage(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT, env=self.environment | more, capture_output=True, text=True, timeout=300,
        )  # fmt: skip

    def fill(self) -> None:
        with (self.folder / "other").open("ab", buffering=0) as file, suppress(OSError):
            for size in (1 << 16, 1 << 9):
                with suppress(OSError):
                    while file.write(b"x" * size):
                        pass

    def free(self) -> None:
        (self.folder / "other").unlink()

    def remount(self, how: str) -> None:
        subprocess.run(["mount", "-o", f"remount,{how}", str(self.folder)], check=True)

    def serve(self) -> Server:
        port = free_port()
        command = ["-m", "gunicorn", "newsarchive.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "1"]
        server = Server(command, port, self.logs, self.folder)
        server.wait()
        return server


@pytest.fixture(scope="module")
def small_disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Disk]:
    folder = tmp_path_factory.mktemp("disk")
    with suppress(OSError):
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "archive-test", str(folder)], check=False)
        if mounted.returncode == 0:
            try:
                yield Disk(folder, tmp_path_factory.mktemp("logs"))
            finally:
                subprocess.run(["umount", str(folder)], check=True)
            return
    pytest.skip("a disk can be mounted by root only")


@pytest.fixture(scope="module")
def small_archive(small_disk: Disk) -> Disk:
    for command in (["migrate", "-v0"], ["import_articles", "sample/jekyll", "--workers", "0"]):
        done = small_disk.manage(*command)
        assert done.returncode == 0, done.stdout + done.stderr
    user = ["createsuperuser", "--noinput", "--username", "editor", "--email", "editor@archive.example"]
    assert small_disk.manage(*user, DJANGO_SUPERUSER_PASSWORD="a-long-password-1").returncode == 0
    return small_disk


READ = ("/", "/about/", "/sources/", "/archive/", "/feed/", "/search/?q=%E6%B8%AF", "/api/search?q=%E6%B8%AF")


def statuses(server: Server) -> list[int]:
    requests = [f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n" for path in READ]
    return [int(server.send(request.encode()).split(b" ", 2)[1]) for request in requests]


def log_in(server: Server) -> bytes:
    """The answer to a form of the admin with a name and a password that are right."""
    page = server.send(b"GET /en/admin/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n").decode()
    cookie = page.partition("Set-Cookie: csrftoken=")[2].partition(";")[0]
    token = page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    form = urlencode({"username": "editor", "password": "a-long-password-1", "csrfmiddlewaretoken": token})
    return server.send(
        f"POST /en/admin/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nCookie: csrftoken={cookie}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(form)}\r\n\r\n{form}".encode()
    )


def ended(server: Server) -> None:
    server.process.terminate()
    server.process.wait(timeout=60)


def test_a_disk_that_fills_up_stops_no_reader(small_archive: Disk) -> None:
    server = small_archive.serve()
    try:
        small_archive.fill()
        assert statuses(server) == [200] * len(READ)
        answer = log_in(server)
        assert answer.startswith(b"HTTP/1.1 503 ")
        assert b"Its disk is full" in answer
        small_archive.free()
        assert log_in(server).startswith(b"HTTP/1.1 302 "), "nothing has to be started anew"
    finally:
        (small_archive.folder / "other").unlink(missing_ok=True)
        ended(server)


def test_an_archive_that_starts_on_a_full_disk_is_read(small_archive: Disk) -> None:
    small_archive.fill()
    try:
        assert small_archive.manage("migrate", "-v0").returncode == 0, "the service runs it at every start"
        server = small_archive.serve()
        try:
            assert statuses(server) == [200] * len(READ)
            assert log_in(server).startswith(b"HTTP/1.1 503 ")
            small_archive.free()
            assert log_in(server).startswith(b"HTTP/1.1 302 ")
        finally:
            ended(server)
    finally:
        (small_archive.folder / "other").unlink(missing_ok=True)


def test_an_archive_on_a_disk_that_can_only_be_read_is_read(small_archive: Disk) -> None:
    small_archive.remount("ro")
    try:
        server = small_archive.serve()
        try:
            assert statuses(server) == [200] * len(READ)
            assert log_in(server).startswith(b"HTTP/1.1 503 ")
        finally:
            ended(server)
    finally:
        small_archive.remount("rw")


def test_a_small_disk_is_told_of_before_it_is_full(small_archive: Disk) -> None:
    done = small_archive.manage("check", "--deploy")
    assert "articles.W002" in done.stderr
    assert str(small_archive.folder) in done.stderr
