"""Files that a reader takes along: their types and their names."""

from __future__ import annotations

import re
import unicodedata
from typing import TypeVar

from django.http import HttpResponseBase
from django.utils.http import content_disposition_header

R = TypeVar("R", bound=HttpResponseBase)
#: By ending. RIS: registered with no one; every manager sends and takes this name.
KINDS = {
    "csv": "text/csv; charset=utf-8; header=present",
    "jsonl": "application/jsonl; charset=utf-8",
    "ris": "application/x-research-info-systems; charset=utf-8",
    "bib": "application/x-bibtex; charset=utf-8",
    "json": "application/vnd.citationstyles.csl+json; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
}
#: What no file system of Windows, macOS or Linux takes in a name, or a shell trips over.
_NOT_IN_NAMES = re.compile(r"""[<>:"/\\|?*'`$&;%#~^{}()\[\]!\s]+""")
#: Characters of a query in a file's name: 40 Han characters are 120 of the 255 bytes that a name may have.
_LONGEST = 40


def name_part(text: str) -> str:
    """What is left of a text that a file may be named by."""
    kept = "".join(char for char in text if unicodedata.category(char)[0] != "C" or char.isspace())
    return _NOT_IN_NAMES.sub("-", kept)[:_LONGEST].strip("-. ")


def attached(response: R, name: str) -> R:
    """To be kept under this name (RFC 6266; a name that is not ASCII by RFC 5987), never run."""
    response.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=name) or "attachment"
    )
    return response
