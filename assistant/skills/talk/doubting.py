"""Where there is doubt: the likeliest readings, as buttons; the one chosen is answered."""

from collections.abc import Iterable, Iterator

from assistant.acts.of_talk import ShowHelp, TakeReading
from assistant.conversation import LastTurn
from assistant.language.intent_table import Intent
from assistant.language.phrasing.chips import sentence
from assistant.language.understanding import Reading
from assistant.replies import Button, Choices, Reply, Text
from assistant.skills.registry import SKILLS, Turn, on_act
from core.prospects.filters import Filter

HELP = Button("Que sais-tu faire ?", "que sais-tu faire ?", act=ShowHelp())
_OF_A_LIST = (Intent.FILTER_PROSPECTS, Intent.COUNT_PROSPECTS)


def ask_again(turn: Turn) -> Iterator[Reply]:
    """Not sure enough to act: the nearest readings, to be chosen by a click."""
    buttons = tuple(map(reading_button, readings(turn)))
    if not buttons:
        yield Text("Je n'ai pas compris. Pouvez-vous le dire autrement ?")
        yield Choices((HELP,))
        return
    yield Text("Je ne suis pas sûr d'avoir compris. Vouliez-vous dire :")
    yield Choices(buttons)


def readings(turn: Turn) -> Iterator[TakeReading]:
    """The likeliest readings, where there is doubt, with the conditions or the name given."""
    for one in turn.understood.alternatives if turn.understood else ():
        lists = one.intent in _OF_A_LIST and not one.filters.is_empty()
        yield TakeReading(
            intent=one.intent,
            filter=one.filters if lists else None,
            name=one.slots.get("prospect") if one.intent.about.say_of else None,
        )


def offered(turn: Turn) -> dict[str, Intent]:
    """The sentences of the likeliest readings, each with its intent, where there is doubt."""
    return {_said(one): one.intent for one in readings(turn)}


def reading_button(reading: TakeReading) -> Button:
    """A reading by the sentence that says it and no other."""
    said = _said(reading)
    return Button(said[:1].upper() + said[1:], said, act=reading)


def _said(reading: TakeReading) -> str:
    about = reading.intent.about
    if reading.name is not None:
        return about.say_of.format(prospect=reading.name)
    if reading.filter is None:
        return about.say
    listed = sentence(reading.filter)
    counts = reading.intent is Intent.COUNT_PROSPECTS
    return f"compte {listed.removeprefix('montre ')}" if counts else listed


@on_act(TakeReading, Intent.HELP)
def take_reading(turn: Turn, deed: TakeReading) -> Iterable[Reply]:
    """What its sentence would answer."""
    slots = {} if deed.name is None else {"prospect": deed.name}
    said = _said(deed)
    reading = Reading(deed.intent, said, deed.filter or Filter(), slots)
    turn.understand(turn.language.chosen(reading, turn.context, turn.today))
    before = turn.conversations.last_turn(turn.user, turn.conversation)
    if before and before.offered.get(said) is deed.intent:
        turn.corrections.note(turn.user, before.text, before.intent, deed.intent)
    last = LastTurn(said, deed.intent, {})
    turn.conversations.note_turn(turn.user, turn.conversation, last)
    return SKILLS[deed.intent](turn)
