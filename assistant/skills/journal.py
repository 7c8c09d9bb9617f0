"""Who changed what, and when; and how to take it back."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from assistant.language.extract import extract
from assistant.language.slot_edits import field_of
from assistant.language.understanding import Intent
from assistant.rendering.changes import change_text
from assistant.rendering.exporting import journal_text
from assistant.rendering.labels import FIELD_LABELS
from assistant.rendering.wording import escape, moment, plural
from assistant.replies import Button, Card, Choices, Confirm, Reply, Text
from assistant.skills.finding import find_record
from assistant.skills.registry import Turn, command, on_yes, skill
from core.accounts.models import Permission
from core.clock import PARIS
from core.duplicates.service import DIFFERENT
from core.errors import NotFound
from core.journal.models import Action, Entry
from core.vocabulary.text import fold

SHOWN = 15
_UNDOABLE = frozenset({Action.ADD, Action.EDIT, Action.ANSWER, Action.MERGE, Action.UNDO})
_WORDS = {
    "import": "import d'un fichier",
    "import_undone": "import annulé",
    "demo.load": "démonstration chargée",
    "demo.remove": "démonstration enlevée",
}
_ALL = re.compile(
    r"\b(?:qu est ce qui a change|quoi de neuf|ce qui a change|dernieres? modif\w*"
    r"|derniers? change\w*"
    r"|modif\w* (?:recentes|du jour|de la semaine)|journal|qui a (?:modifie|change|touche) quoi"
    r"|tout ce qui)\b"
)


@skill(Intent.PROSPECT_HISTORY)
def history(turn: Turn) -> Iterator[Reply]:
    """The journal of one record, of a field of it, or of a time."""
    period = _period(turn)
    of_all = bool(_ALL.search(fold(turn.text)))
    # "depuis lundi" is no name.
    whole = (period and of_all) or ("prospect" not in turn.slots and (period or of_all))
    if whole:
        yield from _of_base(turn, period)
        return
    found = find_record(turn, "De quelle fiche voulez-vous l'historique ?")
    if found.record is None:
        yield from found.replies
        return
    entries = turn.services.journal.of(found.record.prospect_id)
    field = field_of(fold(turn.text))
    if field in FIELD_LABELS:
        touching = [e for e in entries if field in e.details.get("champs", {})]
        if not touching:
            yield Text(
                f"Personne n'a changé « {FIELD_LABELS[field]} » dans la fiche de "
                f"**{escape(found.record.nom_structure)}** depuis qu'elle existe."
            )
        entries = touching or entries
    if period:
        entries = [e for e in entries if period[0] <= e.le < period[1]]
    if not entries:
        yield Text(_nothing(found.record.source, found.record.cree_le))
        return
    yield Text(f"Historique de **{escape(found.record.nom_structure)}** :")
    yield from _listed(turn, list(reversed(entries)), named=False)


def _nothing(source: str | None, created: datetime | None) -> str:
    """A record of an import or of the demonstration has no entry of its own."""
    since = f" le {moment(created)}" if created else ""
    origin = f" ({escape(source)})" if source else ""
    return f"Personne n'a modifié cette fiche depuis son arrivée dans la base{since}{origin}."


def _of_base(turn: Turn, period: tuple[datetime, datetime] | None) -> Iterator[Reply]:
    journal = turn.services.journal
    entries = journal.between(*period) if period else journal.last(SHOWN)
    if not entries:
        yield Text("Rien n'a changé dans la base à ce moment-là.")
        return
    yield Text(f"**{plural(len(entries), 'modification')}**, la plus récente d'abord :")
    yield from _listed(turn, entries, named=True)


def _period(turn: Turn) -> tuple[datetime, datetime] | None:
    """The days that the sentence speaks of."""
    for change in extract(turn.text, turn.today).changes:
        bounds = change.condition.value
        if change.condition.key not in {"date", "dernier_contact"}:
            continue
        start = bounds.apres or turn.today - timedelta(days=3650)
        end = (bounds.avant or turn.today) + timedelta(days=1)
        return (
            datetime.combine(start, time.min, PARIS),
            datetime.combine(end, time.min, PARIS),
        )
    return None


def _listed(turn: Turn, entries: Sequence[Entry], named: bool) -> Iterator[Reply]:
    lots = Counter(str(entry.details["lot"]) for entry in entries if "lot" in entry.details)
    entries = _once_a_lot(entries) if named else entries
    yield Text("\n".join(_line(turn, entry, named, lots) for entry in entries[:SHOWN]))
    if len(entries) > SHOWN:
        yield Text(f"_… et {plural(len(entries) - SHOWN, 'autre', 'autres')}, plus anciennes._")
    buttons = tuple(
        Button(f"Annuler : {_what(entry)}", _say_undo(entry, named))
        for entry in entries[:SHOWN]
        if entry.action in _UNDOABLE and not turn.services.journal.undone_by(entry.entry_id)
    )
    if buttons:
        yield Choices(buttons[:3])


def _once_a_lot(entries: Sequence[Entry]) -> list[Entry]:
    """A list edited at once is one line."""
    seen: set[str] = set()
    kept = []
    for entry in entries:
        lot = str(entry.details.get("lot", entry.entry_id))
        if lot not in seen:
            kept.append(entry)
        seen.add(lot)
    return kept


def _say_undo(entry: Entry, named: bool) -> str:
    if named and "lot" in entry.details:
        return f"annule la modification de liste {entry.details['lot']}"
    return f"annule la modification {entry.entry_id}"


def _line(turn: Turn, entry: Entry, named: bool, lots: Mapping[str, int]) -> str:
    who = f"- {moment(entry.le)}, {escape(entry.par)}"
    about = ""
    if named and entry.action in _UNDOABLE:
        count = lots.get(str(entry.details.get("lot")), 0)
        whom = plural(count, "fiche") if count > 1 else escape(_name(turn, entry))
        about = f" — **{whom}**"
    changes = [change_text(f, *pair) for f, pair in entry.details.get("champs", {}).items()]
    said = _WORDS.get(entry.action, entry.action)
    if entry.action == Action.EXPORT:
        said = journal_text(entry.details)
    return f"{who}{about} : {said}{' — ' + ' ; '.join(changes) if changes else ''}"


def _name(turn: Turn, entry: Entry) -> str:
    try:
        return turn.services.prospects.open(turn.user, entry.cible).nom_structure
    except NotFound:
        return "fiche supprimée"


def _what(entry: Entry) -> str:
    fields = [FIELD_LABELS.get(name, name) for name in entry.details.get("champs", {})]
    what = ", ".join(fields[:2]) or entry.action
    return f"{what}, {entry.le.astimezone(PARIS):%d/%m à %Hh%M}"


_ID = r"[0-9a-f]{8} [0-9a-f]{4} [0-9a-f]{4} [0-9a-f]{4} [0-9a-f]{12}"


@command(rf"annule[rz]? la modification {_ID}")
def undo_entry(turn: Turn) -> Iterator[Reply]:
    """Take back one change of the journal."""
    entry_id = turn.text.strip().split(" ")[-1].lower()
    yield from _ask_undo(turn, {"entry": entry_id})


@command(rf"annule[rz]? la modification de liste {_ID}")
def undo_list(turn: Turn) -> Iterator[Reply]:
    """Take back what was changed on a whole list."""
    yield from _ask_undo(turn, {"lot": turn.text.strip().split(" ")[-1].lower()})


@command(
    r"(?:annule[rz]?|defai[st]|defaire|reviens sur) (?:(?:la|ma|cette|mes|les|ces|l|ce|mon|le) )?"
    r"(?:dernier(?:e)? )?(?:modification|modif|saisie|correction|reponse|fusion|action|ajout"
    r"|changement|operation|creation|commentaire)s?"
)
def undo_last(turn: Turn) -> Iterator[Reply]:
    """Take back what was last changed in this conversation."""
    change = turn.conversations.last_change(turn.user, turn.conversation)
    if not change:
        yield Text(
            "Il n'y a plus rien à annuler dans cette conversation. Pour une modification plus "
            "ancienne, demandez l'historique de la fiche."
        )
        return
    yield from _ask_undo(turn, change)


def _ask_undo(turn: Turn, change: dict[str, str]) -> Iterator[Reply]:
    if "lot" in change:
        entries = turn.services.journal.of_lot(change["lot"])
        count = len(entries)
        yield Text(_lot(turn, entries))
        question = f"Remettre {plural(count, 'fiche')} comme avant ?"
    else:
        entry = turn.services.journal.get(change["entry"])
        if entry is None or entry.details.get("efface"):
            turn.conversations.forget_change(turn.user, turn.conversation, change)
            yield Text("Cette modification ne s'annule plus.")
            return
        if entry.action in (Action.MERGE, DIFFERENT):
            turn.user.require(Permission.MERGE)
        if turn.services.journal.undone_by(entry.entry_id):
            turn.conversations.forget_change(turn.user, turn.conversation, change)
            yield Text("Cette modification est déjà annulée.")
            return
        changes = entry.details.get("champs", {})
        lines = "\n".join(f"- {change_text(f, new, old)}" for f, (old, new) in changes.items())
        yield Text(f"**{escape(_name(turn, entry))}**, {entry.action} :\n\n{lines}".rstrip(" :\n"))
        question = "Annuler cette modification ?"
    yield Confirm(turn.ask("undo", change), question, "Oui, annuler", "Non, garder")


def _lot(turn: Turn, entries: Sequence[Entry]) -> str:
    """What a bulk edit changed, and on whom."""
    fields = sorted({name for e in entries for name in e.details.get("champs", {})})
    labels = ", ".join(FIELD_LABELS.get(name, name) for name in fields)
    names = ", ".join(escape(_name(turn, entry)) for entry in entries[:5])
    return f"**{labels}** : {names}{', …' if len(entries) > 5 else ''}"


@command(r"annule[rz]? l ajout (?:de|d|du) .+")
def undo_addition(turn: Turn) -> Iterator[Reply]:
    """Take back that a record was added."""
    named = re.search(r"ajout\s+(?:de\s+la\s+|de\s+l['’]|du\s+|de\s+|d['’])(.+)", turn.text, re.I)
    name = named[1].strip(' ?.!"«»') if named else ""
    found = turn.services.prospects.find_named(turn.user, name, 1)
    entries = turn.services.journal.of(found[0].prospect_id) if found else []
    added = next((e for e in entries if e.action == Action.ADD), None)
    if added is None:
        yield Text("Je ne retrouve pas cet ajout dans le journal.")
        return
    yield from _ask_undo(turn, {"entry": added.entry_id})


@on_yes("undo")
def undo_confirmed(turn: Turn, payload: dict[str, Any]) -> Iterator[Reply]:
    """Take it back."""
    if "lot" in payload:
        restored, kept = turn.services.undo.undo_lot(turn.user, payload["lot"])
        turn.conversations.forget_change(turn.user, turn.conversation, payload)
        more = f" {plural(kept, 'fiche')} modifiées depuis : laissées telles quelles."
        yield Text(f"C'est annulé pour {plural(restored, 'fiche')}." + (more if kept else ""))
        return
    written = turn.services.undo.undo(turn.user, payload["entry"])
    turn.conversations.forget_change(turn.user, turn.conversation, payload)
    yield Text("C'est annulé.")
    if written:
        yield Card(written.prospect.prospect_id)
