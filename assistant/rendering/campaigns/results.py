"""A campaign's results as the page draws them: tiles, bars, a curve, each with its people."""

from datetime import date

from assistant.acts.of_campaigns import ShowPeople
from assistant.rendering.campaigns import figures, terms
from assistant.rendering.campaigns.shapes import ResultsShown
from assistant.rendering.charts.text import number
from assistant.rendering.charts.trends import nice_ticks
from assistant.rendering.indicators.shapes import (
    BarShown,
    HeadlineShown,
    Line,
    LinesShown,
    Listing,
    Panel,
    PointShown,
)
from assistant.rendering.wording import day, percent, typeset
from core.accounts.models import Permission, User
from core.campaigns.overviews import Overview
from core.campaigns.people import Group
from core.campaigns.results import By
from core.services import Services


def results_shown(services: Services, user: User, campagne_id: str) -> ResultsShown:
    """All figures of a campaign."""
    campaign = services.campaigns.preparing.by_id(user, campagne_id)
    found = services.campaigns.overviews.of(user, campaign)
    key = campaign.campagne_id
    return {
        "total": found.results.whole.reached or 1,
        "caution": typeset(figures.caution(found)),
        "verdict": typeset(figures.verdict(found)),
        "headlines": [_tile(one, key) for one in figures.figures(found)],
        "panels": [_panel(found, by, key) for by in figures.shown_by(found)],
        "charts": _curve(found.days, key),
        "files": {kind: f"/api/campaigns/{key}/resultats.{kind}" for kind in _kinds(user)},
    }


def _kinds(user: User) -> tuple[str, ...]:
    """The files that the user may have."""
    return ("pdf", "png", "csv") if user.may(Permission.EXPORT) else ("pdf", "png")


def _tile(one: figures.Figure, key: str) -> HeadlineShown:
    listing: Listing = {"say": None, "act": None}
    if one.group is not None and one.count:
        listing = _opening(ShowPeople(campaign=key, group=one.group), terms.GROUPS[one.group])
    told = figures.definitions()
    interval = f" {told['interval']}" if "%" in one.figure else ""
    return {
        "kpi": one.key,
        "label": one.label,
        "figure": one.figure,
        "detail": one.detail,
        "definition": typeset(told[one.key] + interval),
        **listing,
    }


def _opening(act: ShowPeople, what: str) -> Listing:
    return {"say": f"montre : {what.lower()}", "act": act.as_json()}


def _panel(found: Overview, by: By, key: str) -> Panel:
    return {
        "kpi": by.value,
        "title": f"Réponses {terms.BY[by].lower()}",
        "note": "",
        "caution": "",
        "total": found.results.whole.reached,
        "drawn": "bars",
        "definition": typeset(figures.definitions()["answered"]),
        "bars": [_bar(one, by, key) for one in figures.parts(found, by)],
        "rate": None,
        "map": None,
        "files": {},
    }


def _bar(one: figures.Part, by: By, key: str) -> BarShown:
    act = ShowPeople(campaign=key, group=Group.ANSWERED, by=by, part=one.value)
    listing: Listing = {"say": None, "act": None}
    if one.answered:
        listing = _opening(act, f"{terms.GROUPS[Group.ANSWERED]}, {one.label}")
    share = one.rate.value or 0.0
    return {
        "key": one.value,
        "label": one.label,
        "value": round(1000 * share),
        "shown": percent(share),
        "share": f"{figures.range_told(one.rate)}, {one.of}",
        "amount": None,
        "amount_shown": None,
        "muted": one.label == "Non renseigné",
        **listing,
    }


def _curve(days: tuple[tuple[date, int], ...], key: str) -> list[LinesShown]:
    if len(days) < 2:
        return []
    largest = max(count for _, count in days)
    points = [point_shown(one, count, key) for one, count in days]
    line: Line = {"key": "answers", "label": "Réponses", "points": points}
    ticks = [(tick, number(tick)) for tick in nice_ticks(largest, False)]
    return [{"title": "Réponses par jour", "ticks": ticks, "series": [line]}]


def point_shown(one: date, count: int, key: str) -> PointShown:
    """A day of the curve: it opens who answered then."""
    listing: Listing = {"say": None, "act": None}
    if count:
        act = ShowPeople(campaign=key, group=Group.ANSWERED, day=one)
        listing = _opening(act, f"{terms.GROUPS[Group.ANSWERED]} le {day(one)}")
    return {
        "day": one.toordinal(),
        "date": day(one),
        "value": float(count),
        "shown": number(count),
        "say": listing["say"],
        "act": listing["act"],
    }
