"""Changes taken back: the last one, one of the journal, a whole list, an addition."""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace

from assistant.acts.of_records import UndoEntry, UndoLot
from assistant.conversation import Payload
from assistant.language.intent_table import LISTING
from assistant.language.requests.history import UndoAdditionRequest, UndoRequest
from assistant.language.understanding import Intent
from assistant.rendering.labels import FIELD_LABELS
from assistant.rendering.planning.entries import entry_text
from assistant.rendering.records.changes import change_text
from assistant.rendering.wording import escape, number, plural
from assistant.replies import Button, Card, Choices, Confirm, Reply, Text
from assistant.skills.lists.listing import list_prospects
from assistant.skills.records.history import name_of
from assistant.skills.registry import Turn, command, on_act, on_yes
from core.accounts.models import Permission
from core.duplicates.service import DIFFERENT
from core.journal.models import Action, Entry
from core.records.lots import Kind, State

_YES_NO = ("Oui, annuler", "Non, garder")
_ASKED = "Annuler cette modification ?"


@command("undo_entry")
def undo_entry(turn: Turn) -> Iterator[Reply]:
    """Take back one change of the journal."""
    yield from ask_undo(turn, {"entry": turn.asked(UndoRequest).id})


@command("undo_list")
def undo_list(turn: Turn) -> Iterator[Reply]:
    """Take back what was changed on a whole list."""
    yield from ask_undo(turn, {"lot": turn.asked(UndoRequest).id})


@on_act(UndoEntry, Intent.PROSPECT_HISTORY)
def undo_entry_by_click(turn: Turn, deed: UndoEntry) -> Iterator[Reply]:
    """Take back the change of a button."""
    yield from ask_undo(turn, {"entry": deed.entry})


@on_act(UndoLot, Intent.PROSPECT_HISTORY)
def undo_lot_by_click(turn: Turn, deed: UndoLot) -> Iterator[Reply]:
    """The same of a whole list."""
    yield from ask_undo(turn, {"lot": deed.lot})


@command("undo_last")
def undo_last(turn: Turn) -> Iterator[Reply]:
    """Take back what was last changed in this conversation."""
    change = turn.conversations.last_change(turn.user, turn.conversation)
    if not change and (cut := turn.services.lots.cut(turn.user)):
        change = {"lot": cut[-1].lot}  # of a conversation that is not this one
    if not change:
        yield Text(
            "Il n'y a plus rien à annuler dans cette conversation. Pour une modification plus "
            "ancienne, demandez l'historique de la fiche."
        )
        return
    yield from ask_undo(turn, change)


@command("go_back")
def go_back(turn: Turn) -> Iterator[Reply]:
    """ "oups": the last change is offered to be taken back; after a list, the list of before."""
    filtered = turn.context.last_intent in LISTING
    if not filtered:
        yield from undo_last(turn)
        return
    if turn.context.filter == turn.context.previous:
        yield Text(
            "Il n'y a pas de liste d'avant à laquelle revenir. Dites-moi ce que vous cherchez."
        )
        return
    before, now = turn.context.previous, turn.context.filter
    turn.context = replace(turn.context, filter=before, previous=now)
    yield Text("Rien n'a été écrit. Voici la liste d'avant :")
    yield from list_prospects(turn)
    if change := turn.conversations.last_change(turn.user, turn.conversation):
        say = "annule la dernière modification"
        lot, entry = change.get("lot"), change.get("entry")
        act = UndoLot(lot=lot) if lot else UndoEntry(entry=entry) if entry else None
        yield Choices((Button("Annuler la dernière modification", say, act=act),))


def ask_undo(turn: Turn, change: dict[str, str]) -> Iterator[Reply]:
    """Say what {"entry": id} or {"lot": id} would put back, and ask."""
    if "lot" in change:
        count = yield from _ask_lot(turn, change["lot"])
        if not count:
            turn.conversations.forget_change(turn.user, turn.conversation, change)
            return
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
        if (planned := entry_text(entry)) is not None:
            yield Text(escape(planned))
            yield Confirm(turn.ask("undo", change), "Annuler ce changement ?", *_YES_NO)
            return
        yield Text(_planned(turn, entry))
        question = "Annuler cette fusion ?" if entry.action == Action.MERGE else _ASKED
    yield Confirm(turn.ask("undo", change), question, *_YES_NO)


