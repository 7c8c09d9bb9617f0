"""Campaigns: what the classifier's intents ask for: create, list, open, measure, send."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import StrEnum

from assistant.language.requests.asked import Asked
from assistant.language.requests.base import Request
from assistant.language.requests.ranks import RANK, rank_of
from core.prospects.filters import Filter

LIST = "campaigns"
"""The kind of a list of campaigns on the screen."""


@dataclass(frozen=True)
class CreateRequest(Request):
    """A campaign to prepare; what is not said is None."""

    name: str | None = None
    objective: str | None = None
    first: date | None = None
    last: date | None = None
    channel: str | None = None
    wants_form: bool = False
    """Nothing was said of it: a form asks."""
    whom: Filter | None = None
    """Whom the sentence itself says, whatever was listed before; None where it says nobody."""


@dataclass(frozen=True)
class ListRequest(Request):
    """Campaigns, those of some states only where they are named."""

    states: tuple[str, ...] = ()


@dataclass(frozen=True)
class CampaignRequest(Request):
    """One campaign, by its name; None for the one spoken of."""

    name: str | None = None
    last: bool = False
    """The newest is asked for."""
    said: str = ""
    """The sentence, folded: a campaign's whole name may stand in it."""
    rank: int | None = None
    """Its rank in the list of campaigns on the screen, from 1, or from the end."""


@dataclass(frozen=True)
class ResultsRequest(CampaignRequest):
    """What a campaign gave."""


class Step(StrEnum):
    """What is to be done with a campaign; the values are those of its buttons."""

    SEND = "send"
    PLAN = "plan"
    PAUSE = "pause"
    RESUME = "resume"
    CANCEL = "cancel"
    ARCHIVE = "archive"
    TEST = "test"
    REHEARSE = "rehearse"
    APPROVE = "approve"
    UNAPPROVE = "unapprove"
    FILES = "files"
    MAIL = "mail"
    EDIT = "edit"
    SUBJECTS = "subjects"
    BRIEF = "brief"
    SEE_MAIL = "see_mail"
    FOLLOW_UP = "follow_up"
    FOLLOW_UP_THREAD = "follow_up_thread"


@dataclass(frozen=True)
class StepRequest(CampaignRequest):
    """Something to do with a campaign."""

    step: Step = Step.SEND
    address: str | None = None
    """Where a test mail goes."""
    at: datetime | None = None
    """When a send is to start, the hour as it is in Paris; nothing says the zone."""


_OBJECTIVES: tuple[tuple[str, str], ...] = (
    ("save the date", r"\bsave the date\b|\breserv\w+ (?:la|votre) date\b"),
    ("relance", r"\brelanc\w*"),
    ("remerciement", r"\bremerci\w*"),
    ("bénévoles", r"\b(?:recrut\w*|cherch\w*|appel\w*|trouv\w*) .*\bbenevoles?\b|\bde benevoles\b"),
    ("newsletter", r"\bnewsletter\b|\blettre d info\w*"),
    ("partenariat", r"\bpartenaria\w*|\bpartenaires?\b"),
    ("consentement", r"\bconsentement\b|\bdemander (?:leur|l) accord\b"),
    ("présentation", r"\bpresent(?:ation|er)\b"),
    ("invitation", r"\binvit\w*"),
)
_FORM = re.compile(r"\bformulaire\b|\bpas a pas\b|\bguide\b")


def read_create(asked: Asked) -> CreateRequest:
    """ "crée une campagne Festival 2027 pour les ludothèques de Bretagne, le 17 avril"."""
    slots = asked.slots
    name, first = slots.get("campaign"), day_of(slots.get("date"))
    bare = name is None and first is None and asked.filters.is_empty()
    return CreateRequest(
        name=str(name) if name else None,
        objective=objective_in(asked.said),
        first=first,
        last=day_of(slots.get("date_end")),
        channel=slots.get("channel"),
        wants_form=bare or _FORM.search(asked.said) is not None,
        whom=_whom(asked),
    )


_OF_BEFORE = re.compile(
    r"\b(?:eux|elles|ces|ceux|celles|cette|la meme|les memes|selection|liste|parmi|seulement)\b"
)


def _whom(asked: Asked) -> Filter | None:
    """As if nothing had been listed before: a new campaign is not for the people of another."""
    if _OF_BEFORE.search(asked.said):
        return None
    alone = replace(asked.scene.context, filter=Filter(), previous=Filter())
    found = asked.understand(asked.typed, alone, asked.scene.today).filters
    return None if found.is_empty() else found


def objective_in(said: str) -> str | None:
    """The objective that a folded sentence speaks of."""
    return next((name for name, way in _OBJECTIVES if re.search(way, said)), None)


def day_of(text: object) -> date | None:
    """A slot's day."""
    return date.fromisoformat(str(text)) if text else None


_STATES: tuple[tuple[str, str], ...] = (
    ("Brouillon", r"\bbrouillons?\b|\ben preparation\b"),
    ("Planifiée", r"\bplanifiees?\b|\bprogrammees?\b|\bprevues?\b"),
    ("En cours", r"\ben cours\b"),
    ("En pause", r"\ben pause\b"),
    ("Terminée", r"\b(?:terminees?|finies?|passees?|envoyees?)\b"),
    ("Annulée", r"\bannulees?\b"),
    ("Archivée", r"\barchivees?\b|\brangees?\b"),
)


