"""A comparison outlet by outlet: charts, table and files, on a real index."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from articles import search
from articles.models import Article
from tests.pages.compare.test_views import page, rows_of, told


@pytest.fixture
def fourteen_outlets(make_article: Callable[..., Article]) -> list[str]:
    """Their names, those with most matches first; each has besides as many articles of something else."""
    for n in range(1, 15):
        for each in range(n):
            make_article(f"洪水{each}", source=f"第{n}报")
            make_article(f"股市{each}", source=f"第{n}报")
    make_article("股市", source="别报")
    search.rebuild()
    return [f"第{n}报" for n in range(14, 0, -1)]


def test_outlets_without_a_chart_are_named_and_can_be_had(client: Client, fourteen_outlets: list[str]) -> None:
    soup = page(client, "q=洪水&split=source")
    assert [name.get_text() for name in soup.select(".smalls h3")] == fourteen_outlets[:12]
    assert "Shown are the 12 outlets with the most matches. 2 more have matches: 第2报、第1报 ." in told(soup)
    link = next(a for a in soup.select(".smalls a") if a.get_text() == "Draw all outlets")
    whole = BeautifulSoup(client.get(str(link["href"])).text, "lxml")
    assert [name.get_text() for name in whole.select(".smalls h3")] == fourteen_outlets
    assert whole.select_one(".weigh input[name=outlets][value=all]")
    fewer = next(a for a in whole.select(".smalls a") if a.get_text() == "Only those with the most")
    assert "outlets=" not in str(fewer["href"])


def test_every_outlet_with_a_match_is_in_the_table_and_the_files(client: Client, fourteen_outlets: list[str]) -> None:
    rows = page(client, "q=洪水&q=股市&split=source").select(".smalls__numbers tbody tr")
    # 别报 has a match of 股市, as few as 第1报 has of both.
    assert [row.select_one("th").get_text() for row in rows][:14] == fourteen_outlets  # type: ignore[union-attr]
    assert [cell.get_text() for cell in rows[0].select("td")] == ["28", "14", "50.0%", "14", "50.0%"]
    assert [cell.get_text() for cell in rows[14].select("th, td")] == ["别报", "1", "0", "0%", "1", "100.0%"]
    in_csv = {row["outlet"] for row in rows_of(client, "q=洪水&split=source")}
    assert in_csv == {"", *fourteen_outlets}
    answer = client.get("/compare/data.json?q=洪水&split=source&outlets=all&scale=own").json()
    assert {row["outlet"] for row in answer["rows"]} == {None, *fourteen_outlets}


def test_each_outlet_can_have_its_own_scale(client: Client, fourteen_outlets: list[str]) -> None:
    def tops(soup: BeautifulSoup) -> set[str]:
        plots = soup.select(".smalls .chart__plot")
        return {plot.select(".chart__number")[1].get_text() for plot in plots}

    soup = page(client, "q=洪水&split=source&by=count")
    assert tops(soup) == {"15"}
    link = next(a for a in soup.select(".smalls a") if a.get_text() == "Each on its own scale")
    own = BeautifulSoup(client.get(str(link["href"])).text, "lxml")
    assert len(tops(own)) > 3
    assert "each on its own scale" in told(own)
    back = next(a for a in own.select(".smalls a") if a.get_text() == "All on one scale")
    assert "scale=" not in str(back["href"])
    assert not [a for a in own.select(".smalls h3 a, .smalls__numbers a") if "scale=" in str(a["href"])]
