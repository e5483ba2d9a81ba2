"""Forms of pages that ask for something else than a search."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from articles.search.request.fields import DayField


class JumpForm(forms.Form):
    """Bound to `request.GET`: the day that a reader of the calendar wants to see, if any."""

    day = DayField(error_messages={"invalid": _("This is not a day of the calendar. Write it as 2020-08-05.")})
