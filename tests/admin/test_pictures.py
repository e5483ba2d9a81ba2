"""Pictures in the admin: why each was not taken, and asking for it again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from articles.models import Article, Image

LIST = "/admin/articles/image/"


@pytest.fixture(autouse=True)
def _plain_http(settings: Settings) -> None:
    settings.HTTPS = False


@pytest.fixture
def pictures(make_article: Callable[..., Article]) -> list[Image]:
    article = make_article(captions=["一", "二", "三"])
    images = [figure.image for figure in article.figures.select_related("image")]
    Image.objects.filter(pk=images[0].pk).update(state="failed", reason="gone", detail="HTTP 404", attempts=6)
    Image.objects.filter(pk=images[1].pk).update(state="refused", reason="svg")
    return images


def test_failures_can_be_filtered_and_say_why(admin_client: Client, pictures: list[Image]) -> None:
    page = admin_client.get(LIST + "?reason=gone", headers={"accept-language": "en"}).text
    assert pictures[0].url in page
    assert pictures[1].url not in page
    assert "HTTP 404" in page
    assert pictures[1].url in admin_client.get(LIST + "?state__exact=refused").text
    assert admin_client.get(f"{LIST}{pictures[0].pk}/change/").status_code == 200


def try_again(client: Client, pictures: list[Image]) -> int:
    form = {"action": "try_again", "_selected_action": [str(image.pk) for image in pictures]}
    return client.post(LIST, form).status_code


def test_try_again_makes_only_failures_due(admin_client: Client, pictures: list[Image]) -> None:
    before = timezone.now()
    assert try_again(admin_client, pictures) == 302
    first, second, waiting = Image.objects.order_by("pk")
    assert first.next_try_at is not None
    assert first.next_try_at >= before
    assert (first.attempts, first.state, first.reason) == (0, "failed", "gone")
    assert second.next_try_at is not None
    assert waiting.next_try_at is None


def test_who_may_only_look_may_not_have_it_asked_for(client: Client, pictures: list[Image]) -> None:
    user = User.objects.create_user("reader", password="reader-of-pictures-9", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_image"))
    client.force_login(user)
    assert client.get(LIST).status_code == 200
    try_again(client, pictures)
    assert not Image.objects.exclude(next_try_at=None).exists()
