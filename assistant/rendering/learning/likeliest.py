"""Prospects by their likelihood of an answer, as a table."""

from assistant.rendering.learning.sayings import in_words, percent, reasons_sentence
from assistant.rendering.table_pages import Asked, Column, Row, TablePage, column
from core.learning.models import ModelCard, Scored
from core.prospects.models import Prospect

_FIELDS = ("nom_structure", "ville", "type_prospect")


def scores(asked: Asked) -> TablePage:
    """A page of them, the likeliest first."""
    filter = asked.conversations.selection(asked.user, asked.source_id)
    learning = asked.services.learning.scores
    found = learning.reachable(asked.user, filter, asked.skip, asked.limit)
    ids = [one.prospect_id for one in found.rows]
    known = {one.prospect_id: one for one in asked.services.prospects.many(ids)}
    model = found.model
    return {
        "columns": [*_columns()],
        "rows": [
            _row(known[one.prospect_id], one, model)
            for one in found.rows
            if one.prospect_id in known and model is not None
        ],
        "total": found.total,
    }


def _columns() -> tuple[Column, ...]:
    """A phone keeps the name and the chances."""
    plain = (column(name, sortable=False) for name in _FIELDS)
    return (
        *(Column(**{**one, "narrow": one["key"] == _FIELDS[0]}) for one in plain),
        {"key": "chances", "label": "Chances de répondre", "narrow": True, "sortable": False},
        {"key": "raisons", "label": "Pourquoi", "narrow": False, "sortable": False},
    )


def _row(prospect: Prospect, one: Scored, model: ModelCard) -> Row:
    words = in_words(one.probability, model.base_rate)
    return {
        "id": prospect.prospect_id,
        "cells": {
            "nom_structure": prospect.nom_structure,
            "ville": prospect.ville,
            "type_prospect": prospect.type_prospect.value,
            "chances": f"{percent(one.probability)} : {words}",
            "raisons": reasons_sentence(one.reasons),
        },
    }
