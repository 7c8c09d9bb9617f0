"""Who changed what, and when."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from itertools import islice
from typing import Any

from assistant.acts.of_records import MoreHistory, RecordHistory, UndoEntry, UndoLot
from assistant.language.requests.history import HistoryRequest
from assistant.language.requests.records import Whom
from assistant.language.understanding import Intent
from assistant.rendering.campaigns.entries import campaign_text
from assistant.rendering.exports.exporting import journal_text
from assistant.rendering.labels import FIELD_LABELS
from assistant.rendering.planning.entries import UNDOABLE, entry_text
from assistant.rendering.records.changes import change_text
from assistant.rendering.wording import escape, moment, of_strong, plural
from assistant.replies import Button, Choices, Reply, Text
from assistant.skills.records.finding import find_record
from assistant.skills.registry import Turn, claim, command, on_act, skill
from core.accounts.linking import LINK_MADE
from core.accounts.models import Permission
from core.accounts.service import ACTIONS
from core.clock import PARIS
from core.configuration.service import SET
from core.duplicates.service import DIFFERENT
from core.errors import NotFound
from core.journal.models import TERMINAL, Action, Entry, Search, author
from core.prospects.models import Prospect

SHOWN = 15
MAX_BUTTONS = 3
_OF_RECORD = frozenset({Action.ADD, Action.EDIT, Action.ANSWER, Action.MERGE, Action.UNDO})
_UNDOABLE = _OF_RECORD | {DIFFERENT} | UNDOABLE
_ACCOUNTS = (*ACTIONS, LINK_MADE)
_WORDS = {
    "import": "import d'un fichier",
    "import_undone": "import annulé",
    "demo.load": "démonstration chargée",
    "demo.remove": "démonstration enlevée",
    Action.ERASE: "effacement d'une personne",
}
_KINDS: dict[str, tuple[str, ...]] = {
    "undo": (Action.UNDO, "import_undone"),
    "import": ("import", "import_undone"),
    "merge": (Action.MERGE,),
    "different": (DIFFERENT,),
    "erase": (Action.ERASE,),
    "accounts": _ACCOUNTS,
    "answer": (Action.ANSWER,),
    "add": (Action.ADD,),
}
"""Entries of each kind of change that a sentence may ask for."""
_LONG_AGO = timedelta(days=3650)


@skill(Intent.PROSPECT_HISTORY)
def history(turn: Turn) -> Iterator[Reply]:
    """The journal of one record, of a field of it, of somebody, or of a time."""
    request = turn.asked(HistoryRequest)
    who = _author(turn, request)
    subject, period = request.about(who), _period(turn, request)
    # "depuis lundi" is no name.
    named = subject.named and not (period and request.of_all)
    here = turn.context.last_prospect is not None and request.here
    if not named and not here and (who or period or request.of_all):
        yield from _of_base(turn, request, who, period)
        return
    if request.stranger and not (named or here):
        yield from _nobody(turn, request.stranger)
        return
    found = find_record(turn, subject.whom, "De quelle fiche voulez-vous l'historique ?")
    if found.record is None:
        yield from found.replies
        return
    yield from _of_record(turn, found.record, subject.field, who, period)


@on_act(RecordHistory, Intent.PROSPECT_HISTORY)
def history_by_click(turn: Turn, deed: RecordHistory) -> Iterator[Reply]:
    """The journal of that record."""
    found = find_record(turn, Whom(number=deed.id), "")
    assert found.record is not None
    yield from _of_record(turn, found.record, None, None, None)


def _of_record(
    turn: Turn,
    record: Prospect,
    field: str | None,
    who: str | None,
    period: tuple[datetime, datetime] | None,
) -> Iterator[Reply]:
    whose = of_strong(record.nom_structure)
    search = Search(target=record.prospect_id, par=who, **_bounds(period))
    if field in FIELD_LABELS:
        of_field = search.model_copy(update={"field": field})
        if turn.services.journal.count(of_field):
            search = of_field
        else:
            label = FIELD_LABELS[field]
            yield Text(f"Personne n'a changé « {label} » dans la fiche {whose}.")
    if not turn.services.journal.count(search):
        yield Text(_nothing(record.source, record.cree_le))
        return
    yield Text(f"Historique {whose} :")
    yield from _page(turn, search, 0)


def _nothing(source: str | None, created: datetime | None) -> str:
    """A record of an import or of the demonstration has no entry of its own."""
    since = f" le {moment(created)}" if created else ""
    origin = f" ({escape(source)})" if source else ""
    return f"Personne n'a modifié cette fiche depuis son arrivée dans la base{since}{origin}."


def _of_base(
    turn: Turn,
    request: HistoryRequest,
    who: str | None,
    period: tuple[datetime, datetime] | None,
) -> Iterator[Reply]:
    kinds = _KINDS[request.kind] if request.kind else ()
    search = Search(par=who, actions=tuple(map(str, kinds)), **_bounds(period))
    count = turn.services.journal.count(search)
    by = f" par {escape(author(who))}" if who else ""
    if not count:
        yield Text(f"Rien de tel n'a été fait{by} dans la base à ce moment-là.")
        return
    yield Text(f"**{plural(count, 'modification')}**{by}, la plus récente d'abord :")
    yield from _page(turn, search, 0)


def _nobody(turn: Turn, who: str) -> Iterator[Reply]:
    """Who is asked for never wrote anything."""
    known = [escape(author(one)) for one in turn.services.journal.authors()]
    others = f" Ont travaillé dans la base : {', '.join(known)}." if known else ""
    yield Text(f"Je ne trouve aucune modification de « {escape(who)} ».{others}")


def _author(turn: Turn, request: HistoryRequest) -> str | None:
    """Whose changes are asked for."""
    if request.mine:
        return turn.user.email
    if request.by_machine:
        return TERMINAL
    return request.author(turn.services.journal.authors())


def _bounds(period: tuple[datetime, datetime] | None) -> dict[str, Any]:
    return {"start": period[0], "end": period[1]} if period else {}


def _period(turn: Turn, request: HistoryRequest) -> tuple[datetime, datetime] | None:
    """From the first day's start to the last one's end."""
    if request.days is None:
        return None
    first, last = request.days
    start, end = first or turn.today - _LONG_AGO, (last or turn.today) + timedelta(days=1)
    return datetime.combine(start, time.min, PARIS), datetime.combine(end, time.min, PARIS)


# --- pages --------------------------------------------------------------------------------------


@claim("more_history")
@command("more_history")
def more(turn: Turn) -> Iterator[Reply]:
    """The next page of what was shown last."""
    shown = turn.conversations.shown(turn.user, turn.conversation, "history")
    if shown is None:
        yield Text("Quel historique voulez-vous voir ? Par exemple « historique de la semaine ».")
        return
    yield from _page(turn, Search.model_validate(shown["search"]), int(shown["skip"]))


def _page(turn: Turn, search: Search, skip: int) -> Iterator[Reply]:
    """Some entries, one line each, and what can be done."""
    entries = list(islice(turn.services.journal.search(search), skip, skip + SHOWN + 1))
    page, named = entries[:SHOWN], search.target is None
    if not page:
        yield Text("C'est tout : il n'y a rien de plus ancien.")
        return
    undone = {e.entry_id for e in page if turn.services.journal.undone_by(e.entry_id)}
    yield Text("\n".join(_line(turn, one, named, one.entry_id in undone) for one in page))
    what = {"search": search.model_dump(mode="json"), "skip": skip + len(page)}
    turn.conversations.show(turn.user, turn.conversation, "history", what)
    left = [one for one in page if one.entry_id not in undone and _may_undo(turn, one)]
    buttons = [_undo_button(one, named) for one in left]
    after = [_more_button(search, skip + SHOWN)] if entries[SHOWN:] else []
    if buttons or after:
        yield Choices((*buttons[:MAX_BUTTONS], *after))


def _more_button(search: Search, skip: int) -> Button:
    act = MoreHistory(search=search, skip=skip)
    return Button("Voir la suite", "la suite de l'historique", act=act)


@on_act(MoreHistory, Intent.PROSPECT_HISTORY)
def more_by_click(turn: Turn, deed: MoreHistory) -> Iterator[Reply]:
    """The page after that of the button."""
    turn.user.require(Permission.READ)
    yield from _page(turn, deed.search, deed.skip)


def _may_undo(turn: Turn, entry: Entry) -> bool:
    if entry.action not in _UNDOABLE or entry.details.get("efface"):
        return False
    needed = Permission.MERGE if entry.action in (Action.MERGE, DIFFERENT) else Permission.WRITE
    return turn.user.may(needed)


def _undo_button(entry: Entry, named: bool) -> Button:
    label, key = f"Annuler : {_what(entry)}", entry.entry_id
    if named and (lot := entry.details.get("lot")):
        return Button(label, f"annule la modification de liste {lot}", act=UndoLot(lot=lot))
    return Button(label, f"annule la modification {key}", act=UndoEntry(entry=key))


def _line(turn: Turn, entry: Entry, named: bool, undone: bool) -> str:
    who = f"- {moment(entry.le)}, {escape(author(entry.par))}"
    about = ""
    if named and entry.action in _OF_RECORD:
        lot = entry.details.get("lot")
        count = turn.services.journal.size_of_lot(lot) if lot else 0
        whom = plural(count, "fiche") if count > 1 else escape(name_of(turn, entry))
        about = f" — **{whom}**"
    changes = [change_text(f, *pair) for f, pair in _values_changed(entry).items()]
    parts = [_said(turn, entry), *([" ; ".join(changes)] if changes else [])]
    return f"{who}{about} : {' — '.join(parts)}{' _(annulé depuis)_' if undone else ''}"


def _values_changed(entry: Entry) -> dict[str, Any]:
    """Of a record; what was changed of something else is named without its values."""
    found = entry.details.get("champs")
    return found if isinstance(found, dict) else {}


def _said(turn: Turn, entry: Entry) -> str:
    """What was done, and on which file, account or records where no record is named beside."""
    said, details = _WORDS.get(entry.action, entry.action), entry.details
    if (planned := entry_text(entry) or campaign_text(entry)) is not None:
        return escape(planned)
    if entry.action == Action.EXPORT:
        return journal_text(details)
    if entry.action == SET:
        return f"{said} {entry.cible}"
    if "fichier" in details:
        return f"{said} « {escape(str(details['fichier']))} »"
    if entry.action in _ACCOUNTS:
        account = turn.services.accounts.get_by_id(entry.cible)
        role = f" ({details['role']})" if "role" in details else ""
        return f"{said} : {escape(account.email) if account else 'compte supprimé'}{role}"
    if entry.action == DIFFERENT and isinstance(details.get("paires"), list):
        ids = list(dict.fromkeys(key for pair in details["paires"] for key in pair))
        return f"{said} : {_names(turn, ids)}"
    if entry.action == Action.MERGE and isinstance(details.get("absorbees"), list):
        names = [str(one.get("nom_structure")) for one in details["absorbees"]]
        return f"{said} avec {', '.join(map(escape, names))}"
    return said


def _names(turn: Turn, ids: list[str]) -> str:
    found = {one.prospect_id: one.nom_structure for one in turn.services.prospects.many(ids)}
    return ", ".join(escape(found.get(key, "fiche supprimée")) for key in ids)


def name_of(turn: Turn, entry: Entry) -> str:
    """The record that an entry is about, as it is called now."""
    try:
        return turn.services.prospects.open(turn.user, entry.cible).nom_structure
    except NotFound:
        return "fiche supprimée"


def _what(entry: Entry) -> str:
    fields = [FIELD_LABELS.get(name, name) for name in _values_changed(entry)]
    what = ", ".join(fields[:2]) or _WORDS.get(entry.action, entry.action)
    at = entry.le.astimezone(PARIS)
    return f"{what}, {at:%d/%m} à {at.hour} h {at:%M}"
