"""A line of the campaign's brief on the screen, changed: "mets plutôt le 24", "sans l'Ain"."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from assistant.language.requests.asked import Asked
from assistant.language.requests.base import Request
from assistant.language.requests.campaigns import objective_in
from assistant.language.understanding import Intent
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
    impossible: str | None = None
    """A day that no calendar has."""


def campaign_shown(asked: Asked) -> Mapping[str, Any] | None:
    """The campaign on the screen; None where something else was shown since."""
    return asked.scene.shown.get(SHOWN) if asked.scene.last_shown == SHOWN else None


_CALLS = r"(?:appelle|nomme|renomme|rebaptise)(?:-la|-le| la| le)?(?: campagne)?(?: en)?"
_IS_CALLED = r"(?:le|son) nom(?: de la campagne)? (?:est|sera|devient)|change (?:le|son) nom en"
_QUOTED = r"[«\"“]?(?P<words>[^»\"”]+?)[»\"”]?\s*[.!]?"
_NAME = re.compile(rf"^(?:{_CALLS}|{_IS_CALLED})\s+{_QUOTED}$", re.IGNORECASE)
_OBJECTIVE = re.compile(
    r"(?:l |son |change l )?objectif\b|c est (?:une?|pour)\b|ce sera (?:une?|pour)\b"
)
_TRIES = r"(?:essaie|teste|ajoute|compare)\w* (?:aussi |avec )?(?:un |l['’])?"
_ANOTHER = r"(?:autre |deuxi[eè]me |second )?objet"
_SECOND = re.compile(rf"^{_TRIES}{_ANOTHER}\s*:?\s*{_QUOTED}$", re.IGNORECASE)
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
        return None
    edit = _named(asked) or _dated(asked, shown) or _aimed(asked) or _targeted(asked, shown)
    return (Intent.CREATE_CAMPAIGN, edit) if edit else None


def _named(asked: Asked) -> BriefEdit | None:
    if second := _SECOND.match(asked.typed.strip()):
        return BriefEdit(second_subject=second["words"].strip())
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
    same = understood.filters == before
    if understood.intent not in _ON_AUDIENCE or understood.unsure or understood.unread or same:
        return None
    return BriefEdit(filter=understood.filters)
