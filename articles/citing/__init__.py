"""Citations of an article, in every form a reader may need. Pure: a `Citable` in, text out; knows no Django."""

from .bibtex import bibtex
from .csl import csl_item
from .naming import name_of, organisation
from .ris import ris
from .styles import STYLES, apa, chicago, gb7714, plain
from .values import Citable, Name, Run

__all__ = [
    "STYLES",
    "Citable",
    "Name",
    "Run",
    "apa",
    "bibtex",
    "chicago",
    "csl_item",
    "gb7714",
    "name_of",
    "organisation",
    "plain",
    "ris",
]
