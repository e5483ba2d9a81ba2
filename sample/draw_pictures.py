"""Draws the pictures of the sample archive: `python sample/draw_pictures.py` writes them into sample/pictures/.

Every picture is made of flat shapes from sines and a fixed hash, so that it comes out the same everywhere.
Coordinates are on a canvas of 960 by 600 units; it is drawn twice as large and scaled down, which smooths the edges.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from pathlib import Path

from PIL import Image, ImageDraw

WIDTH, HEIGHT, OVERSAMPLING = 960, 600, 2
FOLDER = Path(__file__).resolve().parent / "pictures"
Colour = str


def chance(number: float) -> float:
    """A fixed number in [0, 1) that looks drawn by lot."""
    return math.sin(number * 12.9898 + 4.1414) * 43758.5453 % 1


def blend(first: Colour, second: Colour, share: float) -> tuple[int, ...]:
    pairs = zip(bytes.fromhex(first[1:]), bytes.fromhex(second[1:]), strict=True)
    return tuple(round(a + (b - a) * share) for a, b in pairs)


def hexed(colour: Iterable[int]) -> Colour:
    return "#" + bytes(colour).hex()


class Canvas:
    """A picture in the making."""

    def __init__(self, top: Colour, bottom: Colour, bands: int = 18) -> None:
        """A sky in even bands: few colours keep the files small."""
        size = (WIDTH * OVERSAMPLING, HEIGHT * OVERSAMPLING)
        self.image = Image.new("RGB", size)
        self.draw = ImageDraw.Draw(self.image)
        for band in range(bands):
            colour = blend(top, bottom, band / (bands - 1))
            self.box(0, HEIGHT * band / bands, WIDTH, HEIGHT * (band + 1) / bands + 1, colour)

    def box(self, left: float, top: float, right: float, bottom: float, colour: Colour | tuple[int, ...]) -> None:
        self.draw.rectangle([v * OVERSAMPLING for v in (left, top, right, bottom)], fill=colour)

    def disc(self, x: float, y: float, radius: float, colour: Colour) -> None:
        self.oval(x, y, radius, radius, colour)

    def oval(self, x: float, y: float, across: float, down: float, colour: Colour) -> None:
        box = (x - across, y - down, x + across, y + down)
        self.draw.ellipse([v * OVERSAMPLING for v in box], fill=colour)

    def shape(self, points: Iterable[tuple[float, float]], colour: Colour) -> None:
        self.draw.polygon([(x * OVERSAMPLING, y * OVERSAMPLING) for x, y in points], fill=colour)

    def line(self, points: Iterable[tuple[float, float]], colour: Colour, width: float = 2) -> None:
        scaled = [(x * OVERSAMPLING, y * OVERSAMPLING) for x, y in points]
        self.draw.line(scaled, fill=colour, width=round(width * OVERSAMPLING), joint="curve")

    def ridge(self, seed: float, base: float, height: float, colour: Colour) -> None:
        """A range of hills that fills everything below it."""
        top = [(x, base - height * hills(seed, x)) for x in range(0, WIDTH + 9, 8)]
        self.shape([(0, HEIGHT), *top, (WIDTH, HEIGHT)], colour)

    def water(self, top: float, colour: Colour, glint: Colour) -> None:
        self.box(0, top, WIDTH, HEIGHT, colour)
        for number in range(46):
            y = top + 8 + (HEIGHT - top - 12) * chance(number)
            x, length = WIDTH * chance(number + 100), 20 + 90 * chance(number + 200)
            self.line([(x, y), (x + length, y)], glint, 2)

    def save(self, name: str) -> None:
        small = self.image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
        if name.endswith(".png"):
            small.quantize(48, dither=Image.Dither.NONE).save(FOLDER / name, optimize=True)
        else:
            small.save(FOLDER / name, quality=78, optimize=True)


def hills(seed: float, x: float) -> float:
    return 0.5 + sum(math.sin(x / (190 / turn) + seed * turn * 2.7) / (turn * 2.4) for turn in (1, 2, 3, 5)) / 2


def ferry() -> Canvas:
    c = Canvas("#f6d9b8", "#f2b38a")
    c.disc(700, 300, 70, "#fbeed3")
    c.ridge(1.4, 360, 70, "#8f9aa6")
    c.water(350, "#3f6b82", "#7fa3b0")
    c.shape([(170, 380), (690, 380), (640, 450), (220, 450)], "#f7f4ec")
    c.shape([(196, 422), (664, 422), (640, 450), (220, 450)], "#c4513f")
    c.box(260, 310, 590, 380, "#f0ebdf")
    c.box(330, 262, 500, 312, "#e4dccb")
    c.box(520, 240, 556, 312, "#c4513f")
    for number in range(9):
        c.box(280 + 34 * number, 330, 300 + 34 * number, 352, "#3f6b82")
    return c


def lighthouse() -> Canvas:
    c = Canvas("#1d2c4a", "#d98f6c", 24)
    c.shape([(640, 168), (0, 60), (0, 190)], "#e9c79b")
    c.water(430, "#23425e", "#5c7f93")
    c.ridge(5.2, 520, 60, "#16243a")
    c.shape([(604, 480), (676, 480), (662, 190), (618, 190)], "#f3eee2")
    for number in range(3):
        y = 220 + 90 * number
        c.shape(
            [(615 - number * 3, y), (665 + number * 3, y), (667 + number * 3, y + 44), (613 - number * 3, y + 44)],
            "#22304a",
        )
    c.box(612, 150, 668, 192, "#fbe7b0")
    c.shape([(604, 150), (676, 150), (640, 116)], "#9c3d34")
    return c


def coral() -> Canvas:
    c = Canvas("#0c3f5c", "#06182c", 24)
    for number in range(7):
        branch(
            c, 90 + 130 * number, 600, -90, 96 + 40 * chance(number), 5, ("#c8566b", "#e08a7b", "#a8476e")[number % 3]
        )
    for number in range(130):
        c.disc(WIDTH * chance(number), 470 * chance(number + 50), 3 + 4 * chance(number + 9), "#f4b6c2")
    return c


def branch(c: Canvas, x: float, y: float, angle: float, length: float, depth: int, colour: Colour) -> None:
    end = (x + length * math.cos(math.radians(angle)), y + length * math.sin(math.radians(angle)))
    c.line([(x, y), end], colour, 3 + 4 * depth)
    c.disc(*end, 1.5 + 2 * depth, colour)
    if depth:
        for turn in (-27, 24):
            branch(c, *end, angle + turn, length * 0.72, depth - 1, colour)


def stage() -> Canvas:
    c = Canvas("#31405c", "#c98c63", 20)
    c.ridge(2.2, 420, 90, "#3d4a58")
    c.box(0, 480, WIDTH, HEIGHT, "#59483e")
    c.box(230, 430, 730, 500, "#7b5a45")
    c.box(260, 260, 700, 430, "#f1c987")
    for x in (262, 380, 560, 680):
        c.box(x, 240, x + 18, 432, "#8b3a2e")
    c.shape([(170, 262), (240, 190), (480, 150), (720, 190), (790, 262), (750, 250), (480, 214), (210, 250)], "#2b2b33")
    for number in range(12):
        c.disc(110 + 68 * number, 560 + 14 * chance(number), 24, "#2b2626")
    return c


def rain_city() -> Canvas:
    c = Canvas("#7f8ea0", "#b9c0c4", 16)
    for number in range(16):
        height, x = 150 + 230 * chance(number), 62 * number - 10
        c.box(x, HEIGHT - height, x + 56, HEIGHT, ("#566476", "#687789", "#4a5768")[number % 3])
        for window in range(int(height // 46)):
            if chance(number * 31 + window) > 0.45:
                c.box(x + 12, HEIGHT - height + 18 + 44 * window, x + 26, HEIGHT - height + 36 + 44 * window, "#f3dba2")
    for number in range(150):
        x, y = WIDTH * chance(number + 3), HEIGHT * chance(number + 77)
        c.line([(x, y), (x - 9, y + 34)], "#d7dde0", 1.4)
    return c


def lantern() -> Canvas:
    c = Canvas("#2a1f33", "#5a2f3a", 16)
    for number in range(11):
        x, y, size = 60 + 86 * number, 130 + 260 * chance(number + 5), 34 + 26 * chance(number)
        c.line([(x, 0), (x, y)], "#8d6a58", 2)
        c.oval(x, y, size, size * 1.15, ("#e7683f", "#f09b4c", "#d94f3d")[number % 3])
        for rib in (0.35, 0.7):
            c.line([(x - size * rib, y - size * 0.9), (x - size * rib, y + size * 0.9)], "#f7c87a", 1.5)
            c.line([(x + size * rib, y - size * 0.9), (x + size * rib, y + size * 0.9)], "#f7c87a", 1.5)
        c.box(x - size * 0.4, y - size * 1.22, x + size * 0.4, y - size * 1.06, "#3a2228")
        c.box(x - size * 0.4, y + size * 1.06, x + size * 0.4, y + size * 1.22, "#3a2228")
    return c


def comet() -> Canvas:
    c = Canvas("#070b1c", "#27375c", 24)
    for number in range(220):
        c.disc(WIDTH * chance(number), 470 * chance(number + 400), 0.7 + 1.5 * chance(number + 800), "#cfd8ea")
    for share in range(20):
        spread = 60 - 3 * share
        c.shape(
            [(660, 210), (140 + 12 * share, 400 + spread), (140 + 12 * share, 400 - spread * 1.2)],
            hexed(blend("#22325a", "#9fb6d8", share / 19)),
        )
    c.disc(660, 210, 17, "#f4f7fb")
    c.ridge(3.1, 560, 70, "#060914")
    c.disc(760, 506, 40, "#10172b")
    c.box(720, 506, 800, 560, "#10172b")
    return c


def harbour_dawn() -> Canvas:
    c = Canvas("#f3c7a6", "#fbe9cf", 20)
    c.disc(300, 330, 60, "#f28a5b")
    c.water(400, "#7b9aa5", "#b7c9cb")
    c.box(0, 384, WIDTH, 404, "#4d5862")
    for number in range(5):
        x = 380 + 118 * number
        for leg in (0, 46):
            c.box(x + leg, 210, x + leg + 9, 388, "#37424d")
        c.box(x - 70, 206, x + 80, 217, "#37424d")
        c.line([(x + 24, 150), (x - 66, 208)], "#37424d", 4)
        c.line([(x + 24, 150), (x + 78, 208)], "#37424d", 4)
    for number in range(24):
        x, y = 20 + 38 * (number % 8), 352 - 22 * (number // 8)
        c.box(x, y, x + 34, y + 19, ("#b5533f", "#3f7186", "#c99a4b", "#7d8b6a")[int(4 * chance(number))])
    return c


def library() -> Canvas:
    c = Canvas("#14213a", "#24385a", 14)
    c.box(120, 150, 840, 600, "#2e2a2a")
    c.box(150, 190, 810, 560, "#f3d694")
    for shelf in range(4):
        y, x = 270 + 92 * shelf, 165.0
        c.box(150, y, 810, y + 8, "#6d4c35")
        for number in range(60):
            width = 8 + 8 * chance(shelf * 60 + number)
            height = 44 + 24 * chance(shelf * 91 + number)
            if x + width > 795:
                break
            c.box(
                x,
                y - height,
                x + width,
                y,
                ("#8c4a3c", "#3d5f6b", "#6b6f47", "#b98a4a", "#50405c")[int(5 * chance(number + shelf * 7))],
            )
            x += width + (2 if chance(number * 3 + shelf) < 0.9 else 34)
    for x in (370, 580):
        c.box(x, 190, x + 12, 560, "#2e2a2a")
    return c


def bridge() -> Canvas:
    c = Canvas("#dfe7e2", "#f5e9d2", 18)
    c.ridge(0.6, 330, 90, "#b8c6c0")
    c.ridge(4.4, 380, 60, "#94aaa6")
    c.water(400, "#6f9296", "#a9c1bf")
    for span in range(3):
        left = 30 + 300 * span
        arch = [(left + 300 * step / 20, 330 - 130 * math.sin(math.pi * step / 20)) for step in range(21)]
        c.line(arch, "#35474b", 9)
        for x, y in arch[2:-2:2]:
            c.line([(x, y), (x, 332)], "#35474b", 3)
        c.box(left - 16, 330, left + 16, 470, "#5d6b6a")
    c.box(914, 330, 946, 470, "#5d6b6a")
    c.box(0, 326, WIDTH, 342, "#35474b")
    for number in range(7):
        x = 90 + 121 * number
        c.box(x, 304, x + 6, 326, "#b5533f")
        c.disc(x + 3, 299, 5, "#b5533f")
    return c


def tea_hills() -> Canvas:
    c = Canvas("#cfe0d8", "#f2ead0", 18)
    c.ridge(2.9, 300, 120, "#9dbba4")
    for number, colour in enumerate(("#6f9a6c", "#5d8a58", "#4c7847", "#3e6639")):
        base = 380 + 62 * number
        c.ridge(1.1 + number * 1.7, base, 70, colour)
        for row in range(1, 5):
            points = [(x, base - 70 * hills(1.1 + number * 1.7, x) + 13 * row) for x in range(0, WIDTH + 9, 12)]
            c.line(points, "#86ad6e", 2.4)
    return c


def birds() -> Canvas:
    c = Canvas("#f7e3c4", "#e9b99a", 20)
    c.disc(470, 330, 82, "#f7f1df")
    c.water(420, "#7e8f9c", "#c4c3be")
    for number in range(40):
        x, y, wing = 60 + 840 * chance(number), 70 + 280 * chance(number + 60), 10 + 15 * chance(number + 120)
        c.line([(x - wing, y - wing * 0.5), (x, y), (x + wing, y - wing * 0.5)], "#3b3f4a", 3)
    return c


def snow_village() -> Canvas:
    c = Canvas("#8ea2b8", "#dfe6ec", 18)
    c.ridge(2.0, 330, 170, "#b6c3d0")
    c.ridge(5.0, 400, 90, "#d5dde5")
    c.box(0, 430, WIDTH, HEIGHT, "#f4f7f9")
    for number in range(6):
        x, y = 120 + 130 * number, 430 + 34 * chance(number)
        c.box(x, y, x + 84, y + 64, "#7a5a48")
        c.shape([(x - 14, y + 4), (x + 42, y - 46), (x + 98, y + 4)], "#eef2f5")
        c.box(x + 30, y + 20, x + 54, y + 44, "#f5cf7d")
    for number in range(160):
        c.disc(WIDTH * chance(number), HEIGHT * chance(number + 33), 1.2 + 2.4 * chance(number + 70), "#ffffff")
    return c


def kites() -> Canvas:
    c = Canvas("#a9d0e2", "#f3ecd6", 20)
    c.box(0, 500, WIDTH, HEIGHT, "#e4cfa0")
    c.box(0, 470, WIDTH, 502, "#6fa7b5")
    for number in range(13):
        x, y, size = 60 + 70 * number, 80 + 290 * chance(number + 2), 16 + 30 * chance(number)
        c.line([(x, y), (x - 40 + 80 * chance(number), 508)], "#8a8f90", 1)
        c.shape(
            [(x, y - size), (x + size * 0.7, y), (x, y + size * 1.3), (x - size * 0.7, y)],
            ("#d9573f", "#e9a23b", "#3f7f9a", "#6a8f4f")[number % 4],
        )
    return c


def moon() -> Canvas:
    c = Canvas("#101a33", "#3c4a6b", 20)
    c.disc(640, 190, 92, "#f6ecc9")
    for x, y, radius in ((610, 170, 16), (668, 214, 22), (650, 150, 10)):
        c.disc(x, y, radius, "#e8dcb2")
    c.ridge(0.2, 440, 60, "#1a2540")
    c.water(440, "#18233d", "#56648a")
    c.box(0, 430, WIDTH, 442, "#0c1326")
    for number in range(16):
        c.disc(30 + 60 * number, 420, 5, "#f4c56b")
        c.box(28 + 60 * number, 420, 32 + 60 * number, 432, "#0c1326")
    return c


def mountain_mist() -> Canvas:
    c = Canvas("#eef1ee", "#dfe5e3", 12)
    for number in range(6):
        shade = hexed(blend("#c9d5d6", "#2f4a50", number / 5))
        c.ridge(0.7 + number * 1.9, 240 + 66 * number, 150 - 14 * number, shade)
    for number in range(26):
        share = number / 25
        width = 10 + 60 * share
        x = 480 + 60 * math.sin(number / 3.5)
        c.box(x - width, 360 + 9.4 * number, x + width, 366 + 9.4 * number, "#c9c4b4")
    return c


PICTURES: dict[str, Callable[[], Canvas]] = {
    "ferry.jpg": ferry,
    "lighthouse.webp": lighthouse,
    "coral.png": coral,
    "stage.jpg": stage,
    "rain-city.webp": rain_city,
    "lantern.png": lantern,
    "comet.webp": comet,
    "harbour-dawn.jpg": harbour_dawn,
    "library.png": library,
    "bridge.png": bridge,
    "tea-hills.jpg": tea_hills,
    "birds.webp": birds,
    "snow-village.png": snow_village,
    "kites.webp": kites,
    "moon.png": moon,
    "mountain-mist.webp": mountain_mist,
}


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, draw in PICTURES.items():
        draw().save(name)
