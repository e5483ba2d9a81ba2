"""Bytes of an archived file to an article. Pure: knows neither Django nor the disk (docs/architecture.md)."""

from articles.parsing.addresses.urls import host_of, url_key
from articles.parsing.article import parse_file
from articles.parsing.outlet_rules.outlets import OutletRule, outlet_for, outlets
from articles.parsing.text.body import Body, content_hash, finish_body
from articles.parsing.types import NotAnArticle, Parsed, ParsedArticle, ParsedFigure, ParsedTime, Refused

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
