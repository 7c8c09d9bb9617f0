"""Changes of many records that were cut half-way: notified, and finished or taken back."""

from collections.abc import Iterator, Sequence

from assistant.acts.of_records import EraseRecord, FinishLot, TakeBackLot
from assistant.language.understanding import Intent
from assistant.rendering.wording import escape, number, plural
from assistant.replies import Answer, Button, Choices, Confirm, Reply, Text
from assistant.skills.duplicates import merging
from assistant.skills.records import bulk_editing as bulk
from assistant.skills.records import undoing
from assistant.skills.registry import Turn, command, on_act
from core.records.lots import Kind, Lot, State

FINISH = "termine la modification interrompue"
TAKE_BACK = "annule la modification interrompue"
_ERASURE = "effacement"
_SETTLED = "Cette modification est déjà terminée, ou annulée : il n'y a plus rien à faire."


def notice(turn: Turn, answers: Sequence[Answer] = ()) -> Iterator[Reply]:
    """The oldest change that was cut, notified once a conversation; nothing while `answers` ask
    about one."""
    erasures = tuple(_erasures(turn))
    if erasures:
        yield from erasures
        return
    notified = turn.conversations.notified_lot(turn.user, turn.conversation)
    cut = turn.services.lots.cut(turn.user)
    if not cut or notified in {one.lot for one in cut} or _asked(turn, answers):
        return
    lot = cut[0]
    turn.conversations.note_notified(turn.user, turn.conversation, lot.lot)
    yield Text(_sentence(turn, lot))
    finish, back = _LABELS[lot.kind]
    buttons = [Button(finish, FINISH, act=FinishLot(lot=lot.lot))]
    if back and _can_go_back(turn, lot):
        buttons.append(Button(back, TAKE_BACK, act=TakeBackLot(lot=lot.lot)))
    yield Choices(tuple(buttons))


def _erasures(turn: Turn) -> Iterator[Reply]:
    """Without the name: it would stay in the conversation."""
    cut = turn.services.privacy.cut(turn.user)
    if not cut or turn.conversations.notified_lot(turn.user, turn.conversation) == _ERASURE:
        return
    turn.conversations.note_notified(turn.user, turn.conversation, _ERASURE)
    yield Text(
        "**Un effacement s'est interrompu avant sa fin** : la fiche est encore là, une partie de "
        "ce qui parlait d'elle est déjà effacée. Refaites-le pour qu'il aille au bout."
    )
    act = EraseRecord(id=cut[0])
    yield Choices((Button("Reprendre l'effacement", f"efface la fiche n° {cut[0]}", act=act),))


def _asked(turn: Turn, answers: Sequence[Answer]) -> bool:
    for reply in (reply for answer in answers for reply in answer.replies):
        if isinstance(reply, Confirm):
            pending = turn.conversations.pending(turn.user, reply.pending_id)
            if pending is not None and "lot" in pending.payload:
                return True
    return False


_LABELS = {
    Kind.EDIT: ("Finir la modification", "Remettre comme avant"),
    Kind.UNDO: ("Finir l'annulation", "Garder la modification"),
    Kind.MERGE: ("Finir les fusions", "Défaire ces fusions"),
}


def _sentence(turn: Turn, lot: Lot) -> str:
    written, expected = turn.services.undo.written(lot), number(lot.expected)
    by = "" if lot.user_id == turn.user.user_id else f", lancée par {escape(lot.par)},"
    if lot.kind is Kind.UNDO:
        head, done = "Une annulation", f"{number(written)} sur {expected} remises comme avant"
        ends = "la finir, ou garder la modification"
    elif lot.kind is Kind.MERGE:
        head, done = "Une fusion de plusieurs groupes", f"{number(written)} sur {expected} faites"
        ends = "finir, ou défaire celles qui sont faites"
    else:
        head = f"Une modification ({bulk.what(lot.what['edit'])})"
        done = f"{number(written)} sur {plural(lot.expected, 'fiche modifiée', 'fiches modifiées')}"
        ends = "la finir, ou remettre ces fiches comme avant"
    return f"**{head}{by} s'est interrompue** : {done}. Voulez-vous {ends} ?"


def _can_go_back(turn: Turn, lot: Lot) -> bool:
    """What took merges back made them anew under other versions: it is finished only."""
    of = turn.services.lots.get(lot.what["of"]) if lot.kind is Kind.UNDO else None
    return of is None or of.kind is not Kind.MERGE


@command("finish_cut")
def finish(turn: Turn) -> Iterator[Reply]:
    """Go on where it was cut."""
    yield from _finish(turn, _meant(turn))


@on_act(FinishLot, Intent.PROSPECT_HISTORY)
def finish_by_click(turn: Turn, deed: FinishLot) -> Iterator[Reply]:
    """The same of the change that a button is about."""
    yield from _finish(turn, _still_cut(turn, deed.lot))


def _finish(turn: Turn, lot: Lot | None) -> Iterator[Reply]:
    if lot is None:
        yield Text(_SETTLED)
    elif lot.kind is Kind.EDIT:
        before = turn.services.undo.written(lot)
        report = turn.services.records.finish(turn.user, lot)
        turn.conversations.last_is(turn.user, turn.conversation, {"lot": lot.lot})
        yield from bulk.report_bulk(report, None, before)
    elif lot.kind is Kind.MERGE:
        yield from merging.report_merges(turn, turn.services.merges.finish(turn.user, lot))
    else:
        yield from undoing.taken_back(
            turn, lot.what["of"], turn.services.undo.finish(turn.user, lot)
        )


@command("take_back_cut")
def take_back(turn: Turn) -> Iterator[Reply]:
    """Ask, then put back what was written."""
    yield from _take_back(turn, _meant(turn))


@on_act(TakeBackLot, Intent.PROSPECT_HISTORY)
def take_back_by_click(turn: Turn, deed: TakeBackLot) -> Iterator[Reply]:
    """The same of the change that a button is about."""
    yield from _take_back(turn, _still_cut(turn, deed.lot))


def _take_back(turn: Turn, lot: Lot | None) -> Iterator[Reply]:
    if lot is None:
        yield Text(_SETTLED)
        return
    turn.services.lots.require(turn.user, lot)
    yield from undoing.ask_undo(turn, {"lot": lot.lot})


def _meant(turn: Turn) -> Lot | None:
    """The one that this conversation was notified of, else the oldest; None where none is left."""
    notified = turn.conversations.notified_lot(turn.user, turn.conversation)
    lot = turn.services.lots.get(notified) if notified else None
    if lot is None:
        return next(iter(turn.services.lots.cut(turn.user)), None)
    return lot if lot.state is State.OPEN else None


def _still_cut(turn: Turn, key: str) -> Lot | None:
    """The change of that id; None once it is settled. Forbidden where it is another's to settle."""
    lot = turn.services.lots.get(key)
    if lot is None or lot.state is not State.OPEN:
        return None
    turn.services.lots.require(turn.user, lot)
    return lot
