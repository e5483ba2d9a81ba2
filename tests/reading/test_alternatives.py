"""Alternative texts that say something, and those that do not."""

from __future__ import annotations

import pytest

from articles.reading import telling


@pytest.mark.parametrize(
    "alt",
    [
        "", " ", "img", "IMG", "image", "Image 3", "photo_12", "图片", "圖片1", "配图", "untitled", "null", ".", "。",
        "，", "1", "20200701", "hc0721z.jpg", "file7bji82rak8lbzfl1hb3_Large.jpg", "PICTURE.PNG", "image/x.JPEG",
        "[鲜花]", "[good]",
    ],
)  # fmt: skip
def test_what_says_nothing(alt: str) -> None:
    assert telling(alt) == ""


@pytest.mark.parametrize(
    "alt", ["港口", "图1：港口", "地图", "Toutiao", "Image of the harbour", "[港口的夜景，摄于昨晚]", "image.com"]
)
def test_what_says_something(alt: str) -> None:
    assert telling(alt) == alt


def test_a_file_may_be_named_in_words() -> None:
    assert telling("港口夜景.jpg") == "港口夜景"
