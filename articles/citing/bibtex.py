"""BibTeX, for LaTeX with biber (biblatex) or BibTeX. UTF-8 stays as it is."""

from __future__ import annotations

from collections.abc import Iterator

from articles.citing.values import Citable, Name, one_line

#: What LaTeX gives a meaning.
_LATEX = str.maketrans(
    {
        "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
        "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    }
)  # fmt: skip
#: BibTeX pairs braces, `\{` among them: those of a text that has no pairs are called by their names, which fewer programs
#: turn back into a brace.
_UNPAIRED = {**_LATEX, ord("{"): r"\textbraceleft{}", ord("}"): r"\textbraceright{}"}
#: What an address must not hold inside braces, where it is read as it stands (biblatex manual, 2.2.1, "verbatim").
_ADDRESS = str.maketrans({"\\": "%5C", "{": "%7B", "}": "%7D", '"': "%22"})


def _text(text: str) -> str:
    line = one_line(text)
    return line.translate(_LATEX if _paired(line) else _UNPAIRED)


def _paired(text: str) -> bool:
    open_now = 0
    for char in text:
        open_now += (char == "{") - (char == "}")
        if open_now < 0:
            return False
    return open_now == 0


def _name(name: Name) -> str:
    """In braces of its own a name is not taken apart; ` and ` inside it does not part it."""
    if not name.family:
        return f"{{{_text(name.literal)}}}"
    return ", ".join(_text(part) for part in (name.family, name.suffix, name.given) if part)


def _kept(item: Citable) -> str:
    said = ("存檔" if item.traditional else "存档") if item.chinese else "Archived"
    when = f" {item.archived_day.isoformat()}" if item.archived_day else ""
    return rf"{said}{when}: {_text(item.archive)}, \url{{{item.permanent.translate(_ADDRESS)}}}"


def _fields(item: Citable) -> Iterator[tuple[str, str]]:
    yield "author", " and ".join(map(_name, item.names))
    # Braces of its own: no style may change the case of a headline.
    yield "title", f"{{{_text(item.title)}}}"
    yield "journal", _text(item.outlet)
    yield "entrysubtype", "newspaper"
    if item.day:
        # biber reads `date`; BibTeX knows only `year`.
        yield "date", item.day.isoformat()
        yield "year", f"{item.day.year:04}"
    yield "url", item.link.translate(_ADDRESS)
    yield "urldate", item.archived_day.isoformat() if item.archived_day else ""
    yield "langid", "chinese" if item.chinese else ""
    yield "note", _kept(item)
    yield "keywords", ", ".join(_text(word.replace(",", "，")) for word in item.words)
    # biblatex's name for it is another (annotation), of which this is an alias.
    yield "annote", r"\par{} ".join(map(_text, item.notes))


def bibtex(item: Citable) -> str:
    """One entry, with an empty line behind it."""
    fields = "".join(f"  {name} = {{{value}}},\n" for name, value in _fields(item) if value)
    return f"@article{{{item.key},\n{fields}}}\n\n"
