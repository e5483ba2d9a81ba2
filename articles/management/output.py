"""What a command prints may be a stranger's: headlines, names of files. On a terminal they shall be words, not orders."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.management.base import OutputWrapper

from articles.parsing.controls import printable


class PlainOutput(OutputWrapper):
    """Writes out what is no printable character."""

    def __init__(self, stream: OutputWrapper) -> None:
        super().__init__(stream._out, stream.ending)  # type: ignore[arg-type]  # the stubs take it for a method
        self.style_func = stream.style_func

    def write(  # type: ignore[override]  # as OutputWrapper does itself
        self, msg: str = "", style_func: Callable[[str], str] | None = None, ending: str | None = None
    ) -> None:
        super().write(printable(msg), style_func, ending)


class PrintsPlainly:
    """For every command, before BaseCommand: its stdout and stderr are PlainOutput, whoever sets them."""

    def __setattr__(self, name: str, value: Any) -> None:
        if name in ("stdout", "stderr") and isinstance(value, OutputWrapper):
            value = PlainOutput(value)
        super().__setattr__(name, value)
