"""A real site for a real browser: the sample imported by the real commands, served by gunicorn on loopback."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote
from urllib.request import ProxyHandler, build_opener

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect, sync_playwright

from tests.browser.beside import beside

ROOT = Path(__file__).resolve().parent.parent.parent
ADMIN, PASSWORD = "editor", "a-long-and-odd-password-91"
#: Chromium looks up its maker's hosts at every start unless told not to.
SWITCHES = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
#: Loopback needs no proxy, whatever the machine's environment says.
OPENER = build_opener(ProxyHandler({}))
#: Milliseconds. What is waited for comes at once; a machine that is busy with other things may need much longer. (Five
#: seconds is Playwright's own figure for `expect`.)
PATIENCE = 60_000
expect.set_options(timeout=PATIENCE)


@dataclass
class Site:
    """A running archive. said: what the commands that filled it printed."""

    url: str
    environment: dict[str, str]
    said: dict[str, str] = field(default_factory=dict)

    def manage(self, *arguments: str, may_fail: bool = False) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=600,
        )  # fmt: skip
        assert may_fail or done.returncode == 0, f"{arguments}: {done.stdout}{done.stderr}"
        self.said[arguments[0]] = done.stdout + done.stderr
        return self.said[arguments[0]]

    def json(self, path: str) -> Any:
        with OPENER.open(self.url + quote(path, safe="/?=&%"), timeout=60) as answer:
            return json.load(answer)


def wait_until_served(url: str, server: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline:
        assert server.poll() is None, "the server ended before it served a page"
        with contextlib.suppress(OSError):
            OPENER.open(f"{url}/robots.txt", timeout=20).close()
            return
        time.sleep(0.1)
    pytest.fail("the server did not answer within three minutes")


def ended(server: subprocess.Popen[str]) -> None:
    server.terminate()
    try:
        server.wait(timeout=60)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


@contextlib.contextmanager
def served(data: Path) -> Iterator[tuple[Site, Callable[[], None]]]:
    """A site with an empty archive and an editor, and a function that starts its server. data: a folder for it."""
    environment = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "DEBUG", "PRIVATE", "SECRET_KEY"}}
    environment |= {"NEWSARCHIVE_DATA": str(data), "HTTPS": "0", "DJANGO_SUPERUSER_PASSWORD": PASSWORD}
    # The server takes over a socket that is bound already: a port that was only known to be free could be another program's
    # by the time that the archive is filled.
    listener = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    site = Site(url, environment)
    command = [sys.executable, "-m", "gunicorn", "newsarchive.wsgi", "--no-control-socket"]
    servers: list[subprocess.Popen[str]] = []
    data.mkdir(parents=True, exist_ok=True)
    with listener, (data / "server.log").open("w") as log:
        site.manage("migrate", "--verbosity", "0")
        site.manage("collectstatic", "--noinput", "--verbosity", "0")
        site.manage("createsuperuser", "--noinput", "--username", ADMIN, "--email", "editor@archive.example")

        def start() -> None:
            server = subprocess.Popen(
                [*command, "--bind", f"fd://{listener.fileno()}", "--workers", "1"],
                cwd=ROOT, env=environment, stdout=log, stderr=log, text=True, pass_fds=[listener.fileno()],
            )  # fmt: skip
            servers.append(server)
            wait_until_served(url, server)

        try:
            yield site, start
        finally:
            for server in servers:
                ended(server)


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with served(tmp_path_factory.mktemp("site")) as (site, start):
        site.manage("import_articles", str(beside(tmp_path_factory.mktemp("beside"))))
        site.manage("import_articles", "sample/posts")
        site.manage("import_articles", "sample/news", "sample/jekyll")
        site.manage("fetch_images", "--from", "sample/pictures")
        site.manage("update_index")
        start()
        yield site


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """The machine's own Chromium. Package scope: while Playwright runs, Django refuses the database in this thread."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    program = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if not program:
        if os.environ.get("CI"):
            pytest.fail("No Chromium on this machine; `make test` installs it where it can.")
        pytest.skip("No Chromium on this machine. Install it, or set CHROMIUM to its path.")
    switches = [*SWITCHES, "--no-sandbox"] if os.geteuid() == 0 else SWITCHES
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=switches, timeout=3 * PATIENCE)
        yield browser
        browser.close()


@dataclass
class Watched:
    """A browser window, and what went wrong in it: requests that left the site, errors and CSP violations."""

    page: Page
    context: BrowserContext
    site: Site
    foreign: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.context.on("request", self._requested)
        self.context.on("requestfailed", self._failed)
        self.context.on("console", self._said)
        self.context.on("weberror", lambda error: self.errors.append(str(error.error)))

    def _requested(self, request: Request) -> None:
        if not request.url.startswith((self.site.url + "/", "data:", "blob:")):
            self.foreign.append(request.url)

    def _failed(self, request: Request) -> None:
        # One that the next page or a later letter made needless was ended, it did not fail.
        if "ERR_ABORTED" not in (request.failure or ""):
            self.errors.append(f"{self.page.url}: {request.url} failed: {request.failure}")

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.errors.append(f"{self.page.url}: {message.text}")

    def goto(self, path: str, status: int = 200) -> Page:
        answer = self.page.goto(self.site.url + path, wait_until="load")
        assert answer is not None
        assert answer.status == status, f"{path} answered {answer.status}"
        if status >= 400:
            # Chromium reports the page's own status as an error; anything else still counts.
            self.errors[:] = [error for error in self.errors if f"status of {status}" not in error]
        return self.page

    def hold_the_clock(self) -> None:
        """The page's timers go off only in `page.clock.run_for(milliseconds)` from here on: what is said for some seconds
        is not gone before a busy machine looks, and keys that it presses slowly are not two words to the page."""
        self.page.clock.install(time=datetime(2026, 1, 1, tzinfo=UTC))
        self.page.clock.pause_at(datetime(2026, 1, 2, tzinfo=UTC))

    def sideways(self) -> int:
        """Pixels by which the page is wider than the window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.fixture
def window(site: Site, chromium: Browser) -> Iterator[Callable[..., Watched]]:
    """A function that opens a window: `window(width=320, java_script_enabled=False, …)`. In the end nothing may have
    left the site, and nothing may have gone wrong in any of them."""
    opened: list[Watched] = []

    def open_window(width: int = 1280, height: int = 800, **options: Any) -> Watched:
        options.setdefault("locale", "zh-CN")
        context = chromium.new_context(viewport={"width": width, "height": height}, **options)
        context.set_default_timeout(PATIENCE)
        opened.append(Watched(context.new_page(), context, site))
        return opened[-1]

    yield open_window
    for watched in opened:
        watched.context.close()
    assert [url for watched in opened for url in watched.foreign] == []
    assert [error for watched in opened for error in watched.errors] == []
