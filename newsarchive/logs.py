"""What was searched for stays out of the logs (docs/architecture.md, "Pages")."""

from __future__ import annotations

import logging
import re

#: The mark before a query, also where an address was encoded twice or oftener: decoded once, it reads `/search/%3Fq=word`.
_MARK = re.compile(r"\?|%(?:25)*3f", re.I)


def without_query(text: str) -> str:
    """`text` without what follows the first question mark, up to the end of the request line if it is one.

    >>> without_query('"GET /search/?q=secret HTTP/1.1" 200 1234')
    '"GET /search/ HTTP/1.1" 200 1234'
    """
    head, *rest = _MARK.split(text, maxsplit=1)
    _query, protocol, tail = (rest or [""])[0].rpartition(" HTTP/")
    return f"{head}{protocol}{tail}" if protocol else head


#: What gunicorn and runserver say of a request that they cannot read: the kind of fault, and then, quoted, a part of it.
#: That may be what was searched for (behind a space in the address), or a header.
_UNREADABLE = re.compile(r"((?:Invalid request from ip=|code \d+, message )[^'\"]*).*", re.S)


#: A decoded path may hold a line end: written out, so that nobody adds lines of his own to the log.
_CONTROLS = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160))}


#: gunicorn names the sender of a request that it cannot read.
_SENDER = re.compile(r"\bip=[0-9A-Fa-f.:]+(?=:)")


class WithoutQuery(logging.Filter):
    """Lets every record through, its message without the query of an address, without a part of a request that could not be
    read, without a sender, and on one line."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = _UNREADABLE.sub(r"\1", without_query(record.getMessage()))
        record.msg, record.args = _SENDER.sub("ip=-", text).translate(_CONTROLS), ()
        return True
