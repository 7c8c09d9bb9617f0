"""Lines of a campaign's brief changed: by a sentence, by a button, by its form."""

from collections.abc import Iterator
from datetime import date

from assistant.acts.of_campaigns import Retarget
from assistant.language.phrasing.chips import describe
from assistant.language.requests.brief_lines import SHOWN, BriefEdit
from assistant.language.understanding import Intent
from assistant.rendering.wording import escape
from assistant.replies import Reply, Text
from assistant.skills.campaigns.meant import by_id, card
from assistant.skills.registry import Turn, on_act
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
        changed |= {"date_evenement": asked.day, "date_fin": _end(campaign, asked)}
    told = {"nom": asked.name, "objectif": asked.objective, "objet_b": asked.second_subject}
    changed |= {name: value for name, value in told.items() if value is not None}
    yield from rewritten(turn, campaign, changed)


def _end(campaign: Campaign, asked: BriefEdit) -> date | None:
    """The event lasts as long as before, unless its last day is said too."""
    if asked.last is not None or campaign.date_fin is None or campaign.date_evenement is None:
        return asked.last
    assert asked.day is not None
    return asked.day + (campaign.date_fin - campaign.date_evenement)


def rewritten(turn: Turn, campaign: Campaign, changed: dict[str, object]) -> Iterator[Reply]:
    """Lines changed, and the brief as it is then."""
    filter = changed.get("filtre")
    if isinstance(filter, Filter):
        refuse_nobody(turn, filter)
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
