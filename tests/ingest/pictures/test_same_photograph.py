"""The same photograph is found, another one is not, and how many there are does not matter."""

from __future__ import annotations

import io
import random
from collections.abc import Callable

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image as Pillow
from PIL import ImageEnhance

from articles.ingest.pictures.same_photograph import NEAR, distance, elsewhere, near, perceptual_hash, remember
from articles.models import Article, Image


def photograph(seed: int, size: tuple[int, int] = (640, 420)) -> Pillow.Image:
    """As in photographs, large shapes have the strong contrasts and small ones the weak."""
    chance = np.random.default_rng(seed)
    levels = np.zeros((size[1], size[0], 3))
    for side, weight in ((3, 1.0), (6, 0.5), (12, 0.25), (24, 0.12)):
        noise = chance.integers(0, 256, (side, side * 4 // 3, 3), dtype=np.uint8)
        levels += weight * np.asarray(Pillow.fromarray(noise).resize(size, Pillow.Resampling.BICUBIC), dtype=float)
    return Pillow.fromarray((levels / 1.87).astype(np.uint8))


def as_jpeg(picture: Pillow.Image, quality: int) -> Pillow.Image:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return Pillow.open(out)


CHANGES: dict[str, Callable[[Pillow.Image], Pillow.Image]] = {
    "scaled": lambda picture: picture.resize((210, 138)),
    "squeezed": lambda picture: picture.resize((300, 180)),
    "saved badly": lambda picture: as_jpeg(picture, 25),
    "grey": lambda picture: picture.convert("L"),
    "brighter": lambda picture: ImageEnhance.Brightness(picture).enhance(1.2),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_photograph_stays_near_itself(change: str) -> None:
    distances = []
    for seed in range(30):
        picture = photograph(seed)
        distances.append(distance(perceptual_hash(picture), perceptual_hash(CHANGES[change](picture))))
    assert sum(each <= NEAR for each in distances) >= 28, distances


def test_two_photographs_are_far_apart() -> None:
    hashes = [perceptual_hash(photograph(seed)) for seed in range(60)]
    assert min(distance(one, other) for n, one in enumerate(hashes) for other in hashes[:n]) > NEAR


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "1", "P", "CMYK"])
def test_an_empty_surface_has_no_hash(mode: str) -> None:
    assert perceptual_hash(Pillow.new(mode, (80, 60))) == ""


@pytest.mark.django_db
def test_near_finds_everything_within_seven_bits_and_nothing_beyond() -> None:
    chance = random.Random(3)
    middle = chance.getrandbits(64)
    expected, far = {f"{middle:016x}"}, set()
    for bits in range(1, 11):
        for _ in range(20):
            other = middle
            for bit in chance.sample(range(64), bits):
                other ^= 1 << bit
            (expected if bits <= NEAR else far).add(f"{other:016x}")
    remember([*expected, *far, ""])
    with CaptureQueriesContext(connection) as captured:
        assert near([f"{middle:016x}", ""]) == {f"{middle:016x}": expected}
    assert len(captured) == 1
    assert near([""]) == {}


@pytest.mark.django_db
def test_which_figures_are_elsewhere_as_well(make_article: Callable[..., Article]) -> None:
    here, there, hidden = (make_article(f"第{n}篇", captions=["一", "二"], visible=n != 2) for n in range(3))

    def give(article: Article, position: int, perceptual_hash: str) -> int:
        figure = article.figures.get(position=position)
        fields = {"sha256": f"{figure.pk:064x}", "file": "x.png", "perceptual_hash": perceptual_hash}
        Image.objects.filter(pk=figure.image_id).update(**fields)
        remember([perceptual_hash])
        return figure.pk

    shared = give(here, 1, "0123456789abcdef")
    give(here, 2, "fedcba9876543210")
    give(there, 1, "0123456789abcdec")
    give(hidden, 1, "fedcba9876543210")
    figures = list(here.figures.select_related("image"))
    with CaptureQueriesContext(connection) as captured:
        assert elsewhere(figures, here) == {shared}
    assert len(captured) == 2
