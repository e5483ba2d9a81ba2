"""A reader's selection of articles, with notes. The address names the articles; notes are kept in the reader's browser only
(static/js/selection.js), and come here but to go back at once as a file. Nothing of them is stored or logged."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from articles.citing import STYLES, Citable, Run, bibtex, csl_item, plain, ris
from articles.models import Article
from articles.templatetags.citing import Place, citable
from articles.views import dates, rows
from articles.views.files import KINDS, attached

#: Articles of one selection: their ids fill 3,200 of the 4,094 bytes that gunicorn reads of an address.
MOST = 200
#: Characters of a note.
LONGEST_NOTE = 20_000
#: What an id may look like (articles.ingest.identity); anything else names no article.
_ID = re.compile(r"[0-9a-z]{1,32}")


@dataclass(frozen=True, slots=True)
class Picked:
    article: Article
    citable: Citable
    runs: Sequence[Run]


@dataclass(frozen=True, slots=True)
class Style:
    key: str
    name: str
    href: str
    current: bool


def _numbered(style: str) -> Callable[[list[Picked]], str]:
    """A list as it stands at the end of a paper; a note stands below its reference."""
    write = STYLES[style][1]

    def text(picked: list[Picked]) -> str:
        lines: list[str] = []
        for number, one in enumerate(picked, start=1):
            lines.append(f"[{number}] {plain(write(one.citable))}")
            lines += [f"    {note}" for note in one.citable.notes]
        return "\n".join([*lines, ""])

    return text


def _csv(picked: list[Picked]) -> str:
    head = rows.csv_lines([[*rows.COLUMNS, "note"]])
    place = Place(picked[0].citable.permanent.rsplit("/articles/", 1)[0], picked[0].citable.archive)
    return rows.BOM + head + "".join(rows.csv_row(one.article, place, "\n".join(one.citable.notes)) for one in picked)


#: By the value of the pressed button: the file's ending, and what writes it.
WRITERS: dict[str, tuple[str, Callable[[list[Picked]], str]]] = {
    "ris": ("ris", lambda picked: "".join(ris(one.citable) for one in picked)),
    "bib": ("bib", lambda picked: "".join(bibtex(one.citable) for one in picked)),
    "json": (
        "json",
        lambda picked: json.dumps([csl_item(one.citable) for one in picked], ensure_ascii=False, indent=1),
    ),
    "csv": ("csv", _csv),
    **{style: ("txt", _numbered(style)) for style in STYLES},
}
#: The buttons of the page.
FILES = (
    *(("ris", "RIS"), ("bib", "BibTeX"), ("json", "CSL-JSON"), ("csv", "CSV")),
    *((key, name) for key, (name, _write) in STYLES.items()),
)


# Exempt from the check for forged forms: under `Referrer-Policy: no-referrer` a browser says `Origin: null` even of our
# own page, which the check takes for a forgery (Fetch standard, "append a request Origin header"). The check protects
# from strangers who make a reader's browser change something. Here nothing is changed, stored or set: who sends a form
# gets a file made of what it says and of what anybody may read; with PRIVATE=1 a stranger's form comes without the
# login's cookie (SameSite=Lax).
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def selection(request: HttpRequest) -> HttpResponse:
    """GET: the articles that the address names, in its order. POST: the same as a file, with the notes sent along. 400 for
    more articles than MOST, an overlong note, an unknown kind of file, or a file of nothing."""
    sent = request.POST if request.method == "POST" else request.GET
    ids = list(dict.fromkeys(sent.getlist("id")))
    if len(ids) > MOST:
        return _refused(request, _too_many())
    style = sent.get("style", "")
    picked = _picked(request, [each for each in ids if _ID.fullmatch(each)], style if style in STYLES else "gb7714")
    if request.method == "POST":
        return _file(request, picked)
    return render(request, "articles/selection.html", _shown(picked, ids, style if style in STYLES else "gb7714"))


def _too_many() -> str:
    text = ngettext(
        "A selection holds at most %(count)d article. Take some out.",
        "A selection holds at most %(count)d articles. Take some out.",
        MOST,
    )
    return text % {"count": MOST}


def _refused(request: HttpRequest, sentence: str) -> HttpResponse:
    return render(request, "articles/selection.html", {"error": sentence, "most": MOST}, status=400)


def _picked(request: HttpRequest, ids: list[str], style: str) -> list[Picked]:
    """In the order of the ids; what is unknown or hidden is left out."""
    place, write = Place.of(request), STYLES[style][1]
    found = {article.public_id: article for article in Article.objects.listed().filter(public_id__in=ids)}
    picked = []
    for public_id in ids:
        if public_id in found:
            item = citable(found[public_id], place, request.POST.get(f"note-{public_id}", ""))
            picked.append(Picked(found[public_id], item, write(item)))
    return picked


def _shown(picked: list[Picked], ids: list[str], style: str) -> dict[str, object]:
    named = [("id", one.article.public_id) for one in picked]
    return {
        "picked": picked,
        "unknown": len(ids) - len(picked),
        "most": MOST,
        "longest": LONGEST_NOTE,
        "files": FILES,
        "styles": [
            Style(key, name, f"?{urlencode([*named, ('style', key)])}", key == style)
            for key, (name, _write) in STYLES.items()
        ],
    }


def _file(request: HttpRequest, picked: list[Picked]) -> HttpResponse:
    kind = request.POST.get("as", "")
    if kind not in WRITERS:
        return _refused(request, _("There is no such kind of file. Press one of the buttons below the list."))
    if not picked:
        return _refused(request, _("Nothing is selected: there is nothing to download."))
    if any(len(one.citable.note) > LONGEST_NOTE for one in picked):
        return _refused(request, _("A note is longer than %(count)d characters. Shorten it.") % {"count": LONGEST_NOTE})
    ending, write = WRITERS[kind]
    response = HttpResponse(write(picked), content_type=KINDS[ending])
    response.headers["Cache-Control"] = "no-store"
    style = f"-{kind}" if kind in STYLES else ""
    return attached(response, f"selection{style}-{dates.today()}.{ending}")
