"""What an interactive reply shows, loaded by id when it is shown: plain JSON values."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assistant import columns
from assistant.columns import TableColumns
from assistant.conversation import ConversationStore
from assistant.rendering import importing
from assistant.rendering.cards import PastCampaign, card
from assistant.rendering.values import shown
from core.accounts.models import User
from core.imports.models import Conflicts
from core.imports.options import Options, options_of
from core.imports.rows import DEFAULTS, Outcome, Row
from core.prospects.models import FIELDS
from core.prospects.service import DEFAULT_SORT
from core.services import Services
from core.vocabulary.labels import FIELD_LABELS

PAGE_SIZE = 10
COLUMNS = columns.DEFAULT
NARROW_COLUMNS = ("nom_structure", "ville", "telephone")
"""The columns kept on a phone."""


@dataclass(frozen=True)
class Views:
    """Loads what the elements of the page ask for; every method checks whose it is."""

    services: Services
    conversations: ConversationStore

    def table(
        self, user: User, asked: dict[str, Any], names: Sequence[str] = COLUMNS
    ) -> dict[str, Any]:
        """A page of a table: `asked` names its source, and what page in which order."""
        skip, limit = int(asked.get("skip") or 0), int(asked.get("limit") or PAGE_SIZE)
        source_id = str(asked.get("source_id"))
        if asked.get("source") == "import":
            return self.import_sample(user, source_id, skip, limit)
        if asked.get("source") == "import_added":
            return self.import_added(user, source_id, skip, limit)
        if asked.get("source") == "import_columns":
            return self.import_columns(user, source_id, skip, limit)
        sort = asked.get("sort")
        descending = asked.get("descending") is True
        named = str(sort) if sort else None
        return self.selection(user, source_id, named, descending, skip, limit, names)

    def own_table(self, user: User, asked: dict[str, Any]) -> dict[str, Any]:
        """The same, a selection with the columns that the user chose and those to choose from."""
        if asked.get("source") != "selection":
            return self.table(user, asked)
        kept = TableColumns(self.services.database)
        names = kept.of(user)
        choice = [
            {"key": name, "label": label, "shown": name in names}
            for name, label in FIELD_LABELS.items()
            if name != columns.FIRST
        ]
        return {
            **self.table(user, asked, names),
            "choice": choice,
            "chosen": kept.chosen(user),
        }

    def choose_columns(self, user: User, names: Sequence[str]) -> dict[str, Any]:
        """Keep which columns the user wants in lists; none for the usual ones."""
        TableColumns(self.services.database).choose(user, names)
        return {}

    def job(self, user: User, job_id: str) -> dict[str, Any]:
        """How far a job is."""
        job = self.services.jobs.status(user, job_id)
        return {"state": job.state.value, "done": job.done, "total": job.total, "label": job.label}

    def selection(
        self,
        user: User,
        selection_id: str,
        sort: str | None,
        descending: bool,
        skip: int,
        limit: int,
        names: Sequence[str] = COLUMNS,
    ) -> dict[str, Any]:
        """A page of a selection: columns, rows of texts, total."""
        filter = self.conversations.selection(user, selection_id)
        view = {"sort": sort, "descending": descending, "skip": skip, "limit": limit}
        self.conversations.note_view(user, selection_id, view)
        page = self.services.prospects.page(
            user, filter, sort or DEFAULT_SORT, descending, skip, limit
        )
        return {
            "columns": [_column(name) for name in names],
            "rows": [
                {"id": p.prospect_id, "cells": {n: shown(p, n) for n in names}}
                for p in page.prospects
            ],
            "total": page.total,
        }

    def import_sample(self, user: User, import_id: str, skip: int, limit: int) -> dict[str, Any]:
        """The first rows of a file as they would be imported."""
        sample = self.services.imports.sample(user, import_id)
        options = options_of(self.services.imports.get(import_id))
        read = [DEFAULTS | row.values for row in sample]
        columns = [n for n in FIELDS if any(values.get(n) is not None for values in read)]
        return {
            "columns": [
                {"key": "line", "label": "Ligne", "narrow": False, "sortable": False},
                {"key": "outcome", "label": "Résultat", "narrow": True, "sortable": False},
                *({**_column(name), "sortable": False} for name in columns),
            ],
            "rows": [
                {
                    "id": str(row.line),
                    "cells": {
                        "line": str(row.line),
                        "outcome": outcome(row, options),
                        **{name: importing.read(name, values.get(name)) for name in columns},
                    },
                }
                for row, values in list(zip(sample, read, strict=True))[skip : skip + limit]
            ],
            "total": len(sample),
        }

    def import_added(self, user: User, import_id: str, skip: int, limit: int) -> dict[str, Any]:
        """Records that an import added and that are there still."""
        found, total = self.services.imports.added_page(user, import_id, skip, limit)
        return {
            "columns": [{**_column(name), "sortable": False} for name in COLUMNS],
            "rows": [
                {"id": p.prospect_id, "cells": {n: shown(p, n) for n in COLUMNS}} for p in found
            ],
            "total": total,
        }

    def import_columns(self, user: User, import_id: str, skip: int, limit: int) -> dict[str, Any]:
        """What each column of a file is read as, with some of its cells."""
        columns = self.services.imports.columns(user, import_id)
        labels = {"heading": "Colonne", "field": "Lue comme", "examples": "Par exemple"}
        return {
            "columns": [
                {"key": key, "label": label, "narrow": key != "examples", "sortable": False}
                for key, label in labels.items()
            ],
            "rows": [
                {
                    "id": str(column.index),
                    "cells": {
                        "heading": column.label or f"Colonne {column.index + 1}",
                        "field": importing.MEANING_LABELS.get(column.meaning or "", NOT_KEPT),
                        "examples": " · ".join(column.examples),
                    },
                }
                for column in columns[skip : skip + limit]
            ],
            "total": len(columns),
        }

    def card(self, user: User, prospect_id: str) -> dict[str, Any]:
        """One record; see `cards.card`."""
        prospect = self.services.prospects.open(user, prospect_id)
        mailings = self.services.records.mailings(user, prospect_id)
        past = [PastCampaign(one.name, one.day, one.outcome) for one in mailings]
        return card(prospect, user, past)


NOT_KEPT = "— (pas gardée)"
OUTCOMES = {
    Conflicts.IGNORE: "Doublon",
    Conflicts.UPDATE: "À mettre à jour",
    Conflicts.FORCE: "Doublon à ajouter",
}


def outcome(row: Row, options: Options) -> str:
    """What becomes of a row that is not rejected."""
    if row.held_back:
        return "Personne effacée"
    return OUTCOMES[options.conflict(row)] if row.outcome is Outcome.DUPLICATE else "À importer"


def _column(name: str) -> dict[str, Any]:
    return {
        "key": name,
        "label": importing.MEANING_LABELS[name],
        "narrow": name in NARROW_COLUMNS,
        "sortable": True,
    }
