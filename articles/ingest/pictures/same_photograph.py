"""Whether two files are the same photograph: perceptual hashes, and finding near ones among millions.

The hash is that of ImageHash's `phash` (github.com/JohannesBuchner/imagehash), whose values other tools know; that package
would bring SciPy for one cosine transform of 32 by 32 pixels, which NumPy does in a line.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow

from articles.derived import PictureBand
from articles.models import Article, Figure

#: Bits in which two hashes of one photograph may differ. Unrelated ones differ in 32, give or take 4.
NEAR = 7
_SIDE, _LOW = 32, 8
_QUARTERS, _BITS = 4, 16
_STEP = np.arange(_SIDE)
#: The cosine transform (DCT-II, not normalised) as a matrix.
_COSINES = 2 * np.cos(np.pi * np.outer(_STEP, 2 * _STEP + 1) / (2 * _SIDE))
#: Standard deviation of grey levels below which a picture is an empty surface: its hash would be noise.
_FLAT = 3.0


def perceptual_hash(picture: Pillow.Image) -> str:
    """64 bits as 16 hexadecimal digits; "" for an empty surface. What shines through is taken for white."""
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
        ground = Pillow.new("RGBA", picture.size, "white")
        ground.alpha_composite(picture)
        picture = ground
    grey = picture.convert("L").resize((_SIDE, _SIDE), Pillow.Resampling.LANCZOS)
    levels: NDArray[np.float64] = np.asarray(grey, dtype=np.float64)
    if levels.std() < _FLAT:
        return ""
    low = (_COSINES @ levels @ _COSINES.T)[:_LOW, :_LOW]
    bits = np.packbits((low > np.median(low)).ravel())
    return bits.tobytes().hex()


def distance(one: str, other: str) -> int:
    """Bits in which two hashes differ."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


def remember(hashes: Iterable[str]) -> None:
    """Make hashes findable by `near`. Safe to repeat."""
    rows = [PictureBand(key=key, perceptual_hash=each) for each in set(hashes) if each for key in _keys(each)]
    PictureBand.objects.bulk_create(rows, ignore_conflicts=True)


def near(hashes: Collection[str]) -> dict[str, set[str]]:
    """The remembered hashes within NEAR bits of each of `hashes` (itself among them). One query.

    Two hashes that differ in at most 7 bits have a quarter that differs in at most one: each hash is looked up under the
    17 spellings of its 4 quarters. Of a million random hashes a lookup reads about a thousand.
    """
    wanted = {each for each in hashes if each}
    if not wanted:
        return {}
    probes = {probe for each in wanted for key in _keys(each) for probe in _spellings(key)}
    found = set(PictureBand.objects.filter(key__in=probes).values_list("perceptual_hash", flat=True))
    return {each: {other for other in found if distance(each, other) <= NEAR} for each in wanted}


def elsewhere(figures: Collection[Figure], article: Article) -> set[int]:
    """Which of an article's figures (by primary key) other published articles show as well. Two queries, none where nothing
    is rescued."""
    alike = near([figure.image.perceptual_hash for figure in figures if figure.image.sha256])
    if not alike:
        return set()
    others = Figure.objects.filter(
        article__in=Article.objects.published(), image__perceptual_hash__in=set().union(*alike.values())
    ).exclude(article=article)
    used = set(others.values_list("image__perceptual_hash", flat=True).distinct())
    return {figure.pk for figure in figures if alike.get(figure.image.perceptual_hash, set()) & used}


def _keys(perceptual_hash: str) -> list[int]:
    bits = int(perceptual_hash, 16)
    return [quarter << _BITS | bits >> quarter * _BITS & 0xFFFF for quarter in range(_QUARTERS)]


def _spellings(key: int) -> list[int]:
    return [key, *(key ^ 1 << bit for bit in range(_BITS))]
