"""A campaign to be got rid of is cancelled or put away; a bare name opens the campaign of it."""

from collections.abc import Iterable, Iterator

from assistant.acts.of_records import OpenRecord
from assistant.language.requests.campaign_more import BareName, RemoveRequest
from assistant.rendering.wording import escape
from assistant.replies import Button, Choices, Reply, Text
from assistant.skills.campaigns import measuring, showing
from assistant.skills.campaigns.meant import button, keep, meant
from assistant.skills.registry import Turn, claim
from core.accounts.models import Permission
from core.campaigns import states
from core.campaigns.mentions import called_exactly
from core.campaigns.models import Campaign, State


def removed(turn: Turn, asked: RemoveRequest) -> Iterator[Reply]:
    """Which campaign, and what can be done instead."""
    found = meant(turn, asked)
    if found.campaign is None:
        yield from found.replies
        return
    yield from _instead(turn, found.campaign)


def _instead(turn: Turn, campaign: Campaign) -> Iterator[Reply]:
    keep(turn, campaign, "campaign" if campaign.approved else "brief")
    told = f"Une campagne ne s'efface pas. **{escape(campaign.nom)}** "
    own: tuple[Button, ...] = (button(campaign, "open"),)
    if campaign.etat is State.ARCHIVEE:
        yield Text(f"{told}est déjà archivée : elle ne gêne plus.")
    elif not turn.user.may(Permission.SEND_CAMPAIGN):
        yield Text(f"{told}peut être annulée ou archivée par un gestionnaire ou un admin.")
    elif states.may(campaign.etat, State.ARCHIVEE):
        yield Text(f"{told}peut être archivée : ses résultats restent.")
        own = (button(campaign, "archive"), *own)
    else:
        yield Text(f"{told}peut être annulée, puis archivée.")
        own = (button(campaign, "cancel"), *own)
    yield Choices(own)


@claim("campaign_named")
def named(turn: Turn) -> Iterable[Reply] | None:
    """The campaign of that whole name; None where there is not one."""
    asked = turn.asked(BareName)
    found = called_exactly(turn.services.campaigns.preparing.all(turn.user), asked.words)
    if len(found) != 1:
        return None
    records = turn.services.prospects.called(turn.user, asked.words, 1)
    if asked.remove:
        return None if records else _instead(turn, found[0])
    shown = measuring.results if asked.results else showing.opened
    replies = [*shown(turn, found[0])]
    if records:
        act = OpenRecord(id=records[0].prospect_id)
        say = f"la fiche n° {records[0].prospect_id}"
        replies.append(Choices((Button("Voir plutôt la fiche de ce nom", say, act=act),)))
    return replies
