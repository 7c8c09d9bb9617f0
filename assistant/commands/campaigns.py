"""`mimicom campaigns …`: from a name to results."""

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.commands.common import (
    AsJson,
    Data,
    FilterJson,
    opened,
    people,
    print_json,
    selected,
    speaker,
)
from assistant.commands.french import FrenchTyper
from core.errors import InvalidData, NotFound

if TYPE_CHECKING:
    from core.campaigns.models import Brief, Campaign
    from core.content.models import Mail

campaigns = FrenchTyper("Les campagnes.")
Name = Annotated[str, typer.Argument(metavar="NOM", help="Le nom de la campagne.")]
As = Annotated[str | None, typer.Option("--as", help="Le compte qui agit.")]
_MOST_FILE = 2_000_000


def add_to(app: FrenchTyper) -> None:
    """Give the console script the commands of campaigns: these, and those of other files."""
    app.add_typer(campaigns, name="campaigns")


def misused(said: str) -> typer.Exit:
    """Tell what is wrong with the command line; exit status 2."""
    people.print(said, style="red", markup=False)
    return typer.Exit(2)


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    from core.prospects.normalise import day

    found, _ = day(text)
    if found is None:
        raise misused(f"« {text} » n'est pas une date. Exemple : 2027-04-17.")
    return found


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
    from core.campaigns.drafts import Draft

    first, last = _day(event), _day(end)
    with opened(data) as services:
        filter = selected(services, None, filter_json)
        user, doors = speaker(services, as_email), services.campaigns.preparing
        draft = Draft(name, filter, objective, first, last, channel, template)
        campaign = doors.create(user, draft)
        _show_brief(doors.brief(user, campaign), as_json)


@campaigns.command("brief")
def brief(name: Name, as_email: As = None, data: Data = None, as_json: AsJson = False) -> None:
    """À qui une campagne s'adresse, et qui n'est pas retenu."""
    with opened(data) as services:
        user, doors = speaker(services, as_email), services.campaigns.preparing
        _show_brief(doors.brief(user, doors.named(user, name)), as_json)


def _show_brief(found: "Brief", as_json: bool) -> None:
    if as_json:
        print_json(found.as_json())
        return
    from assistant.rendering.campaign_lines import brief_lines

    for line in brief_lines(found):
        sys.stdout.write(f"{line}\n")


@campaigns.command("mail")
def mail(
    name: Name,
    template: Annotated[str | None, typer.Option(help="Un modèle de la bibliothèque.")] = None,
    subject: Annotated[str | None, typer.Option(help="L'objet, en Jinja2.")] = None,
    text: Annotated[Path | None, typer.Option(help="Le fichier du texte, en Jinja2.")] = None,
    html: Annotated[Path | None, typer.Option(help="Le fichier du HTML, en Jinja2.")] = None,
    preview: Annotated[str, typer.Option(help="Le texte d'aperçu.")] = "",
    as_email: As = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Donne son mail à une campagne ; sans option, le montre."""
    own = (subject, text, html)
    if template is not None and any(own):
        raise misused("Donnez un modèle, ou un objet et un texte, mais pas les deux.")
    if any(own) and (subject is None or text is None):
        raise misused("Il faut --subject et --text.")
    with opened(data) as services:
        user, doors = speaker(services, as_email), services.campaigns.preparing
        campaign = doors.named(user, name)
        if template is not None:
            from core.content import library

            campaign = doors.set_mail(user, campaign, library.named(template), template)
        elif subject is not None and text is not None:
            written = _written(subject, preview, text, html)
            campaign = doors.set_mail(user, campaign, written)
        _show_mail(campaign, as_json)


def _written(subject: str, preview: str, text: Path, html: Path | None) -> "Mail":
    from pydantic import ValidationError

    from core.content.models import Mail

    try:
        return Mail(
            sujet=subject,
            apercu=preview,
            texte=_read(text),
            html=_read(html) if html is not None else None,
        )
    except ValidationError as error:
        raise InvalidData("Ce mail est trop long.") from error


def _read(path: Path) -> str:
    try:
        if path.stat().st_size > _MOST_FILE:
            raise InvalidData(f"Le fichier « {path} » est trop gros pour un mail.")
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise NotFound(f"Le fichier « {path} » n'existe pas.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidData(f"Le fichier « {path} » n'est pas un texte en UTF-8.") from error


def _show_mail(campaign: "Campaign", as_json: bool) -> None:
    found = campaign.mail
    if as_json:
        print_json(
            {
                "name": campaign.nom,
                "template": campaign.modele,
                "subject": found.sujet if found else None,
                "preheader": found.apercu if found else None,
                "text": found.texte if found else None,
                "html": found.html if found else None,
            }
        )
    elif found is None:
        people.print(f"La campagne « {campaign.nom} » n'a pas encore de mail.", markup=False)
    else:
        sys.stdout.write(f"Objet : {found.sujet}\n\n{found.texte}\n")


@campaigns.command("approve")
def approve(
    name: Name,
    undo: Annotated[bool, typer.Option("--undo", help="Retire l'approbation.")] = False,
    as_email: As = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Fixe les destinataires d'une campagne."""
    with opened(data) as services:
        user, doors = speaker(services, as_email), services.campaigns.preparing
        campaign = doors.named(user, name)
        campaign = doors.unapprove(user, campaign) if undo else doors.approve(user, campaign)
        if as_json:
            print_json(record(campaign))
        else:
            people.print(
                "Approbation retirée."
                if undo
                else f"Approuvée : {campaign.destinataires} destinataires.",
                markup=False,
            )


@campaigns.command("test")
def try_out(
    name: Name,
    address: Annotated[str, typer.Argument(metavar="ADRESSE")],
    as_email: As = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Envoie le mail d'une campagne à une adresse, pour voir."""
    with opened(data) as services:
        user, doors = speaker(services, as_email), services.campaigns
        subject = doors.trying.test(user, doors.preparing.named(user, name), address)
        if as_json:
            print_json({"sent": True, "to": address, "subject": subject})
        people.print(f"Envoyé à {address} : {subject}", markup=False)


def _moving(word: str, help: str) -> None:
    """Declare a command that changes a campaign's state."""

    @campaigns.command(word, help=help)
    def move(name: Name, as_email: As = None, data: Data = None, as_json: AsJson = False) -> None:
        with opened(data) as services:
            user, doors = speaker(services, as_email), services.campaigns.preparing
            campaign = getattr(doors, word)(user, doors.named(user, name))
            if as_json:
                print_json(record(campaign))
            people.print(f"« {campaign.nom} » : {campaign.etat.value}", markup=False)


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
    with opened(data) as services:
        found = services.campaigns.preparing.all(speaker(services, as_email))
        if as_json:
            print_json([record(one) for one in found])
            return
        for one in found:
            event = one.date_evenement.isoformat() if one.date_evenement else ""
            sys.stdout.write(f"{one.nom}\t{one.etat.value}\t{one.objectif.value}\t{event}\n")


@campaigns.command("show")
def show(name: Name, as_email: As = None, data: Data = None, as_json: AsJson = False) -> None:
    """Une campagne : son état, ses destinataires, son mail."""
    with opened(data) as services:
        user, doors = speaker(services, as_email), services.campaigns
        campaign = doors.preparing.named(user, name)
        found = doors.reading.results(user, campaign)
        if as_json:
            counts = found.as_json()["recipients"]
            print_json(record(found.campaign) | {"recipients": counts})
            return
        from assistant.rendering.campaign_lines import campaign_lines

        for line in campaign_lines(found):
            sys.stdout.write(f"{line}\n")
