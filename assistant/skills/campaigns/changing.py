"""Lines of a campaign's brief changed: by a sentence, by a button, by its form."""

from collections.abc import Iterator
from datetime import date

from assistant.acts.of_campaigns import Retarget, Rewrite
from assistant.language.phrasing.chips import describe
from assistant.language.requests.brief_lines import SHOWN, BriefEdit
from assistant.language.understanding import Intent
from assistant.rendering.wording import day, escape
from assistant.replies import Button, Choices, Reply, Text
from assistant.skills.campaigns import subjects
from assistant.skills.campaigns.meant import by_id, card, open_named
from assistant.skills.registry import Turn, on_act
from core.campaigns.drafts import DayPassed, NameTaken, objective_of, refuse_past
from core.campaigns.models import Campaign
from core.errors import Refused
from core.planning.days import read_day
from core.prospects.filters import Filter


def edited(turn: Turn, asked: BriefEdit) -> Iterator[Reply]:
    """A line of the brief on the screen, said otherwise."""
    shown = turn.conversations.shown(turn.user, turn.conversation, SHOWN) or {}
    campaign = by_id(turn, str(shown.get("id")))
    changed: dict[str, object] = {}
    if asked.filter is not None:
        changed["filtre"] = asked.filter
    if asked.impossible is not None:
        changed["date_evenement"] = read_day(asked.impossible, turn.today)  # refused
    if asked.day is not None:
        changed |= {"date_evenement": asked.day, "date_fin": _end(campaign, asked.day, asked.last)}
    told = {"nom": asked.name, "objectif": asked.objective, "objet_b": asked.second_subject}
    changed |= {name: value for name, value in told.items() if value is not None}
    if asked.first_subject is not None:
        campaign = subjects.first(turn, campaign, asked.first_subject)
    try:
        yield from rewritten(turn, campaign, changed)
    except NameTaken as taken:
        yield Text(escape(taken.message))
        yield Choices((open_named(turn, taken.name), _renaming(campaign, taken.free)))
    except DayPassed as passed:
        said = day(passed.meant)
        act = Rewrite(campaign=campaign.campagne_id, event=passed.meant)
        yield Text(escape(passed.message))
        yield Choices((Button(f"Le {said}", f"mets plutôt le {said}", act=act),))


def _renaming(campaign: Campaign, name: str) -> Button:
    act = Rewrite(campaign=campaign.campagne_id, name=name)
    return Button(f"L'appeler « {name} »", f"elle s'appelle {name}", act=act)


@on_act(Rewrite, Intent.CREATE_CAMPAIGN)
def rewrite(turn: Turn, deed: Rewrite) -> Iterator[Reply]:
    """The name or the day that was proposed."""
    campaign = by_id(turn, deed.campaign)
    changed: dict[str, object] = {} if deed.name is None else {"nom": deed.name}
    if deed.event is not None:
        changed |= {"date_evenement": deed.event, "date_fin": _end(campaign, deed.event, None)}
    yield from rewritten(turn, campaign, changed)


def _end(campaign: Campaign, first: date, last: date | None) -> date | None:
    """The event lasts as long as before, unless its last day is said too."""
    if last is not None or campaign.date_fin is None or campaign.date_evenement is None:
        return last
    return first + (campaign.date_fin - campaign.date_evenement)


def rewritten(turn: Turn, campaign: Campaign, changed: dict[str, object]) -> Iterator[Reply]:
    """Lines changed, and the brief as it is then."""
    filter, event = changed.get("filtre"), changed.get("date_evenement")
    if isinstance(filter, Filter):
        refuse_nobody(turn, filter)
    if isinstance(event, date) and event != campaign.date_evenement:
        aim = str(changed.get("objectif") or campaign.objectif.value)
        refuse_past(objective_of(aim), event, turn.today)
    campaign = turn.services.campaigns.preparing.edit(turn.user, campaign, changed)
    yield Text(f"C'est changé dans **{escape(campaign.nom)}** :")
    yield card(turn, campaign)


@on_act(Retarget, Intent.CREATE_CAMPAIGN)
def retarget(turn: Turn, deed: Retarget) -> Iterator[Reply]:
    """A condition less."""
    yield from rewritten(turn, by_id(turn, deed.campaign), {"filtre": deed.filter})


def refuse_nobody(turn: Turn, filter: Filter) -> None:
    """Refused where nobody is selected."""
    if not turn.services.prospects.count(turn.user, filter):
        raise Refused(
            f"Personne ne correspond ({escape(describe(filter))}) : je ne prépare pas de campagne "
            "pour personne. Élargissez la sélection, par exemple à une région voisine."
        )
