"""What a reader types, as a Whoosh query. The grammar stands in language.lark."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib import resources

from django.utils.translation import gettext as _
from lark import Lark, Token, Transformer, Tree, v_args
from lark.exceptions import UnexpectedInput, VisitError
from whoosh import query as wq

from articles.search.index.schema import TEXT
from articles.search.query.queries import Exactly, Near, all_of, exactly
from articles.search.query.regional_names import AnyForm, Forms, in_any_form
from articles.search.text.fold import fold, is_cjk
from articles.search.text.tokens import runs

#: Longer than any sentence one would quote; a run must stay below the overlap of a row (arrays/layout.py).
MAX_LENGTH = 2_000
#: Brackets and signs inside each other (grammar rules). What walks a query recurses some three frames for each.
_DEEPEST = 60
#: A name that a reader gives an outlet, to its primary key.
Outlets = Callable[[str], int | None]

_FIELDS = {
    "headline": "headline", "title": "headline", "标题": "headline", "標題": "headline", "caption": "caption",
    "图说": "caption", "圖說": "caption", "byline": "byline", "author": "byline", "作者": "byline", "source": "source",
    "outlet": "source", "来源": "source", "來源": "source", "date": "date", "日期": "date", "has": "has",
    "section": "section", "栏目": "section", "欄目": "section", "版面": "section", "tag": "tag", "标签": "tag",
    "標籤": "tag",
}  # fmt: skip
_HAS = {"image": "image", "picture": "image", "图": "image", "圖": "image", "图片": "image", "圖片": "image"}
_PREFIX = re.compile(r"([^\W_]+)[*＊]")
_DAY = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?)?)?[年月]?")


class _Refused(ValueError):
    """What was asked makes no sense; the text is for the reader."""


class _TooDeep(ValueError):
    """Brackets stand inside brackets more often than anyone means."""


@dataclass(frozen=True, slots=True)
class Understood:
    """query: None if nothing was asked. notices: sentences for the reader about what was ignored and why.
    forms: regional forms that are searched beside what was typed, folded."""

    query: wq.Query | None
    notices: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()


@cache
def _grammar() -> Lark:
    text = resources.files("articles.search.query").joinpath("language.lark").read_text(encoding="utf-8")
    return Lark(text, parser="lalr", maybe_placeholders=False)


def _searchable(field: str, text: str, *, quoted: bool = False) -> wq.Query:
    """An exact run; what holds nothing but punctuation asks for nothing."""
    query = exactly(field, text, quoted=quoted)
    return query if query.run.terms else wq.NullQuery


def day_range(text: str) -> tuple[date, date]:
    """The first and the last day of "2020", "2020-08", "2020-08-05", "2020年8月" or two of these around "..".

    Either end of a range may be left out. Raises ValueError.
    """
    first, dots, last = text.partition("..")
    if not dots:
        return _span(first)
    start = _span(first)[0] if first else date.min
    end = _span(last)[1] if last else date.max
    return start, end


def _span(text: str) -> tuple[date, date]:
    match = _DAY.fullmatch(text.strip())
    if match is None:
        raise ValueError(text)
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None  # noqa: S101 - the pattern requires it
    if month is None:
        return date(year, 1, 1), date(year, 12, 31)
    if day is None:
        if not 1 <= month <= 12:
            raise ValueError(text)
        return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
    return date(year, month, day), date(year, month, day)


@v_args(inline=True)
class _ToQuery(Transformer[Token, wq.Query]):
    """Builds the query bottom-up; a text inside a field is built again for that field."""

    def __init__(self, outlets: Outlets, forms: Forms) -> None:
        super().__init__()
        self.outlets, self.forms = outlets, forms
        self.notices: list[str] = []

    def start(self, query: wq.Query) -> wq.Query:
        return _with_forms(query, self.forms)

    def quoted(self, token: Token) -> wq.Query:
        return _searchable(TEXT, token[1:-1], quoted=True)

    def word(self, token: Token) -> wq.Query:
        prefix = _PREFIX.fullmatch(token)
        start = fold(prefix[1]) if prefix else ""
        if not start or any(map(is_cjk, start)):
            return _searchable(TEXT, token)
        if len(runs(start).terms) > 1:
            text = _("“%(text)s” was searched without its star: letters and numbers are words apart.")
            self.notices.append(text % {"text": token})
            return _searchable(TEXT, token)
        return wq.Prefix(TEXT, start)

    def any_of(self, *parts: wq.Query) -> wq.Query:
        kept = [part for part in parts if part is not wq.NullQuery]
        return kept[0] if len(kept) == 1 else wq.Or(kept) if kept else wq.NullQuery

    def all_of(self, *parts: wq.Query) -> wq.Query:
        kept = [part for part in parts if part is not wq.NullQuery]
        return all_of(kept) if kept else wq.NullQuery

    def none_of(self, query: wq.Query) -> wq.Query:
        return query if query is wq.NullQuery else wq.Not(query)

    def near(self, left: wq.Query, sign: Token, right: wq.Query) -> wq.Query:
        if not (isinstance(left, Exactly) and isinstance(right, Exactly)):
            raise _Refused(_("NEAR stands between two words or quotes."))
        return Near(left, right, int(sign.rpartition("/")[2]))

    def in_field(self, name: Token, value: wq.Query) -> wq.Query:
        field = _FIELDS[name[:-1].lower()]
        if field in ("source", "date", "has", "section", "tag"):
            return self._filter(field, _typed(value))
        return moved(value, field)

    def _filter(self, field: str, text: str) -> wq.Query:
        if field == "source":
            if (found := self.outlets(text)) is None:
                raise _Refused(_("There is no outlet called “%(name)s” here.") % {"name": text})
            return wq.ConstantScoreQuery(wq.Term("source", str(found)), 0.0)
        if field in ("section", "tag"):
            return wq.ConstantScoreQuery(wq.Term(field, text), 0.0)
        if field == "has":
            if (kind := _HAS.get(text.lower())) is None:
                raise _Refused(_("After “has:” only “image” is understood."))
            return wq.ConstantScoreQuery(wq.Term("has", kind), 0.0)
        try:
            first, last = day_range(text)
        except ValueError:
            raise _Refused(
                _("“%(text)s” is not a date. Write 2020, 2020-08, 2020-08-05 or 2020-08..2020-10.") % {"text": text}
            ) from None
        return wq.NumericRange("day", first.toordinal(), last.toordinal())


def _typed(value: wq.Query) -> str:
    typed = getattr(value, "typed", None)
    if typed is None:
        raise _Refused(_("A filter takes one value."))
    return str(typed)


def moved(query: wq.Query, field: str) -> wq.Query:
    """The same query in another field."""
    if hasattr(query, "typed"):
        return exactly(field, query.typed, quoted=query.quoted)
    if isinstance(query, wq.Prefix):
        return wq.Prefix(field, query.text)
    if isinstance(query, Near):
        return Near(exactly(field, query.left.typed), exactly(field, query.right.typed), query.distance)
    if isinstance(query, wq.Not):
        return wq.Not(moved(query.query, field))
    if isinstance(query, (wq.And, wq.Or)):
        return type(query)([moved(part, field) for part in query])
    return query


def _with_forms(query: wq.Query, forms: Forms) -> wq.Query:
    """The same query with every run in all its regional forms. Quotes, NEAR and filters stay as they are."""
    if isinstance(query, Exactly):
        return query if query.quoted else in_any_form(query, forms)
    if isinstance(query, wq.Not):
        return wq.Not(_with_forms(query.query, forms))
    if isinstance(query, wq.And):
        wanted = {fold(part.typed) for part in query if isinstance(part, Exactly)}
        return wq.And([_but(_with_forms(part, forms), wanted) for part in query])
    if isinstance(query, wq.Or):
        return wq.Or([_with_forms(part, forms) for part in query])
    return query


def _but(part: wq.Query, wanted: set[str]) -> wq.Query:
    """What is left out does not leave out what is asked for beside it: -川普 特朗普."""
    if not (isinstance(part, wq.Not) and isinstance(part.query, AnyForm)):
        return part
    left_out = part.query
    others = tuple(form for form in left_out.others if form not in wanted)
    field = left_out[0].fieldname
    return wq.Not(AnyForm(field, left_out.typed, others) if others else exactly(field, left_out.typed))


def _other_forms(query: wq.Query) -> Iterator[str]:
    if isinstance(query, AnyForm):
        yield from query.others
    elif isinstance(query, (wq.And, wq.Or)):
        for part in query:
            yield from _other_forms(part)


@lru_cache(maxsize=64)
def _parsed(text: str) -> Tree[Token]:
    """The parse tree; kept, as one request reads the same text several times, and nothing changes a tree. Raises
    UnexpectedInput; _TooDeep for what could not be walked without overflowing the stack."""
    tree = _grammar().parse(text)
    level = [tree]
    for _level in range(_DEEPEST):
        level = [child for node in level for child in node.children if isinstance(child, Tree)]
        if not level:
            return tree
    raise _TooDeep


def plain_words(text: str) -> wq.Query:
    """Every word of the text, joined by and; signs of the query language count as punctuation."""
    parts = [_searchable(TEXT, part) for part in re.split(r"[\s()（）\"＂“”「」『』|｜]+", text) if part]
    kept = [part for part in parts if part is not wq.NullQuery]
    return all_of(kept) if kept else wq.NullQuery


def understand(text: str, outlets: Outlets, forms: Forms | None = None) -> Understood:
    """The query that `text` asks for, in the regional forms given. Never raises: what cannot be parsed is searched as plain
    words, with a notice."""
    forms = forms or {}
    notices: tuple[str, ...] = ()
    text = "".join(char if char >= " " else " " for char in text).strip()
    if len(text) > MAX_LENGTH:
        text = text[:MAX_LENGTH]
        notices = (_("Only the first %(count)d characters were searched.") % {"count": MAX_LENGTH},)
    if not text:
        return Understood(None, notices)
    try:
        built = _ToQuery(outlets, forms)
        query = built.transform(_parsed(text))
        notices += tuple(built.notices)
    except (UnexpectedInput, _TooDeep):
        query = _with_forms(plain_words(text), forms)
        notices += (_("Quotes, brackets or signs do not fit together; the text was searched as plain words."),)
    except VisitError as error:
        if not isinstance(error.orig_exc, _Refused):
            raise
        query, notices = _with_forms(plain_words(text), forms), (*notices, str(error.orig_exc))
    if query is wq.NullQuery:
        notices += (_("There is nothing to search for in this: write at least one letter, character or number."),)
    return Understood(query, notices, tuple(dict.fromkeys(_other_forms(query))))
