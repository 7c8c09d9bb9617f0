"""Which intent a turn has: what was learnt, then the few named rules that know better."""

from dataclasses import dataclass
from typing import Protocol

from assistant.language.grammar.reading import Reading
from assistant.language.intents import rules
from assistant.language.intents.doubt import SURE_NO, is_unsure, readings
from assistant.language.intents.frame import signed_frame
from assistant.language.intents.odds import Odds, shared_out
from assistant.language.understanding import Context, Intent
from assistant.language.understanding import Reading as Offered


@dataclass(frozen=True)
class Decision:
    intent: Intent
    confidence: float
    """The odds that the intent is right, as measured on sentences not learnt from."""
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
    def __init__(self, classifier: Classifier, odds: Odds) -> None:
        self._classifier, self._odds = classifier, odds

    def decide(self, reading: Reading, context: Context) -> Decision:
        """The intent of the turn, and how sure that is."""
        last = context.last_intent.value if context.last_intent else ""
        ranked = tuple(self._classifier.classify(signed_frame(reading, context.filter, last)))
        best, chance = ranked[0]
        rule, intent = rules.first(best, reading, context) or ("", best)
        sure = self._odds.of_rule(rule) if rule else self._odds.of_reading(best, chance)
        odds = shared_out(dict(ranked), intent, sure)
        unsure = is_unsure(intent, odds)
        doubted = unsure or (intent is Intent.OUT_OF_SCOPE and sure < SURE_NO)
        return Decision(intent, sure, readings(odds) if doubted else (), unsure, ranked, rule)
