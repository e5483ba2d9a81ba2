"""Forms that write what was typed and nothing else, and nothing over a version that they did not show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms.models import BaseInlineFormSet
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from articles.admin.sent import Strings, digest, in_words, posted, put, shown
from articles.admin.versions import FieldDifference, FormPart, ShownVersion

VERSION = "version"
#: After a field's name: which of two texts the editor chose for it.
TAKE, STORED, MINE = "-take", "stored", "mine"
REFUSED = _("Nothing has been saved: somebody else, or an import, saved another version while you had this one open.")
UNDECIDED = _("Nothing has been saved: choose one of the two texts for each field that both of you changed.")


class VersionedForm(forms.ModelForm[Any]):
    """Carries digests of its fields as they stood when it was opened. On its return three things are known of each: what
    it showed, what is stored now, what was typed. stale: what is stored is not what it showed; the form then has an error,
    holds what was typed where something was, else what is stored, and carries the version of now."""

    data: Any  # a QueryDict, which the stubs take for any mapping

    version = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"autocomplete": "off"}))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.stale = self.undecided = False
        self.differences: list[FieldDifference] = []
        self._untouched: set[str] = set()
        if self.instance.pk is None:
            return
        self.stored = {name: shown(self[name].field.widget, self._prepared(name)) for name in self.watched()}
        self.initial[VERSION] = self._version_of_now(()).packed()
        if self.is_bound:
            self._compare(ShownVersion.of(self.data.get(self.add_prefix(VERSION)) or ""))

    @staticmethod
    def row_key(row: Any) -> str:
        """Of a row in a table: what makes it this row, also if it is written anew."""
        return str(row.pk)

    @staticmethod
    def row_title(row: Any) -> str:
        return f"{capfirst(row._meta.verbose_name)}: {row}"

    def watched(self) -> Iterator[str]:
        """Fields that an editor can change."""
        beside = {VERSION, self._meta.model._meta.pk.name, forms.formsets.DELETION_FIELD_NAME}
        for name, field in self.fields.items():
            if name not in beside and not field.disabled and not isinstance(field, forms.FileField):
                yield name

    def _prepared(self, name: str) -> Any:
        return self.fields[name].prepare_value(self[name].initial)

    def _version_of_now(self, undecided: Iterable[str]) -> ShownVersion:
        digests = {name: digest(strings) for name, strings in self.stored.items()}
        return ShownVersion(self.row_key(self.instance), digests, frozenset(undecided))

    def _compare(self, version: ShownVersion) -> None:
        for name, now in self.stored.items():
            typed = posted(self.fields[name].widget, self.data, self.add_prefix(name))
            self._compare_field(version, name, now, now if typed is None else typed)
        if self.stale:
            self._set(VERSION, (self._version_of_now(self._to_choose).packed(),))
        else:
            self.differences = []

    def _compare_field(self, version: ShownVersion, name: str, now: Strings, typed: Strings) -> None:
        base = version.shown.get(name, "")
        moved = digest(now) != base if base else typed != now
        mine = typed != now and digest(typed) != base
        choice = self.data.get(self.add_prefix(name) + TAKE)
        open_still = mine and name in version.undecided and choice not in (STORED, MINE)
        if mine and name in version.undecided and choice == STORED and not moved:
            mine = False
        self.stale = self.stale or moved or open_still
        self.undecided = self.undecided or open_still
        if moved or mine:
            self._tell(name, now, typed, moved=moved, mine=mine, choose=mine and (moved or open_still))
        if not mine:
            self._untouched.add(name)
            if typed != now:
                self._set(name, now)

    def _tell(self, name: str, now: Strings, typed: Strings, *, moved: bool, mine: bool, choose: bool) -> None:
        field = self.fields[name]
        self.differences.append(
            FieldDifference(
                str(capfirst(field.label or name)),
                in_words(field, now),
                in_words(field, typed),
                moved,
                mine,
                self.add_prefix(name) + TAKE if choose else "",
            )
        )

    @property
    def _to_choose(self) -> list[str]:
        names = {self.add_prefix(name) + TAKE: name for name in self.stored}
        return [names[difference.choose] for difference in self.differences if difference.choose]

    def _set(self, name: str, strings: Strings) -> None:
        if not getattr(self.data, "_mutable", False):
            self.data = self.data.copy()
        put(self.fields[name].widget, self.data, self.add_prefix(name), strings)

    def clean(self) -> dict[str, Any]:
        """Without what was not typed, whatever came for it: the row keeps it to the letter."""
        cleaned = super().clean() or self.cleaned_data
        for name in self._untouched:
            cleaned.pop(name, None)
            self.errors.pop(name, None)
        cleaned.pop(VERSION, None)
        if self.stale:
            raise ValidationError(UNDECIDED if self.undecided else REFUSED, code="stale")
        return cleaned

    @cached_property
    def changed_data(self) -> list[str]:
        return [name for name in super().changed_data if name not in self._untouched and name != VERSION]


class VersionedFormSet(BaseInlineFormSet[Any, Any, Any]):
    """A table of such forms. Rows that were written anew meanwhile are found again by what they are; those that came are
    shown, those that went are told with what was typed into them."""

    form: type[VersionedForm]
    model: type[Model]
    data: Any

    def __init__(self, data: Any = None, *args: Any, **options: Any) -> None:
        super().__init__(data, *args, **options)
        self.stale = False
        #: What is to be told of rows that came or went.
        self.moved_rows: list[FormPart] = []
        if self.is_bound and self.instance.pk is not None and self.management_form.is_valid():
            self._match_rows()

    def _match_rows(self) -> None:
        counts: dict[str, Any] = dict(self.management_form.cleaned_data)
        rows = {self.form.row_key(row): row for row in self.get_queryset()}
        numbers = {self._key(n, rows): n for n in range(counts["INITIAL_FORMS"])}
        known = numbers.keys() & rows.keys()
        same = all(self._pk(numbers[key]) == str(rows[key].pk) for key in known)
        if same and len(rows) == len(numbers) == len(known):
            return
        self.stale = True
        self.moved_rows = [self._gone(n) for key, n in numbers.items() if key not in rows]
        self.moved_rows += [
            FormPart(self.form.row_title(row), new=True) for key, row in rows.items() if key not in numbers
        ]
        # What was typed into a row goes with it, wherever it stands now; rows that the editor added come last.
        sent = [self._sent(numbers[key]) if key in numbers else self._unsent(row) for key, row in rows.items()]
        for row, each in zip(rows.values(), sent, strict=True):
            each[self._pk_name] = [str(row.pk)]
        added = [self._sent(n) for n in range(counts["INITIAL_FORMS"], counts["TOTAL_FORMS"])]
        self._write(sent, added, counts["TOTAL_FORMS"])

    @property
    def _pk_name(self) -> str:
        return str(self.model._meta.pk.name)

    def _pk(self, n: int) -> str:
        return str(self.data.get(f"{self.add_prefix(n)}-{self._pk_name}", ""))

    def _key(self, n: int, rows: dict[str, Model]) -> str:
        """Of the n-th row that was sent; by its number where it does not say what it is."""
        version = ShownVersion.of(self.data.get(f"{self.add_prefix(n)}-{VERSION}") or "")
        return version.row or next((k for k, row in rows.items() if str(row.pk) == self._pk(n)), f"#{self._pk(n)}")

    def _gone(self, n: int) -> FormPart:
        """What was typed into a row that is there no more."""
        form, prefix = self.form(), self.add_prefix(n)
        version = ShownVersion.of(self.data.get(f"{prefix}-{VERSION}") or "")
        told = []
        for name in form.watched():
            typed = posted(form.fields[name].widget, self.data, f"{prefix}-{name}")
            if typed is not None and digest(typed) != version.shown.get(name):
                field = form.fields[name]
                told.append(FieldDifference(str(capfirst(field.label or name)), "", in_words(field, typed), True, True))
        return FormPart(str(capfirst(self.model._meta.verbose_name)), told, gone=True)

    def _sent(self, n: int) -> dict[str, list[str]]:
        start = f"{self.add_prefix(n)}-"
        return {name.removeprefix(start): self.data.getlist(name) for name in self.data if name.startswith(start)}

    def _unsent(self, row: Model) -> dict[str, list[str]]:
        """What a browser would send of a row that it was not shown."""
        form = self.form(instance=row)
        data = QueryDict(mutable=True)
        for name, strings in form.stored.items():
            put(form.fields[name].widget, data, name, strings)
        data[VERSION] = form.initial[VERSION]
        data[self.fk.name] = str(self.instance.pk)
        return dict(data.lists())

    def _write(self, rows: list[dict[str, list[str]]], added: list[dict[str, list[str]]], before: int) -> None:
        data = self.data.copy()
        starts = tuple(f"{self.add_prefix(n)}-" for n in range(before))
        for name in [name for name in data if name.startswith(starts)]:
            del data[name]
        for n, row in enumerate([*rows, *added]):
            for name, texts in row.items():
                data.setlist(f"{self.add_prefix(n)}-{name}", texts)
        data[f"{self.prefix}-INITIAL_FORMS"], data[f"{self.prefix}-TOTAL_FORMS"] = len(rows), len(rows) + len(added)
        self.data = data
        del self.management_form

    def clean(self) -> None:
        super().clean()
        if self.stale or any(form.stale for form in self.forms):
            raise ValidationError(REFUSED, code="stale")

    def parts(self) -> Iterator[FormPart]:
        """What differs, row by row."""
        yield from self.moved_rows
        for form in self.forms:
            if form.differences:
                removed = self.can_delete and bool(form.cleaned_data.get(forms.formsets.DELETION_FIELD_NAME))
                yield FormPart(self.form.row_title(form.instance), form.differences, removed=removed)
