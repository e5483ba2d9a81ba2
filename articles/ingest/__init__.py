"""Files -> rows: reads archives, calls parsing, decides, stores. Never touches the search index.

The public names load on first use: a worker process imports `articles.ingest.worker` and must not get Django, models
or a database connection with it.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from articles.ingest.checking import CheckReport, check_database
    from articles.ingest.editing import save_edit
    from articles.ingest.exporting import export_archive
    from articles.ingest.filing import tags_of
    from articles.ingest.importing import import_paths
    from articles.ingest.reading import NothingToImport
    from articles.ingest.reparsing import ReparseReport, reparse, reparse_all
    from articles.ingest.resuming import Checkpoint
    from articles.ingest.settling import original_bytes
    from articles.ingest.sources import merge_sources
    from articles.ingest.types import Progress, Report, Step

__all__ = [
    "CheckReport",
    "Checkpoint",
    "NothingToImport",
    "Progress",
    "ReparseReport",
    "Report",
    "Step",
    "check_database",
    "export_archive",
    "import_paths",
    "merge_sources",
    "original_bytes",
    "reparse",
    "reparse_all",
    "save_edit",
    "tags_of",
]

_HOME = {
    "CheckReport": "checking",
    "Checkpoint": "resuming",
    "NothingToImport": "reading",
    "Progress": "types",
    "ReparseReport": "reparsing",
    "Report": "types",
    "Step": "types",
    "check_database": "checking",
    "export_archive": "exporting",
    "import_paths": "importing",
    "merge_sources": "sources",
    "original_bytes": "settling",
    "reparse": "reparsing",
    "reparse_all": "reparsing",
    "save_edit": "editing",
    "tags_of": "filing",
}


def __getattr__(name: str) -> Any:
    """Fetch a public name from the module that defines it (PEP 562)."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
