"""Style sheets and pictures of the site itself."""

from __future__ import annotations

from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Names with a hash, which browsers keep for good, once `collectstatic` has run; plain names before that.

    So a fresh checkout works without that step, and a file that came after it is served rather than breaking every page.
    """

    def url(self, name: str | None, force: bool = False) -> str:
        try:
            return str(super().url(name, force))
        except ValueError:  # no manifest, or none that has it
            return str(FileSystemStorage.url(self, name))
