"""The admin as a whole: its name. Who logs in does so on the archive's own page (articles.views.accounts)."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

admin.site.site_header = _("News archive: editing")
admin.site.site_title = _("News archive")
admin.site.index_title = _("Editing")
