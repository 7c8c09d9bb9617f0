"""Campaigns listed and opened: their state, their people, late tasks, who did what."""

from collections.abc import Iterator

from assistant.acts.of_campaigns import DecideDoubtful, DoCampaign, ListCampaigns, ShowPeople
from assistant.language.requests.campaigns import LIST, CampaignRequest, ListRequest, StepRequest
from assistant.language.understanding import Intent
from assistant.rendering.campaigns import terms
from assistant.rendering.campaigns.entries import campaign_text
from assistant.rendering.campaigns.tables import campaigns_id, people_id
from assistant.rendering.wording import day, escape, moment, plural
from assistant.replies import Button, Choices, Details, File, Picture, Reply, Table, Text
from assistant.skills.campaigns import steps
from assistant.skills.campaigns.meant import NEW, by_id, card, keep, meant, none_yet
from assistant.skills.registry import Turn, on_act, skill
from core.accounts.models import Permission
from core.campaigns.models import Campaign, LeftOut, State
from core.campaigns.people import Group, Wanted
from core.journal.models import author
from core.planning.task import TaskQuery

_MOST_ENTRIES, _MOST_TASKS, _MOST_DOUBTFUL = 12, 5, 5
PAGE = 10


@skill(Intent.LIST_CAMPAIGNS)
def list_campaigns(turn: Turn) -> Iterator[Reply]:
    """All of them, or those of some states, with a picture of the times."""
    yield from _listed(turn, turn.asked(ListRequest).states)


@on_act(ListCampaigns, Intent.LIST_CAMPAIGNS)
def list_by_click(turn: Turn, _deed: ListCampaigns) -> Iterator[Reply]:
    """All of them."""
    yield from _listed(turn, ())


def _listed(turn: Turn, states: tuple[str, ...]) -> Iterator[Reply]:
    every = turn.services.campaigns.preparing.all(turn.user)
    if not every:
        yield from none_yet()
        return
    some = [one for one in every if not states or one.etat.value in states]
    if not some:
        wanted = " ni ".join(one.lower() for one in states)
        yield Text(f"Aucune campagne n'est {wanted}.")
        yield Choices((Button("Toutes les campagnes", "mes campagnes", act=ListCampaigns()),))
        return
    yield Text(_counted(some))
    yield page(turn, states, len(some), 0)
    if not states:
        name = f"{turn.today.isoformat()}_campagnes.png"
        picture = File(name, "campaign_timeline", "toutes", "Les campagnes dans le temps")
        yield Picture(picture, "Les campagnes dans le temps")
    yield Choices((NEW,))


def _counted(some: list[Campaign]) -> str:
    """'7 campagnes : 2 brouillons, 5 terminées'."""
    by_state = {state: sum(one.etat is state for one in some) for state in State}
    told = [terms.in_state(count, state) for state, count in by_state.items() if count]
    return f"**{plural(len(some), 'campagne')}** : {', '.join(told)}."


def page(turn: Turn, states: tuple[str, ...], total: int, skip: int) -> Table:
    """A page of the list, kept for "la suite"."""
    where = {"states": list(states), "skip": skip, "total": total}
    turn.conversations.show(turn.user, turn.conversation, LIST, where)
    return Table("campaigns", campaigns_id(states), "Les campagnes", total, skip=skip)


# --- one -----------------------------------------------------------------------------------------


@skill(Intent.SHOW_CAMPAIGN)
def show_campaign(turn: Turn) -> Iterator[Reply]:
    """Where it is; or what the sentence asks to do with it."""
    if isinstance(turn.request, StepRequest):
        yield from steps.said(turn, turn.request)
        return
    yield from one(turn, turn.asked(CampaignRequest))


def one(turn: Turn, asked: CampaignRequest) -> Iterator[Reply]:
    """The campaign that is asked for."""
    found = meant(turn, asked)
    if found.campaign is None:
        yield from found.replies
        return
    yield from opened(turn, found.campaign)


