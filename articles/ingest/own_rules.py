"""The archive owner's own outlet rules: NEWSARCHIVE_DATA/outlets.toml, or the file that NEWSARCHIVE_OUTLETS names.

Parsing is pure: it is handed the text. Django hands it over when it starts (articles.apps); worker processes get it with
their connection (pool.py), so that imports and re-parses read alike whatever the number of workers.
"""

from __future__ import annotations

from pathlib import Path

from articles.parsing.outlet_rules.outlets import use_rules
from articles.parsing.outlet_rules.rules import RulesError

_fault = {"text": ""}


def load_own_rules(path: Path) -> str:
    """Use the rules of `path`, if there is such a file. What is wrong with them, "" if nothing is: pages are served
    all the same (by the packaged rules), but nothing is read by half of what the owner wanted (`require_sound_rules`)."""
    _fault["text"] = ""
    try:
        use_rules(path.read_text(encoding="utf-8-sig") if path.exists() else "", str(path))
    except OSError as error:
        _fault["text"] = f"{path} cannot be read ({error.strerror})."
    except UnicodeDecodeError:
        _fault["text"] = f"{path} is not UTF-8. Save it as UTF-8."
    except RulesError as error:
        _fault["text"] = str(error)
    return _fault["text"]


def require_sound_rules() -> None:
    """Raises RulesError if the owner's rules could not be used when the process started."""
    if _fault["text"]:
        raise RulesError(_fault["text"])
