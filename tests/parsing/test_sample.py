"""Against real files: the reference article and 49 labelled ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from articles.parsing import ParsedArticle, parse_file

from .fidelity import REFERENCE, Score, measure

pytestmark = pytest.mark.sample

#: Field: the share demanded. Reached: all 1.000, paragraphs 0.980 (captions that an article repeats as paragraphs).
DEMANDED = {
    "article": 1.0,
    "headline": 1.0,
    "canonical_url": 1.0,
    "source": 1.0,
    "published_at": 1.0,
    "published_rule": 1.0,
    "archived_at": 1.0,
    "byline": 1.0,
    "figure recall": 0.98,
    "figure precision": 0.98,
    "caption": 0.97,
    "caption length": 1.0,
    "must_keep": 1.0,
    "body_starts": 1.0,
    "body_ends": 1.0,
    "paragraphs": 0.97,
    "boilerplate": 0.95,
}


@pytest.fixture(scope="module")
def score(sample: Path) -> Score:
    return measure(sample)


@pytest.mark.parametrize("field", DEMANDED)
def test_fidelity(score: Score, field: str) -> None:
    missed = [miss for miss in score.misses if miss[0] == field]
    assert score.tries[field], field
    assert score.share(field) >= DEMANDED[field], missed


def test_reference_article() -> None:
    if not REFERENCE.exists():
        pytest.skip("the reference article is not beside the repository")
    article = parse_file(REFERENCE.read_bytes(), "unknown/reference-article.md")
    assert isinstance(article, ParsedArticle)
    assert article.outlet == "voa"
    assert article.published is not None
    assert article.archived is not None
    assert article.published.at.isoformat() == "2023-08-29T15:09:05+00:00"
    assert article.archived.at.isoformat() == "2023-08-29T15:39:03+00:00"
    assert [figure.image_url.rpartition("/")[2] for figure in article.figures] == [
        "01000000-0aff-0242-ccd8-08dba887737e_cx7_cy19_cw84_r1_s_w900.jpg",
        "01000000-0aff-0242-b581-08dba887738b_w900.jpg",
    ]
    assert all(
        figure.caption.startswith("美国商务部长吉娜·雷蒙多（Gina Raimondo）与中国国务院") for figure in article.figures
    )
    assert len(article.text.split("\n")) == 19
    assert "feedx" not in article.text
    assert article.text.endswith("作出妥协或进行谈判。")
