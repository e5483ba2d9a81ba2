"""Style sheets and pictures of the site itself."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Names with a hash, which browsers keep for good, once `collectstatic` has run; plain names before that.

    So a fresh checkout works without that step, and a file that came after it is served rather than breaking every page.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        # Beside the folder that is served, not in it: nobody else needs the list of files.
        super().__init__(*arguments, manifest_storage=FileSystemStorage(location=settings.NEWSARCHIVE_DATA), **options)

    def save_manifest(self) -> None:
        super().save_manifest()
        for ending in ("", ".gz", ".br"):  # of versions that had it there
            self.delete(f"{self.manifest_name}{ending}")

    def url(self, name: str | None, force: bool = False) -> str:
        try:
            return str(super().url(name, force))
        except ValueError:  # no manifest, or none that has it
            return str(FileSystemStorage.url(self, name))
