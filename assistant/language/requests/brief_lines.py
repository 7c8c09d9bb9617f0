"""A line of the campaign's brief on the screen, changed: "mets plutôt le 24", "sans l'Ain"."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from assistant.language.requests.asked import Asked
from assistant.language.requests.base import Request
from assistant.language.requests.campaigns import objective_in
from assistant.language.understanding import Context, Intent
from core.prospects.filters import Filter

SHOWN = "campaign"
"""The kind of what is on the screen, as conversations keep it."""


@dataclass(frozen=True)
class BriefEdit(Request):
    """Lines of the brief on the screen to change; what is None stays."""

    filter: Filter | None = None
    day: date | None = None
    last: date | None = None
    name: str | None = None
    objective: str | None = None
    second_subject: str | None = None
    first_subject: str | None = None
    """With the second one: both are said."""
    impossible: str | None = None
    """A day that no calendar has."""


FORM = "campaign_form"
"""The kind of a new campaign's form on the screen."""


def campaign_shown(asked: Asked) -> Mapping[str, Any] | None:
    """The campaign on the screen; None where something else was shown since."""
    return asked.scene.shown.get(SHOWN) if asked.scene.last_shown == SHOWN else None


def campaign_opened(asked: Asked) -> Mapping[str, Any] | None:
    """The campaign that the conversation opened last, whatever was shown since."""
    opened = asked.scene.shown.get(SHOWN)
    return opened if opened and opened.get("id") == asked.scene.context.last_campaign else None


_CALLS = (
    r"(?:elle s['’ ]appel(?:le|lera)|(?:appel|renomm|nomm|rebaptis)\w+(?:[- ](?:la|le))?)"
    r"(?: campagne)?(?: en)?"
)
_IS_CALLED = (
    r"(?:le|son) (?:nouveau )?nom(?: de la campagne)?,? (?:est|sera|devient|c['’]est)"
    r"|change\w* (?:le|son) nom(?: de la campagne)? (?:en|pour|par)"
)
_QUOTED = r"[«\"“]?(?P<words>[^»\"”]+?)[»\"”]?\s*[.!]?"
_NAME = re.compile(rf"^(?:{_CALLS}|{_IS_CALLED})\s+{_QUOTED}$", re.IGNORECASE)
_OBJECTIVE = re.compile(
    r"(?:l |son |change l )?objectif\b|c est (?:une?|pour)\b|ce sera (?:une?|pour)\b"
)
_TRIES = r"(?:essa[iy]e|teste|ajoute|compare)\w* (?:aussi |avec )?(?:un |l['’])?"
_ANOTHER = r"(?:autre |deuxi[eè]me |second )?objet"
_AIM = re.compile(r"(?:l |son |change l |change son )objectif\b")
"""What speaks of an aim whatever is on the screen: "c'est pour" does not."""
_SECOND = re.compile(rf"^{_TRIES}{_ANOTHER}\s*:?\s*{_QUOTED}$", re.IGNORECASE)
_BETWEEN = r"[»\"”]?\s*(?:,|/|;|\bet\b|\bou\b|\bcontre\b)\s*[«\"“]?"
_OPENING = (
    rf"(?:{_TRIES}|fais(?: moi)? )?"
    r"(?:ces |les |un test a/?b (?:avec |entre |de )?(?:les |ces )?)?(?:deux |2 )?objets"
)
_ONE, _OTHER = r"(?P<first>[^»\"”]+?)", r"(?P<second>[^»\"”]+?)"
_TWO = re.compile(
    rf"^{_OPENING}\s*:?\s*[«\"“]?\s*{_ONE}\s*{_BETWEEN}\s*{_OTHER}\s*[»\"”]?\s*[.!]?$",
    re.IGNORECASE,
)
_MONTHS = (
    *("janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet"),
    *("aout", "septembre", "octobre", "novembre", "decembre"),
)
_DAY = rf"(\d{{1,2}})(?:er)?(?: ({'|'.join(_MONTHS)}))?(?: (\d{{4}}))?"
_CORRECTED = (
    *("non", "ok", "enfin", "euh", "heu", "oups", "pardon", "ah", "bon", "attends", "attendez"),
    *("ou", "je", "voulais", "dire", "voudrais", "prefere", "finalement", "en fait", "plutot"),
)
_CHANGED = ("mets?", "mettons", r"(?:change|decale|repousse|avance|passe|deplace)\w*")
_MOVES = "|".join((*_CORRECTED, *_CHANGED))
_WHAT = (
    r"ce sera|c est|l evenement(?: est| sera)?|la date(?: est| sera)?|la|le|au|a|en|date|du|pour"
    r"|evenement"
)
_DAYS = re.compile(
    rf"(?:(?:{_MOVES}|{_WHAT}) )*{_DAY}(?: au {_DAY})?(?: plutot| finalement| svp| stp)*"
)
_LISTS = re.compile(
    r"(?:montre|liste|affiche|combien|compte|exporte|telecharge|cherche|trouve|qui)\b"
)
_ON_AUDIENCE = frozenset({Intent.REFINE_FILTERS, Intent.FILTER_PROSPECTS})


def claim_line(asked: Asked) -> tuple[Intent, Request] | None:
    """ "mets plutôt le 24", "ajoute les médiathèques", "sans l'Ille-et-Vilaine"."""
    shown = campaign_shown(asked)
    if shown is None or shown.get("stage") != "brief":
        edit = _later(asked)
    else:
        edit = line_of(asked, shown)
    return (Intent.CREATE_CAMPAIGN, edit) if edit else None


