"""Citations of an article, in every form a reader may need. Pure: a `Citable` in, text out; knows no Django."""

from articles.citing.bibtex import bibtex
from articles.citing.csl import csl_item
from articles.citing.naming import name_of, organisation
from articles.citing.ris import ris
from articles.citing.styles import STYLES, apa, chicago, gb7714, plain
from articles.citing.values import Citable, FaceRun, Name

__all__ = [
    "STYLES",
    "Citable",
    "FaceRun",
    "Name",
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