def opened(turn: Turn, campaign: Campaign) -> Iterator[Reply]:
    """A campaign with what there is to hand over: late tasks, who did what."""
    yield card(turn, campaign)
    yield from _tasks(turn, campaign)
    lines = tuple(_done(turn, campaign))
    if lines:
        yield Details("Qui a fait quoi", lines)


def _tasks(turn: Turn, campaign: Campaign) -> Iterator[Reply]:
    query = TaskQuery(late_on=turn.today, campagne=campaign.campagne_id)
    late = turn.services.planning.tasks.find(turn.user, query)
    if late:
        lines = "\n".join(
            f"- {escape(one.titre)}, pour le {day(one.echeance)}" for one in late[:_MOST_TASKS]
        )
        yield Text(f"**{plural(len(late), 'tâche')} en retard** :\n\n{lines}")


def _done(turn: Turn, campaign: Campaign) -> Iterator[str]:
    entries = turn.services.journal.of(campaign.campagne_id)
    for one in sorted(entries, key=lambda entry: entry.le, reverse=True)[:_MOST_ENTRIES]:
        told = campaign_text(one, named=False) or one.action
        yield f"{moment(one.le)} : {told}, par {author(one.par)}"


@on_act(DoCampaign, Intent.SHOW_CAMPAIGN)
def by_click(turn: Turn, deed: DoCampaign) -> Iterator[Reply]:
    """What a button of a campaign is for."""
    campaign = by_id(turn, deed.campaign)
    if deed.deed == "open":
        yield from opened(turn, campaign)
        return
    yield from steps.done(turn, campaign, deed.deed)


# --- people --------------------------------------------------------------------------------------


@on_act(ShowPeople, Intent.CAMPAIGN_PERFORMANCE)
def people_by_click(turn: Turn, deed: ShowPeople) -> Iterator[Reply]:
    """Whom a figure counts."""
    wanted = Wanted(deed.group, deed.by, deed.part, deed.left_out, deed.day)
    yield from people(turn, by_id(turn, deed.campaign), wanted)


def people(turn: Turn, campaign: Campaign, wanted: Wanted) -> Iterator[Reply]:
    """A table of them."""
    total = turn.services.campaigns.people.page(turn.user, campaign, wanted, 0, 1).total
    title = _title(campaign, wanted)
    keep(turn, campaign, "people" if campaign.approved else "brief")
    if wanted.left_out is not None:
        yield Text(terms.RULES[LeftOut(wanted.left_out)])
    if not total:
        yield Text(f"{title} : personne.")
        return
    yield Text(f"**{escape(title)}** : {terms.people(total)}.")
    key = people_id(campaign.campagne_id, wanted)
    yield Table("campaign_people", key, title, total)
    if wanted.group is Group.UNCERTAIN and turn.user.may(Permission.SEND_CAMPAIGN):
        yield Choices(tuple(_one_by_one(turn, campaign, wanted)))


def _one_by_one(turn: Turn, campaign: Campaign, wanted: Wanted) -> Iterator[Button]:
    """Each doubtful mail decided by itself; the card decides of all."""
    doors = turn.services.campaigns.people
    for one in doors.page(turn.user, campaign, wanted, 0, _MOST_DOUBTFUL).people:
        for doubt, label in (("send", "Refaire"), ("skip", "Laisser")):
            act = DecideDoubtful.model_validate(
                {"campaign": campaign.campagne_id, "doubt": doubt, "recipient": one.recipient_id}
            )
            who = one.name or "fiche effacée"
            yield Button(f"{label} : {who}", f"{label.lower()} le mail de {who}", act=act)


def _title(campaign: Campaign, wanted: Wanted) -> str:
    if wanted.left_out is not None:
        told = terms.LEFT_OUT[wanted.left_out]
    else:
        part = f", {wanted.part}" if wanted.part else ""
        part += f", le {day(wanted.day)}" if wanted.day else ""
        told = terms.GROUPS[wanted.group].lower() + part
    return f"{campaign.nom} : {told}"
