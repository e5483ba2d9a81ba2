"""`manage.py check --deploy` says that a disk is nearly full, before it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import checks
from django.template.defaultfilters import filesizeformat
from django.utils import translation

from newsarchive.disk import Shortage, shortages


def short_disks() -> list[Shortage]:
    """Of the disks with the database (SQLite's), the index and the pictures."""
    return shortages([Path(settings.NEWSARCHIVE_DATA), Path(settings.MEDIA_ROOT)], Path(settings.NEWSARCHIVE_INDEX))


@checks.register(deploy=True)
@translation.override("en")  # or a unit alone would be in the archive's language
def room_left(**_options: Any) -> list[checks.CheckMessage]:
    hint = "Free space on it, or move the data folder to a larger one (docs/deploy.md, “A full disk”)."
    return [
        checks.Warning(
            f"The disk of {one.folder} is nearly full: {filesizeformat(one.free)} are left, {filesizeformat(one.wanted)} "
            "are needed for the next import and a rebuild of the index.",
            hint=hint,
            id="articles.W002",
        )
        for one in short_disks()
    ]
