"""Against real files: the reference article and 49 labelled ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from articles.parsing import ParsedArticle, parse_file
from tests.parsing.fidelity import DEMANDED, REFERENCE, Score, main, measure, table

pytestmark = pytest.mark.sample


@pytest.fixture(scope="module")
def score(sample: Path) -> Score:
    return measure(sample)


@pytest.mark.parametrize("field", DEMANDED)
def test_fidelity(score: Score, field: str) -> None:
    missed = [miss for miss in score.misses if miss[0] == field]
    assert score.tries[field], field
    assert score.share(field) >= DEMANDED[field], missed


def test_the_table_names_every_field_and_every_miss(score: Score) -> None:
    lines = list(table(score))
    assert {line.split("  ")[0] for line in lines[1 : 1 + len(DEMANDED)]} == set(DEMANDED)
    assert sum(line.startswith("  ") for line in lines) == len(score.misses) == 3
    assert "source by host" in lines[-1]


def test_what_cannot_be_measured_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "nowhere")]) == 2
    assert "make fidelity ARCHIVE=" in capsys.readouterr().err
    assert main([str(tmp_path)]) == 2
    assert "is labelled and not in the sample" in capsys.readouterr().err
    (tmp_path / "x.tar").write_bytes(b"no tar")
    assert main([str(tmp_path / "x.tar")]) == 2
    assert "neither a folder nor a .tar" in capsys.readouterr().err


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
