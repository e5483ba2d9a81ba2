"""A picture of milliseconds by class of query, one dot an engine, on a logarithmic scale. Readable on light and dark."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape

_LEFT, _RIGHT, _TOP, _ROW, _WIDTH = 150, 20, 64, 28, 860
#: From here to there, in milliseconds.
_LOW, _HIGH = 0.01, 1000.0
#: Distinct to those who see few colours, too: each has its own shape (Okabe and Ito's palette).
_COLOURS = ("#d55e00", "#0072b2", "#009e73", "#cc79a7", "#b8860b", "#8a8a8a")
_SHAPES = (
    "M-6,0 0,-6 6,0 0,6z",
    "M-5,-5h10v10h-10z",
    "M-5,5 0,-5 5,5z",
    "M-5,-5 0,5 5,-5z",
    "M-6,-2h12v4h-12z",
    "M-2,-6h4v12h-4z",
)
_STYLE = """
text { font: 13px system-ui, sans-serif; fill: #1f2328 }
.line { stroke: #d0d7de }
.ground { fill: #ffffff }
@media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .line { stroke: #3d444d } .ground { fill: #0d1117 } }
"""


def _x(ms: float) -> float:
    share = math.log(min(max(ms, _LOW), _HIGH) / _LOW) / math.log(_HIGH / _LOW)
    return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)


def _mark(number: int, x: float, y: float, title: str) -> str:
    return (
        f'<path transform="translate({x:.1f} {y:.1f})" d="{_SHAPES[number]}" fill="{_COLOURS[number]}">'
        f"<title>{escape(title)}</title></path>"
    )


def picture(classes: Sequence[str], medians: Mapping[str, Sequence[float | None]]) -> str:
    """medians: by engine, one a class in their order (ms); None where it cannot answer."""
    height = _TOP + _ROW * len(classes) + 36
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img">',
        "<title>Milliseconds by class of query</title>",
        f'<style>{_STYLE}</style><rect class="ground" width="{_WIDTH}" height="{height}"/>',
    ]
    bottom = _TOP + _ROW * len(classes)
    for exponent in range(round(math.log10(_LOW)), round(math.log10(_HIGH)) + 1):
        x = _x(10.0**exponent)
        parts.append(f'<path class="line" d="M{x:.1f},{_TOP - 8}V{bottom}"/>')
        parts.append(f'<text x="{x:.1f}" y="{bottom + 20}" text-anchor="middle">{10.0**exponent:g} ms</text>')
    for row, name in enumerate(classes):
        parts.append(f'<text x="{_LEFT - 12}" y="{_TOP + _ROW * row + 18}" text-anchor="end">{escape(name)}</text>')
    step = (_WIDTH - 40) / max(3, -(-len(medians) // 2))
    for number, (engine, values) in enumerate(medians.items()):
        x, y = 24 + step * (number // 2), 18 + 22 * (number % 2)
        parts.append(_mark(number, x, y, engine) + f'<text x="{x + 12:.1f}" y="{y + 5}">{escape(engine)}</text>')
        for row, ms in enumerate(values):
            if ms is not None:
                parts.append(_mark(number, _x(ms), _TOP + _ROW * row + 13, f"{engine}: {ms:.2f} ms"))
    return "\n".join([*parts, "</svg>\n"])
