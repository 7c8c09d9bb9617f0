"""`mimicom campaigns …`: from a name to results."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from assistant.commands.common import (
    As,
    AsJson,
    Data,
    FilterJson,
    acting,
    print_json,
    selected,
    tell,
)
from assistant.commands.days import day_of
from assistant.commands.french import FrenchTyper

if TYPE_CHECKING:
    from core.accounts.models import User
    from core.campaigns.models import Brief, Campaign
    from core.services import Services

campaigns = FrenchTyper("Les campagnes.")
Name = Annotated[str, typer.Argument(metavar="NOM", help="Le nom de la campagne.")]


def add_to(app: FrenchTyper) -> None:
    """Give the console script the commands of campaigns: these, and those of other files."""
    app.add_typer(campaigns, name="campaigns")


class Named(NamedTuple):
    """A campaign, and who works on it."""

    services: "Services"
    user: "User"
    campaign: "Campaign"


@contextmanager
def campaign_named(data: Path | None, as_email: str | None, name: str) -> Iterator[Named]:
    """The campaign of a command. NotFound, said as `opened` does."""
    with acting(data, as_email) as (services, user):
        yield Named(services, user, services.campaigns.preparing.named(user, name))


@campaigns.command("create")
def create(
    name: Name,
    filter_json: FilterJson = None,
    objective: Annotated[str | None, typer.Option(help="invitation, relance…")] = None,
    event: Annotated[str | None, typer.Option(help="Le jour de l'événement.")] = None,
    end: Annotated[str | None, typer.Option(help="Son dernier jour.")] = None,
    channel: Annotated[str | None, typer.Option(help="Le canal ; sans, plusieurs.")] = None,
    template: Annotated[str | None, typer.Option(help="Un modèle de mail.")] = None,
    as_email: As = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Prépare une campagne, et dit à qui elle s'adresse."""
    from core.campaigns.drafts import Draft, objective_of, refuse_past
    from core.errors import Refused

    with acting(data, as_email) as (services, user):
        today = services.planning.plans.today()
        first, last = (day_of(text, today) if text else None for text in (event, end))
        filter = selected(services, None, filter_json)
        refuse_past(objective_of(objective), first, today)
        if not services.prospects.count(user, filter):
            raise Refused(
                "Personne ne correspond à cette sélection : la campagne n'est pas créée. "
                "Élargissez le filtre, ou importez d'abord vos prospects."
            )
        preparing = services.campaigns.preparing
        draft = Draft(name, filter, objective, first, last, channel, template)
        campaign = preparing.create(user, draft)
        _show_brief(preparing.brief(user, campaign), as_json)


@campaigns.command("brief")
def brief(name: Name, as_email: As = None, data: Data = None, as_json: AsJson = False) -> None:
    """À qui une campagne s'adresse, et qui n'est pas retenu."""
    with campaign_named(data, as_email, name) as (services, user, campaign):
        _show_brief(services.campaigns.preparing.brief(user, campaign), as_json)


def _show_brief(found: "Brief", as_json: bool) -> None:
    if as_json:
        print_json(found.as_json())
        return
    from assistant.rendering.campaign_lines import brief_lines

    for line in brief_lines(found):
        sys.stdout.write(f"{line}\n")


@campaigns.command("approve")
def approve(
    name: Name,
    undo: Annotated[bool, typer.Option("--undo", help="Retire l'approbation.")] = False,
    as_email: As = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Fixe les destinataires d'une campagne."""
    with campaign_named(data, as_email, name) as (services, user, campaign):
        preparing = services.campaigns.preparing
        change = preparing.unapprove if undo else preparing.approve
        campaign = change(user, campaign)
        if as_json:
            print_json(record(campaign))
        else:
            tell(
                "Approbation retirée."
                if undo
                else f"Approuvée : {campaign.destinataires} destinataires.",
            )


def _moving(word: str, help: str) -> None:
    """Declare a command that changes a campaign's state."""

    @campaigns.command(word, help=help)
    def move(name: Name, as_email: As = None, data: Data = None, as_json: AsJson = False) -> None:
        with campaign_named(data, as_email, name) as (services, user, campaign):
            campaign = getattr(services.campaigns.preparing, word)(user, campaign)
            if as_json:
                print_json(record(campaign))
            tell(f"« {campaign.nom} » : {campaign.etat.value}")


_moving("pause", "Met un envoi en pause.")
_moving("cancel", "Annule une campagne.")
_moving("archive", "Range une campagne terminée ou annulée.")


def record(found: "Campaign") -> dict[str, Any]:
    """A campaign as JSON: its record."""
    from core.campaigns.briefs import record_of

    return record_of(found)


@campaigns.command("list")
def list_(as_email: As = None, data: Data = None, as_json: AsJson = False) -> None:
    """Les campagnes, la plus récente d'abord."""
    with acting(data, as_email) as (services, user):
        found = services.campaigns.preparing.all(user)
        if as_json:
            print_json([record(one) for one in found])
            return
        for one in found:
            event = one.date_evenement.isoformat() if one.date_evenement else ""
            sys.stdout.write(f"{one.nom}\t{one.etat.value}\t{one.objectif.value}\t{event}\n")


@campaigns.command("show")
def show(name: Name, as_email: As = None, data: Data = None, as_json: AsJson = False) -> None:
    """Une campagne : son état, ses destinataires, son mail."""
    with campaign_named(data, as_email, name) as (services, user, campaign):
        found = services.campaigns.reading.results(user, campaign)
        if as_json:
            counts = found.as_json()["recipients"]
            print_json(record(found.campaign) | {"recipients": counts})
            return
        from assistant.rendering.campaign_lines import campaign_lines

        for line in campaign_lines(found):
            sys.stdout.write(f"{line}\n")
