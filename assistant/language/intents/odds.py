"""How often a reading is right, by what it is: what was measured on sentences not learnt from."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.language.intent_table import Family, Intent

Chances = Mapping[Intent, float]

_HIGHEST = 7.0
"""From this logit on, one chance is as good as another (out of fold)."""
UNMEASURED = 0.8
"""What a rule is worth of which nothing is known."""


@dataclass(frozen=True)
class Odds:
    """By family, the slope and the shift from the logit of a chance to that of the odds."""

    families: Mapping[Family, tuple[float, float]] = field(default_factory=dict)
    rules: Mapping[str, float] = field(default_factory=dict)

    def of_reading(self, intent: Intent, chance: float) -> float:
        """The odds that this intent, learnt to have that chance, is the right one."""
        slope, shift = self.families.get(intent.about.family, (1.0, 0.0))
        return 1 / (1 + math.exp(-(slope * logit(chance) + shift)))

    def of_rule(self, name: str) -> float:
        """The odds that what a rule of intents decides is right."""
        return self.rules.get(name, UNMEASURED)


def logit(chance: float) -> float:
    """The logarithm of for against, bounded."""
    if chance <= 0:
        return -_HIGHEST
    return min(math.log(chance / (1 - chance)), _HIGHEST) if chance < 1 else _HIGHEST


def shared_out(chances: Chances, chosen: Intent, odds: float) -> dict[Intent, float]:
    """The odds of every intent: those of the chosen one; the rest keep their proportions."""
    others = sum(chances.values()) - chances.get(chosen, 0.0)
    share = (1 - odds) / others if others > 0 else 0.0
    return {one: odds if one is chosen else chance * share for one, chance in chances.items()}
