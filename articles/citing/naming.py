"""Authors' names: which are inverted in a bibliography (`Doe, Jane`), and which stay as they are."""

from __future__ import annotations

import re

from articles.citing.values import Name, one_line

#: Latin words that only organisations have.
_ORGANISATION = re.compile(
    r"\b(news|press|agency|times|reuters|afp|bbc|voa|cnn|bloomberg|xinhua|post|radio|television|tv|network|daily|weekly|"
    r"staff|bureau|team|service|institute|university|committee|editors?|editorial|board|reporters?|correspondents?|"
    r"company|inc|ltd|the)\b",
    re.IGNORECASE,
)
#: Of letters, spaces, dots, apostrophes and hyphens only; at least one of them a letter.
_LATIN = re.compile(r"(?=.*[^\W\d_])[A-Za-z\u00c0-\u024f\u1e00-\u1eff .,'’\u2010-]+")
_SUFFIXES = {"jr", "jr.", "sr", "sr.", "ii", "iii", "iv"}


def organisation(text: str) -> Name:
    return Name(one_line(text))


def name_of(text: str) -> Name:
    """A name of a byline. Turned round is only what is written in Latin letters, has several words, and is no
    organisation's: `KONEY BAI` has the family name Bai; 王小明, 约翰·史密斯 and `BBC News` stay whole."""
    whole = one_line(text)
    if not _LATIN.fullmatch(whole) or "," in whole or _ORGANISATION.search(whole):
        return Name(whole)
    words = [_in_lower_case(word) for word in whole.split()] if _shouted(whole) else whole.split()
    suffix = [words.pop()] if len(words) > 2 and words[-1].lower() in _SUFFIXES else []
    if len(words) < 2:
        return Name(" ".join([*words, *suffix]))
    # A particle (van, de, bin) begins the family name.
    first = next((n for n, word in enumerate(words[:-1]) if n and word.islower()), len(words) - 1)
    return Name(" ".join([*words, *suffix]), " ".join(words[first:]), " ".join(words[:first]), "".join(suffix))


def _shouted(name: str) -> bool:
    """Written in capitals, as some outlets set bylines: DAVID McCABE."""
    letters = [char for word in name.split() if not word.islower() for char in word if char.isalpha()]
    return sum(char.isupper() for char in letters) > 0.75 * len(letters) and any(len(w) > 2 for w in name.split())


def _in_lower_case(word: str) -> str:
    """Capitals only where parts of the name begin; initials (J., D.B.) keep theirs, particles (van) have none."""
    if "." in word or word.islower():
        return word
    lowered = re.sub(r"[^\W\d_]+", lambda match: match[0].capitalize(), word)
    return re.sub(r"\b(Mc)([a-z])", lambda match: match[1] + match[2].upper(), lowered)


def initials(given: str) -> str:
    """`Jane Alice` to `J. A.`, `Jean-Paul` to `J.-P.`"""
    words = (("-".join(f"{part[0]}." for part in word.split("-") if part)) for word in given.replace(".", ". ").split())
    return " ".join(words)
