"""The JSON API: `path("api/", api.urls)`. The contract is docs/architecture.md; docs/api.md shows it in use."""

from articles.api.docs import PlainDocs
from articles.api.endpoints import router
from articles.api.errors import install
from articles.api.site import ReadOnlyAPI

__all__ = ["api"]

api = ReadOnlyAPI(
    version="1.0.0",
    description="Search the archive and read its articles. Read-only. Every error is an object with one field, detail: "
    "what went wrong and what to do.",
    docs=PlainDocs(),
    urls_namespace="api",
)
api.add_router("", router)
install(api)
