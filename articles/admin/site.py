"""The admin as a whole: its name. Who logs in does so on the archive's own page (articles.pages.account.views)."""

from django.apps import apps
from django.contrib import admin
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from articles import site

_name = lazy(lambda: str(site.current().name), str)
admin.site.site_title = _name()
apps.get_app_config("articles").verbose_name = _name()
admin.site.site_header = format_lazy(_("{name}: editing"), name=_name())
admin.site.index_title = _("Editing")
