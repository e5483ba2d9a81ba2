"""A reader's selection of articles, with notes. The address names the articles; notes are kept in the reader's browser only
(static/js/selection.js), and come here but to go back at once, as a file or in another order. Nothing of them is stored
or logged."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from articles import export_rows
from articles.citing import STYLES, Citable, FaceRun, bibtex, csl_item, plain, ris
from articles.display.citable import Place, citable
from articles.models import Article
from articles.pages import dates
from articles.pages.article.downloads import KINDS, attached
from articles.pages.search.results import MOST_PICKED

MOST = MOST_PICKED
#: Characters of a note.
LONGEST_NOTE = 20_000
#: What an id may look like (articles.ingest.rows.identity); anything else names no article.
_ID = re.compile(r"[0-9a-z]{1,32}")
#: The style of citations where none is asked for.
_STYLE = "gb7714"
#: By the first word of a pressed button's value: places further down.
_WAYS = {"up": -1, "down": 1}


@dataclass(frozen=True, slots=True)
class Picked:
    article: Article
    citable: Citable
    runs: Sequence[FaceRun]


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
    place = Place(picked[0].citable.permanent.rsplit("/articles/", 1)[0], picked[0].citable.archive)
    return export_rows.csv_head("note") + "".join(
        export_rows.csv_row(one.article, place, "\n".join(one.citable.notes)) for one in picked
    )


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
# gets a file or a page made of what it says and of what anybody may read; with PRIVATE=1 a stranger's form comes without the
# login's cookie (SameSite=Lax).
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def selection(request: HttpRequest) -> HttpResponse:
    """GET: the articles that the address names, in its order. POST: the same as a file, or with one of them moved, with the
    notes sent along. 400 for more articles than MOST, an overlong note, an unknown kind of file, a file of nothing, or a
    move of what is not there."""
    sent = request.POST if request.method == "POST" else request.GET
    ids = list(dict.fromkeys(sent.getlist("id")))
    if len(ids) > MOST:
        return _refused(request, _too_many())
    style = sent["style"] if sent.get("style") in STYLES else _STYLE
    picked = _picked(request, [each for each in ids if _ID.fullmatch(each)], style)
    if request.method != "POST":
        return render(request, "selection/selection.html", _shown(picked, len(ids), style))
    if any(len(one.citable.note) > LONGEST_NOTE for one in picked):
        return _refused(request, _("A note is longer than %(count)d characters. Shorten it.") % {"count": LONGEST_NOTE})
    return _moved(request, picked, style) if "move" in sent else _file(request, picked)


def _too_many() -> str:
    text = ngettext(
        "A selection holds at most %(count)d article. Take some out.",
        "A selection holds at most %(count)d articles. Take some out.",
        MOST,
    )
    return text % {"count": MOST}


def _refused(request: HttpRequest, sentence: str) -> HttpResponse:
    return render(request, "selection/selection.html", {"error": sentence, "most": MOST}, status=400)


def _picked(request: HttpRequest, ids: list[str], style: str) -> list[Picked]:
    """In the order of the ids; what is unknown or hidden is left out."""
    place, write = Place.of(request), STYLES[style][1]
    listed = export_rows.counted(Article.objects.listed()).filter(public_id__in=ids)
    found = {article.public_id: article for article in listed}
    picked = []
    for public_id in ids:
        if public_id in found:
            item = citable(found[public_id], place, request.POST.get(f"note-{public_id}", ""))
            picked.append(Picked(found[public_id], item, write(item)))
    return picked


def _shown(picked: list[Picked], asked: int, style: str, pressed: str = "") -> dict[str, object]:
    """asked: how many articles were asked for. pressed: the button that has the focus."""
    return {
        "picked": picked,
        "unknown": asked - len(picked),
        "most": MOST,
        "longest": LONGEST_NOTE,
        "files": FILES,
        "style": style,
        "styles": [Style(key, name, _address(picked, key), key == style) for key, (name, _write) in STYLES.items()],
        "pressed": pressed,
    }


def _address(picked: list[Picked], style: str = "") -> str:
    named = [("id", one.article.public_id) for one in picked]
    return f"?{urlencode([*named, ('style', style)] if style else named)}"


def _moved(request: HttpRequest, picked: list[Picked], style: str) -> HttpResponse:
    """The list with one article moved past its neighbour, the focus on the button that moves it further. An address says
    it all, unless there are notes: no address may hold those."""
    way, _dash, moved = request.POST["move"].partition("-")
    order = [one.article.public_id for one in picked]
    if way not in _WAYS or moved not in order:
        return _refused(request, _("This article cannot be moved so. Press one of the buttons beside it."))
    place, last = order.index(moved), len(order) - 1
    goal = min(max(place + _WAYS[way], 0), last)
    picked.insert(goal, picked.pop(place))
    pressed = f"{'down' if goal == 0 else 'up' if goal == last else way}-{moved}"
    if not any(one.citable.note for one in picked):
        address = _address(picked, "" if style == _STYLE else style)
        return HttpResponseRedirect(f"{request.path}{address}#{pressed}")
    response = render(request, "selection/selection.html", _shown(picked, len(picked), style, pressed))
    response.headers["Cache-Control"] = "no-store"
    return response


def _file(request: HttpRequest, picked: list[Picked]) -> HttpResponse:
    kind = request.POST.get("as", "")
    if kind not in WRITERS:
        return _refused(request, _("There is no such kind of file. Press one of the buttons below the list."))
    if not picked:
        return _refused(request, _("Nothing is selected: there is nothing to download."))
    ending, write = WRITERS[kind]
    response = HttpResponse(write(picked), content_type=KINDS[ending])
    response.headers["Cache-Control"] = "no-store"
    style = f"-{kind}" if kind in STYLES else ""
    return attached(response, f"selection{style}-{dates.today()}.{ending}")
