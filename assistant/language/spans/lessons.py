"""Sentences whose names, tasks and values are known: what the tagger learns from."""

import random
import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from assistant.language.grammar.reading import read
from assistant.language.intents.examples import FOLDER, lines_of, templates, write_out
from assistant.language.intents.turns import PlayedTurn
from assistant.language.spans.signs import features_of_words
from assistant.language.spans.tagger import Span, labels_of
from assistant.language.understanding import Intent

_DAY = date(2026, 11, 22)
_WRITTEN = 5
"""Sentences per line of the examples."""
_PLACEHOLDERS = {
    "prospect": Span.PROSPECT,
    "campagne": Span.CAMPAIGN,
    "tache": Span.TASK,
    "etape": Span.TASK,
    "valeur": Span.VALUE,
}
_ARTICLE = re.compile(r"^(?:(?:le|la|les|du|des|au|aux)\s+|l['’])", re.IGNORECASE)

_TASK = re.compile(r"^(?:tâche|étape)\s+", re.IGNORECASE)


@dataclass(frozen=True)
class Lesson:
    text: str
    intent: Intent
    kind: Span
    named: str
    """As written in the text; empty where nothing is named."""
    source: str


def sequence_of(lesson: Lesson) -> tuple[list[list[str]], list[str]] | None:
    reading = read(lesson.text, _DAY)
    start = lesson.text.lower().find(lesson.named.lower()) if lesson.named else 0
    if start < 0 or not reading.words:
        return None
    labels = labels_of(reading, start, start + len(lesson.named))
    if lesson.named and "B" not in labels:
        return None
    return features_of_words(reading, lesson.intent.value), labels


def takes(intent: Intent) -> tuple[Span, ...]:
    """The spans that an intent's slots are read from."""
    slots = set(intent.about.slots)
    kinds = (
        (Span.PROSPECT, {"prospect", "erased_prospect", "one_prospect"}),
        (Span.CAMPAIGN, {"any_campaign", "new_campaign", "named_campaign"}),
        (Span.TASK, {"task", "reminder"}),
        (Span.VALUE, {"edit"}),
    )
    return tuple(kind for kind, names in kinds if slots & names)


def of_examples() -> Iterator[Lesson]:
    for intent, lines in templates().items():
        for line in lines:
            chance = random.Random(zlib.crc32(line.encode()) + 1)  # noqa: S311
            for kind in takes(intent):
                yield from _of_line(line, intent, kind, chance)


def _of_line(line: str, intent: Intent, kind: Span, chance: random.Random) -> Iterator[Lesson]:
    holders = [one for one in re.findall(r"\{(\w+)\}", line) if _PLACEHOLDERS.get(one) is kind]
    if len(holders) > 1 or (not holders and re.search(r"[^\W\d_]*[A-ZÉ]", line[1:])):
        return
    for _ in range(_WRITTEN if holders else 2):
        written = line
        name = ""
        if holders:
            name = name_for(kind, holders[0], chance)
            written = written.replace("{" + holders[0] + "}", name)
        text = write_out(written, chance)
        core = _TASK.sub("", _ARTICLE.sub("", name)).strip('"')
        text, core = _retyped(text, core, chance)
        yield Lesson(text, intent, kind, core, f"{intent}:{line}")


def name_for(kind: Span, holder: str, chance: random.Random) -> str:
    """A value of the file, or one made up."""
    value = chance.choice(lines_of(FOLDER / "values" / f"{holder}.txt"))
    if holder in _MADE and chance.random() < _MADE_UP:
        value = chance.choice(_MADE[holder]())
    return write_out(value, chance)


_MADE_UP = 0.7


@cache
def _structures() -> list[str]:
    return lines_of(FOLDER / "formes.txt")


@cache
def _campaigns() -> list[str]:
    return lines_of(FOLDER / "values" / "campagne_inventee.txt")


def _tasks() -> list[str]:
    return ["{verbe_de_tache} {objet_de_tache}"]


def _nouns() -> list[str]:
    return ["{nom_de_tache}"]


_MADE: dict[str, Callable[[], list[str]]] = {
    "prospect": _structures, "campagne": _campaigns, "tache": _tasks, "etape": _nouns,
}  # fmt: skip
_HOLDERS = {Span.PROSPECT: "prospect", Span.CAMPAIGN: "campagne"}


def _retyped(text: str, name: str, chance: random.Random) -> tuple[str, str]:
    """As people type: without capitals, without accents."""
    draw = chance.random()
    if draw < 0.3:
        text, name = text.lower(), name.lower()
    elif draw < 0.45:
        text = text[:1].upper() + text[1:]
        name = name[:1].upper() + name[1:] if text.startswith(name[:1].upper() + name[1:]) else name
    if chance.random() < 0.2:
        text, name = _bare(text), _bare(name)
    return text, name


def _bare(text: str) -> str:
    return text.translate(str.maketrans("éèêëàâîïôöùûüçÉÈÊÀÂÎÔÛÇ", "eeeeaaiioouuucEEEAAIOUC"))


def of_turns(turns: Iterable[PlayedTurn]) -> Iterator[Lesson]:
    for turn in turns:
        known = turn.known
        for kind in takes(known.intent):
            chance = random.Random(zlib.crc32(known.text.encode()) + 2)  # noqa: S311
            yield from _of_turn(turn, kind, chance)


def _of_turn(turn: PlayedTurn, kind: Span, chance: random.Random) -> Iterator[Lesson]:
    known = turn.known
    name = str(known.slots.get(kind.value, ""))
    if not name:
        if not _may_name(turn):
            yield Lesson(known.text, known.intent, kind, "", turn.source)
        return
    core = _ARTICLE.sub("", name) if kind is Span.PROSPECT else name
    yield Lesson(known.text, known.intent, kind, core, turn.source)
    holder = _holder(kind, core)
    if holder and known.text.count(core) == 1:
        for _ in range(2):
            other = _ARTICLE.sub("", name_for(kind, holder, chance))
            other = other if any(one.isupper() for one in core) else other.lower()
            text = known.text.replace(core, other)
            yield Lesson(text, known.intent, kind, other, turn.source)


def _holder(kind: Span, named: str) -> str:
    """What can stand in its place."""
    if kind is Span.TASK:
        first = named.split()[0].lower()
        verb = first in {
            one.split()[0] for one in lines_of(FOLDER / "values" / "verbe_de_tache.txt")
        }
        return "tache" if verb and not named[:1].isupper() else ""
    return _HOLDERS.get(kind, "")


def _may_name(turn: PlayedTurn) -> bool:
    """Capitals that no type and no place explain: a name that nobody wrote down."""
    reading = turn.reading
    explained = [m for m in reading.mentions if m.kind in {"type", "place", "net", "field"}]
    for at, word in enumerate(reading.words):
        inside = any(m.start <= word.start < m.end for m in explained)
        opens = at == 0 or reading.words[at - 1].text in {".", "!", "?", ",", ":"}
        if word.capital and not inside and not opens:
            return True
    return False
