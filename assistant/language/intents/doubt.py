"""When to ask instead of acting, and what to offer then: whichever will cost less."""

from collections.abc import Iterator, Mapping

from assistant.language.intent_table import LISTING, Family
from assistant.language.intents.odds import Chances
from assistant.language.understanding import Intent, Reading

OFFERED = 2

COSTS: Mapping[Family, float] = {
    Family.LIST: 1,
    Family.FIGURES: 1,
    Family.RECORD: 1,
    Family.CAMPAIGN: 1,
    Family.LEARNING: 1,
    Family.TALK: 1,
    Family.OUTSIDE: 1,
    Family.PLANNING: 1.5,
    Family.FILE: 1.5,
    Family.WRITE: 2,
    Family.ERASE: 4,
}
"""What acting on a reading costs where it is wrong: a list is seen to be wrong and asked again;
what writes, sends or erases is shown and confirmed first, but may be confirmed without a look."""
ASKING = 0.5
"""What a question costs: to read it and click."""
BESIDE = 0.5
"""What it costs besides, where no button is the right one."""


SURE_NO = 0.9
"""From here on, out of scope is certain: no other reading is worth a click."""


def is_unsure(chosen: Intent, odds: Chances) -> bool:
    """True where asking costs less than acting on the reading chosen."""
    return cost_of_asking(odds) < cost_of_acting(chosen, odds)


def cost_of_acting(chosen: Intent, odds: Chances) -> float:
    """What acting costs, weighed by the odds that the reading is wrong."""
    wrong = sum(chance for intent, chance in odds.items() if not alike(intent, chosen))
    return wrong * COSTS[chosen.about.family]


def cost_of_asking(odds: Chances) -> float:
    """What asking costs, weighed by the odds that no button fits what can be done at all."""
    offered = tuple(nearest(odds))
    fits = sum(
        chance
        for intent, chance in odds.items()
        if intent is Intent.OUT_OF_SCOPE or any(alike(intent, one) for one in offered)
    )
    return ASKING + BESIDE * (1 - fits)


def readings(odds: Chances) -> tuple[Reading, ...]:
    """The likeliest readings, best first, each with its sentence."""
    return tuple(Reading(one, one.about.say) for one in nearest(odds))


def nearest(odds: Chances) -> Iterator[Intent]:
    """The likeliest intents that differ and that the assistant can do."""
    kept: list[Intent] = []
    for one in sorted(odds, key=lambda intent: -odds[intent]):
        if len(kept) < OFFERED and not any(alike(one, other) for other in (*kept, _NONE)):
            kept.append(one)
            yield one


_NONE = Intent.OUT_OF_SCOPE
"""No button says it: the others are left unclicked."""


def alike(one: Intent, other: Intent) -> bool:
    """Listings are told apart by the sentence's shape and the conversation, not by chance."""
    return one is other or {one, other} <= LISTING