def read_list(asked: Asked) -> ListRequest:
    """ "mes campagnes", "les campagnes en pause"."""
    return ListRequest(tuple(state for state, way in _STATES if re.search(way, asked.said)))


_LAST = re.compile(r"\bderniere campagne\b|\bcampagne la plus recente\b")


def read_one(asked: Asked) -> Request:
    """ "où en est Festival ?"; "relance ceux qui n'ont pas répondu" may be heard so as well."""
    name, last, rank = _which(asked)
    return step_in(asked) or CampaignRequest(name, last, asked.said, rank)


def read_results(asked: Asked) -> ResultsRequest:
    """ "les résultats de Festival"."""
    name, last, rank = _which(asked)
    return ResultsRequest(name, last, asked.said, rank)


def _which(asked: Asked) -> tuple[str | None, bool, int | None]:
    """Its name, whether it is the newest, its rank: a rank of the list on the screen is no name."""
    rank, name = rank_on_screen(asked), asked.slots.get("campaign")
    last = _LAST.search(asked.said) is not None
    return (str(name) if name and rank is None else None), last, rank


_RANKED = re.compile(rf"\b(?:la|celle (?:du|de la)|l) {RANK}(?: campagne)?\b")


def rank_on_screen(asked: Asked) -> int | None:
    """ "où en est la première", while the list of campaigns is what was shown last."""
    found = _RANKED.search(asked.said) if asked.scene.last_shown == LIST else None
    return rank_of(found["rank"]) if found else None


# --- what to do with one -------------------------------------------------------------------------

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_STEPS: tuple[tuple[Step, str], ...] = (
    (
        Step.UNAPPROVE,
        r"\b(?:retire\w*|annule\w*|enleve\w*|leve\w*) l approbation\b|\bdesapprouve\w*",
    ),
    (
        Step.FOLLOW_UP,
        r"\brelanc\w* (?:tous )?(?:ceux|celles|les non|les silencieux)\b"
        r"|\brelanc\w* .*\bpas (?:encore )?(?:repondu|reponse)",
    ),
    (Step.REHEARSE, r"\b(?:pour de faux|a blanc|en simulation|repetition|pour s entrainer)\b"),
    (Step.TEST, r"\b(?:mail|message|envoi|un|le)s?(?: de)? tests?\b|\bteste\w*\b(?!.*\bobjets?\b)"),
    (Step.PAUSE, r"\ben pause\b|\bpause\b|\bsuspen\w+"),
    (Step.RESUME, r"\brepren\w+|\breprise\b|\bcontinue\w*\b.*\benvoi\b|\brelance\w* l envoi\b"),
    (Step.ARCHIVE, r"\barchiv\w+|\brange\w*\b"),
    (Step.CANCEL, r"\b(?:annule\w*|stoppe\w*|abandonne\w*|arrete\w*)\b"),
    (Step.FILES, r"\ben fichiers?\b|\beml\b|\bpublipostage\b"),
    (Step.APPROVE, r"\b(?:approuv\w+|valid\w+)\b"),
)  # fmt: skip
_THREADED = re.compile(r"\b(?:meme fil|meme conversation|a la suite|en reponse|sous le premier)\b")
_HOUR = re.compile(r"\b(\d{1,2}) ?h(?:eures?)?(?: ?([0-5]\d))?\b|\b(\d{1,2}):([0-5]\d)\b")
_MORNING = 9


def read_send(asked: Asked) -> StepRequest:
    """ "envoie la campagne", "mets l'envoi en pause", "envoie-la le 3 mars à 9h"."""
    found = step_in(asked)
    if found is not None:
        return found
    at = _moment(asked)
    name, last, rank = _which(asked)
    return StepRequest(name, last, asked.said, rank, Step.PLAN if at else Step.SEND, at=at)


def step_in(asked: Asked) -> StepRequest | None:
    """What a sentence asks to do with a campaign, but for sending it."""
    step = next((one for one, way in _STEPS if re.search(way, asked.said)), None)
    if step is None:
        return None
    if step is Step.FOLLOW_UP and _THREADED.search(asked.said):
        step = Step.FOLLOW_UP_THREAD
    address = _EMAIL.search(asked.typed)
    name, last, rank = _which(asked)
    return StepRequest(name, last, asked.said, rank, step, address[0] if address else None)


def _moment(asked: Asked) -> datetime | None:
    """The day that a send is asked for, and its hour: 9 o'clock where none is said."""
    day, hour = day_of(asked.slots.get("date")), _HOUR.search(asked.typed.lower())
    if day is None and hour is None:
        return None
    at = time(_MORNING)
    if hour is not None:
        hours, minutes = int(hour[1] or hour[3]), int(hour[2] or hour[4] or 0)
        if hours < 24:
            at = time(hours, minutes)
    return datetime.combine(day or asked.scene.today, at)
