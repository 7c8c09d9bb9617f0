"""Advice and its subject; why somebody is likely to answer."""

import re
from dataclasses import dataclass
from enum import StrEnum

from assistant.language.requests.asked import Asked
from assistant.language.requests.base import Request
from assistant.language.requests.ranks import read_row
from assistant.language.understanding import Context, Intent
from core.prospects.filters import Filter

SHOWN = "scores"
"""What is kept of a list of likelihoods on the screen."""
_WHY = frozenset({"pourquoi", "pour quoi", "pourquoi ca", "et pourquoi", "explique", "pk", "pkoi"})
_ASKS_WHY = ("pourquoi", "explique")
_MOST_WORDS = 7
GROUPS = "segments"
"""What is kept of segments on the screen."""
_SHOWS = r"(?:(?:montre|affiche|ouvre|voir|liste)(?: moi)? )?"
_SEGMENT = re.compile(rf"{_SHOWS}(?:les prospects )?(?:le|du) segment (?P<name>.+)")
_OUT_OF = re.compile(
    r"(?:(?P<rest>.+?) )?(?:sauf|hors|hormis|excepte|sans|mais pas) "
    r"(?:ceux |celles )?(?:les prospects )?(?:du|le) segment (?P<name>.+)"
)
_OF = re.compile(r"(?P<rest>.+?) (?:qui sont )?(?:du|dans le) segment (?P<name>.+)")
_COMPARED = re.compile(r"compare[rz]?(?: moi)? (?:ces|les) (?:\d+ )?(?:groupes|segments)")


class Topic(StrEnum):
    """What advice is asked about."""

    ALL = "all"
    RELAUNCH = "relaunch"
    TIMING = "timing"
    EXPECTED = "expected"
    COMPLETE = "complete"
    BEST = "best"


# The first whose words begin one of the sentence's.
_TOPICS: tuple[tuple[Topic, tuple[str, ...]], ...] = (
    (Topic.EXPECTED, ("attendre", "esperer", "espere", "prevoir", "prevision", "obtenir")),
    (Topic.TIMING, ("jour", "heure", "quand", "moment", "matin", "soir", "objet", "horaire")),
    (Topic.RELAUNCH, ("relanc",)),
    (Topic.COMPLETE, ("complet", "completer", "manqu", "rempli")),
    (Topic.BEST, ("type", "region", "cible", "cibler", "qui")),
)


@dataclass(frozen=True)
class AdviceRequest(Request):
    """Advice on one thing, or on all."""

    about: Topic = Topic.ALL
    whom: Filter | None = None
    """Whom the sentence would write to, where it says so beside what it asks."""


@dataclass(frozen=True)
class WhyRequest(Request):
    """Why the prospect of that rank is likely to answer, or not; of the first without one."""

    rank: int = 1


@dataclass(frozen=True)
class SegmentRequest(Request):
    """The people of a segment, by its name, folded."""

    name: str
    rest: str = ""
    """What else is said of the prospects: "les MJC", of "les MJC sauf le segment …"."""
    out: bool = False
    """All but those of the segment."""


def claim_compared(asked: Asked) -> tuple[Intent, Request] | None:
    """ "compare ces groupes", of the segments on the screen."""
    if asked.scene.last_shown != GROUPS or not _COMPARED.fullmatch(asked.said):
        return None
    return Intent.SHOW_KPIS, Request()


def claim_segment(asked: Asked) -> tuple[Intent, SegmentRequest] | None:
    """ "montre le segment « MJC de Bretagne »", "les ludothèques sauf le segment « … »"."""
    if (found := _SEGMENT.fullmatch(asked.said)) is not None:
        return Intent.FILTER_PROSPECTS, SegmentRequest(found["name"])
    if (found := _OUT_OF.fullmatch(asked.said)) is not None:
        wanted = SegmentRequest(found["name"], rest=found["rest"] or "", out=True)
        return Intent.FILTER_PROSPECTS, wanted
    if (found := _OF.fullmatch(asked.said)) is not None:
        return Intent.FILTER_PROSPECTS, SegmentRequest(found["name"], rest=found["rest"])
    return None


def read_advice(asked: Asked) -> AdviceRequest:
    """What advice is asked about, by the sentence's words."""
    words = asked.said.split()
    for topic, beginnings in _TOPICS:
        if any(word.startswith(beginnings) for word in words):
            return AdviceRequest(topic)
    return AdviceRequest()


_ANSWERS = r"\bcombien\b.*\b(?:reponses?|retours?|repond\w+)\b"
_AWAITED = r"\b(?:attend\w*|esper\w*|prevoir|escompter|obtenir|obtien\w+)\b"
_IF_SENT = (
    r"\b(?:si|quand|lorsque) (?:j|on|nous|je|l on) (?:les |leur )?"
    r"(?:ecri|envo|contact|invit|relanc)\w*(?: (?:un|le) (?:mail|courriel|message))?"
)
_EXPECTED = re.compile(rf"{_ANSWERS}(?:.*?{_IF_SENT}|.*?{_AWAITED})")
_ASKS = re.compile(
    rf"{_IF_SENT}|{_AWAITED}|\bcombien (?:de (?:reponses?|retours?))?|\brepond\w+|\bvont\b"
)


def claim_expected(asked: Asked) -> tuple[Intent, AdviceRequest] | None:
    """ "combien de réponses attendre si j'écris aux MJC de Bretagne"; declined where nobody is
    named: the classifier reads that."""
    said = asked.said
    if not _EXPECTED.search(said) and not re.search(rf"{_IF_SENT}.*{_ANSWERS}", said):
        return None
    who = " ".join(_ASKS.sub(" ", said).split())
    whom = asked.understand(who, Context(), asked.scene.today).filters
    if whom.is_empty():
        return None
    return Intent.RECOMMEND_STRATEGY, AdviceRequest(Topic.EXPECTED, whom)


def claim_why(asked: Asked) -> tuple[Intent, WhyRequest] | None:
    """ "pourquoi ?", "pourquoi la deuxième ?", of the likelihoods on the screen."""
    if asked.scene.last_shown != SHOWN:
        return None
    if asked.said in _WHY:
        return Intent.SCORE_PROSPECTS, WhyRequest()
    words = asked.said.split()
    if not words or words[0] not in _ASKS_WHY or len(words) > _MOST_WORDS:
        return None
    row = read_row(asked, "")
    return (Intent.SCORE_PROSPECTS, WhyRequest(row.rank)) if row is not None else None
