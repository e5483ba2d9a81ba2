"""One file of those that were read, in few words."""

from __future__ import annotations

from dataclasses import replace

from articles.ingest.inspecting.values import Example
from articles.ingest.types import Done
from articles.parsing import parse_file
from articles.parsing.formats.profile import Profile
from articles.parsing.trace import Notes
from articles.parsing.types import ParsedArticle

_BEGINS, _DROPPED, _LONGEST = 120, 8, 100


def example(done: Done, data: bytes, profile: Profile) -> Example:
    """done: a file that a worker has read already, within its limits; so that it may be read once more, with notes."""
    parsed = done.parsed
    if not isinstance(parsed, ParsedArticle):
        return Example(done.ticket.path, reason=parsed.reason)
    notes = Notes()
    parse_file(data, done.ticket.origin, notes, profile)
    found = _of_article(done.ticket.path, parsed)
    told = next((taken.how for taken in notes.taken if taken.field == "format"), "")
    dropped = [(each.rule, _short(each.text, _LONGEST)) for each in notes.dropped]
    return replace(found, told=told, dropped=tuple(dropped[:_DROPPED]), dropped_count=len(dropped))


def _of_article(path: str, parsed: ParsedArticle) -> Example:
    published = parsed.published
    at = (published.at.date() if published.precision == "day" else published.at).isoformat() if published else ""
    return Example(
        path=path,
        headline=parsed.headline,
        url=parsed.url,
        outlet=parsed.outlet or parsed.site_title or parsed.host or parsed.filed_as,
        byline=parsed.byline,
        published=at,
        published_rule=published.rule if published else "",
        section=parsed.section,
        tags=parsed.tags,
        standfirst=_short(parsed.standfirst, _BEGINS),
        text=_short(parsed.text, _BEGINS),
        characters=len(parsed.text),
        figures=len(parsed.figures),
        captions=sum(1 for figure in parsed.figures if figure.caption),
        also=parsed.also,
        problems=parsed.problems,
    )


def _short(text: str, length: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= length else f"{line[: length - 1]}…"
