"""Form fields for text as the archive keeps it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class ProseField(forms.CharField):
    """Text of several lines. A browser sends CR LF for every line end; without undoing that, opening and saving an
    article would count as an edit of its body, and no later import could correct it."""

    def __init__(self, *, rows: int = 2, **options: Any) -> None:
        options.setdefault("required", False)
        options.setdefault("strip", False)
        options.setdefault("widget", forms.Textarea(attrs={"rows": rows, "class": "vLargeTextField"}))
        super().__init__(**options)

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")


class _SecondsWidget(AdminSplitDateTime):
    """Shows the seconds in every language. Chinese input formats begin with hours and minutes: an article opened and
    saved would lose its seconds, and be taken for edited."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        date, time = self.widgets
        date.format, time.format = "%Y-%m-%d", "%H:%M:%S"
        date.attrs["aria-label"], time.attrs["aria-label"] = gettext_lazy("date"), gettext_lazy("time")


class MomentField(forms.SplitDateTimeField):
    """A day and a time, to the second, in the archive's time zone."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("required", False)
        options.setdefault("widget", _SecondsWidget)
        # The calendar and the clock beside the fields write in the language's own formats.
        dates = ["%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日"]
        super().__init__(input_date_formats=dates, input_time_formats=["%H:%M:%S", "%H:%M"], **options)


class NamesField(ProseField):
    """A list of names, one a line."""

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(map(str, value)) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        if isinstance(value, list):
            return value
        text = super().to_python(value)
        # The field's own validator looks at str(list), where a NUL shows as an escape.
        if "\0" in text:
            raise ValidationError(_("Names cannot contain null characters."))
        return [name for line in text.split("\n") if (name := line.strip())]

    def run_validators(self, value: Any) -> None:
        names: Iterable[str] = value
        super().run_validators("\n".join(names))
