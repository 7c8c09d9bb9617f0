"""The details of a request beside its filter: names, dates, counts, what to change."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from assistant.language.grammar.dates import mark_dates
from assistant.language.grammar.reading import Reading
from assistant.language.slots import words
from assistant.language.slots.edits import edit
from assistant.language.slots.tasks import task_to_remember, task_to_update
from assistant.language.slots.turn import SURE_NAMED, Turn
from assistant.language.slots.whom import (
    any_campaign,
    erased_prospect,
    named_campaign,
    new_campaign,
    one_prospect,
    prospect,
)
from assistant.language.spans.tagger import Span, shipped_spans
from assistant.language.text.chain import Item
from assistant.language.text.lexicon import table
from assistant.language.understanding import Intent, Slots
from core.vocabulary.text import fold


def slots_of(reading: Reading, intent: Intent, today: date) -> Slots:
    """Only the slots that this turn gives, of those that its intent takes."""
    turn = Turn(reading, intent, today)
    found: Slots = {}
    for reader in _READERS[intent]:
        found |= {name: value for name, value in reader(turn).items() if value is not None}
    return found


def _kpi(turn: Turn) -> Slots:
    return {"kpi": words.indicator(turn.plain.text)}


def _date(turn: Turn, name: str | None = None) -> Slots:
    start, end = turn.deadline(name)
    return {"date": _iso(start), "date_end": _iso(end)}


def _date_outside_name(turn: Turn) -> Slots:
    """ "Printemps 2026", "Noël" date nothing where they are the campaign's name."""
    return _date(turn, any_campaign(turn).get("campaign"))


def _campaign_date(turn: Turn) -> Slots:
    """When a new campaign is held: "du 1er au 20 décembre"; a contact's date is a condition."""
    if _CONTACTED & set(turn.plain.text.split()):
        return {}
    return _date(turn, new_campaign(turn).get("campaign"))


_CONTACTED = frozenset(map(fold, table("dates_de_contact.toml")["mots"]))


def _backup_date(turn: Turn) -> Slots:
    """The day that a backup was made: the last one of that name."""
    chain = turn.numbered
    mark_dates(chain, turn.today)
    days = (item.value for item in chain.items if item.text == "<when>")
    return {"date": next((_iso(one.start) for one in days if one.is_day), None)}


_PAST_DAYS = {"avant hier": 2, "hier": 1, "aujourd hui": 0, "ce matin": 0}


def _past_date(turn: Turn) -> Slots:
    """The day an answer came; only plain ones."""
    for said, days in _PAST_DAYS.items():
        if f" {said} " in f" {turn.plain.text} ":
            return {"date": _iso(turn.today - timedelta(days=days))}
    return {}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _limit(turn: Turn) -> Slots:
    limit = None if _bounds_people(turn) else _count(turn, clusters=False)
    return {
        "limit": _few_of_a_type(turn.reading) if limit is None else limit,
        "sort": words.sort_field(turn.plain.text),
    }


def _is_few(number: Item, kind: Item) -> bool:
    """ "3 éditeurs au hasard": fewer than any departement's number that people type so."""
    return number.text == "<num>" and kind.text == "<type>" and 0 < int(number.value) < _FEW


_FEW = 10
_ROWS = re.compile(r"\b(?:top|resultats?|lignes?|premi\w+|derni\w+|meilleur\w*|fiches?)\b")


def _bounds_people(turn: Turn) -> bool:
    """ "60 maxi" of a number of members in force: no number of rows."""
    kinds = {one.kind for one in turn.reading.mentions}
    return bool(kinds & {"limit", "quantity"}) and not _ROWS.search(turn.plain.text)


_ASKS = frozenset((
    "moi", "nous", "juste", "seulement", "que", "les", "donne", "montre", "affiche", "liste",
    "sors", "trouve", "propose", "cite", "veux", "voudrais", "faut", "faudrait", "file", "voir",
))  # fmt: skip


def _few_of_a_type(reading: Reading) -> int | None:
    """ "donne-moi cinq bars à jeux"."""
    items = reading.items
    if len(items) > 2 and _is_few(items[0], items[1]):
        return int(items[0].value)
    for at in range(1, len(items) - 1):
        asked = items[at - 1].text in _ASKS and items[at + 1].text == "<type>"
        if asked and items[at].text == "<num>":
            return int(items[at].value)
    return None


def _clusters(turn: Turn) -> Slots:
    return {"clusters": _count(turn, clusters=True)}


def _count(turn: Turn, *, clusters: bool) -> int | None:
    chain = turn.numbered
    numbers = [int(item.value) for item in chain.items if item.text == "<num>"]
    return words.count_after(chain.text, numbers, clusters)


def _edit(turn: Turn) -> Slots:
    found = edit(turn.plain, turn.text)
    value, field = found.get("value"), found.get("field")
    name = fold(prospect(turn)["prospect"] or "")
    if isinstance(value, str) and field not in _FREE and name and _overlap(fold(value), name):
        value = None
    if field and value is None:
        learnt = shipped_spans().find(turn.reading, Span.VALUE, turn.intent.value)
        value = learnt.name if learnt.sure > SURE_NAMED else None
    return {"field": field, "value": value}


_FREE = frozenset(("nom_structure", "commentaires", "tags"))


def _overlap(value: str, name: str) -> bool:
    return value in name or name in value


def _response(turn: Turn) -> Slots:
    return {"response": words.response(turn.plain.text)}


def _writing(turn: Turn) -> Slots:
    return {"tone": words.tone(turn.plain.text), "channel": words.channel(turn.plain.text)}


def _network(turn: Turn) -> Slots:
    """A campaign's or an advice's channel."""
    return {"channel": words.channel(turn.plain.text)}


def _format(turn: Turn) -> Slots:
    return {"format": words.file_format(turn.plain.text)}


def _task(turn: Turn) -> Slots:
    return _named_task(turn, task_to_update(turn.dated, turn.text))


def _reminder(turn: Turn) -> Slots:
    return _named_task(turn, task_to_remember(turn.dated, turn.text))


def _named_task(turn: Turn, ruled: Slots) -> Slots:
    """A new name comes with the task's only where both are told by a rule."""
    if "value" in ruled:
        return ruled
    return {"task": turn.spotted(Span.TASK, ruled.get("task"))}


_NAMED: tuple[Callable[[Turn], Slots], ...] = (
    any_campaign,
    _backup_date,
    _campaign_date,
    _clusters,
    _date,
    _date_outside_name,
    _edit,
    erased_prospect,
    _format,
    _kpi,
    _limit,
    named_campaign,
    _network,
    new_campaign,
    one_prospect,
    _past_date,
    prospect,
    _reminder,
    _response,
    _task,
    _writing,
)
_BY_NAME = {reader.__name__.removeprefix("_"): reader for reader in _NAMED}
_READERS = {intent: tuple(_BY_NAME[name] for name in intent.about.slots) for intent in Intent}
