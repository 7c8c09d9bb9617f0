"""The whole list in force edited at once: exact count, a sample, a confirmation, an undo."""

import re
import uuid
from collections.abc import Iterator
from typing import Any

from assistant.language.chips import describe
from assistant.language.understanding import Intent
from assistant.rendering.labels import FIELD_LABELS
from assistant.rendering.wording import escape, plural
from assistant.replies import Button, Choices, Confirm, Reply, Text
from assistant.skills.registry import Turn, on_yes
from core.errors import MimiComError
from core.prospects.filters import Filter
from core.records.models import BulkReport
from core.vocabulary.text import fold

UNDO_LOT = Button("Annuler cette modification", "annule la dernière modification")
_MANY = re.compile(
    r"\b(?:tous|toutes|tout le monde|ceux|celles|eux|elles|la liste|cette liste|la selection"
    r"|cette selection|ces (?:prospects|fiches|structures|contacts)|chacun|chacune"
    r"|toute la liste|leur|(?:passe|mets|met|marque|bascule|classe|etiquette|tague|modifie|change)"
    r"(?:z|r)? les)\b"
)
_ENDS = r"(?=\s+(?:en|comme|avec|au statut)\s|\s*[:«\"?!.]|$)"
_NOT_YET = r"(?!(?:(?:tous|toutes)\s+)?(?:en|comme|avec|au|à|a|par)\b)"
_WHOMS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # "à toutes les MJC", "aux ludothèques du 44", "de tous ceux qui …", "des MJC de Brest"
        rf"(?:^|\s)(?:à|a|pour|sur|de)\s+"
        rf"(?P<whom>(?:(?:tous|toutes)\s+)?(?:les|nos|ces|ceux|celles)\s+.+?){_ENDS}",
        rf"(?:^|\s)(?P<whom>(?:aux|des)\s+.+?){_ENDS}",
        # "passe les MJC de Bretagne en contacté"
        r"^\W*(?:passe|mets|met|marque|bascule|classe|tague|étiquette|etiquette|change)\w*[\s-]+"
        rf"(?P<whom>(?:(?:tous|toutes)\s+)?(?:les|nos|ces|ceux|celles)\s+{_NOT_YET}.+?){_ENDS}",
    )
)
_OF_LIST = re.compile(r"\b(?:liste|selection)\b|^(?:tous|toutes)(?: (?:ceux|celles)(?: la)?)?$")
_UNTAG = re.compile(
    r"\b(?:enleve|retire|supprime|vire|ote)\w* (?:leur |lui )?(?:le |l |la )?(?:tag|etiquette)\b"
)


_SAID_STATUS = {"contacte": "contactes", "refuse": "refuses", "interesse": "interesses"}


def speaks_of_many(turn: Turn) -> bool:
    """ "à tous ceux de la liste", "aux ludothèques du 44"; not "de la MJC de Foix"."""
    said, value = fold(turn.text), fold(str(turn.slots.get("value") or ""))
    name = fold(str(turn.slots.get("prospect") or ""))
    said = said.replace(value, " ") if turn.slots.get("field") == "commentaires" else said
    if _named_whom(turn) is not None:
        return True
    # A status with its capital is no name: "passe-les en Contacté", "mets le statut refusé".
    name = re.sub(r"^(?:statut|tag|etiquette|commentaire) ", "", name)
    value = f"{value} {_SAID_STATUS.get(value, '')}"
    return bool(_MANY.search(said)) and (not name or (bool(value) and name in value))


def bulk_edit(turn: Turn) -> Iterator[Reply]:
    """What would be changed, on whom; nothing is before a yes."""
    field, value = turn.slots.get("field"), turn.slots.get("value")
    if field is None or value is None:
        yield Text(
            "Que faut-il changer pour toute la liste ? Dites par exemple "
            "« mets le tag salon 2026 à tous ceux de la liste », « passe-les en contacté » "
            "ou « note pour tous : appelés le 3 mai »."
        )
        return
    yield from propose_bulk(turn, _whom(turn), _edit(turn, str(field), value))


def propose_bulk(turn: Turn, filter: Filter, edit: dict[str, Any]) -> Iterator[Reply]:
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
    payload: dict[str, Any] = {"filter": filter.as_json(), "edit": edit}
    payload |= {"mark": preview.mark, "changed": preview.changed}
    yield Confirm(
        turn.ask("bulk", payload),
        f"Modifier {plural(preview.changed, 'fiche')} ?",
        f"Oui, modifier {plural(preview.changed, 'fiche')}",
        "Non, ne rien changer",
    )


def _whom(turn: Turn) -> Filter:
    """Those that the sentence names, else the list in force."""
    return _named_whom(turn) or turn.context.filter


def _named_whom(turn: Turn) -> Filter | None:
    """The selection that the sentence names: a new one, or "ceux qui …" of the list in force."""
    text = turn.text
    if turn.slots.get("field") == "commentaires":
        text = text.partition(":")[0]  # what follows is the comment's words
    for pattern in _WHOMS:
        for found in pattern.finditer(text):
            whom = re.sub(r"^(?:aux|des)\b", "les", found["whom"].strip(), flags=re.IGNORECASE)
            if _OF_LIST.search(fold(whom)) or not _several(whom):
                continue
            said = turn.language.understand(f"montre {whom}", turn.context, turn.today)[0]
            if not said.filters.is_empty() and not said.unread and said.intent in _LISTS:
                return said.filters
    return None


_LISTS = frozenset({Intent.FILTER_PROSPECTS, Intent.REFINE_FILTERS})
_NOUNS = frozenset(("les", "tous", "toutes", "nos", "ces", "ceux", "celles"))


def _several(whom: str) -> bool:
    """More than an article: "les", "tous" alone are the list in force."""
    return any(word not in _NOUNS for word in fold(whom).split())


def _edit(turn: Turn, field: str, value: Any) -> dict[str, Any]:
    if field == "commentaires":
        return {"comment": str(value)}
    if field == "tags":
        return {"untag" if _UNTAG.search(fold(turn.text)) else "tag": str(value).strip("'\"«» ")}
    if isinstance(value, bool):
        value = "oui" if value else "non"
    return {field: str(value)}


def what(edit: dict[str, Any]) -> str:
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
def bulk_confirmed(turn: Turn, payload: dict[str, Any]) -> Iterator[Reply]:
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
    yield from told(report)


def told(report: BulkReport, before: int = 0) -> Iterator[Reply]:
    """What an edit did, `before` records having been changed when it was cut."""
    kept = f" {plural(report.kept, 'fiche')} en cours de modification par quelqu'un d'autre : "
    kept += "laissées telles quelles."
    changed = before + report.changed
    yield Text(
        f"C'est fait : {plural(changed, 'fiche modifiée', 'fiches modifiées')}."
        + (kept if report.kept else "")
    )
    yield Choices((UNDO_LOT, Button("Voir la liste", "montre-les")))
