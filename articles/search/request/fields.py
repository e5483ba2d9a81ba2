"""Fields of the forms that read an address."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Self, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from articles.filing import LONGEST_NAME
from articles.models import Source
from articles.parsing.facts.authors import plain_name
from articles.search.filters import Outlet
from articles.search.query.language import MAX_LENGTH
from articles.search.query.outlet_names import outlet_by_name

#: Characters of a query. A pasted paragraph fits; a pasted book does not.
LONGEST_QUERY = MAX_LENGTH
LAST_PAGE = 10**9
DAY_FORMAT = "%Y-%m-%d"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Outlets:
    """Every outlet of the archive, by name, read once for a request."""

    every: tuple[Outlet, ...]

    @classmethod
    def read(cls) -> Self:
        return cls(tuple(Outlet(pk, slug, name) for pk, slug, name in Source.objects.values_list("pk", "slug", "name")))

    def __iter__(self) -> Iterator[Outlet]:
        return iter(self.every)

    @property
    def by_pk(self) -> dict[int, Outlet]:
        return {outlet.pk: outlet for outlet in self.every}

    @property
    def names(self) -> dict[int, str]:
        """By primary key."""
        return {outlet.pk: outlet.name for outlet in self.every}

    def at(self, slugs: Iterable[str]) -> dict[str, Outlet | None]:
        """By present or former slug; None where there is none. An address that was passed on before a merge asks for the
        outlet that stayed. One query if any of them is not a present slug."""
        given = list(dict.fromkeys(slugs))
        present = {outlet.slug: outlet for outlet in self.every}
        former = Source.objects.lead_on(slug for slug in given if slug not in present)
        return {slug: present.get(former.get(slug, slug)) for slug in given}

    def called(self, names: Iterable[str]) -> dict[str, Outlet | None]:
        """By name, alias, host or slug, present or former, in either script; None where there is none."""
        by_pk = self.by_pk
        found = {name: outlet_by_name(name) for name in dict.fromkeys(names)}
        return {name: None if pk is None else by_pk.get(pk) for name, pk in found.items()}


class QueryField(forms.CharField):
    """Text in which control characters count as spaces (a pasted line break, a stray NUL)."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return "".join(" " if unicodedata.category(char) in {"Cc", "Cs"} else char for char in text).strip()


class DayField(forms.DateField):
    """A day as 2020-08-05, or none. strict: written so and no other way, which pages have never asked of their readers."""

    strict = False

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, input_formats=[DAY_FORMAT], **kwargs)

    def to_python(self, value: Any) -> date | None:
        if self.strict and value and not _DAY.fullmatch(str(value)):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


class OutletsField(forms.Field):
    """Outlets, or none: each once, in the order given. any_name: by every name of theirs, not only by their slugs."""

    widget = forms.MultipleHiddenInput
    default_error_messages = {
        "no_outlet": _("The archive has no outlet “%(value)s”. Choose one from the list."),
    }
    any_name = False
    #: Those to choose from; the form sets them.
    outlets = Outlets(())

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def to_python(self, value: Any) -> tuple[Outlet, ...]:
        if not value:
            return ()
        found = self.outlets.called(value) if self.any_name else self.outlets.at(value)
        for name, outlet in found.items():
            if outlet is None:
                raise forms.ValidationError(self.error_messages["no_outlet"], code="no_outlet", params={"value": name})
        return tuple(dict.fromkeys(outlet for outlet in found.values() if outlet))


class FiledField(forms.Field):
    """Names of sections or tags, or none: each once, as many as MOST. One that the archive does not have finds nothing."""

    widget = forms.MultipleHiddenInput
    MOST = 20

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def to_python(self, value: Any) -> tuple[str, ...]:
        names = (plain_name(str(each).replace("\0", " "))[:LONGEST_NAME] for each in value or ())
        return tuple(dict.fromkeys(name for name in names if name))[: self.MOST]


class SwitchField(forms.ChoiceField):
    """True where the address has the one value there is."""

    def __init__(self, on: str, label: Any, sentence: Any, **kwargs: Any) -> None:
        super().__init__(required=False, choices=[(on, label)], error_messages={"invalid_choice": sentence}, **kwargs)

    def values(self) -> list[str]:
        """As they may stand in the address, the default first."""
        return ["", *_values(self)]

    def clean(self, value: Any) -> bool:
        return bool(super().clean(value))


class ChoicesField(forms.ChoiceField):
    """One of a few words, or none: then `otherwise`. sentence: that says so where it is another."""

    def __init__(self, choices: Any, sentence: Any, otherwise: Any = None, **kwargs: Any) -> None:
        super().__init__(required=False, choices=choices, error_messages={"invalid_choice": sentence}, **kwargs)
        self.otherwise = otherwise

    def clean(self, value: Any) -> Any:
        return super().clean(value) or self.otherwise

    def values(self) -> list[str]:
        """As they may stand in the address, the default first."""
        return ["", *_values(self)] if self.otherwise == "" else _values(self)

    def label_of(self, value: object) -> str:
        """In the interface language; "" if it is none of them, or stands for none of them."""
        labels = dict(cast(Iterable[tuple[str, str]], self.choices))
        return str(labels.get(str(value), "")) if value else ""


def _values(field: forms.ChoiceField) -> list[str]:
    return [value for value, _label in cast(Iterable[tuple[str, str]], field.choices)]
