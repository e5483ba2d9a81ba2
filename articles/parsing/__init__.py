"""Bytes of an archived file to an article. Pure: knows neither Django nor the disk (DESIGN.md sections 2 and 4)."""

from .article import parse_file
from .body import Body, content_hash, finish_body
from .outlets import OutletRule, outlet_for, outlets
from .types import NotAnArticle, Parsed, ParsedArticle, ParsedFigure, ParsedTime, Refused
from .urls import host_of, url_key

__all__ = [
    "Body",
    "NotAnArticle",
    "OutletRule",
    "Parsed",
    "ParsedArticle",
    "ParsedFigure",
    "ParsedTime",
    "Refused",
    "content_hash",
    "finish_body",
    "host_of",
    "outlet_for",
    "outlets",
    "parse_file",
    "url_key",
]
