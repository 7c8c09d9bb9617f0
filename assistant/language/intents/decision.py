"""Which intent a turn has: what was learnt, then the few named rules that know better."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from assistant.language.grammar.reading import Reading
from assistant.language.intent_table import LISTING
from assistant.language.intents import rules
from assistant.language.intents.doubt import is_unsure, readings
from assistant.language.intents.frame import signed_frame
from assistant.language.intents.model import IntentClassifier
from assistant.language.understanding import Context, Intent
from assistant.language.understanding import Reading as Offered

Chances = Mapping[Intent, float]
_SURE = 0.95
"""What a rule is worth that the sentence shows plainly."""


@dataclass(frozen=True)
class Decision:
    intent: Intent
    confidence: float
    alternatives: tuple[Offered, ...] = ()
    unsure: bool = False
    ranked: tuple[tuple[Intent, float], ...] = ()
    """Every intent with its probability, best first, as learnt."""
    rule: str = ""
    """The name of the rule that decided, if one did."""


class Classifier(Protocol):
    def classify(self, frame: str) -> list[tuple[Intent, float]]:
        """Every intent with its probability, best first."""


class Decider:
    def __init__(self, classifier: Classifier) -> None:
        self._classifier = classifier

    @classmethod
    def load(cls, learnt: Path | None = None) -> "Decider":
        """Ready to decide; `learnt` is the folder of what this installation learnt itself."""
        return cls(IntentClassifier.load(learnt))

    def decide(self, reading: Reading, context: Context) -> Decision:
        """The intent of the turn, and how sure that is."""
        last = context.last_intent.value if context.last_intent else ""
        ranked = tuple(self._classifier.classify(signed_frame(reading, context.filter, last)))
        chances = dict(ranked)
        best = ranked[0][0]
        found = rules.first(best, reading, context)
        if found is not None:
            name, intent = found
            sure = max(_SURE, chances.get(intent, 0.0))
            return Decision(
                intent, sure, readings(intent, chances, unsure=False), False, ranked, name
            )
        return _weighed(best, chances, ranked)


def _weighed(best: Intent, chances: Chances, ranked: tuple[tuple[Intent, float], ...]) -> Decision:
    chance = chances[best]
    if best in LISTING:
        chance = sum(chances.get(one, 0.0) for one in LISTING)
    unsure = is_unsure(best, chance, chances)
    return Decision(best, min(chance, 1.0), readings(best, chances, unsure), unsure, ranked)
