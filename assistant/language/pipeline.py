"""A turn, step by step: requests, what each says, its intent, its slots, its filter."""

from dataclasses import replace
from datetime import date
from typing import Any

from assistant.language.decision import Decider, Decision
from assistant.language.evidence import evidence
from assistant.language.extract import extract
from assistant.language.normalise import LONGEST
from assistant.language.requests import split
from assistant.language.selection import select
from assistant.language.understanding import Context, Understanding


class Language:
    """Understands turns; holds only what never changes."""

    def __init__(self, decider: Decider) -> None:
        self._decider = decider

    @classmethod
    def load(cls) -> "Language":
        return cls(Decider.load())

    def understand(self, text: str, context: Context, today: date) -> tuple[Understanding, ...]:
        """One understanding per request of the sentence, each starting from the one before."""
        understood: list[Understanding] = []
        for request in split(text[:LONGEST]):
            understood.append(self._understand_one(request, context, today))
            context = understood[-1].context
        return tuple(understood)

    def _understand_one(self, text: str, context: Context, today: date) -> Understanding:
        said = extract(text, today)
        shape = evidence(said)
        decision = self._decider.decide(text, said, shape, context)
        slots = self._slots(text, decision, context, today)
        selection = select(decision.intent, said, shape, context, today, slots.get("kpi"))
        return Understanding(
            intent=decision.intent,
            confidence=decision.confidence,
            filters=selection.output,
            slots=slots,
            context=replace(
                context,
                filter=selection.in_force,
                last_prospect=slots.get("prospect", context.last_prospect),
                last_campaign=slots.get("campaign", context.last_campaign),
                last_intent=decision.intent,
            ),
            alternatives=decision.alternatives,
            unsure=decision.unsure,
        )

    def _slots(
        self, text: str, decision: Decision, context: Context, today: date
    ) -> dict[str, Any]:
        return {}
