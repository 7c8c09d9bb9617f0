"""What is learnt from: sentences and turns, each in its scene, with the intent it has."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.language.grammar.reading import Reading, read
from assistant.language.intents.examples import Example, Variety, examples
from assistant.language.intents.frame import signed_frame
from assistant.language.intents.turns import PlayedTurn
from assistant.language.understanding import Context, Intent

_ANY_DAY = date(2026, 3, 18)
"""Dates only have to be found here, not to be right."""
_VARIETY = Variety(per_line=3)
TURN_WEIGHT = 4
"""How many times a turn of a conversation counts beside a sentence written out of a line."""


@dataclass(frozen=True)
class Lesson:
    frame: str
    intent: Intent
    source: str
    """The line it is written out of, or the file of its conversation: no test may split them."""
    reading: Reading
    context: Context
    weight: int = 1

    @property
    def is_turn(self) -> bool:
        """Whether it was said in a conversation."""
        return self.weight > 1


def lessons(turns: Sequence[PlayedTurn], more: Sequence[Example] = ()) -> list[Lesson]:
    """The lines said alone, those that users corrected, the turns in their scenes."""
    alone = (lesson_of(example) for example in (*examples(_VARIETY), *more))
    return [*alone, *_of_turns(turns)]


def lesson_of(example: Example) -> Lesson:
    """A sentence said out of any conversation."""
    reading, context = read(example.text, _ANY_DAY), Context()
    frame = signed_frame(reading, context.filter, "")
    return Lesson(frame, example.intent, str(example.source), reading, context)


def _of_turns(turns: Sequence[PlayedTurn]) -> Iterator[Lesson]:
    for turn in turns:
        context = Context(
            filter=turn.before,
            previous=turn.previous,
            focus=turn.focus,
            last_intent=Intent(turn.last_intent) if turn.last_intent else None,
        )
        frame = signed_frame(turn.reading, turn.before, turn.last_intent)
        source = turn.source.partition(":")[0]
        yield Lesson(frame, turn.known.intent, source, turn.reading, context, TURN_WEIGHT)
