"""Hidden articles: who may see them, and what everybody else is told: that it was here, since when it is hidden, and why.

Its address answers 410 (RFC 9110, 15.5.11). Who knows its address at its outlet can work out its permanent id, so
both ways of asking say the same.
"""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from articles.display.days import own_day
from articles.models import Article

#: For what an editor sees of a hidden article: nothing of it stays in a browser or a cache.
NOT_KEPT = "no-store, private"


class Hidden(Http404):
    """An article that readers do not see any more. at: since when, None where that is not known. reason: may be empty."""

    def __init__(self, at: datetime | None, reason: str) -> None:
        super().__init__()
        self.at, self.reason = at, reason

    @classmethod
    def of(cls, article: Article) -> Hidden:
        return cls(article.hidden_at, article.hidden_reason)

    def sentence(self) -> str:
        """That, and since when; in the interface language, as text."""
        if self.at is None:
            return _("This article is hidden from readers.")
        return _("This article was hidden from readers on %(day)s.") % {"day": own_day(self.at)}


def sees_hidden(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Whoever may look at articles in the admin."""
    allowed = any(user.has_perm(f"articles.{what}_article") for what in ("view", "change"))  # type: ignore[union-attr]
    return bool(allowed and user.is_staff)  # type: ignore[union-attr]


def readable(articles: QuerySet[Article], public_id: str, request: HttpRequest | None = None) -> Article:
    """The article of this id. request: of a page that editors see also while the article is hidden.

    Raises Hidden where it is hidden from whoever asks, Http404 where there is none."""
    found = articles.filter(public_id=public_id).first()
    return shown_to(found, request)


def shown_to(found: Article | None, request: HttpRequest | None = None) -> Article:
    """The same for an article that was found otherwise."""
    if found is None:
        raise Http404
    if not found.visible and not (request and sees_hidden(request.user)):
        raise Hidden.of(found)
    return found


def last_hidden(articles: QuerySet[Article]) -> Article | None:
    """Of these the one that was hidden last: until then readers saw what they share, such as a picture."""
    hidden = articles.filter(visible=False).only("visible", "hidden_at", "hidden_reason")
    return hidden.order_by(F("hidden_at").desc(nulls_last=True)).first()


def not_kept(response: HttpResponseBase) -> None:
    """Before an editor is shown what readers do not see."""
    response["Cache-Control"] = NOT_KEPT
