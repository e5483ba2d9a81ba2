"""Outlet by outlet: a small chart for each, and a table of what each has in all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from articles.models import Source
from articles.pages.compare.form import Comparison
from articles.pages.compare.labels import share_told, short
from articles.pages.compare.page import AcrossTick, UpTick, across_ticks, unit_told, up_ticks
from articles.pages.drawing import chart, scales
from articles.pages.drawing.chart import Band, Drawn, Off, Value
from articles.pages.drawing.scales import Across, Scale
from articles.search.analysis.comparison import Compared, Outlet, Period

#: Outlets in charts of their own, unless all are asked for.
MOST = 12
#: Per cent of a small chart's width that a number over its edge takes.
_NUMBER = 26.0


@dataclass(frozen=True, slots=True)
class Small:
    """An outlet's own chart. up: the two ends of its scale. told: its shares. off: what lies beyond its scale, and its
    number."""

    source: Source
    href: str
    articles: int
    lines: tuple[Drawn, ...]
    bands: tuple[Band, ...]
    up: tuple[UpTick, ...]
    unit: str
    told: str
    off: tuple[tuple[Off, str], ...]

    @property
    def label(self) -> str:
        """The chart in words, for whoever does not see it."""
        if not self.off:
            return self.told
        beyond = _(", ").join(share for _each, share in self.off)
        return _("%(shares)s, beyond the scale: %(beyond)s") % {"shares": self.told, "beyond": beyond}


@dataclass(frozen=True, slots=True)
class OutletRow:
    """Of the table: what the outlet has on the chart; cells are (matches, share of its articles) by query."""

    source: Source
    href: str
    articles: int
    cells: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Smalls:
    """charts: those of most matches, the most first; rows: all outlets that have any. left_out: that have no chart. fewer,
    each_own, on_one: addresses of the same otherwise."""

    charts: tuple[Small, ...]
    across: tuple[AcrossTick, ...]
    rows: tuple[OutletRow, ...]
    left_out: tuple[Source, ...]
    all_charts: str
    fewer: str
    each_own: str
    on_one: str

    @property
    def left_out_names(self) -> str:
        return "、".join(source.name for source in self.left_out)

    @property
    def gaps(self) -> bool:
        return any(small.bands for small in self.charts)

    @property
    def off(self) -> bool:
        return any(small.off for small in self.charts)

    @property
    def many(self) -> bool:
        """There are more outlets than have charts unless all are asked for."""
        return len(self.rows) > MOST


def smalls(asked: Comparison, compared: Compared, sources: Mapping[int, Source]) -> Smalls | None:
    """None without outlets. All share one scale, so that what is higher is more, unless each is to have its own."""
    held = [outlet for outlet in compared.outlets if outlet.source_id in sources]
    if not held:
        return None
    rows = tuple(_row(asked, outlet, sources[outlet.source_id]) for outlet in held)
    shown = held if asked.every else held[:MOST]
    of = [_values(compared.periods, outlet) for outlet in shown]
    tops = [chart.highest(values, asked.by) for values in of]
    across = Across(compared.periods)
    charts = tuple(
        _small(asked, compared, row, values, scales.scale(top if asked.own else max(tops), asked.by), across)
        for row, values, top in zip(rows, of, tops, strict=False)
    )
    return Smalls(
        charts=charts,
        across=across_ticks(compared.step, across),
        rows=rows,
        left_out=tuple(row.source for row in rows[len(charts) :]),
        all_charts=asked.with_(every=True),
        fewer=asked.with_(every=False),
        each_own=asked.with_(own=True),
        on_one=asked.with_(own=False),
    )


def _row(asked: Comparison, outlet: Outlet, source: Source) -> OutletRow:
    articles = sum(outlet.articles)
    counts = [sum(matches) for matches in outlet.matches]
    cells = tuple((count, share_told(count / articles if articles else None)) for count in counts)
    href = asked.with_(slugs=(source.slug,), split=False, every=False, own=False)
    return OutletRow(source, href, articles, cells)


def _values(periods: Sequence[Period], outlet: Outlet) -> list[list[Value]]:
    """Shares are of the outlet's own articles."""
    own = [Period(period.start, period.end, count) for period, count in zip(periods, outlet.articles, strict=True)]
    return [chart.values(own, matches) for matches in outlet.matches]


def _small(
    asked: Comparison, compared: Compared, row: OutletRow, values: list[list[Value]], scale: Scale, across: Across
) -> Small:
    lines = tuple(chart.drawn(values, asked.by, scale, across))
    ends = up_ticks(scale)
    told = ", ".join(
        f"{short(line.text)} {share}" for line, (_count, share) in zip(compared.lines, row.cells, strict=True)
    )
    return Small(
        source=row.source,
        href=row.href,
        articles=row.articles,
        lines=lines,
        bands=tuple(chart.gaps([value.period for value in values[0]], across)),
        up=(ends[0], ends[-1]),
        unit=unit_told(scale, asked.by),
        told=told,
        off=tuple((each, share_told(each.point.value.share)) for each in chart.off(lines, _NUMBER)),
    )
