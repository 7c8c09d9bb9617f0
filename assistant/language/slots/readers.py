"""The details of a request beside its filter: names, dates, counts, what to change."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from assistant.language.grammar.dates import deadline_of, mark_dates
from assistant.language.grammar.quantities import mark_numbers
from assistant.language.grammar.reading import Reading
from assistant.language.intents.frame import frame_within
from assistant.language.slots import words
from assistant.language.slots.capitals import capital_name, is_doubtful
from assistant.language.slots.edits import edit
from assistant.language.slots.names import campaign_name, is_no_name, is_talk, prospect_name, quoted
from assistant.language.slots.tasks import task_to_remember, task_to_update
from assistant.language.spans.tagger import Span, shipped_spans
from assistant.language.text.chain import Chain, Item
from assistant.language.text.lexicon import common_words, table
from assistant.language.understanding import Intent, Slots
from core.vocabulary.text import fold


@dataclass(frozen=True)
class _Turn:
    reading: Reading
    intent: Intent
    today: date

    @property
    def text(self) -> str:
        return self.reading.typed

    @cached_property
    def plain(self) -> Chain:
        """Words and digits only: names may hold months and numbers."""
        return self.reading.chain()

    @cached_property
    def numbered(self) -> Chain:
        chain = self.reading.chain()
        mark_numbers(chain)
        return chain

    @cached_property
    def dated(self) -> Chain:
        chain = self.reading.chain()
        mark_numbers(chain)
        mark_dates(chain, self.today, future=True)
        return chain

    def frame(self, name: str) -> list[str]:
        """The words of a name with types and places masked."""
        start = self.text.find(name)
        return frame_within(self.reading, start, start + len(name))

    def spotted(self, kind: Span, ruled: str | None) -> str | None:
        """What is named: as learnt where that is sure, else as the rules have it."""
        found = shipped_spans().find(self.reading, kind, self.intent.value)
        if found.name and kind is Span.PROSPECT and is_no_name(found.name):
            return None
        if found.sure > (_SURE_NAMED if found.name else _SURE_NONE[kind]):
            return found.name
        return ruled or found.name

    def deadline(self, name: str | None = None) -> tuple[date | None, date | None]:
        """The day, or first and last days, that is said outside of the name."""
        start = self.text.find(name) if name else -1
        end = start + len(name or "")
        words = [one for one in self.reading.words if not (start >= 0 and start <= one.start < end)]
        chain = Chain(words, self.text)
        mark_numbers(chain)
        return deadline_of(chain, self.today)


_SURE_NAMED = 0.6
_SURE_NONE = {Span.PROSPECT: 0.9, Span.CAMPAIGN: 0.9, Span.TASK: 1.0, Span.VALUE: 0.9}
"""From which odds what was learnt is taken before the rules, chosen on held-back turns."""


def slots_of(reading: Reading, intent: Intent, today: date) -> Slots:
    """Only the slots that this turn gives, of those that its intent takes."""
    turn = _Turn(reading, intent, today)
    found: Slots = {}
    for reader in _READERS[intent]:
        found |= {name: value for name, value in reader(turn).items() if value is not None}
    return found


def _kpi(turn: _Turn) -> Slots:
    return {"kpi": words.indicator(turn.plain.text)}


def _campaign(turn: _Turn) -> Slots:
    name = quoted(turn.text) if re.search(r"campagne|campan", turn.plain.text) else None
    name = name or turn.spotted(Span.CAMPAIGN, campaign_name(turn.plain, turn.text))
    return {"campaign": name}


def _any_campaign(turn: _Turn) -> Slots:
    """Where a capital that is no place and no type can only be a campaign's."""
    name = _campaign(turn)["campaign"]
    if name is None:
        name = capital_name(turn.plain, turn.text, with_type=False)
        if name and set(turn.frame(name)) & {"<place>", "<type>"}:
            name = None
    return {"campaign": name}


def _new_campaign(turn: _Turn) -> Slots:
    """ "une campagne MJC de Bretagne" says whom it is for, not its name."""
    name = _campaign(turn)["campaign"]
    if name is None or _NAMING.search(turn.plain.text) or name.split()[0].istitle():
        return {"campaign": name}
    return {} if _is_selection(name, turn) else {"campaign": name}


