"""Which profile (archive.toml) a PATH and its files are read by, as rows."""

from __future__ import annotations

from collections.abc import Collection
from hashlib import sha256

from articles.models import ArchiveProfile, ImportedFile, RootProfile


def profile_ids(texts: Collection[str]) -> dict[str, int | None]:
    """The primary key of each text's row, made if there is none. "" has none."""
    return {text: _row(text).pk if text else None for text in texts}


def _row(text: str) -> ArchiveProfile:
    key = sha256(text.encode()).hexdigest()
    return ArchiveProfile.objects.get_or_create(sha256=key, defaults={"text": text})[0]


def kept_profile(root: str) -> str:
    """The text of the profile that a PATH was last read by. root: as the ledger has it."""
    row = RootProfile.objects.filter(root=root[-1000:]).select_related("profile").first()
    return row.profile.text if row and row.profile else ""


def keep_profile(root: str, text: str) -> None:
    """A PATH has been read to its end by this profile."""
    if text or RootProfile.objects.filter(root=root[-1000:]).exists():
        RootProfile.objects.update_or_create(root=root[-1000:], defaults={"profile": _row(text) if text else None})


def keep_everywhere(text: str) -> None:
    """All that the archive holds has been read again by this profile."""
    found = ImportedFile.objects.filter(original__isnull=False).order_by("root")
    for root in found.values_list("root", flat=True).distinct():
        keep_profile(root, text)