def line_of(asked: Asked, shown: Mapping[str, Any]) -> BriefEdit | None:
    """What the sentence changes of a brief; `shown` has its "filter" and its "event"."""
    return _named(asked) or _dated(asked, shown) or _aimed(asked) or _targeted(asked, shown)


_OTHER_LINES = frozenset((FORM, "draft"))
_PEOPLE_SHOWN = frozenset(("table", "figures", "groups", "history"))
_DATED_SHOWN = frozenset(("tasks", "reminders"))


def _later(asked: Asked) -> BriefEdit | None:
    """What can only be about the campaign opened last, though something else was shown since."""
    opened, screen = campaign_opened(asked), asked.scene.last_shown
    if opened is None or screen in _OTHER_LINES:
        return None
    if _AIM.match(asked.said) and (aimed := _aimed(asked)):
        return aimed
    if _record_since(asked):
        return None
    if screen != "tasks" and (renamed := _renamed(asked)):
        return renamed
    said_day = screen not in _DATED_SHOWN and not asked.said[:1].isdigit()
    if said_day and (dated := _dated(asked, opened)):
        return dated
    if screen in _PEOPLE_SHOWN or opened.get("stage") != "brief":
        return None
    return _targeted(asked, opened) if _ADDS.search(asked.said) else None


def _named(asked: Asked) -> BriefEdit | None:
    if second := _SECOND.match(asked.typed.strip()):
        return BriefEdit(second_subject=second["words"].strip())
    if two := _TWO.match(asked.typed.strip()):
        first, other = two["first"].strip(), two["second"].strip()
        return BriefEdit(first_subject=first, second_subject=other)
    return _renamed(asked)


def _record_since(asked: Asked) -> bool:
    """A record was opened after the campaign: "change le nom" may be of it."""
    opened = asked.scene.shown.get(SHOWN) or {}
    return "record" in opened and opened["record"] != asked.scene.context.last_prospect


def _renamed(asked: Asked) -> BriefEdit | None:
    if asked.scene.last_shown != FORM and _record_since(asked):
        return None
    found = _NAME.match(asked.typed.strip())
    return BriefEdit(name=found["words"].strip()) if found else None


def _aimed(asked: Asked) -> BriefEdit | None:
    if not _OBJECTIVE.match(asked.said):
        return None
    objective = objective_in(asked.said)
    return BriefEdit(objective=objective) if objective else None


def _dated(asked: Asked, shown: Mapping[str, Any]) -> BriefEdit | None:
    """A day of the event's month where none is named, of the year in which it comes next."""
    found = _DAYS.fullmatch(asked.said)
    if found is None:
        return None
    event = date.fromisoformat(shown["event"]) if shown.get("event") else None
    first = _placed(
        found[1], found[2] or (found[5] if found[4] else None), found[3] or found[6], event, asked
    )
    if first is None:
        month = found[2] or _MONTHS[(event or asked.scene.today).month - 1]
        return BriefEdit(impossible=" ".join(part for part in (found[1], month, found[3]) if part))
    last = _placed(found[4], found[5], found[6], first, asked) if found[4] else None
    return BriefEdit(day=first, last=last)


def _placed(
    day: str, month: str | None, year: str | None, near: date | None, asked: Asked
) -> date | None:
    today = asked.scene.today
    months = _MONTHS.index(month) + 1 if month else near.month if near else today.month
    years = int(year) if year else near.year if near and not month else today.year
    try:
        found = date(years, months, int(day))
    except ValueError:
        return None
    if year or (near and not month):
        return found
    if near and month and date(near.year, months, int(day)) >= today:
        return date(near.year, months, int(day))
    return found if found >= today else _a_year_on(found)


def _a_year_on(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day + timedelta(days=365)


def _targeted(asked: Asked, shown: Mapping[str, Any]) -> BriefEdit | None:
    if _LISTS.match(asked.said):
        return None
    before = Filter.model_validate(shown.get("filter") or {})
    context = replace(
        asked.scene.context, filter=before, last_intent=Intent.CREATE_CAMPAIGN, last_prospect=None
    )
    understood = asked.understand(asked.typed, context, asked.scene.today)
    if understood.intent not in _ON_AUDIENCE or understood.unsure or understood.unread:
        return None
    wanted = _added(asked, before, context, understood.filters) or understood.filters
    return None if wanted == before else BriefEdit(filter=wanted)


_ADDS = re.compile(r"\b(?:aussi|egalement|en plus|(?:r?ajout|inclu)\w+)\b")
_TAKES_AWAY = re.compile(r"\b(?:sauf|sans|pas|hors|plus que|seulement|uniquement)\b")


def _added(asked: Asked, before: Filter, context: Context, found: Filter) -> Filter | None:
    """ "et les MJC aussi" adds: no condition of before is lost. None where it was not, or where
    what is added is no value of a list."""
    if not _ADDS.search(asked.said) or _TAKES_AWAY.search(asked.said):
        return None
    kept, had = found.as_json(), before.as_json()
    if all(_holds(kept.get(key), value) for key, value in had.items()):
        return None
    alone = replace(context, filter=Filter(), previous=Filter(), last_intent=None)
    more = asked.understand(asked.typed, alone, asked.scene.today).filters.as_json()
    if not more or not all(isinstance(value, list) for value in more.values()):
        return None
    both = {key: list(dict.fromkeys([*had.get(key, ()), *value])) for key, value in more.items()}
    return Filter.model_validate(had | both)


def _holds(now: object, was: object) -> bool:
    if isinstance(was, list):
        return isinstance(now, list) and set(was) <= set(now)
    return now == was
