"""Selections of the command line: as JSON, or said in a sentence."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import ValidationError

    from core.prospects.filters import Filter
    from core.services import Services


class NoSelection(Exception):
    """What was given is no selection; `reasons` in French, a line each."""

    def __init__(self, *reasons: str) -> None:
        super().__init__(reasons[0])
        self.reasons = reasons


_NOBODY = "Cette phrase ne dit pas de quels prospects il s'agit. Exemple : « les MJC de Bretagne »"
_RANKS = ("limit", "sort")
"""What a sentence may ask of a list, and a selection has not."""
_PROBLEMS = {
    "extra_forbidden": "cette clé n'existe pas",
    "enum": "cette valeur n'existe pas",
    "json_invalid": "ce n'est pas du JSON",
    "literal_error": "cette valeur n'existe pas",
    "too_short": "il n'y a rien dans cette liste",
    "tuple_type": "il faut une liste, entre crochets",
    "model_type": "il faut un objet, entre accolades",
    "dict_type": "il faut un objet, entre accolades",
}
_INTERNAL = frozenset("[]")
"""Only the names that pydantic gives to the sides of a union, and to keys, have these."""


def read_json(text: str | None) -> "Filter":
    """A selection as JSON. NoSelection."""
    from pydantic import ValidationError

    from core.prospects.filters import Filter

    try:
        return Filter.model_validate_json(text or "{}")
    except ValidationError as error:
        found = dict.fromkeys(f"  {where} : {what}" for where, what in _problems(error))
        raise NoSelection("La sélection donnée par --filter n'est pas valable :", *found) from error


def _problems(error: "ValidationError") -> "Iterator[tuple[str, str]]":
    """Each wrong place, by the names that were written, and what is wrong with it."""
    every = error.errors(include_url=False, include_context=False)
    inside = {one["loc"][0] for one in every if len(one["loc"]) > 1}
    for one in every:
        if len(one["loc"]) == 1 and one["type"] == "too_short" and one["loc"][0] in inside:
            continue  # what was in it is told
        where = [str(part) for part in one["loc"] if not _INTERNAL.intersection(str(part))]
        told = _PROBLEMS.get(one["type"], "cette valeur ne convient pas")
        yield ".".join(where) or "--filter", told


def read_sentence(services: "Services", sentence: str) -> "tuple[Filter, str]":
    """A selection said in French, and how it was understood. NoSelection where a part of it was
    not: a file of too many prospects would look right."""
    from assistant.corrections import learnt_folder
    from assistant.language.intent_table import Selection
    from assistant.language.phrasing.chips import describe
    from assistant.language.pipeline import Language
    from assistant.language.understanding import Context
    from core.clock import PARIS

    today = services.clock().astimezone(PARIS).date()
    language = Language.load(learnt_folder(services.database.settings.folder))
    first, *others = language.understand(sentence, Context(), today)
    if others or first.intent.about.selection is not Selection.ALWAYS:
        raise NoSelection(_NOBODY)
    if aside := [
        *first.unread,
        *(f"{first.slots[name]}" for name in _RANKS if name in first.slots),
    ]:
        told = " ni ".join(f"« {part} »" for part in aside)
        raise NoSelection(f"Je n'ai pas compris {told}. Rien n'a été fait.")
    return first.filters, describe(first.filters)
