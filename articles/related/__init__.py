"""Relations between articles: links, the same story in several outlets, changes after publication.

Everything here follows from the articles (articles.derived). `update` after an import, `freshen` after an edit; pages ask
`links`, `stories`, `changes` and `versions`.
"""

from articles.related.changes import changed_after_publication, only_punctuation
from articles.related.differences import ChangedPiece, Passage, TextDifference, compare, inside
from articles.related.due import freshen, start_anew, update
from articles.related.links import held_targets, linking_here
from articles.related.stories import Retold, retellings, stories_among, story_of
from articles.related.versions import (
    EDITED,
    PublishedVersion,
    VersionWords,
    came_first,
    version_name,
    versions_of,
    words_of_version,
)

__all__ = [
    "EDITED",
    "ChangedPiece",
    "Passage",
    "PublishedVersion",
    "Retold",
    "TextDifference",
    "VersionWords",
    "came_first",
    "changed_after_publication",
    "compare",
    "freshen",
    "held_targets",
    "inside",
    "linking_here",
    "only_punctuation",
    "retellings",
    "start_anew",
    "stories_among",
    "story_of",
    "update",
    "version_name",
    "versions_of",
    "words_of_version",
]
