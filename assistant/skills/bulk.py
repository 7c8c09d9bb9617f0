"""The whole list in force edited at once: exact count, a sample, a confirmation, an undo."""

import re
from collections.abc import Iterator
from typing import Any

from assistant.language.chips import describe
from assistant.rendering.labels import FIELD_LABELS
from assistant.rendering.wording import escape, plural
from assistant.replies import Button, Choices, Confirm, Reply, Text
from assistant.skills.registry import Turn, on_yes
from core.prospects.filters import Filter
from core.vocabulary.text import fold

UNDO_LOT = Button("Annuler cette modification", "annule la dernière modification")
_MANY = re.compile(
    r"\b(?:tous|toutes|tout le monde|ceux|celles|eux|elles|la liste|cette liste|la selection"
    r"|cette selection|ces (?:prospects|fiches|structures|contacts)|chacun|chacune"
    r"|toute la liste|leur|(?:passe|mets|met|marque|bascule|classe|etiquette|tague|modifie|change)"
    r"(?:z|r)? les)\b"
)
_WHOM = re.compile(
    r"\b(?:à|a|pour|sur|de)\s+((?:tous|toutes)\s+(?:les|nos|ceux|celles)\s+.+)$", re.IGNORECASE
)
_OF_LIST = re.compile(r"\b(?:liste|selection)\b|^(?:tous|toutes)(?: (?:ceux|celles)(?: la)?)?$")
_UNTAG = re.compile(r"\b(?:enleve|retire|supprime|vire|ote)\w* (?:le |l |la )?(?:tag|etiquette)\b")


def speaks_of_many(turn: Turn) -> bool:
    """ "à tous ceux de la liste", "passe-les en contacté"; not "de la MJC de Foix"."""
    said, value = fold(turn.text), fold(str(turn.slots.get("value") or ""))
    name = fold(str(turn.slots.get("prospect") or ""))
    # A status with its capital is no name: "passe-les en Contacté".
    return bool(_MANY.search(said)) and (not name or (bool(value) and name in value))


def bulk_edit(turn: Turn) -> Iterator[Reply]:
    """What would be changed, on whom; nothing is before a yes."""
    field, value = turn.slots.get("field"), turn.slots.get("value")
    if field is None or value is None:
        yield Text(
            "Que faut-il changer pour toute la liste ? Dites par exemple "
            "« mets le tag salon 2026 à tous ceux de la liste » ou « passe-les en contacté »."
        )
        return
    if field == "commentaires":
        yield Text("Un commentaire s'ajoute fiche par fiche. Pour une liste, mettez une étiquette.")
        return
    filter, edit = _whom(turn), _edit(turn, str(field), value)
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
        f"**{_what(edit)}** pour **{plural(preview.changed, 'fiche')}** : {whom}{already}.\n\n"
        f"Par exemple : {sample}{more}"
    )
    payload = {"filter": filter.as_json(), "edit": edit, "mark": preview.mark}
    yield Confirm(
        turn.ask("bulk", payload),
        f"Modifier {plural(preview.changed, 'fiche')} ?",
        f"Oui, modifier {plural(preview.changed, 'fiche')}",
        "Non, ne rien changer",
    )


def _whom(turn: Turn) -> Filter:
    """Those that the sentence names, else the list in force."""
    named = _WHOM.search(turn.text)
    if named and not _OF_LIST.search(fold(named[1])):
        said = turn.language.understand(f"montre {named[1]}", turn.context, turn.today)[0].filters
        if not said.is_empty():
            return said
    return turn.context.filter


def _edit(turn: Turn, field: str, value: Any) -> dict[str, Any]:
    if field == "tags":
        return {"untag" if _UNTAG.search(fold(turn.text)) else "tag": str(value).strip("'\"«» ")}
    if isinstance(value, bool):
        value = "oui" if value else "non"
    return {field: str(value)}


def _what(edit: dict[str, Any]) -> str:
    name, value = next(iter(edit.items()))
    if name == "tag":
        return f"Ajouter l'étiquette « {escape(value)} »"
    if name == "untag":
        return f"Retirer l'étiquette « {escape(value)} »"
    return f"{FIELD_LABELS[name]} : « {escape(value)} »"


@on_yes("bulk")
def bulk_confirmed(turn: Turn, payload: dict[str, Any]) -> Iterator[Reply]:
    """Write them, if they are still the same records."""
    filter = Filter.model_validate(payload["filter"])
    report = turn.services.records.bulk(turn.user, filter, payload["edit"], payload["mark"])
    turn.conversations.note_change(turn.user, turn.conversation, {"lot": report.lot})
    kept = f" {plural(report.kept, 'fiche')} en cours de modification par quelqu'un d'autre : "
    kept += "laissées telles quelles."
    yield Text(
        f"C'est fait : {plural(report.changed, 'fiche modifiée', 'fiches modifiées')}."
        + (kept if report.kept else "")
    )
    yield Choices((UNDO_LOT, Button("Voir la liste", "montre-les")))
