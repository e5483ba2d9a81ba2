"""An archive served as docs/deploy.md serves it, and a browser to look at it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

from playwright.sync_api import Browser, sync_playwright

from bench.processes import ROOT, run

#: Chromium looks up its maker's hosts at every start unless told not to.
SWITCHES = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    opener = build_opener(ProxyHandler({}))
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if server.poll() is not None:
            break
        with suppress(OSError):
            opener.open(f"{url}/robots.txt", timeout=5).close()
            return
        time.sleep(0.1)
    raise SystemExit("The server did not answer. Try `make run` with this folder: NEWSARCHIVE_DATA=folder make run")


@contextmanager
def serving(data: Path) -> Iterator[str]:
    """The address of the archive in the folder `data`: gunicorn with gunicorn.conf.py, no DEBUG, style sheets and scripts
    collected, the database brought up to date. Ends with the block."""
    if not (data / "db.sqlite3").is_file():
        raise SystemExit(f"There is no archive in {data}. Import one: NEWSARCHIVE_DATA={data} make run ARCHIVE=…")
    os.environ |= {"HTTPS": "0", "DEBUG": "0"}
    for arguments in (["migrate", "--verbosity", "0"], ["collectstatic", "--noinput", "--verbosity", "0"]):
        done = run(arguments, data)
        if done.code:
            raise SystemExit(f"{arguments[0]} failed:\n{done.output[-2000:]}")
    address = f"127.0.0.1:{_free_port()}"
    command = [sys.executable, "-m", "gunicorn", "newsarchive.wsgi", "--bind", address]
    environment = os.environ | {"NEWSARCHIVE_DATA": str(data.resolve())}
    with tempfile.TemporaryFile() as log:
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            _wait_for(f"http://{address}", server)
            yield f"http://{address}"
        finally:
            server.terminate()
            server.wait(timeout=20)


@contextmanager
def chromium() -> Iterator[Browser]:
    """The machine's own Chromium, or the one that CHROMIUM names."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_program(), args=switches())
        yield browser
        browser.close()


def chromium_program() -> str:
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not program:
        raise SystemExit("No Chromium was found. Install it, or set CHROMIUM to its path.")
    return program


def switches() -> list[str]:
    return [*SWITCHES, "--no-sandbox"] if os.geteuid() == 0 else SWITCHES
