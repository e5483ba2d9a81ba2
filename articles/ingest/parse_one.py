"""One file, parsed so that a fault of the parser costs that file only. Workers and re-readings share it: no Django."""

from __future__ import annotations

from dataclasses import replace

from articles.parsing import parse_file
from articles.parsing.formats.profile import profile_of
from articles.parsing.text.repeated import fingerprint
from articles.parsing.types import Parsed, ParsedArticle, Refused

#: What a fault of the parser on one odd file raises. It costs that file, never the run.
PARSER_FAULTS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    MemoryError,
    RuntimeError,
    TypeError,
    ValueError,
)


def parse(data: bytes, origin: str, profile: str = "") -> Parsed:
    """parse_file, with a fault of the parser turned into a refusal of this file. profile: its archive's, as text."""
    try:
        parsed = parse_file(data, origin, profile=profile_of(profile))
    except PARSER_FAULTS as fault:
        return Refused(f"The parser failed on it ({type(fault).__name__}: {fault}). Please report this file.")
    return _counted(_storable(parsed)) if isinstance(parsed, ParsedArticle) else parsed


def _counted(parsed: ParsedArticle | Refused) -> ParsedArticle | Refused:
    """With the fingerprint of its pieces."""
    if isinstance(parsed, Refused):
        return parsed
    return replace(parsed, fingerprint=fingerprint(parsed).pack())


def _storable(parsed: ParsedArticle) -> ParsedArticle | Refused:
    """Refuse what a database cannot hold: half a surrogate pair or a NUL would fail the whole batch."""
    figures = [
        text for figure in parsed.figures for text in (figure.image_url, figure.caption, figure.credit, figure.alt)
    ]
    text = "".join(
        [parsed.url, parsed.headline, parsed.filed_as, parsed.body_html, parsed.dateline, *parsed.byline, *figures]
        + [each.name for each in parsed.contributors]
        + [
            parsed.section,
            parsed.site_title,
            parsed.standfirst,
            *parsed.tags,
            *(part for pair in parsed.also for part in pair),
        ]
        + [each.url for each in parsed.captures]
    )
    try:
        text.encode()
    except UnicodeEncodeError:
        return Refused("It holds half a surrogate pair, which is no character. Save it as UTF-8 again.")
    if "\0" in text:
        return Refused("It holds NUL characters, so it is no text.")
    return parsed
