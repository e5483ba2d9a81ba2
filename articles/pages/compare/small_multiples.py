"""Outlet by outlet: a small chart for each, and a table of what each has in all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from articles.pages.compare.form import Comparison
from articles.pages.compare.labels import share_label, short
from articles.pages.compare.page import AcrossTick, UpTick, across_ticks, unit_label, up_ticks
from articles.pages.drawing import chart, scales
from articles.pages.drawing.chart import Band, Drawn, Off, Value
from articles.pages.drawing.scales import Across, Scale
from articles.search.analysis.comparison import Compared, OutletCounts, Period
from articles.search.filters import Outlet

#: Outlets in charts of their own, unless all are asked for.
MOST = 12
#: Per cent of a small chart's width that a number over its edge takes.
_NUMBER = 26.0


@dataclass(frozen=True, slots=True)
class Small:
    """An outlet's own chart. up: the two ends of its scale. label: its shares. off: what lies beyond its scale, and its
    number."""

    outlet: Outlet
    href: str
    articles: int
    lines: tuple[Drawn, ...]
    bands: tuple[Band, ...]
    up: tuple[UpTick, ...]
    unit: str
    shares: str
    off: tuple[tuple[Off, str], ...]

    @property
    def label(self) -> str:
        """The chart in words, for whoever does not see it."""
        if not self.off:
            return self.shares
        beyond = _(", ").join(share for _each, share in self.off)
        return _("%(shares)s, beyond the scale: %(beyond)s") % {"shares": self.shares, "beyond": beyond}


@dataclass(frozen=True, slots=True)
class OutletRow:
    """Of the table: what the outlet has on the chart; cells are (matches, share of its articles) by query."""

    outlet: Outlet
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
    left_out: tuple[Outlet, ...]
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


def smalls(comparison: Comparison, compared: Compared, outlets: Mapping[int, Outlet]) -> Smalls | None:
    """None without outlets. All share one scale, so that what is higher is more, unless each is to have its own."""
    counted = [counts for counts in compared.outlets if counts.source_id in outlets]
    if not counted:
        return None
    rows = tuple(_row(comparison, counts, outlets[counts.source_id]) for counts in counted)
    shown = counted if comparison.every else counted[:MOST]
    of = [_values(compared.periods, counts) for counts in shown]
    tops = [chart.highest(values, comparison.by) for values in of]
    across = Across(compared.periods)
    highest = max(tops)
    charts = tuple(
        _small(
            comparison, compared, row, values, scales.scale(top if comparison.own else highest, comparison.by), across
        )
        for row, values, top in zip(rows, of, tops, strict=False)
    )
    return Smalls(
        charts=charts,
        across=across_ticks(compared.step, across),
        rows=rows,
        left_out=tuple(row.outlet for row in rows[len(charts) :]),
        all_charts=comparison.with_(every=True),
        fewer=comparison.with_(every=False),
        each_own=comparison.with_(own=True),
        on_one=comparison.with_(own=False),
    )


def _row(comparison: Comparison, counts: OutletCounts, outlet: Outlet) -> OutletRow:
    articles = sum(counts.articles)
    totals = [sum(matches) for matches in counts.matches]
    cells = tuple((total, share_label(total / articles if articles else None)) for total in totals)
    href = comparison.with_(outlets=(outlet,), without=(), split=False, every=False, own=False)
    return OutletRow(outlet, href, articles, cells)


def _values(periods: Sequence[Period], counts: OutletCounts) -> list[list[Value]]:
    """Shares are of the outlet's own articles."""
    own = [Period(period.start, period.end, count) for period, count in zip(periods, counts.articles, strict=True)]
    return [chart.values(own, matches) for matches in counts.matches]


def _small(
    comparison: Comparison, compared: Compared, row: OutletRow, values: list[list[Value]], scale: Scale, across: Across
) -> Small:
    lines = tuple(chart.drawn(values, comparison.by, scale, across))
    ends = up_ticks(scale)
    shares = ", ".join(
        f"{short(line.text)} {share}" for line, (_count, share) in zip(compared.lines, row.cells, strict=True)
    )
    return Small(
        outlet=row.outlet,
        href=row.href,
        articles=row.articles,
        lines=lines,
        bands=tuple(chart.gaps([value.period for value in values[0]], across)),
        up=(ends[0], ends[-1]),
        unit=unit_label(scale, comparison.by),
        shares=shares,
        off=tuple((each, share_label(each.point.value.share)) for each in chart.off(lines, _NUMBER)),
    )
