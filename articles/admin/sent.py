"""A form's field as the strings that a browser sends of it: shown, posted, put back, and in words."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from django import forms
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

#: One string for a text, one for each box of a date and time, those chosen of a list (sorted), none for an empty checkbox.
Strings = tuple[str, ...]


def _parts(widget: Any) -> list[tuple[str, forms.Widget]]:
    """What a widget of several boxes is made of: what follows the name, and the box."""
    return list(zip(widget.widgets_names, widget.widgets, strict=True))


def _bare(widget: forms.Widget) -> Any:
    return widget.widget if isinstance(widget, RelatedFieldWidgetWrapper) else widget


def _one_line_end(text: str) -> str:
    """A browser sends every line end as CR LF."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def shown(widget: forms.Widget, value: Any) -> Strings:
    """What a browser sends of `widget` if nobody touches it. value: as the field prepares it."""
    bare = _bare(widget)
    if isinstance(bare, forms.MultiWidget):
        values = value if isinstance(value, list | tuple) else bare.decompress(value) or ()
        return tuple(
            text for (_name, part), each in zip(_parts(bare), values, strict=True) for text in shown(part, each)
        )
    if isinstance(bare, forms.CheckboxInput):
        return ("on",) if bare.check_test(value) else ()
    formatted = bare.format_value(value)
    if isinstance(formatted, list | tuple):
        return tuple(sorted(map(str, formatted)))
    return (_one_line_end(str(formatted or "")),)


def posted(widget: forms.Widget, data: QueryDict, name: str) -> Strings | None:
    """What came of it under `name`; None if nothing came, which says nothing (of an empty checkbox nothing comes either,
    and that says no)."""
    bare = _bare(widget)
    if bare.value_omitted_from_data(data, {}, name):
        return None
    if isinstance(bare, forms.MultiWidget):
        return tuple(_one_line_end(data.get(name + suffix) or "") for suffix, _part in _parts(bare))
    if isinstance(bare, forms.CheckboxInput):
        return ("on",) if bare.value_from_datadict(data, MultiValueDict(), name) else ()
    if isinstance(bare, forms.widgets.ChoiceWidget):
        return tuple(sorted(data.getlist(name)))
    return (_one_line_end(data.get(name) or ""),)


def put(widget: forms.Widget, data: QueryDict, name: str, strings: Strings) -> None:
    """Write `strings` into `data` as if a browser had sent them."""
    bare = _bare(widget)
    if isinstance(bare, forms.MultiWidget):
        for (suffix, _part), text in zip(_parts(bare), strings, strict=True):
            data[name + suffix] = text
    elif strings:
        data.setlist(name, list(strings))
    else:
        data.pop(name, None)


def digest(strings: Strings) -> str:
    """Equal for equal strings. Short: it tells versions apart, it guards nothing."""
    return sha256("\0".join([str(len(strings)), *strings]).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def in_words(field: forms.Field, strings: Strings) -> str:
    """For a person: names of what is chosen, yes or no, the text itself."""
    if isinstance(_bare(field.widget), forms.CheckboxInput):
        return _("Yes") if strings else _("No")
    if isinstance(field, forms.ModelChoiceField):
        return "\n".join(_names(field, strings))
    if isinstance(field, forms.ChoiceField):
        return "\n".join(_labels(field.choices, strings))
    return " ".join(strings).strip() if len(strings) > 1 else "".join(strings)


def _names(field: forms.ModelChoiceField[Any], strings: Strings) -> Iterable[str]:
    rows = field.queryset.filter(pk__in=[s for s in strings if s.isdecimal()]) if field.queryset is not None else ()
    known = {str(row.pk): str(row) for row in rows}
    return (known.get(text, _("no longer there")) for text in strings if text)


def _labels(choices: Any, strings: Strings) -> Iterable[str]:
    known = {str(value): str(label) for value, label in choices}
    return (known.get(text, text) for text in strings if text)
