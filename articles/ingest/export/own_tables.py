"""Tables that an archive's owner fills in the admin, brought back from an export."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models

from articles.ingest.export.carried import OwnTable
from articles.ingest.export.reading import ExportFiles


def restore_own_table(table: OwnTable, files: ExportFiles) -> None:
    """Make the table what the export says. What this archive began with goes, unless the export has no sound line at all."""
    model = apps.get_model("articles", table.model)
    rows: list[models.Model] = []
    before = len(files.refusals)
    for number, value, refused in files.values(table.file):
        row, wrong = (None, refused) if refused else _row(model, table, value)
        if row is not None:
            rows.append(row)
        else:
            files.refuse(table.file, number, wrong)
    if rows or len(files.refusals) == before:
        model._default_manager.all().delete()
        for row in rows:
            row.save(force_insert=True)


def _row(model: type[models.Model], table: OwnTable, value: Any) -> tuple[models.Model | None, str]:
    """An unsaved row that keeps the model's own rules; or why there is none."""
    if not isinstance(value, dict):
        return None, "It is no object."
    for name in table.columns:
        if name not in value:
            return None, f"{name} is missing."
        field = model._meta.get_field(name)
        if isinstance(field, models.CharField | models.TextField) and not isinstance(value[name], str):
            return None, f"{name} is no text."
    try:
        row = model(**{name: value[name] for name in table.columns})
        row.clean_fields()
    except (ValidationError, TypeError, ValueError, OverflowError) as error:
        return None, " ".join(error.messages) if isinstance(error, ValidationError) else f"{error}"
    return row, ""
