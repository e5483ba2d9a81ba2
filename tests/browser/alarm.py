"""A browser window that notices if hostile text does anything, and the pages to show it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Browser, BrowserContext, Page, Request
from playwright.sync_api import Error as BrowserError

from tests.browser.conftest import ADMIN, PASSWORD, PATIENCE, Site
from tests.browser.hostile_site import Listed, one_line

_HERE = Path(__file__).parent
HOOKS = (_HERE / "hooks.js").read_text(encoding="utf-8")
#: Defines `inspect(document, base)`, a list of findings.
INSPECT = (_HERE / "inspect.js").read_text(encoding="utf-8")


@dataclass
class Alarm:
    """A browser window in which nothing hostile may happen. what: everything that did, with the page it did it on."""

    context: BrowserContext
    site: Site
    what: list[str] = field(default_factory=list)
    pages: int = 0
    _on: str = ""

    def __post_init__(self) -> None:
        self.context.set_default_timeout(PATIENCE)
        self.context.expose_binding("__canary", lambda _source, said: self.tell(f"ran {said}"))
        self.context.expose_binding("__violation", lambda _source, said: self.tell(f"blocked {said}"))
        self.context.add_init_script(HOOKS)
        self.context.on("request", self._requested)
        self.context.on("dialog", lambda dialog: (self.tell(f"dialog {dialog.message}"), dialog.dismiss()))
        self.page: Page = self.context.new_page()
        self.context.on("page", lambda page: self.tell("opened a window"))

    def tell(self, what: str) -> None:
        self.what.append(f"{self._on}: {what}")

    def _requested(self, request: Request) -> None:
        if not request.url.startswith((self.site.url + "/", "data:", "blob:", "about:")):
            self.tell(f"asked for {request.url}")

    def log_in(self) -> None:
        self.page.goto(f"{self.site.url}/admin/")
        self.page.locator("input[name=username]").fill(ADMIN)
        self.page.locator("input[name=password]").fill(PASSWORD)
        self.page.locator("[type=submit]").click()
        self.page.wait_for_selector("#user-tools")

    def visit(self, path: str) -> None:
        """Open a page, wait until it has done what it does by itself, and look at what it holds."""
        self._on = path
        self.pages += 1
        wanted = self.site.url + path
        try:
            answer = self.page.goto(wanted, wait_until="load")
            assert answer is not None
            if answer.status >= 500:
                self.tell(f"status {answer.status}")
            kind = answer.headers.get("content-type", "")
            if kind.startswith("text/html"):
                self.inspect()
            if not self.page.url.startswith(self.site.url + "/"):
                self.tell(f"went to {self.page.url}")
        except BrowserError as error:
            if "Download is starting" not in str(error) and "net::ERR_ABORTED" not in str(error):
                raise

    def inspect(self) -> None:
        """Look at what the page holds now."""
        for finding in self.page.evaluate(f"() => {{ {INSPECT} return inspect(document, location.href); }}"):
            self.tell(finding)

    def links(self, selector: str) -> list[str]:
        """Where links on this page lead, without the site's address."""
        found: list[str] = self.page.eval_on_selector_all(selector, "links => links.map(a => a.pathname)")
        return list(dict.fromkeys(found))


#: What an article's page leads to: differences of versions, the same story, what links to it.
BESIDE = "main a[href*='/versions/'], main a[href$='/story/'], main a[href$='/linking/']"


@contextmanager
def alarm(browser: Browser, site: Site, *, bypass_csp: bool = False) -> Iterator[Alarm]:
    """bypass_csp: as if the site had no Content Security Policy, so that escaping alone has to hold."""
    context = browser.new_context(locale="zh-CN", bypass_csp=bypass_csp, accept_downloads=False)
    try:
        yield Alarm(context, site)
    finally:
        context.close()


def list_pages(found: Listed) -> list[str]:
    """Pages that show many articles at once, and the addresses that machines read."""
    return [
        "/", "/archive/", "/archive/2024/", "/archive/2024/05/", "/archive/2024/05/01/", "/archive/2024/05/02/",
        "/archive/undated/", "/sources/", "/changed/", "/pictures/", "/about/", "/search/help/", "/api/docs",
        "/feed/", "/sitemap.xml",
        "/sitemap-outlets.xml", "/sitemap-articles.xml", "/sitemap-days.xml", "/api/openapi.json", "/robots.txt",
        "/search/?q=港口警报&sort=oldest", "/search/?q=script", "/search/?q=alert&page=2", "/search/?q=onerror&page=3",
        "/search/?q=警报&page=4", "/search/?q=图说&sort=newest&page=5",
        *(f"/sources/{slug}/" for _, slug in found["sources"][:6]),
        *(f"/sources/{slug}/feed/" for _, slug in found["sources"][:3]),
        *(f"/api/articles/{public_id}" for _, public_id in found["articles"][:4]),
        *(f"/articles/{public_id}/original/{sha256}/" for public_id, sha256 in found["originals"][:2]),
    ]  # fmt: skip


def asked_pages(texts: Iterable[str]) -> Iterator[str]:
    """Payloads in the address: what a link from elsewhere can bring."""
    for number, text in enumerate(texts):
        asked = quote(one_line(text), safe="")
        yield f"/search/?q={asked}&source={asked}&from={asked}&sort={asked}"
        yield (
            f"/nowhere/{asked}/", f"/zh-hant/articles/{asked}/", f"/archive/2024/05/01/?before={asked}",
            f"/api/search?q={asked}",
            f"/admin/login/?next={asked}", f"/api/suggest?q={asked}", f"/pictures/?before={asked}", f"/sources/{asked}/",
            f"/search/?q=港口&page={asked}", f"/api/{asked}",
        )[number % 10]  # fmt: skip


def admin_pages(found: Listed, each: int, texts: Iterable[str]) -> Iterator[str]:
    """Lists, and of each kind the first `each` pages."""
    yield from ("/admin/", "/admin/articles/", "/admin/articles/article/", "/admin/articles/article/?edited=yes")
    names = ("source", "image", "revision", "importrun", "importedfile", "namegroup")
    yield from (f"/admin/articles/{name}/" for name in names)
    yield "/admin/articles/article/?p=1"
    yield from (f"/admin/articles/{name}/{pk}/change/" for name in names[1:] for pk in found[name][:each])
    for pk, _ in found["sources"][:each]:
        yield f"/admin/articles/source/{pk}/change/"
        yield f"/admin/articles/source/{pk}/delete/"
    for pk, _ in found["articles"][:: max(1, len(found["articles"]) // each)]:
        yield f"/admin/articles/article/{pk}/change/"
        yield f"/admin/articles/article/{pk}/history/"
        yield f"/admin/articles/article/{pk}/delete/"
    for text in texts:
        yield f"/admin/articles/article/?q={quote(one_line(text), safe='')}"
