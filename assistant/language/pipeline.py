"""A turn, step by step: requests, what each says, its intent, its slots, its filter."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from assistant.language.decision import SELECTING, Decider
from assistant.language.dialogue.scene import Scene
from assistant.language.evidence import evidence
from assistant.language.extract import extract
from assistant.language.normalise import LONGEST
from assistant.language.requests.asked import Asked
from assistant.language.requests.reading import request_of
from assistant.language.selection import select
from assistant.language.situations import without_tale
from assistant.language.slots import slots_of
from assistant.language.text.sentence import Sentence
from assistant.language.text.splitting import split
from assistant.language.understanding import Context, Understanding
from assistant.language.unread import unread


class Language:
    """Understands turns; holds only what never changes."""

    def __init__(self, decider: Decider) -> None:
        self._decider = decider

    @classmethod
    def load(cls, learnt: Path | None = None) -> "Language":
        """Ready to understand; `learnt` is the folder of what this installation learnt itself."""
        return cls(Decider.load(learnt))

    def understand(self, text: str, context: Context, today: date) -> tuple[Understanding, ...]:
        """One understanding per request of the sentence, each starting from the one before."""
        understood: list[Understanding] = []
        for request in split(without_tale(text[:LONGEST])):
            understood.append(self._understand_one(request, context, today))
            context = understood[-1].context
        sentence = Sentence(text[:LONGEST])
        return tuple(self._with_request(one, sentence, today) for one in understood)

    def _with_request(
        self, understood: Understanding, sentence: Sentence, today: date
    ) -> Understanding:
        """Read in the whole message: one of its requests may name what another is about."""
        asked = Asked(
            sentence=sentence,
            scene=Scene(today, understood.context),
            understand=self.understand_first,
            slots=understood.slots,
            filters=understood.filters,
        )
        return replace(understood, request=request_of(understood.intent, asked))

    def understand_first(self, text: str, context: Context, today: date) -> Understanding:
        """The first request of a text, without what it asks for besides selection and slots."""
        return self._understand_one(split(without_tale(text[:LONGEST]))[0], context, today)

    def _understand_one(self, text: str, context: Context, today: date) -> Understanding:
        said = extract(text, today)
        shape = evidence(said)
        decision = self._decider.decide(text, said, shape, context)
        slots = slots_of(text, decision.intent, today)
        names = [slots[name] for name in _NAMES if name in slots]
        if names and decision.intent not in SELECTING:
            said = extract(_without(text, names), today)
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
            unread=unread(said, text) if decision.intent in SELECTING else (),
        )


_NAMES = ("campaign", "prospect", "task")


def _without(text: str, names: list[str]) -> str:
    """The sentence without the names in it, whose words are no conditions."""
    for name in names:
        text = text.replace(name, " ", 1)
    return text
