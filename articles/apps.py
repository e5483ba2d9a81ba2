from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = _("News archive")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hand the owner's outlet rules to parsing. Here, since models cannot be imported before."""
        from articles import checks as _deployment  # noqa: F401  # registers itself
        from articles.editions import begin
        from articles.ingest.own_rules import load_own_rules

        post_migrate.connect(begin, sender=self)
        fault = load_own_rules(settings.NEWSARCHIVE_OUTLETS)
        if fault:

            @checks.register
            def own_rules(**_options: Any) -> list[checks.CheckMessage]:
                """Told with every command; those that read articles refuse to."""
                hint = "Correct it (docs/outlets.md). Until then nothing can be imported or read again."
                return [checks.Warning(fault, hint=hint, id="articles.W001")]
