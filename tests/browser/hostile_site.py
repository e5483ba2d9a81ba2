"""An archive whose every field holds hostile text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path
from typing import Any

from articles.parsing import ParsedArticle, parse_file
from tests.browser.conftest import Site
from tests.hostile import Payload

#: Payloads in one article where each has none of its own.
SIZE = 6
START = datetime(2024, 5, 1, 4, 0, tzinfo=UTC)
#: Of an article's own address; the payload's number and text go in.
ADDRESSES = (
    "https://paper.example/{n}/?q={text}",
    "javascript:alert({n})//{n}",
    'https://paper.example/{n}"onmouseover="alert({n})',
    "data:text/html,<script>alert({n})</script>",
    "JaVaScRiPt:alert({n})//https://paper.example/{n}",
    "//evil.example/{n}",
    "https://paper.example/{n}?'><script>alert({n})</script>",
    "vbscript:alert({n})",
)
PICTURES = (
    "https://pictures.example/{n}.jpg?{text}",
    'https://pictures.example/{n}.jpg" onerror="alert({n})',
    "javascript:alert({n})",
    "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='alert({n})'/>",
    "//pictures.example/{n}.svg#<script>alert({n})</script>",
)
#: Names for what no file says in its own words, and for what people write in the admin.
POISON = """
import json
from articles.models import *
texts = json.load(open({path!r}))
for number, article in enumerate(Article.objects.exclude(text="港口短讯。").order_by("pk")):
    text = texts[number % len(texts)]
    Article.objects.filter(pk=article.pk).update(
        byline=[text, "</script>"], dateline=text[:300], standfirst=text, language="x", problems=text[:200],
        time_doubt=text[:64], edited_fields=[text] if number % 2 else [])
    film = "javascript:alert(%d)" % number if number % 2 else "https://film.example/" + text
    article.figures.update(credit=text[:500], video_url=film)
for number, source in enumerate(Source.objects.order_by("pk")):
    text = texts[number % len(texts)]
    Source.objects.filter(pk=source.pk).update(home_page="javascript:alert(%d)" % number, home_zone=text[:64])
    SourceAlias.objects.create(source=source, kind="name", value=f"{text[:240]} {number}")
NameGroup.objects.create(forms="\\n".join(texts[:40]))
"""
#: Everything that has a page of its own.
LISTED = """
import json
from articles.models import *
print("LISTED" + json.dumps({
    "articles": list(Article.objects.exclude(text="港口短讯。").order_by("pk").values_list("pk", "public_id")),
    "sources": list(Source.objects.order_by("pk").values_list("pk", "slug")),
    "originals": list(Original.objects.order_by("pk").values_list("article__public_id", "sha256")),
    **{name: list(model.objects.order_by("pk").values_list("pk", flat=True)) for name, model in {
        "image": Image, "figure": Figure, "revision": Revision, "importrun": ImportRun, "importedfile": ImportedFile,
        "namegroup": NameGroup}.items()},
}))
"""


#: Primary keys and names of everything with a page, by kind.
Listed = dict[str, list[Any]]


def one_line(text: str) -> str:
    return " ".join(text.replace("\0", "").split())


def file_name(text: str) -> str:
    """As a file system takes it: no slash, at most 200 bytes."""
    return one_line(text).replace("/", "／").encode()[:200].decode(errors="ignore").strip(". ") or "x"


def body(payload: Payload) -> str:
    """The payload as markup, as text, and as a picture's words; both in an attribute and, with markup, as an element."""
    raw, text = payload.numbered.replace("\0", ""), escape(one_line(payload.numbered))
    picture = escape(address(PICTURES, payload))
    figure = f'<figure><img src="{picture}" alt="{text}"><figcaption>图说{payload.number}：{text}</figcaption></figure>'
    loose = f'<img src="{picture}&2" alt="{text}"><div><small>图说：{raw}</small></div>'
    return f"<div><p>港口警报{payload.number}，alert {text}</p>{figure}<p>中段。</p>{loose}{raw}</div>"


def address(patterns: Sequence[str], payload: Payload) -> str:
    pattern = patterns[payload.number % len(patterns)]
    return pattern.replace("{n}", str(payload.number)).replace("{text}", one_line(payload.numbered))


def feed_file(payload: Payload, html: str) -> bytes:
    stamp = int((START + timedelta(minutes=payload.number)).timestamp() * 1000)
    headline, url = one_line(payload.numbered), address(ADDRESSES, payload)
    return f"<!--{stamp}-->\n[{headline}]({url})\n------\n\n{html}\n".encode()


