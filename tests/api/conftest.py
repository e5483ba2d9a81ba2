"""A script that asks the API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from articles import search


class Script(Client):
    """Speaks to loopback, which needs no HTTPS, in English."""

    def ask(self, path: str, status: int = 200, **parameters: Any) -> Any:
        response = self.get(path, parameters)
        assert response.status_code == status, response.content.decode()
        assert response["Content-Type"] == "application/json; charset=utf-8"
        answer = response.json()
        if status != 200:
            assert list(answer) == ["detail"]
            assert isinstance(answer["detail"], str)
            assert answer["detail"].endswith((".", "。"))
        return answer


@pytest.fixture
def script(db: None) -> Script:
    return Script(HTTP_HOST="127.0.0.1", headers={"accept-language": "en"})


@pytest.fixture
def index(db: None) -> Callable[[], Any]:
    """Call it when the articles of the test are there."""
    return search.rebuild
