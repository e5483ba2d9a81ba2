"""How soon is an edit in the admin found while a long import, with its indexing, is running?

    python -m bench.freshness ARCHIVE [--edits 10] [--pause 3] [--before 1000] [--work FOLDER]

ARCHIVE: a folder of article files. So many of them are imported and indexed first; then gunicorn serves them, an import
of all the others begins, and an editor logs in and saves one article after the other. Seconds count from sending the form
until the search page finds the new headline, asked over another connection every 20 ms; and until the admin has answered.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import socket
import subprocess
import sys
import tarfile
import tempfile
import threading
import time
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from statistics import median
from urllib.error import URLError
from urllib.parse import quote, urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, ProxyHandler, build_opener

from bs4 import BeautifulSoup, Tag

from bench.processes import ROOT, start

PASSWORD = "nur-zum-Messen-7"
#: Two of them number an edit, in a headline that no article has.
STEMS = "甲乙丙丁戊己庚辛壬癸"


def run(arguments: list[str], data: Path) -> None:
    with start(arguments, data) as process:
        output, _errors = process.communicate()
    if process.returncode:
        raise SystemExit(f"{' '.join(arguments)} failed: {output[-2000:]}")


def prepared(archive: Path, before: int, data: Path) -> tuple[Path, Path]:
    """The folder of the articles that are in already, and a tar of all: an import of it meets the first again."""
    paths = sorted(path for path in archive.rglob("*") if path.is_file())
    random.Random(1).shuffle(paths)
    tars = data.with_name("first.tar"), data.with_name("rest.tar")
    for name, chosen in zip(tars, (paths[:before], paths[before:]), strict=True):
        with tarfile.open(name, "w") as tar:
            for path in chosen:
                tar.add(path, str(path.relative_to(archive)))
    os.environ |= {"DJANGO_SUPERUSER_PASSWORD": PASSWORD, "HTTPS": "0"}
    run(["migrate", "--verbosity", "0"], data)
    run(["import_articles", str(tars[0])], data)
    run(["collectstatic", "--noinput", "--verbosity", "0"], data)
    run(["createsuperuser", "--noinput", "--username", "editor", "--email", "editor@archive.example"], data)
    return tars


def fields_of(form: Tag) -> dict[str, str]:
    """What a browser sends of a form that nobody has touched."""
    data: dict[str, str] = {}
    for field in form.select("input[name], textarea[name], select[name]"):
        name = str(field["name"])
        if field.name == "textarea":
            data[name] = field.get_text().removeprefix("\n").replace("\n", "\r\n")
        elif field.name == "select":
            chosen = field.select_one("option[selected]")
            data[name] = str(chosen["value"]) if chosen else ""
        elif field.get("type") == "checkbox":
            data |= {name: "on"} if field.has_attr("checked") else {}
        elif field.get("type") != "submit":
            data[name] = str(field.get("value", ""))
    return data


@dataclass
class Browser:
    """One person's cookies at a site."""

    site: str

    def __post_init__(self) -> None:
        self.opener: OpenerDirector = build_opener(ProxyHandler({}), HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> bytes:
        with self.opener.open(self.site + path, timeout=60) as response:
            return bytes(response.read())

    def form(self, path: str, selector: str) -> dict[str, str]:
        form = BeautifulSoup(self.get(path), "lxml").select_one(selector)
        assert form is not None, path
        return fields_of(form)

    def post(self, path: str, data: dict[str, str]) -> None:
        self.opener.addheaders = [("Referer", self.site + path)]
        with self.opener.open(self.site + path, urlencode(data).encode(), timeout=60) as response:
            response.read()

    def log_in(self) -> None:
        form = self.form("/admin/login/", "form[method=post]")
        self.post("/admin/login/", form | {"username": "editor", "password": PASSWORD, "next": "/robots.txt"})

    def found(self, text: str) -> int:
        return int(json.loads(self.get(f"/api/search?q={quote(text)}"))["total"])


def edit(editor: Browser, reader: Browser, pk: int, mark: str) -> tuple[float, float]:
    """(seconds until it is found, seconds until the admin has answered)"""
    path = f"/admin/articles/article/{pk}/change/"
    form = editor.form(path, "form[id=article_form]") | {"headline": mark, "_save": "1"}
    answered: list[float] = []
    began = time.monotonic()

    def save() -> None:
        editor.post(path, form)
        answered.append(time.monotonic() - began)

    saving = threading.Thread(target=save)
    saving.start()
    while not reader.found(f'"{mark}"'):
        assert time.monotonic() - began < 60, "it was never found"
        time.sleep(0.02)
    found = time.monotonic() - began
    saving.join()
    return found, answered[0]


def articles_of(data: Path) -> list[int]:
    import sqlite3

    with sqlite3.connect(data / "db.sqlite3") as database:
        return [pk for (pk,) in database.execute("SELECT id FROM articles_article ORDER BY id LIMIT 500")]


def served(site: str) -> None:
    for _ in range(300):
        try:
            Browser(site).get("/robots.txt")
            return
        except (URLError, ConnectionError):
            time.sleep(0.1)
    raise SystemExit("The server did not answer within half a minute.")


def measured(site: str, data: Path, rest: Path, edits: int, pause: float) -> None:
    editor, reader = Browser(site), Browser(site)
    editor.log_in()
    pks = random.Random(2).sample(articles_of(data), edits + 1)
    found, answered = edit(editor, reader, pks[-1], "静静修改")
    print(f"without an import: found after {found:.2f} s, answered after {answered:.2f} s")
    times: list[tuple[float, float]] = []
    with start(["import_articles", str(rest)], data) as importing:
        began = time.monotonic()
        threading.Thread(target=importing.communicate, daemon=True).start()
        time.sleep(pause)
        while importing.poll() is None and len(times) < edits:
            mark = "".join(STEMS[digit] for digit in divmod(len(times), len(STEMS))) + "之改"
            times.append(edit(editor, reader, pks[len(times)], mark))
            print(
                f"{time.monotonic() - began:6.1f} s into the import: found after {times[-1][0]:.2f} s, "
                f"answered after {times[-1][1]:.2f} s", flush=True,
            )  # fmt: skip
            time.sleep(pause)
        importing.wait()
        print(f"the import took {time.monotonic() - began:.0f} s, exit {importing.returncode}")
    for what, seconds in zip(("found", "answered"), zip(*times, strict=True), strict=True):
        print(f"{len(times)} edits: {what} after {median(seconds):.2f} s (worst {max(seconds):.2f} s)")


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("archive", type=Path)
    options.add_argument("--edits", type=int, default=10)
    options.add_argument("--pause", type=float, default=3.0, help="seconds from one edit to the next")
    options.add_argument("--before", type=int, default=1000)
    options.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "newsarchive-bench-freshness")
    given = options.parse_args()
    shutil.rmtree(given.work, ignore_errors=True)
    data = given.work / "data"
    data.mkdir(parents=True)
    _first, rest = prepared(given.archive, given.before, data)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "newsarchive.wsgi", "--bind", f"127.0.0.1:{port}"]
    environment = os.environ | {"NEWSARCHIVE_DATA": str(data)}
    with (given.work / "server.log").open("w") as log:
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            served(f"http://127.0.0.1:{port}")
            measured(f"http://127.0.0.1:{port}", data, rest, given.edits, given.pause)
        finally:
            server.terminate()
            server.wait(30)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
