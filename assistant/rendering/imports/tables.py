"""A file as tables: its first rows, its columns, the records that it added."""

from assistant.rendering.imports import meanings
from assistant.rendering.table_pages import COLUMNS, Asked, Column, TablePage, column, row, table
from core.imports.models import Conflicts
from core.imports.options import Options, options_of
from core.imports.rows import DEFAULTS, Outcome, Row
from core.prospects.models import FIELDS

_NOT_KEPT = "— (pas gardée)"
_OUTCOMES = {
    Conflicts.IGNORE: "Doublon",
    Conflicts.UPDATE: "À mettre à jour",
    Conflicts.FORCE: "Doublon à ajouter",
}


@table("import")
def sample(asked: Asked) -> TablePage:
    """The first rows of a file as they would be imported."""
    rows = asked.services.imports.sample(asked.user, asked.source_id)
    options = options_of(asked.services.imports.get(asked.source_id))
    read = [DEFAULTS | one.values for one in rows]
    columns = [n for n in FIELDS if any(values.get(n) is not None for values in read)]
    shown = list(zip(rows, read, strict=True))[asked.skip : asked.skip + asked.limit]
    return {
        "columns": [
            _plain("line", "Ligne", narrow=False),
            _plain("outcome", "Résultat"),
            *(_of_meaning(name) for name in columns),
        ],
        "rows": [
            {
                "id": str(one.line),
                "cells": {
                    "line": str(one.line),
                    "outcome": outcome(one, options),
                    **{name: meanings.read(name, values.get(name)) for name in columns},
                },
            }
            for one, values in shown
        ],
        "total": len(rows),
    }


@table("import_added")
def added(asked: Asked) -> TablePage:
    """Records that an import added and that are there still."""
    imports = asked.services.imports
    found, total = imports.added_page(asked.user, asked.source_id, asked.skip, asked.limit)
    columns = [column(name, sortable=False) for name in COLUMNS]
    return {"columns": columns, "rows": [row(one) for one in found], "total": total}


@table("import_columns")
def columns(asked: Asked) -> TablePage:
    """What each column of a file is read as, with some of its cells."""
    found = asked.services.imports.columns(asked.user, asked.source_id)
    return {
        "columns": [
            _plain("heading", "Colonne"),
            _plain("field", "Lue comme"),
            _plain("examples", "Par exemple", narrow=False),
        ],
        "rows": [
            {
                "id": str(one.index),
                "cells": {
                    "heading": one.label or f"Colonne {one.index + 1}",
                    "field": meanings.MEANING_LABELS.get(one.meaning or "", _NOT_KEPT),
                    "examples": " · ".join(one.examples),
                },
            }
            for one in found[asked.skip : asked.skip + asked.limit]
        ],
        "total": len(found),
    }


def outcome(row: Row, options: Options) -> str:
    """What becomes of a row that is not rejected."""
    if row.held_back:
        return "Personne effacée"
    return _OUTCOMES[options.conflict(row)] if row.outcome is Outcome.DUPLICATE else "À importer"


def _plain(key: str, label: str, narrow: bool = True) -> Column:
    return {"key": key, "label": label, "narrow": narrow, "sortable": False}


def _of_meaning(name: str) -> Column:
    return column(name, sortable=False) | {"label": meanings.MEANING_LABELS[name]}