def jekyll_post(payload: Payload, html: str) -> bytes:
    """The front matter holds the payload as a value, and raw where that leaves it YAML of some kind."""
    title, at = json.dumps(one_line(payload.numbered)), START + timedelta(minutes=payload.number, days=1)
    lines = ["---", "layout: post", f"title: {title}", f"date: {at.isoformat()}", f"author: {title}"]
    lines += [f"from: {json.dumps(address(ADDRESSES, payload))}", f"tags: [ {title} ]"]
    lines += ['x: !!python/object/apply:os.system ["alert(1)"]', f"{title}: {title}", "---"]
    return "\n".join(lines).encode() + b"\n" + feed_file(payload, html)


def post_of_outlet(payload: Payload) -> bytes:
    """A host of its own, and the payload as the outlet's name."""
    head = [f"outlet: {json.dumps(one_line(payload.numbered))}", f"url: https://h{payload.number}.example/1"]
    return "\n".join(["---", *head, "date: 2020-01-02", "---", "", "# 港口", "", "港口短讯。", ""]).encode()


def batched(payloads: Iterable[Payload]) -> list[Payload]:
    """Several payloads as one text, up to SIZE and with one that swallows what follows it at the end."""
    plain: list[Payload] = []
    greedy: list[Payload] = []
    for payload in payloads:
        (greedy if _swallows(payload) else plain).append(payload)
    groups = [plain[start : start + SIZE] for start in range(0, len(plain), SIZE)]
    groups += [[] for _ in range(len(greedy) - len(groups))]
    for group, last in zip(groups, greedy, strict=False):
        group.append(last)
    return [
        Payload(number, "batch", " ".join(payload.numbered for payload in group))
        for number, group in enumerate(groups, 1)
    ]


def _swallows(payload: Payload) -> bool:
    read = parse_file(feed_file(payload, f"<p>首段。</p>{payload.numbered}<p>末段。</p>".replace("\0", "")), "x/1.md")
    return not (isinstance(read, ParsedArticle) and "末段。" in read.text.splitlines())


def _some(payload: Payload, held: Sequence[str]) -> range:
    return range(payload.number % 5, len(held), 30)


def write_archive(folder: Path, payloads: Iterable[Payload], names: Sequence[Payload], *, both: bool) -> Path:
    """A folder to import. both: every payload in both layouts, else in turns. names: payloads that become a short
    article's folder, file and headline, and so an outlet. The root's own name is hostile too."""
    root = folder / file_name('"><img src=x onerror=alert(1)>')
    for payload in names:
        name = file_name(payload.numbered)
        path = root / name / f"{10_000 + payload.number}_{name[:60]}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(feed_file(payload, "<p>港口短讯。</p>"))
        (root / f"{payload.number}-outlet.md").write_bytes(post_of_outlet(payload))
    held = [address(ADDRESSES, payload) for payload in names if payload.number % len(ADDRESSES) in (0, 2, 6)]
    for payload in payloads:
        name = file_name(payload.numbered)
        # Links to articles that the archive holds, which the page shows as its own.
        links = "".join(f'<p>见<a href="{escape(held[place])}">别篇</a>。</p>' for place in _some(payload, held))
        html = links + body(payload)
        files: dict[Path, bytes] = {}
        if both or payload.number % 2:
            files[root / name / f"{payload.number}_{name[:60]}.md"] = feed_file(payload, html)
        if both or not payload.number % 2:
            files[root / "jekyll" / "2024-05-02" / f"2024-05-02-{payload.number}{name[:60]}.md"] = jekyll_post(
                payload, html
            )
        if payload.number % 10 == 0:  # another version of the same address, and a file that is refused
            changed = Payload(payload.number, payload.group, payload.text + "改")
            files[root / name / f"{payload.number}_2.md"] = feed_file(payload, body(changed))
            files[root / name / f"{name[:60]}.md"] = b""
        for path, data in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    return root


def fill(site: Site, folder: Path, payloads: Sequence[Payload], names: Sequence[Payload] = (), *, both: bool) -> Listed:
    """Import through the real command, then write what files cannot say. Returns the keys of everything with a page."""
    root = write_archive(folder, payloads, names, both=both)
    site.manage("import_articles", str(root), "--no-index", may_fail=True)
    texts = folder / "texts.json"
    texts.write_text(json.dumps([one_line(payload.numbered) for payload in payloads]))
    site.manage("shell", "--no-imports", "--command", POISON.replace("{path!r}", repr(str(texts))))
    site.manage("update_index")
    listed = site.manage("shell", "--no-imports", "--command", LISTED)
    found: Listed = json.loads(listed.partition("LISTED")[2])
    return found
