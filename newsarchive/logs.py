"""What was searched for stays out of the logs (DESIGN.md section 6)."""

from __future__ import annotations

import logging
import re


def without_query(text: str) -> str:
    """`text` without what follows the first question mark, up to the end of the request line if it is one.

    >>> without_query('"GET /search/?q=secret HTTP/1.1" 200 1234')
    '"GET /search/ HTTP/1.1" 200 1234'
    """
    head, _mark, rest = text.partition("?")
    _query, protocol, tail = rest.rpartition(" HTTP/")
    return f"{head}{protocol}{tail}" if protocol else head


#: A decoded path may hold a line end: written out, so that nobody adds lines of his own to the log.
_CONTROLS = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160))}


#: gunicorn names the sender of a request that it cannot read.
_SENDER = re.compile(r"\bip=[0-9A-Fa-f.:]+(?=:)")


class WithoutQuery(logging.Filter):
    """Lets every record through, its message without the query of an address, without a sender, and on one line."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = _SENDER.sub("ip=-", without_query(record.getMessage())).translate(_CONTROLS), ()
        return True
