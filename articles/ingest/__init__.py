"""Files -> rows: reads archives, calls parsing, decides, stores. Never touches the search index.

The public names load on first use: a worker process imports `articles.ingest.run.worker` and must not get Django, models
or a database connection with it.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from articles.ingest.archives.roots import NothingToImport
    from articles.ingest.export.checking import CheckReport, check_database
    from articles.ingest.export.exporting import export_archive
    from articles.ingest.rereading.checkpoint import Checkpoint
    from articles.ingest.rereading.reparsing import ReparseReport, reparse, reparse_all
    from articles.ingest.rows.apply_versions import original_bytes
    from articles.ingest.rows.editing import save_edit
    from articles.ingest.rows.sources import merge_sources
    from articles.ingest.run.importing import import_paths
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
]

_HOME = {
    "CheckReport": "export.checking",
    "Checkpoint": "rereading.checkpoint",
    "NothingToImport": "archives.roots",
    "Progress": "types",
    "ReparseReport": "rereading.reparsing",
    "Report": "types",
    "Step": "types",
    "check_database": "export.checking",
    "export_archive": "export.exporting",
    "import_paths": "run.importing",
    "merge_sources": "rows.sources",
    "original_bytes": "rows.apply_versions",
    "reparse": "rereading.reparsing",
    "reparse_all": "rereading.reparsing",
    "save_edit": "rows.editing",
}


def __getattr__(name: str) -> Any:
    """Fetch a public name from the module that defines it (PEP 562)."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