_NAMING = re.compile(r"appele|nomme|intitule|baptise|[\"«“]|<year>")


def _named_campaign(turn: _Turn) -> Slots:
    """Where the word campaign must be said for its name to be one."""
    return _campaign(turn) if "campagne" in turn.plain.text.split() else {}


def _prospect(turn: _Turn) -> Slots:
    name = prospect_name(turn.plain, turn.intent, turn.text)
    if name is not None and is_talk(name):
        name = None
    if name is None or is_doubtful(name) or _is_plain_word(name):
        adds = turn.intent is Intent.ADD_PROSPECT
        found = capital_name(turn.plain, turn.text, with_type=True, after_of=not adds)
        name = found if found and not _is_selection(found, turn) else name
    return {"prospect": turn.spotted(Span.PROSPECT, name)}


def _is_plain_word(name: str) -> bool:
    """ "une fiche pour essayer": one word of everyday, which a name in capitals beats."""
    said = fold(name)
    return name.islower() and " " not in said and common_words().get(said, 0) > _EVERYDAY


_EVERYDAY = 500


def _erased_prospect(turn: _Turn) -> Slots:
    """ "efface les mjc de Paris" names a set, "efface la MJC de Paris" one record."""
    found = _prospect(turn)
    name = found["prospect"]
    if name and (_ALL.match(name) or _EVERY.search(turn.text[: turn.text.find(name)])):
        return {}
    plural = name and _PLURALS & {fold(_before(name, turn)), fold(name.split()[0])}
    return {} if name and plural and _is_selection(name, turn) else found


_ALL = re.compile(r"(?:toutes?|tous|tts?|ttes) (?:les|ces|mes|nos|vos)\b", re.IGNORECASE)
_EVERY = re.compile(_ALL.pattern + r"\s*$", re.IGNORECASE)
_PLURALS = frozenset(("les", "des", "ces", "mes", "nos", "aux", "tous", "toutes", "ts", "tt"))


def _before(name: str, turn: _Turn) -> str:
    """The word before a name."""
    return turn.text[: turn.text.find(name)].rstrip("'’ ").split(" ")[-1].lower()


def _one_prospect(turn: _Turn) -> Slots:
    """Where a selection may be spoken of as well: "pour la MJC de Foix", not "pour les MJC"."""
    name = prospect_name(turn.dated, turn.intent, turn.text)
    if name is not None and is_talk(name):
        name = None
    if name is not None and _opens_otherwise(name, turn):
        name = capital_name(turn.plain, turn.text, with_type=True)
    name = turn.spotted(Span.PROSPECT, name)
    if name is None or _is_selection(name, turn) or _is_common(name, turn):
        return {}
    return {"prospect": name}


def _opens_otherwise(name: str, turn: _Turn) -> bool:
    """ "inviter les ludothèques", "relance Ludimonde": more than a name."""
    if any(letter.isupper() for letter in name):
        return is_doubtful(name)
    frame = turn.frame(name)
    return "<type>" in frame[1:] and frame[0] != "<type>"


def _is_selection(name: str, turn: _Turn) -> bool:
    """Nothing but types and places, and no "la" or "le" before to make it one record."""
    frame = [word for word in turn.frame(name) if len(word) > 3]
    if not frame or not all(word in {"<type>", "<place>"} for word in frame):
        return False
    return "<type>" not in frame or _before(name, turn) not in {
        "la",
        "le",
        "l",
        "au",
        "à",
        "du",
        "cette",
        "a",
    }


def _is_common(name: str, turn: _Turn) -> bool:
    """ "l'imprimeur", "la mairie": somebody, but nobody of the base."""
    if any(letter.isupper() for letter in name) or "<type>" in turn.frame(name):
        return False
    return all(common_words().get(word, 0) > _COMMON for word in fold(name).split())


_COMMON = 20


def _date(turn: _Turn, name: str | None = None) -> Slots:
    start, end = turn.deadline(name)
    return {"date": _iso(start), "date_end": _iso(end)}


