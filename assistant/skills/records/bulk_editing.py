"""The whole list in force edited at once: exact count, a sample, a confirmation, an undo."""

import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from assistant.acts.of_lists import ShowList
from assistant.acts.of_records import UndoLot
from assistant.conversation import Payload
from assistant.language.phrasing.chips import describe
from assistant.language.requests.edits import EditRequest, typed
from assistant.rendering.labels import FIELD_LABELS
from assistant.rendering.wording import escape, plural
from assistant.replies import Button, Choices, Confirm, Reply, Text
from assistant.skills.registry import Turn, on_yes
from core.errors import MimiComError
from core.prospects.filters import Filter
from core.records.models import BulkReport


def bulk_edit(turn: Turn, request: EditRequest) -> Iterator[Reply]:
    """What would be changed, on whom; nothing is before a yes."""
    if request.field is None or request.value is None:
        yield Text(
            "Que faut-il changer pour toute la liste ? Dites par exemple "
            "« mets le tag salon 2026 à tous ceux de la liste », « passe-les en contacté » "
            "ou « note pour tous : appelés le 3 mai »."
        )
        return
    whom = request.others or turn.context.filter
    yield from propose_bulk(turn, whom, _edit(request.field, request.value, request.untags))


Edit = Mapping[str, Any]
"""One change of many records, by its name: a field, tag, untag or comment; its value."""


def propose_bulk(turn: Turn, filter: Filter, edit: Edit) -> Iterator[Reply]:
    """The exact number, some of them, and a confirmation bound to these records."""
    preview = turn.services.records.preview_bulk(turn.user, filter, edit)
    if not preview.changed:
        yield Text(f"Rien à changer : {plural(preview.total, 'fiche')}, toutes déjà ainsi.")
        return
    sample = ", ".join(escape(one.nom_structure) for one in preview.sample)
    more = ", …" if preview.total > len(preview.sample) else ""
    whom = "toute la base" if filter.is_empty() else describe(filter)
    same = preview.total - preview.changed
    already = f" ({plural(same, 'fiche le dit', 'fiches le disent')} déjà)" if same else ""
    yield Text(
        f"**{what(edit)}** pour **{plural(preview.changed, 'fiche')}** : {whom}{already}.\n\n"
        f"Par exemple : {sample}{more}"
    )
    payload: Payload = {"filter": filter.as_json(), "edit": dict(edit)}
    payload |= {"mark": preview.mark, "changed": preview.changed}
    yield Confirm(
        turn.ask("bulk", payload),
        f"Modifier {plural(preview.changed, 'fiche')} ?",
        f"Oui, modifier {plural(preview.changed, 'fiche')}",
        "Non, ne rien changer",
    )


def _edit(field: str, value: Any, untags: bool) -> Edit:
    if field == "commentaires":
        return {"comment": str(value)}
    if field == "tags":
        return {"untag" if untags else "tag": str(value).strip("'\"«» ")}
    return {field: typed(value)}


def what(edit: Edit) -> str:
    """An edit in words: "Ajouter l'étiquette « salon »"."""
    name, value = next(iter(edit.items()))
    if name == "tag":
        return f"Ajouter l'étiquette « {escape(value)} »"
    if name == "untag":
        return f"Retirer l'étiquette « {escape(value)} »"
    if name == "comment":
        return f"Ajouter le commentaire « {escape(value)} »"
    return f"{FIELD_LABELS[name]} : « {escape(value)} »"


@on_yes("bulk")
def bulk_confirmed(turn: Turn, payload: Payload) -> Iterator[Reply]:
    """Write them, if they are still the same records."""
    filter, lot = Filter.model_validate(payload["filter"]), str(uuid.uuid4())
    # Before the first write: what is cut can be taken back as the last change.
    turn.conversations.note_change(turn.user, turn.conversation, {"lot": lot})
    try:
        report = turn.services.records.bulk(
            turn.user,
            filter,
            payload["edit"],
            payload["mark"],
            lot=lot,
            expected=payload.get("changed"),
        )
    except MimiComError:
        if turn.services.lots.get(lot) is None:  # refused before it began
            turn.conversations.forget_change(turn.user, turn.conversation, {"lot": lot})
        raise
    yield from report_bulk(report, filter)


def report_bulk(report: BulkReport, filter: Filter | None, before: int = 0) -> Iterator[Reply]:
    """What an edit of a selection did, `before` records having been changed when it was cut."""
    kept = f" {plural(report.kept, 'fiche')} en cours de modification par quelqu'un d'autre : "
    kept += "laissées telles quelles."
    changed = before + report.changed
    yield Text(
        f"C'est fait : {plural(changed, 'fiche modifiée', 'fiches modifiées')}."
        + (kept if report.kept else "")
    )
    undo, see = UndoLot(lot=report.lot), ShowList(filter=filter) if filter else None
    yield Choices(
        (
            Button("Annuler cette modification", "annule la dernière modification", act=undo),
            Button("Voir la liste", "montre-les", act=see),
        )
    )
