"""Lets everybody try again at once who had too many wrong passwords."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, no_translations

from articles import logins
from articles.management.output import PrintsPlainly


class Command(PrintsPlainly, BaseCommand):
    help = "Let everybody log in again at once who was told to wait after too many wrong passwords."

    @no_translations
    def handle(self, *_arguments: Any, **_options: Any) -> None:
        self.stdout.write(f"Forgotten: {logins.forget()} counts of log-ins. Everybody can try again now.")