def _date_outside_name(turn: _Turn) -> Slots:
    """ "Printemps 2026", "Noël" date nothing where they are the campaign's name."""
    return _date(turn, _any_campaign(turn).get("campaign"))


def _campaign_date(turn: _Turn) -> Slots:
    """When a new campaign is held: "du 1er au 20 décembre"; a contact's date is a condition."""
    if _CONTACTED & set(turn.plain.text.split()):
        return {}
    return _date(turn, _new_campaign(turn).get("campaign"))


_CONTACTED = frozenset(map(fold, table("dates_de_contact.toml")["mots"]))


def _backup_date(turn: _Turn) -> Slots:
    """The day that a backup was made: the last one of that name."""
    chain = turn.numbered
    mark_dates(chain, turn.today)
    days = (item.value for item in chain.items if item.text == "<when>")
    return {"date": next((_iso(one.start) for one in days if one.is_day), None)}


_PAST_DAYS = {"avant hier": 2, "hier": 1, "aujourd hui": 0, "ce matin": 0}


def _past_date(turn: _Turn) -> Slots:
    """The day an answer came; only plain ones."""
    for said, days in _PAST_DAYS.items():
        if f" {said} " in f" {turn.plain.text} ":
            return {"date": _iso(turn.today - timedelta(days=days))}
    return {}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _limit(turn: _Turn) -> Slots:
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


def _bounds_people(turn: _Turn) -> bool:
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


def _clusters(turn: _Turn) -> Slots:
    return {"clusters": _count(turn, clusters=True)}


def _count(turn: _Turn, *, clusters: bool) -> int | None:
    chain = turn.numbered
    numbers = [int(item.value) for item in chain.items if item.text == "<num>"]
    return words.count_after(chain.text, numbers, clusters)


def _edit(turn: _Turn) -> Slots:
    found = edit(turn.plain, turn.text)
    value, field = found.get("value"), found.get("field")
    name = fold(_prospect(turn)["prospect"] or "")
    if isinstance(value, str) and field not in _FREE and name and _overlap(fold(value), name):
        value = None
    if field and value is None:
        learnt = shipped_spans().find(turn.reading, Span.VALUE, turn.intent.value)
        value = learnt.name if learnt.sure > _SURE_NAMED else None
    return {"field": field, "value": value}


_FREE = frozenset(("nom_structure", "commentaires", "tags"))


def _overlap(value: str, name: str) -> bool:
    return value in name or name in value


def _response(turn: _Turn) -> Slots:
    return {"response": words.response(turn.plain.text)}


def _writing(turn: _Turn) -> Slots:
    return {"tone": words.tone(turn.plain.text), "channel": words.channel(turn.plain.text)}


def _network(turn: _Turn) -> Slots:
    """A campaign's or an advice's channel."""
    return {"channel": words.channel(turn.plain.text)}


def _format(turn: _Turn) -> Slots:
    return {"format": words.file_format(turn.plain.text)}


def _task(turn: _Turn) -> Slots:
    return _named_task(turn, task_to_update(turn.dated, turn.text))


def _reminder(turn: _Turn) -> Slots:
    return _named_task(turn, task_to_remember(turn.dated, turn.text))


def _named_task(turn: _Turn, ruled: Slots) -> Slots:
    """A new name comes with the task's only where both are told by a rule."""
    if "value" in ruled:
        return ruled
    return {"task": turn.spotted(Span.TASK, ruled.get("task"))}


_NAMED: tuple[Callable[[_Turn], Slots], ...] = (
    _any_campaign,
    _backup_date,
    _campaign_date,
    _clusters,
    _date,
    _date_outside_name,
    _edit,
    _erased_prospect,
    _format,
    _kpi,
    _limit,
    _named_campaign,
    _network,
    _new_campaign,
    _one_prospect,
    _past_date,
    _prospect,
    _reminder,
    _response,
    _task,
    _writing,
)
_BY_NAME = {reader.__name__.removeprefix("_"): reader for reader in _NAMED}
_READERS = {intent: tuple(_BY_NAME[name] for name in intent.about.slots) for intent in Intent}
