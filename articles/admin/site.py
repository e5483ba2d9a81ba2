"""The admin as a whole: its name, and who may log in."""

from django.apps import apps
from django.contrib import admin
from django.contrib.auth.forms import AuthenticationForm
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from articles import site

_name = lazy(lambda: str(site.current().name), str)
admin.site.site_title = _name()
apps.get_app_config("articles").verbose_name = _name()
admin.site.site_header = format_lazy(_("{name}: editing"), name=_name())
admin.site.index_title = _("Editing")
# With PRIVATE=1 this is the one login page, for readers too, who need no "staff status". Every page of the admin still
# asks for that status itself.
admin.site.login_form = AuthenticationForm