def _planned(turn: Turn, entry: Entry) -> str:
    """What taking a change back would do."""
    changes = entry.details.get("champs", {})
    lines = "\n".join(f"- {change_text(f, new, old)}" for f, (old, new) in changes.items())
    who = f"**{escape(name_of(turn, entry))}**, {entry.action}"
    if apart := entry.details.get("absorbees"):
        back = ", ".join(f"**{escape(one['nom_structure'])}**" for one in apart)
        returns = plural(len(apart), "fiche réunie redevient", "fiches réunies redeviennent")
        who += f" : {returns} à part ({back})"
    return f"{who} :\n\n{lines}".rstrip(" :\n")


def _ask_lot(turn: Turn, lot: str) -> Generator[Reply, None, int]:
    """Tell what of a lot would be taken back, and of how many records; 0 where nothing is left."""
    noted = turn.services.lots.get(lot)
    if noted is not None and noted.kind is Kind.MERGE:
        turn.user.require(Permission.MERGE)
    entries = turn.services.undo.left(lot)
    if not entries and noted is not None and noted.state is State.OPEN:
        turn.services.undo.undo_lot(turn.user, lot)  # settled: nobody is asked about it again
        yield Text(
            "Cette modification s'était interrompue avant sa première fiche : rien à annuler."
        )
    elif not entries:
        yield Text("Cette modification est déjà annulée.")
    else:
        yield Text(_lot(turn, entries))
        if noted is not None and noted.state is State.OPEN:
            written = plural(len(entries), "fiche modifiée", "fiches modifiées")
            yield Text(f"Elle s'était interrompue : {written} sur {number(noted.expected)}.")
    return len(entries)


def _lot(turn: Turn, entries: Sequence[Entry]) -> str:
    """What a bulk edit changed, and on whom."""
    fields = sorted({name for e in entries for name in e.details.get("champs", {})})
    labels = ", ".join(FIELD_LABELS.get(name, name) for name in fields)
    names = ", ".join(escape(name_of(turn, entry)) for entry in entries[:5])
    return f"**{labels}** : {names}{', …' if len(entries) > 5 else ''}"


@command("undo_addition")
def undo_addition(turn: Turn) -> Iterator[Reply]:
    """Take back that a record was added."""
    name = turn.asked(UndoAdditionRequest).name
    found = turn.services.prospects.find_named(turn.user, name, 1)
    entries = turn.services.journal.of(found[0].prospect_id) if found else []
    added = next((e for e in entries if e.action == Action.ADD), None)
    if added is None:
        yield Text("Je ne retrouve pas cet ajout dans le journal.")
        return
    yield from ask_undo(turn, {"entry": added.entry_id})


@on_yes("undo")
def undo_confirmed(turn: Turn, payload: Payload) -> Iterator[Reply]:
    """Take it back."""
    if "lot" in payload:
        lot = payload["lot"]
        yield from taken_back(turn, lot, turn.services.undo.undo_lot(turn.user, lot))
        return
    written = turn.services.undo.undo(turn.user, payload["entry"])
    turn.conversations.forget_change(turn.user, turn.conversation, payload)
    yield Text("C'est annulé.")
    if written:
        yield Card(written.prospect.prospect_id)


def taken_back(turn: Turn, lot: str, counts: tuple[int, int]) -> Iterator[Reply]:
    """What taking a whole list back did: how many were restored, how many were left."""
    restored, kept = counts
    turn.conversations.forget_change(turn.user, turn.conversation, {"lot": lot})
    more = f" {plural(kept, 'fiche')} modifiées depuis : laissées telles quelles."
    yield Text(f"C'est annulé pour {plural(restored, 'fiche')}." + (more if kept else ""))
