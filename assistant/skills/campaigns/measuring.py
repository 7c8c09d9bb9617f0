"""What a campaign gave: the dashboard of its results."""

from collections.abc import Iterator

from assistant.acts.of_campaigns import ShowPeople
from assistant.language.requests.campaigns import ResultsRequest
from assistant.language.understanding import Intent
from assistant.rendering.campaigns import terms
from assistant.rendering.wording import escape, of
from assistant.replies import Button, CampaignResults, Choices, Reply, Text
from assistant.skills.campaigns.meant import button, card, keep, meant
from assistant.skills.registry import Turn, skill
from core.accounts.models import Permission
from core.campaigns.models import Campaign, RecipientState, State
from core.campaigns.people import Group

_MEASURED = frozenset(
    {State.EN_COURS, State.EN_PAUSE, State.TERMINEE, State.ANNULEE, State.ARCHIVEE}
)


@skill(Intent.CAMPAIGN_PERFORMANCE)
def campaign_performance(turn: Turn) -> Iterator[Reply]:
    """The results of a campaign."""
    found = meant(turn, turn.asked(ResultsRequest))
    if found.campaign is None:
        yield from found.replies
        return
    yield from results(turn, found.campaign)


def results(turn: Turn, campaign: Campaign) -> Iterator[Reply]:
    """Tiles, bars, curve; each figure opens its people."""
    counts = turn.services.campaigns.reading.counts(turn.user, campaign)
    begun = counts.get(RecipientState.SENT, 0) + counts.get(RecipientState.BOUNCED, 0)
    if campaign.etat not in _MEASURED or not begun:
        yield Text(f"Rien n'est encore parti pour **{escape(campaign.nom)}** : pas de résultats.")
        yield card(turn, campaign)
        return
    keep(turn, campaign, "results")
    title = f"Résultats {of(campaign.nom)}"
    yield Text(f"**{escape(title)}** ({terms.state_of(campaign).lower()})")
    if not campaign.clics_mesures:
        yield Text("Sans adresse publique, les clics ne sont pas mesurés ; les réponses le sont.")
    yield CampaignResults(campaign.campagne_id, title)
    yield Choices(tuple(_next(turn, campaign)))


def _next(turn: Turn, campaign: Campaign) -> Iterator[Button]:
    key = campaign.campagne_id
    silent = ShowPeople(campaign=key, group=Group.SILENT)
    yield Button("Qui n'a pas répondu ?", "qui n'a pas répondu ?", act=silent)
    yield button(campaign, "follow_up")
    if turn.user.may(Permission.SEND_CAMPAIGN):
        yield button(campaign, "files")
