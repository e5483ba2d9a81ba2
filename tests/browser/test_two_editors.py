"""Two editors at two computers, one article, and an import in between."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import ADMIN, PASSWORD, PATIENCE, Site, Watched, served
from tests.browser.test_axe import AXE

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

URL = "https://www.voachinese.com/a/two-editors.html"
#: Of what is ours on the page; the rest is Django's form.
BARRIERS = (
    """async () => (await axe.run(".other-version")).violations.map(({id, nodes}) => `${id}: ${nodes[0].target}`)"""
)
STAMP = 1_614_585_600_000


def feed_file(headline: str, text: str, minutes: int) -> str:
    picture = '<img src="https://p.example/fog.jpg"><div><small>雾中的渡轮</small></div>'
    return f"<!--{STAMP + minutes * 60_000}-->\n[{headline}]({URL})\n------\n\n<div>{picture}{text}</div>\n"


#: As it first came; known already if another test began with it.
FIRST = ("渡轮停航", "<p>因大雾停航。</p><p>何时复航未定。</p>", 0)


def import_version(site: Site, folder: Path, headline: str, text: str, minutes: int) -> None:
    path = folder / "美国之音" / f"{minutes}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(feed_file(headline, text, minutes))
    site.manage("import_articles", str(folder))


@pytest.fixture(scope="module")
def own_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """An archive of its own: what is edited here is nobody else's."""
    with served(tmp_path_factory.mktemp("two")) as (site, start):
        start()
        yield site


Desk = Callable[..., Page]


@pytest.fixture
def desk(own_site: Site, chromium: Browser) -> Iterator[Desk]:
    """A computer of its own, with an editor logged in at the page of the article."""
    opened: list[Watched] = []

    def sit_down(path: str, width: int = 1280, **options: object) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": 900}, locale="en", **options)  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE)
        watched = Watched(context.new_page(), context, own_site)
        opened.append(watched)
        page = watched.goto(f"/admin/login/?next={path}")
        page.fill("[name=username]", ADMIN)
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_url(f"**{path}")
        return page

    yield sit_down
    for watched in opened:
        watched.context.close()
    assert [url for watched in opened for url in watched.foreign] == []


def save(page: Page) -> None:
    page.locator("[name=_save]").first.click()


def change_page(site: Site) -> str:
    code = "from articles.models import Article; print(Article.objects.get().pk)"
    return (
        f"/admin/articles/article/{site.manage('shell', '--no-imports', '-v0', '--command', code).split()[-1]}/change/"
    )


def row(site: Site) -> dict[str, object]:
    code = (
        "import json; from articles.models import Article; a = Article.objects.get(); print(json.dumps(dict("
        "headline=a.headline, text=a.text, visible=a.visible, edits=a.edited_fields, caption=a.figures.get().caption)))"
    )
    return dict(json.loads(site.manage("shell", "--no-imports", "-v0", "--command", code).strip().splitlines()[-1]))


def test_two_editors_and_an_import(own_site: Site, desk: Desk, tmp_path: Path) -> None:
    import_version(own_site, tmp_path, *FIRST)
    path = change_page(own_site)
    first, second = desk(path), desk(f"/zh-hans{path}", width=390)
    first.fill("[name=headline]", "渡轮因雾停航")
    first.fill("[name=figures-0-caption]", "甲的图说")
    second.fill("[name=body_html]", "<p>乙改的正文。</p><p>何时复航未定。</p>")
    second.uncheck("[name=visible]")
    save(second)
    second.wait_for_url("**/article/")

    save(first)
    expect(first.locator(".other-version")).to_contain_text("乙改的正文。")
    now = row(own_site)
    assert (now["headline"], now["visible"], now["caption"]) == ("渡轮停航", False, "雾中的渡轮")
    expect(first.locator("[name=headline]")).to_have_value("渡轮因雾停航")
    expect(first.locator("[name=figures-0-caption]")).to_have_value("甲的图说")
    expect(first.locator("[name=visible]")).not_to_be_checked()
    first.evaluate(AXE)
    assert [first.evaluate(BARRIERS) for dark in ("light", "dark") if not first.emulate_media(color_scheme=dark)] == [
        [],
        [],
    ]

    import_version(own_site, tmp_path, "渡轮复航", "<p>雾散复航。</p>", 9)
    save(first)
    first.wait_for_url("**/article/")
    now = row(own_site)
    assert (now["headline"], now["text"]) == ("渡轮因雾停航", "乙改的正文。\n何时复航未定。")
    assert (now["visible"], now["caption"]) == (False, "甲的图说")
    assert now["edits"] == ["body_html", "figures", "headline"]


def test_of_two_saves_at_the_same_moment_one_is_refused(own_site: Site, desk: Desk, tmp_path: Path) -> None:
    import_version(own_site, tmp_path, *FIRST)
    path = change_page(own_site)
    page = desk(path)
    for turn in range(4):
        answers = page.evaluate(
            """turn => Promise.all(["甲", "乙"].map(name => {
                const sent = new FormData(document.querySelector("#article_form"));
                sent.set("headline", name + turn);
                sent.set("_save", "1");
                return fetch(location.href, {method: "POST", body: sent, redirect: "manual"}).then(answer => answer.type);
            }))""",
            turn,
        )
        assert sorted(answers) == ["basic", "opaqueredirect"], turn
        winner = "甲乙"[answers.index("opaqueredirect")]
        page.goto(own_site.url + path)
        expect(page.locator("[name=headline]")).to_have_value(f"{winner}{turn}")
