"""A turn, step by step: requests, what each mentions, its intent, its slots, roles, its filter."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from assistant.language.dialogue.selecting import LISTING, USES_SELECTION, select, starts_over
from assistant.language.doubt import is_unsure, readings
from assistant.language.grammar.mentions import Mention
from assistant.language.grammar.reading import Reading, read
from assistant.language.intents import IntentClassifier
from assistant.language.intents_frame import signed_frame
from assistant.language.normalise import LONGEST
from assistant.language.roles.features import Scene, features_of
from assistant.language.roles.tagger import RoleTagger
from assistant.language.situations import without_tale
from assistant.language.slots import slots_of
from assistant.language.text.splitting import split
from assistant.language.understanding import Context, Intent, Understanding

_NAMES = ("campaign", "prospect", "task")


class Language:
    """Understands turns; holds only what never changes."""

    def __init__(self, classifier: IntentClassifier, tagger: RoleTagger) -> None:
        self._classifier, self._tagger = classifier, tagger

    def understand(self, text: str, context: Context, today: date) -> tuple[Understanding, ...]:
        """One understanding per request of the sentence, each starting from the one before."""
        understood: list[Understanding] = []
        for request in split(without_tale(text[:LONGEST])):
            understood.append(self._understand_one(request, context, today))
            context = understood[-1].context
        return tuple(understood)

    def _understand_one(self, text: str, context: Context, today: date) -> Understanding:
        reading = read(text, today)
        last = context.last_intent.value if context.last_intent else ""
        ranked = self._classifier.classify_frame(signed_frame(reading, context.filter, last))
        intent, chance = ranked[0]
        if intent is Intent.REFINE_FILTERS and context.filter.is_empty() and reading.mentions:
            intent = Intent.FILTER_PROSPECTS
        together = sum(p for i, p in ranked if i in LISTING)
        if intent in LISTING:
            chance = max(chance, together)
        slots = slots_of(text, intent, today)
        fresh = starts_over(reading, intent)
        mentions = _outside_names(reading, slots, intent)
        roles = self.roles(reading, mentions, intent, slots, context, fresh)
        selection = select(intent, reading, mentions, roles, context, fresh, today)
        return Understanding(
            intent=intent,
            confidence=chance,
            filters=selection.output,
            slots=slots,
            context=replace(
                context,
                filter=selection.in_force,
                previous=selection.previous,
                focus=selection.focus,
                last_prospect=slots.get("prospect", context.last_prospect),
                last_campaign=slots.get("campaign", context.last_campaign),
                last_intent=intent,
            ),
        )

    def roles(
        self, reading: Reading, mentions: Sequence[Mention], intent: Intent, slots: dict[str, Any], context: Context, fresh: bool
    ) -> tuple[str, ...]:
        last = context.last_intent.value if context.last_intent else ""
        before = type(context.filter)() if fresh else context.filter
        scene = Scene(before, context.previous, last, group_of(intent))
        return self._tagger.roles(mentions, features_of(reading.items, mentions, scene))


def group_of(intent: Intent) -> str:
    if intent in LISTING:
        return "list"
    if intent is Intent.SHOW_KPIS:
        return "kpi"
    return intent.value


def _outside_names(reading: Reading, slots: dict[str, Any], intent: Intent) -> tuple[Mention, ...]:
    """The mentions that are no part of a name."""
    if intent in LISTING:
        return reading.mentions
    spans = []
    for name in _NAMES:
        at = reading.typed.find(str(slots[name])) if name in slots else -1
        if at >= 0:
            spans.append((at, at + len(str(slots[name]))))
    return tuple(m for m in reading.mentions if not any(a < m.end and m.start < b for a, b in spans))
