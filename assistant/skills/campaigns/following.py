"""After a send: who did not answer, follow-ups, the mails that somebody was sent."""

from collections.abc import Iterator

from assistant.acts.of_campaigns import MailsOfRecord, ShowRehearsed
from assistant.language.requests.brief_lines import SHOWN
from assistant.language.requests.campaign_doubts import REHEARSED
from assistant.language.requests.pages import Page
from assistant.language.requests.records import Whom
from assistant.language.understanding import Intent
from assistant.rendering.campaigns import terms
from assistant.rendering.wording import escape, moment, number, of_strong
from assistant.replies import Button, Choices, Details, Reply, Table, Text
from assistant.skills.campaigns import mailing
from assistant.skills.campaigns.meant import button, by_id, card, keep
from assistant.skills.records.finding import find_record, open_button
from assistant.skills.registry import Turn, on_act
from core.campaigns.models import Campaign, State


def follow_up(turn: Turn, campaign: Campaign, threaded: bool = False) -> Iterator[Reply]:
    """A draft to those who did not answer; the one in view changed, where that is asked of it."""
    if threaded and (drafted := _drafted(turn, campaign)) is not None:
        made = turn.services.campaigns.preparing.edit(turn.user, drafted, {"enchaine": True})
        yield Text(
            f"Les mails de **{escape(made.nom)}** suivront le premier, dans le même fil. Les "
            "personnes sont les mêmes."
        )
        yield card(turn, made)
        return
    derived = turn.services.campaigns.derived
    made = derived.follow_up(turn.user, campaign, threaded)
    brief = turn.services.campaigns.preparing.brief(turn.user, made)
    yield Text(
        f"Voici la relance de **{escape(campaign.nom)}**, pour {terms.people(brief.eligible)} qui "
        "n'ont pas répondu. Ceux qui répondent d'ici l'approbation n'en sont plus."
    )
    yield card(turn, made)
    if not threaded:
        yield Choices(
            (button(campaign, "follow_up_thread", "Plutôt dans le même fil que le premier mail"),)
        )


def _drafted(turn: Turn, campaign: Campaign) -> Campaign | None:
    """The follow-up in view that may still be changed: of this campaign, or itself."""
    every = turn.services.campaigns.preparing.all(turn.user)
    spoken = next((one for one in every if one.campagne_id == turn.context.last_campaign), None)
    if spoken is None or spoken.suite_de is None or spoken.essai:
        return None
    if spoken.approved or spoken.etat is not State.BROUILLON:
        return None
    return spoken if campaign.campagne_id in (spoken.suite_de, spoken.campagne_id) else None


# --- the mails of a record -----------------------------------------------------------------------


def mails_of(turn: Turn, name: str | None) -> Iterator[Reply]:
    """ "quels mails a reçus la MJC de Niort ?"."""
    found = find_record(turn, Whom(names=(name,) if name else ()), "Les mails de qui ?")
    if found.record is None:
        yield from found.replies
        return
    yield from _mails(turn, found.record.prospect_id)


@on_act(MailsOfRecord, Intent.SHOW_PROSPECT)
def mails_by_click(turn: Turn, deed: MailsOfRecord) -> Iterator[Reply]:
    """Those of a record."""
    yield from _mails(turn, deed.id)


def _mails(turn: Turn, prospect_id: str) -> Iterator[Reply]:
    record = turn.services.prospects.open(turn.user, prospect_id)
    turn.remember_record(prospect_id)
    found = turn.services.records.mailings(turn.user, prospect_id)
    if not found:
        yield Text(f"Aucun mail n'est parti vers {escape(record.nom_structure)}.")
        yield Choices((open_button("Voir la fiche", record),))
        return
    yield Text(f"Les mails {of_strong(record.nom_structure)} : **{number(len(found))}**.")
    yield Table("record_mails", prospect_id, f"Mails : {record.nom_structure}", len(found))
    yield Choices((open_button("Voir la fiche", record),))


# --- the mails of a rehearsal --------------------------------------------------------------------


def see_mail(turn: Turn, campaign: Campaign) -> Iterator[Reply]:
    """The campaign's mail; of a rehearsal, those that went to the sink."""
    if campaign.essai:
        yield from _rehearsed(turn, campaign, 0)
        return
    yield from mailing.seen(turn, campaign)


@on_act(ShowRehearsed, Intent.SHOW_CAMPAIGN)
def rehearsed_by_click(turn: Turn, deed: ShowRehearsed) -> Iterator[Reply]:
    """One of them."""
    yield from _rehearsed(turn, by_id(turn, deed.campaign), deed.rank)


def other_mail(turn: Turn, page: Page) -> Iterator[Reply]:
    """ "mail suivant", after one of them."""
    shown = turn.conversations.shown(turn.user, turn.conversation, SHOWN) or {}
    campaign, rank = by_id(turn, str(shown.get("id"))), int(shown.get("rank", 0))
    last = max(0, campaign.destinataires - 1)
    moved = {Page.NEXT: rank + 1, Page.PREVIOUS: rank - 1, Page.FIRST: 0, Page.LAST: last}[page]
    if not 0 <= moved <= last:
        yield Text("C'est tout : il n'y a pas d'autre mail de ce côté.")
        return
    yield from _rehearsed(turn, campaign, moved)


def _rehearsed(turn: Turn, campaign: Campaign, rank: int) -> Iterator[Reply]:
    keep(turn, campaign, REHEARSED, rank)
    found = turn.services.campaigns.trying.rehearsed(turn.user, campaign, rank)
    if found is None:
        yield Text(
            "Il n'y a pas de mail à montrer : la répétition n'en a pas envoyé, ou ils sont effacés."
        )
        return
    yield Text(
        f"Mail {number(rank + 1)}, pour {escape(found.to)}, le {moment(found.at)}.\n\n"
        f"Objet : **{escape(found.subject)}**"
    )
    lines = tuple(line for line in found.text.splitlines() if line.strip())
    yield Details("Lire ce mail", lines)
    following = ShowRehearsed(campaign=campaign.campagne_id, rank=rank + 1)
    buttons = [button(campaign, "open", "Revenir à la campagne")]
    if rank + 1 < campaign.destinataires:
        buttons.insert(0, Button("Mail suivant", "mail suivant", act=following))
    if rank:
        before = ShowRehearsed(campaign=campaign.campagne_id, rank=rank - 1)
        buttons.insert(0, Button("Mail précédent", "mail précédent", act=before))
    yield Choices(tuple(buttons))
