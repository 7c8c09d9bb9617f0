"""A turn, step by step: requests, what each says, its intent, its slots, its filter."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from assistant.language.dialogue.comparing import with_sides
from assistant.language.dialogue.going_back import filter_before
from assistant.language.dialogue.own_words import Exact, own_words
from assistant.language.dialogue.scene import Scene
from assistant.language.dialogue.selecting import replaced, select, starts_over
from assistant.language.dialogue.unread import unread
from assistant.language.grammar.mentions import Mention
from assistant.language.grammar.reading import Reading, read
from assistant.language.intent_table import LISTING, Selection
from assistant.language.intents.decision import Decider, Decision
from assistant.language.intents.model import default_cache
from assistant.language.loading import load_classifier, load_tagger
from assistant.language.requests.asked import Asked
from assistant.language.requests.reading import request_of
from assistant.language.roles.features import Scene as RoleScene
from assistant.language.roles.features import features_of, group_of
from assistant.language.roles.rules import settled
from assistant.language.roles.tagger import RoleTagger
from assistant.language.slots.readers import slots_of
from assistant.language.text.normalise import LONGEST
from assistant.language.text.sentence import Sentence
from assistant.language.text.splitting import denies, split, takes_off, without_markers
from assistant.language.text.story import tells, without_quotes, without_tale
from assistant.language.understanding import Context, Intent, Slots, Understanding
from assistant.language.understanding import Reading as Offered
from core.prospects.filters import Filter
from core.vocabulary.text import fold


@dataclass(frozen=True)
class Trace:
    """How one request was understood: what each step found."""

    reading: Reading
    decision: Decision
    mentions: tuple[Mention, ...]
    roles: tuple[str, ...]
    role_rules: tuple[str, ...]
    """Names of the rules that changed roles."""
    before: Context
    today: date
    fresh: bool
    """The filter in force was left for a new one."""
    understood: Understanding


class Language:
    """Understands turns; holds only what never changes."""

    def __init__(self, decider: Decider, tagger: RoleTagger) -> None:
        self._decider, self._tagger = decider, tagger

    @classmethod
    def load(cls, learnt: Path | None = None) -> "Language":
        """Ready to understand; `learnt` is the folder of what this installation learnt itself."""
        folder = learnt or default_cache()
        classifier = load_classifier(folder)
        return cls(Decider(classifier, classifier.weights.odds), load_tagger(folder))

    def understand(self, text: str, context: Context, today: date) -> tuple[Understanding, ...]:
        """One understanding per request of the sentence, each starting from the one before."""
        sentence = Sentence(text[:LONGEST])
        traces = self.traces(text, context, today)
        return tuple(self._with_request(one.understood, sentence, today) for one in traces)

    def traces(self, text: str, context: Context, today: date) -> tuple[Trace, ...]:
        """How each request of the sentence is understood, starting from the one before."""
        requests = _requests(text, context, today)
        found = self._traced(requests, context, today)
        if len(found) < _TWO or found[1].understood.confidence <= _SURE:
            return found
        if _is_no_request(found[0]):
            return self._traced(requests[1:], context, today)
        if _is_guess(found[0], found[1]):
            first, *others = self._traced(requests[1:], context, today)
            told = (requests[0], *first.understood.unread)
            return (replace(first, understood=replace(first.understood, unread=told)), *others)
        return found

    def _traced(self, requests: Sequence[str], context: Context, today: date) -> tuple[Trace, ...]:
        found: list[Trace] = []
        for request in requests:
            found.append(self._trace(request, context, today))
            context = found[-1].understood.context
        return tuple(found)

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

    def chosen(self, offered: Offered, context: Context, today: date) -> Understanding:
        """What a reading means once it is chosen among those offered. Nothing of the user's is read
        again: only the intent's own sentence, which names nothing."""
        intent, said = offered.intent, offered.intent.about.say
        reading = read(said, today)
        exact = own_words(reading, context.filter, today) or filter_before(reading, context)
        if not offered.filters.is_empty():
            exact = Exact(intent, offered.filters)
        decision = Decision(intent, 1.0, rule="chosen")
        understood = self._follow(reading, decision, context, today, exact).understood
        understood = replace(understood, slots=understood.slots | offered.slots)
        return self._with_request(understood, Sentence(said), today)

    def understand_first(self, text: str, context: Context, today: date) -> Understanding:
        """The first request of a text, without what it asks for besides selection and slots."""
        first = _requests(text, context, today)[0]
        return self._trace(first, context, today).understood

    def _trace(self, text: str, context: Context, today: date) -> Trace:
        reading = read(text, today)
        exact = own_words(reading, context.filter, today) or filter_before(reading, context)
        decision = self._decider.decide(reading, context)
        if exact is not None:
            decision = Decision(exact.intent, 1.0, rule="own words")
        trace = self._follow(reading, decision, context, today, exact)
        if _opens_nobody(trace):
            nobody = replace(decision, intent=Intent.OUT_OF_SCOPE, rule="nobody to open")
            trace = self._follow(reading, nobody, context, today, exact)
        worded = (self._told(one, trace) for one in decision.alternatives)
        return replace(trace, understood=replace(trace.understood, alternatives=tuple(worded)))

    def _told(self, offered: Offered, trace: Trace) -> Offered:
        """Another reading, with what the turn gives where it is read so."""
        other = replace(trace.decision, intent=offered.intent)
        read_so = self._follow(trace.reading, other, trace.before, trace.today).understood
        return replace(offered, filters=read_so.filters, slots=read_so.slots)

    def _follow(
        self,
        reading: Reading,
        decision: Decision,
        context: Context,
        today: date,
        exact: Exact | None = None,
    ) -> Trace:
        """What the turn gives, once its intent is decided."""
        intent = decision.intent
        slots = slots_of(reading, intent, today)
        mentions = _outside_names(reading, slots, intent)
        fresh = starts_over(reading, intent)
        roles, role_rules = self._roles(reading, mentions, intent, context, fresh, slots)
        selection = select(intent, reading, mentions, roles, context, fresh, today)
        if exact is not None:
            selection = replaced(context, exact.filter)
        same = context.filter if selection.in_force == context.filter and not fresh else None
        said = tuple(zip(mentions, roles, strict=True))
        told = exact is None and intent.about.selection is not Selection.NEVER
        understood = Understanding(
            intent=intent,
            confidence=decision.confidence,
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
            unsure=decision.unsure and not _harms_nobody(intent, slots),
            unread=unread(reading, intent, said, same, role_rules) if told else (),
            left=context.filter if fresh else Filter(),
        )
        return Trace(
            reading, decision, mentions, roles, role_rules, context, today, fresh, understood
        )

    def _roles(
        self,
        reading: Reading,
        mentions: tuple[Mention, ...],
        intent: Intent,
        context: Context,
        fresh: bool,
        slots: Slots,
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        before = Filter() if fresh else context.filter
        last = context.last_intent.value if context.last_intent else ""
        scene = RoleScene(before, context.previous, last, group_of(intent))
        tagged = self._tagger.roles(mentions, features_of(reading.items, mentions, scene))
        roles, fired = settled([item.text for item in reading.items], mentions, tagged, before)
        if intent is Intent.SHOW_KPIS:
            roles = with_sides(reading, mentions, roles, before)
            if slots.get("kpi") in {"missing_contact", "website"} and _is_share(reading):
                roles = _without_measured(mentions, tagged, roles)
        return roles, fired


def _is_share(reading: Reading) -> bool:
    """ "quel pourcentage sans mail", not "le pourcentage de MJC parmi ceux sans mail"."""
    shared = "%" in reading.typed or _SHARE.search(reading.folded)
    return bool(shared) and not _AMONG.search(reading.folded)


_SHARE = re.compile(r"\b(?:pourcentage|part|proportion|taux|ratio|pour cent)\b")
_AMONG = re.compile(r"\b(?:parmi|chez|pour|sur)\b")


def _without_measured(
    mentions: Sequence[Mention], learnt: Sequence[str], roles: Sequence[str]
) -> tuple[str, ...]:
    """ "quelle part sans mail ?": what is measured, unless it was learnt as a condition."""
    fields = {"field", "net", "fields"}
    measured = (m.kind in fields and own == "none" for m, own in zip(mentions, learnt, strict=True))
    return tuple("none" if own else role for own, role in zip(measured, roles, strict=True))


def _requests(text: str, context: Context, today: date) -> list[str]:
    """The requests of a text; "enlève Lille et montre les artisans" is one, where no list is shown
    that could lose Lille; so is "on ne veut pas Rennes ; montre les MJC de Bretagne"."""
    whole = without_tale(without_quotes(without_markers(text[:LONGEST])))
    requests = split(whole)
    if len(requests) == 1 or not _belongs_to_next(requests, context, today):
        return requests
    return [whole] if len(requests) == 2 else [f"{requests[0]}, {requests[1]}", *requests[2:]]


def _belongs_to_next(requests: Sequence[str], context: Context, today: date) -> bool:
    """Whether the first says but whom the list asked for next leaves out."""
    first, second = requests[:2]
    apart = denies(first) or (context.filter.is_empty() and takes_off(first))
    if not apart or not _names_a_set(first, today):
        return False
    return bool(_LISTS.match(fold(second))) and _names_a_set(second, today)


_LISTS = re.compile(
    r"(?:et |puis |tu peux |pouvez vous |merci de |me |nous )*"
    r"(?:montr|affich|list|donn|sor[st]|cherch|trouv|compt|combien|je veux|je voudrais)"
)


def _names_a_set(request: str, today: date) -> bool:
    kinds = {one.kind for one in read(request, today).mentions}
    return not kinds.isdisjoint({"type", "place", "status"})


_SURE, _WEAK = 0.9, 0.7


def _is_no_request(trace: Trace) -> bool:
    """ "j'ai deux soirées à tuer" or "merci" before "montre-moi …": it gives nothing."""
    found = trace.understood
    weak = found.unsure or found.confidence < _WEAK or found.intent is Intent.SMALL_TALK
    if found.intent is Intent.OUT_OF_SCOPE and tells(trace.reading.typed):
        return True
    return weak and not found.slots and all(one.kind == "number" for one in trace.mentions)


_HALF, _TWO = 0.6, 2


def _is_guess(first: Trace, second: Trace) -> bool:
    """ "pause café, 3h du mat" before "sors-moi les MJC": as likely nothing as what was heard."""
    found = first.understood
    weak = found.confidence < _HALF and not found.slots and found.intent not in LISTING
    return weak and second.understood.intent in LISTING


def _opens_nobody(trace: Trace) -> bool:
    """ "quel est le numéro de la mairie": a record as likely as none, and no name of one."""
    found, before = trace.understood, trace.before
    opens = found.intent is Intent.SHOW_PROSPECT and "prospect" not in found.slots
    refused = [one for one, _ in trace.decision.ranked[:2]] == [found.intent, Intent.OUT_OF_SCOPE]
    alone = before.last_prospect is None and before.last_intent is None
    return opens and alone and refused and trace.decision.confidence < _HALF


_NAMES = ("campaign", "prospect", "task", "tone")


def _harms_nobody(intent: Intent, slots: Slots) -> bool:
    """ "efface les bars à jeux": an erasure that names nobody is answered by what can be done."""
    return intent is Intent.DELETE_PROSPECT and "prospect" not in slots


def _outside_names(reading: Reading, slots: Slots, intent: Intent) -> tuple[Mention, ...]:
    """The mentions that are no part of a name, whose words are no conditions."""
    if intent in LISTING:
        return reading.mentions
    mentions = tuple(one for one in reading.mentions if _key_of(one) not in intent.about.ignored)
    named: list[Mention] = []
    for name in (str(slots[one]) for one in _NAMES if one in slots):
        start = reading.typed.lower().find(name.lower())
        if start >= 0:
            named.extend(reading.inside(start, start + len(name)))
    return tuple(mention for mention in mentions if mention not in named)


def _key_of(mention: Mention) -> str:
    return str(mention.value.key) if mention.kind == "other" else mention.kind
