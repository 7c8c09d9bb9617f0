"""A schedule before an event: asked for, or kept as a file."""

import re
from dataclasses import dataclass
from datetime import date

from assistant.language.requests.asked import Asked
from assistant.language.requests.base import Request
from assistant.language.requests.moments import Moment, read_moment
from assistant.language.text.phrasings import Phrasings
from assistant.language.understanding import Intent

_WAYS = Phrasings("planning", " ", words="(?P<words>.+?)", rest="(?P<rest>.+)")
_WANTED, _PLAN = _WAYS.within("file_wanted"), _WAYS.within("plan_word")
_DROPPED = re.compile(_WAYS["plan_drop"])
_FILES = tuple(
    (kind, _WAYS.within(name))
    for kind, name in (
        *(("ics", "as_calendar"), ("csv", "as_table"), ("svg", "as_drawing")),
        *(("png", "as_picture"), ("pdf", "as_paper")),
    )
)
_NAMED = re.compile(r"\bcampagne\s+[«\"“]?\s*(?P<name>[^»\"”?!,]+)", re.IGNORECASE)
_QUOTED = re.compile(r"[«\"“]\s*(?P<name>[^»\"”]+?)\s*[»\"”]")
_TAIL = re.compile(r"\s+(?:en|au format|dans|vers|pour (?:le|l['’]))\s+[\w' ’]+$", re.IGNORECASE)


@dataclass(frozen=True)
class PlanRequest(Request):
    """A schedule: of a campaign by its name, or of a kind before a day."""

    said: str
    """The sentence, folded: the kind of schedule is among its words."""
    campaign: str | None
    event: date | None
    moment: Moment


@dataclass(frozen=True)
class PlanFileRequest(Request):
    """The schedule of a campaign as a file (ics, csv, pdf, png or svg)."""

    kind: str
    campaign: str | None


@dataclass(frozen=True)
class PlanDropRequest(Request):
    """The schedule of a campaign is not wanted any more."""

    campaign: str | None


def read_plan(asked: Asked) -> PlanRequest:
    """ "fais-moi un rétroplanning pour le festival du 17 avril"."""
    moment = read_moment(asked.typed, asked.scene.today, Intent.PLAN_CAMPAIGN).moment
    event, unclear = asked.slots.get("date"), moment.impossible or moment.last  # "de janvier"
    return PlanRequest(
        said=asked.said,
        campaign=_campaign(asked) or asked.slots.get("campaign"),
        event=date.fromisoformat(event) if event and not unclear else None,
        moment=moment,
    )


def claim_plan_file(asked: Asked) -> tuple[Intent, Request] | None:
    """ "exporte le rétroplanning en PDF", "mets les tâches dans mon agenda"."""
    said = asked.said
    if dropped := _DROPPED.fullmatch(said):
        del dropped
        return Intent.PLAN_CAMPAIGN, PlanDropRequest(_campaign(asked))
    if not (_WANTED.search(said) and _PLAN.search(said)):
        return None
    kind = next((kind for kind, ways in _FILES if ways.search(said)), None)
    if kind is None:
        return None
    return Intent.PLAN_CAMPAIGN, PlanFileRequest(kind, _campaign(asked, with_tail=True))


def _campaign(asked: Asked, with_tail: bool = False) -> str | None:
    found = _QUOTED.search(asked.typed) or _NAMED.search(asked.typed)
    if found is None:
        return None
    name = found["name"].strip()
    return _TAIL.sub("", name) if with_tail else name


_REDUCED = re.compile(r"\b(?:reduite?s?|court\w*|propos\w*|allege\w*|premiere)\b")
_WHOLE = re.compile(r"\b(?:entiere?|complet\w*|quand meme|tout|toutes|deuxieme)\b")


@dataclass(frozen=True)
class VersionAnswer(Request):
    """Which version of a schedule that comes late: neither where another request was typed."""

    reduced: bool = False
    whole: bool = False


def read_version(asked: Asked) -> VersionAnswer:
    """ "la version réduite", "le planning complet quand même"."""
    reduced = bool(_REDUCED.search(asked.said))
    return VersionAnswer(reduced, not reduced and bool(_WHOLE.search(asked.said)))


_FEW = 6
"""Words: an answer, and no other request in which "festival" stands."""


def read_kind(asked: Asked) -> Request:
    """The answer to "un rétroplanning pour quoi ?": "festival", "le salon du 15 mai"."""
    return read_plan(asked) if len(asked.said.split()) <= _FEW else Request()


@dataclass(frozen=True)
class EventAnswer(Request):
    """The answer to "quel jour ?"."""

    event: date | None
    moment: Moment
    said: str


def read_event(asked: Asked) -> EventAnswer:
    """ "le 17 avril"."""
    moment = read_moment(asked.typed, asked.scene.today, Intent.PLAN_CAMPAIGN).moment
    return EventAnswer(moment.day, moment, asked.said)
