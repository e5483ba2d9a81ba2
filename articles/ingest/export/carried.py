"""What an export carries of each table, column by column, and why it leaves out the rest.

A test walks all models: a table or column that stands nowhere here fails it. So does one that stands in CARRIED and does not
come back from an export, or does not count in the digest."""

from __future__ import annotations

from dataclasses import dataclass

#: Columns that an export holds and an import brings back. Of an article's words those that an editor changed: the others
#: follow from its originals.
CARRIED: dict[str, tuple[str, ...]] = {
    "Source": ("name", "slug", "home_zone", "home_page"),
    "SourceAlias": ("source", "kind", "value"),
    "Article": (
        "public_id", "identity", "source", "visible", "hidden_at", "hidden_reason", "original", "edited_at", "edited_fields",
        "section", "headline", "byline", "contributors", "dateline", "body_html", "standfirst", "language", "script",
        "published_at", "published_offset", "published_precision", "published_rule", "time_doubt",
    ),
    "Figure": ("article", "image", "position", "role", "caption", "credit", "alt", "video_url"),
    "Image": (
        "url", "file", "sha256", "width", "height", "perceptual_hash", "untouched", "untouched_sha256",
        "state", "reason", "detail", "attempts", "next_try_at", "fetched_at", "fetched_from", "etag", "last_modified",
    ),
    "Commit": ("hash", "at", "rank", "subject"),
    "Witness": ("original", "commit", "what", "path", "final", "rewritten"),
    "Original": ("article", "sha256", "path", "source_given", "profile", "size", "compressed"),
    "NameGroup": ("forms",),
    "PutBack": ("outlet", "key", "text"),
    "SiteSettings": (
        "name_zh_hans", "name_zh_hant", "name_en", "description_zh_hans", "description_zh_hant", "description_en", "contact",
        "rights_zh_hans", "rights_zh_hant", "rights_en", "former_address", "former_until",
    ),
}  # fmt: skip

#: Columns that an import works out again, and from what.
FOLLOWING: dict[str, dict[str, str]] = {
    "Article": {
        "filed_as": "the original's path",
        "site_title": "the original",
        "captures": "the original",
        "also": "the original",
        "url": "the original",
        "url_key": "url",
        "text": "body_html",
        "length": "text",
        "archived_at": "the original",
        "archived_rule": "the original",
        "day": "published_at and the archive's time zone",
        "figure_count": "the figures",
        "problems": "the original, and what editors filled in",
        "content_hash": "the original",
    },
    "Image": {"url_hash": "url", "thumbnail_widths": "the file", "content_type": "the file"},
    "Original": {
        "content_hash": "the file",
        "archived_at": "the file",
        "front_date": "the file",
        "seen_at": "the witnesses",
    },
    "Witness": {"at": "the commit"},
    "Section": dict.fromkeys(("source", "name", "slug"), "the articles"),
    "Tag": dict.fromkeys(("name", "slug"), "the articles"),
    "Tagging": dict.fromkeys(("article", "tag", "position"), "the original, or what an editor wrote"),
    "Revision": dict.fromkeys(
        ("article", "original", "content_hash", "headline", "body_html", "text", "archived_at", "withheld"),
        "the originals",
    ),
}

#: A whole table ("Table") or a column ("Table.column") that no export holds, and why.
LEFT_OUT: dict[str, str] = {
    "Article.imported_at": "when this archive took the article in; another one takes it in when it does",
    "ImportRun": "the ledger: which files of this machine were read",
    "ImportedFile": "the ledger: which files of this machine were read",
    "Repository": "the ledger: what of the repositories of this machine was read",
    "ImportedRoot": "the ledger: what was decided for a folder of this machine; each article's outlet is carried",
    "ArchiveProfile": "its text stands in the line of each original that is read by it",
    "RootProfile": "the ledger: how a folder of this machine was read last; each original's profile is carried",
    "OutboxRow": "work due to the search index",
    "LoginCount": "counts wrong passwords, for a quarter of an hour",
    "DueRow": "work due to links and stories",
    "Link": "worked out from the articles (articles.derived)",
    "Telling": "worked out from the articles (articles.derived)",
    "Change": "worked out from the articles (articles.derived)",
    "Edition": "counts changes, for caches",
    "ArticlePieces": "worked out from the originals (ingest.furnishing)",
    "Furniture": "worked out from the originals and what was put back (ingest.furnishing)",
    "FurnitureDue": "work due to ingest.furnishing",
    "LongArticle": "worked out from the originals (ingest.furnishing)",
    "PictureBand": "worked out from perceptual_hash",
}

#: Columns that come back and yet do not count in the digest: two archives that say the same may differ in them.
NOT_DIGESTED: dict[str, str] = {
    "Image.file": "sha256 stands for it",
    "Image.untouched": "untouched_sha256 stands for it",
    "Image.detail": "how the fetching went",
    "Image.attempts": "how the fetching went",
    "Image.next_try_at": "how the fetching went",
    "Image.fetched_at": "how the fetching went",
    "Image.etag": "how the fetching went",
    "Image.last_modified": "how the fetching went",
    "Original.compressed": "sha256 stands for it",
    "SiteSettings.former_address": "where this site stood before, and until when",
    "SiteSettings.former_until": "where this site stood before, and until when",
}


@dataclass(frozen=True, slots=True)
class OwnTable:
    """A small table that the archive's owner fills in the admin, and that points to no other: written, digested and brought
    back as it is. file: its name in an export. Its columns stand in CARRIED."""

    model: str
    file: str
    #: Earlier exports of this version may lack it.
    required: bool = True

    @property
    def columns(self) -> tuple[str, ...]:
        return CARRIED[self.model]


#: Another one of the kind: a line here, and one in CARRIED.
OWN_TABLES = (
    OwnTable("NameGroup", "regional_names.jsonl"),
    OwnTable("PutBack", "put_back.jsonl", required=False),
    OwnTable("SiteSettings", "settings.jsonl"),
)
