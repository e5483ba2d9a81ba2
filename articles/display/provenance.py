"""Who made an article beside its reporters, where its times were read, and what is doubtful about them: in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from articles.models import Article


def credited(article: Article) -> list[tuple[str, str]]:
    """Whom the article names beside its reporters: what they did, and their names."""
    words = {
        "translator": _("Translation"),
        "editor": _("Editing"),
        "photographer": _("Photographs"),
        "agency": _("Agency"),
    }
    names: dict[str, list[str]] = {role: [] for role in words}
    for each in article.contributors:
        if each["role"] in names:
            names[each["role"]].append(each["name"])
    return [(words[role], "、".join(found)) for role, found in names.items() if found]


def known_from(rule: str) -> str:
    """Where a time was read (articles.parsing.TimeRule), in words."""
    return {
        "body": _("stated in the article"),
        "comment": _("stamped by the feed"),
        "front-matter": _("stated in the file’s front matter"),
        "date-line": _("stated in the file’s date line"),
        "dateline": _("stated in the article’s dateline; only the day is known"),
        "address": _("the day in the article’s address"),
        "json-ld": _("stated in the page’s data"),
        "meta": _("stated in the page’s head"),
        "microdata": _("marked in the page"),
        "time-element": _("marked in the page"),
        "feed": _("stated in the feed"),
        "json": _("stated in the file’s data"),
    }.get(rule, "")


def doubt_in_words(code: str) -> str:
    """A doubt about the times (articles.parsing), in words; one without words of its own is told in general."""
    return {
        "comment-zone": _("The feed may have stamped the outlet’s local time as UTC: the times may be some hours off."),
        "comment-later": _("The feed’s stamp is later than the file’s own date; the earlier time is shown."),
        "front-earlier": _(
            "The file’s own date is earlier than the time that the article states; the article’s is shown."
        ),
        "body-later": _("The page states a later time than that of the archive, which cannot be; the feed’s is shown."),
        "body-zone": _("It is not certain which time zone the page’s time is in."),
        "dateline-earlier": _("The article itself is dated some days earlier than the feed’s stamp."),
    }.get(code, _("There is doubt about these times: they may be some hours off."))
