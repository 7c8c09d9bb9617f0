"""When to ask instead of acting, and what to offer then."""

from collections.abc import Mapping

from assistant.language.intent_table import LISTING
from assistant.language.understanding import Intent, Reading

LEAST_CHANCE = 0.35
"""Below, the likeliest reading is wrong more often than right (out of fold)."""
LEAST_LEAD = 0.06
"""Two readings nearer than this are as good as each other."""
OFFERED = 2


def is_unsure(chosen: Intent, chance: float, chances: Mapping[Intent, float]) -> bool:
    """True when this reading is too weak, or another one nearly as strong."""
    rivals = (other for intent, other in chances.items() if not _same(intent, chosen))
    return chance < LEAST_CHANCE or chance - max(rivals, default=0.0) < LEAST_LEAD


def readings(chosen: Intent, chances: Mapping[Intent, float], unsure: bool) -> tuple[Reading, ...]:
    """The nearest readings, best first: the chosen one among them only where it is in doubt."""
    order = sorted(chances, key=lambda intent: -chances[intent])
    if unsure:
        order = [chosen, *(intent for intent in order if intent is not chosen)]
    kept = [
        intent
        for intent in order
        if intent is not Intent.OUT_OF_SCOPE and (unsure or intent is not chosen)
    ]
    return tuple(Reading(intent, intent.about.say) for intent in kept[:OFFERED])


def _same(one: Intent, other: Intent) -> bool:
    # Listings are told apart by the sentence's shape and the conversation, not by chance.
    return one is other or {one, other} <= LISTING
