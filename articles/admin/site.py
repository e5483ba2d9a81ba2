"""The admin as a whole: its name, and who may log in."""

from django.contrib import admin
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _

admin.site.site_header = _("News archive: editing")
admin.site.site_title = _("News archive")
admin.site.index_title = _("Editing")
# With PRIVATE=1 this is the one login page, for readers too, who need no "staff status". Every page of the admin still
# asks for that status itself.
admin.site.login_form = AuthenticationForm
