"""What a campaign gave: the dashboard of its results."""

from collections.abc import Iterator

from assistant.acts.of_campaigns import ShowPeople
from assistant.language.requests.campaign_more import PartsRequest
from assistant.language.requests.campaigns import ResultsRequest
from assistant.language.understanding import Intent
from assistant.rendering.campaigns import figures, terms
from assistant.rendering.wording import escape, of
from assistant.replies import Button, CampaignResults, Choices, Reply, Text
from assistant.skills.campaigns.meant import button, card, keep, meant
from assistant.skills.registry import Turn, skill
from core.accounts.models import Permission
from core.campaigns.models import Campaign, RecipientState, State
from core.campaigns.people import Group
from core.campaigns.results import By

_MOST = 5
_MEASURED = frozenset(
    {State.EN_COURS, State.EN_PAUSE, State.TERMINEE, State.ANNULEE, State.ARCHIVEE}
)


@skill(Intent.CAMPAIGN_PERFORMANCE)
def campaign_performance(turn: Turn) -> Iterator[Reply]:
    """The results of a campaign."""
    yield from measured(turn, turn.asked(ResultsRequest))


def measured(turn: Turn, asked: ResultsRequest) -> Iterator[Reply]:
    """The results of the campaign that is asked for."""
    found = meant(turn, asked)
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


def by_part(turn: Turn, asked: PartsRequest) -> Iterator[Reply]:
    """Answers by region, by type…, of the campaign whose results are on the screen."""
    found = meant(turn, asked)
    if found.campaign is None:
        yield from found.replies
        return
    campaign = found.campaign
    keep(turn, campaign, "results")
    name = escape(campaign.nom)
    if asked.by is None:
        told = ", ".join(terms.BY[by].lower() for by in By)
        yield Text(f"Les résultats de **{name}** se lisent {told} ; pas autrement.")
        yield Choices((button(campaign, "results"),))
        return
    by = By(asked.by)
    parts = figures.parts(turn.services.campaigns.overviews.of(turn.user, campaign), by)
    lines = [f"- **{escape(one.label)}** : {escape(one.told)}" for one in parts]
    head = f"Réponses à **{name}**, {terms.BY[by].lower()} :"
    yield Text("\n".join((head, "", *lines)) if lines else f"{head} aucune encore.")
    acts = [ShowPeople(campaign=campaign.campagne_id, group=Group.ANSWERED, by=by, part=one.value)
            for one in parts if one.answered]  # fmt: skip
    own = [
        Button(f"Réponses : {act.part}", f"montre : réponses, {act.part}", act=act)
        for act in acts[:_MOST]
    ]
    yield Choices((*own, button(campaign, "results")))


def _next(turn: Turn, campaign: Campaign) -> Iterator[Button]:
    key = campaign.campagne_id
    silent = ShowPeople(campaign=key, group=Group.SILENT)
    yield Button("Qui n'a pas répondu ?", "qui n'a pas répondu ?", act=silent)
    yield button(campaign, "follow_up")
    if turn.user.may(Permission.SEND_CAMPAIGN):
        yield button(campaign, "files")
