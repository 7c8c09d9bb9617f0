"""Which tasks are asked for: late, of a week, of somebody, of a campaign or a record."""

import calendar
import re
from dataclasses import dataclass, replace
from datetime import date

from assistant.language.requests.asked import Asked
from assistant.language.requests.base import Request
from assistant.language.text.phrasings import Phrasings
from assistant.language.understanding import Intent

_WAYS = Phrasings("planning", " ", words="(?P<words>.+?)", rest="(?P<rest>.+)")
_LATE, _MINE, _DONE = map(_WAYS.within, ("late", "mine", "done"))
_LATE_MISSPELT = re.compile(r"\ben r[ea]t(?:ar|ra)(?!it)[a-z]{0,2}\b")
"""Else a slip of the hand lists every task where the late ones were asked for."""
_BY_PERSON, _PROGRESS = map(_WAYS.within, ("by_person", "progress"))
_SUGGESTIONS = re.compile(_WAYS["suggestions"])
_DIGEST = re.compile(_WAYS["digest"])
_WHOSE = r"(?:(?:de|pour) la campagne\s+|de la\s+|de l['’]|d[ue]s?\s+|d['’]|pour\s+)"
_OF = re.compile(
    rf"\b(?:t[âa]ches?|[ée]tapes?|choses? à faire|todo)\s+(?:qui restent\s+)?{_WHOSE}"
    r"(?P<name>[^?!.,]+)",
    re.IGNORECASE,
)
_DOES = re.compile(
    r"\bqu(?:e|['’]est[- ]ce que)\s+(?:(?:doit|fait)\s+(?:faire\s+)?)?(?P<name>[\w.@+-]+)"
    r"(?=\s*\??$|\s+doit\b)",
    re.IGNORECASE,
)
_NOBODY = frozenset(("je", "j", "on", "tu", "il", "elle", "nous", "vous", "faire", "faut", "dois"))
_WHO = tuple(map(re.compile, _WAYS.each("asks_who")))
_CAMPAIGN = re.compile(r"\bcampagne\s+[«\"“]?\s*(?P<name>[^»\"”?!,]+)", re.IGNORECASE)
_ONE = re.compile(r"\bt[âa]che\s+[«\"“](?P<title>[^»\"”]+)[»\"”]", re.IGNORECASE)
_SHOWS = re.compile(r"(?:peux tu |tu peux )?(?:montre|affiche|voir|ouvre|detaille|donne)\w*\b")
_MONTH = re.compile(r"\b(?:du|de ce|ce) mois\b")
_TIME = re.compile(
    r"\b(?:la |cette |ce |le )?(?:semaine|mois|jour|journee|aujourd|demain|prochaine?|week|annee)\b"
)


@dataclass(frozen=True)
class TasksRequest(Request):
    """Which tasks; nothing set: those still to be done."""

    late: bool = False
    done: bool = False
    mine: bool = False
    by_person: bool = False
    """Who does what."""
    progress: bool = False
    """How far each campaign is."""
    first: date | None = None
    last: date | None = None
    name: str | None = None
    """Whose: a campaign, somebody, or a record."""
    campaign: str | None = None
    """A campaign's name, said to be one."""
    task: str | None = None
    """One task, by its title."""


def read_tasks(asked: Asked) -> TasksRequest:
    """ "que dois-je faire cette semaine ?", "les tâches de la MJC de Niort"."""
    said = asked.said
    start, end = asked.slots.get("date"), asked.slots.get("date_end")
    named = _CAMPAIGN.search(asked.typed)
    request = TasksRequest(
        late=bool(_LATE.search(said) or _LATE_MISSPELT.search(said)),
        done=bool(_DONE.search(said)),
        mine=bool(_MINE.search(said)),
        by_person=bool(_BY_PERSON.search(said)),
        progress=bool(_PROGRESS.search(said)),
        first=date.fromisoformat(start) if start else None,
        last=date.fromisoformat(end or start) if start else None,
        campaign=named["name"].strip() if named else None,
    )
    if start is None and _MONTH.search(said):
        today = asked.scene.today
        last = calendar.monthrange(today.year, today.month)[1]
        request = replace(request, first=today.replace(day=1), last=today.replace(day=last))
    if one := _ONE.search(asked.typed):
        return TasksRequest(task=one["title"].strip())
    return request if named else replace(request, name=_name(asked))


def _name(asked: Asked) -> str | None:
    found = _OF.search(asked.typed) or _DOES.search(asked.typed)
    if found is None:
        return None
    name = found["name"].strip()
    if name.lower() in _NOBODY:
        return None
    return None if _TIME.match(asked.sentence.__class__(name).folded) else name


def claim_todo(asked: Asked) -> tuple[Intent, Request] | None:
    """Suggestions and the day's digest, by name."""
    if _SUGGESTIONS.fullmatch(asked.said):
        return Intent.SHOW_TASKS, AdviceRequest()
    if _DIGEST.fullmatch(asked.said):
        return Intent.SHOW_TASKS, AdviceRequest(digest=True)
    return None


def claim_who(asked: Asked) -> tuple[Intent, Request] | None:
    """ "qui s'occupe de la salle ?": of a task; whoever answers declines where it is none."""
    one = _ONE.search(asked.typed)
    if one is not None and _SHOWS.match(asked.said):
        return Intent.SHOW_TASKS, TasksRequest(task=one["title"].strip())
    found = next(filter(None, (one.fullmatch(asked.said) for one in _WHO)), None)
    if found is None or _BY_PERSON.search(asked.said):
        return None
    return Intent.SHOW_TASKS, TasksRequest(task=found["words"])


@dataclass(frozen=True)
class AdviceRequest(Request):
    """What there is to suggest; or the digest of the day."""

    digest: bool = False


_ACCEPTS = re.compile(r"(?:accepte|garde|prends) la suggestion (?P<which>.+)")
_DISMISSES = re.compile(r"(?:ecarte|ignore|refuse|enleve|oublie) la suggestion (?P<which>.+)")


@dataclass(frozen=True)
class SuggestionRequest(Request):
    """A suggestion accepted or dismissed, by its rank or by words of its title."""

    accept: bool
    words: str


def claim_suggestion(asked: Asked) -> tuple[Intent, Request] | None:
    """ "accepte la suggestion « Relancer 12 prospects sans réponse »"."""
    for accept, pattern in ((True, _ACCEPTS), (False, _DISMISSES)):
        if found := pattern.fullmatch(asked.said):
            return Intent.UPDATE_TASK, SuggestionRequest(accept, found["which"])
    return None
