"""`mimicom campaigns …`: their mail, and trying it."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.commands.campaigns import Name, campaign_named, campaigns
from assistant.commands.common import As, AsJson, Data, misused, print_json, tell
from core.errors import InvalidData, NotFound

if TYPE_CHECKING:
    from core.campaigns.models import Campaign
    from core.content.models import Mail

_MOST_FILE = 2_000_000


@campaigns.command("mail")
def mail(
    name: Name,
    template: Annotated[str | None, typer.Option(help="Un modèle de la bibliothèque.")] = None,
    subject: Annotated[str | None, typer.Option(help="L'objet, en Jinja2.")] = None,
    text: Annotated[Path | None, typer.Option(help="Le fichier du texte, en Jinja2.")] = None,
    html: Annotated[Path | None, typer.Option(help="Le fichier du HTML, en Jinja2.")] = None,
    preview: Annotated[str, typer.Option(help="Le texte d'aperçu.")] = "",
    subject_b: Annotated[
        str | None, typer.Option(help="Un second objet, pour la moitié des gens ; vide, aucun.")
    ] = None,
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
    with campaign_named(data, as_email, name) as (services, user, campaign):
        preparing = services.campaigns.preparing
        if template is not None:
            campaign = preparing.set_mail(
                user, campaign, services.content.library.named(template), template
            )
        elif subject is not None and text is not None:
            written = _written(subject, preview, text, html)
            campaign = preparing.set_mail(user, campaign, written)
        if subject_b is not None:
            campaign = preparing.edit(user, campaign, {"objet_b": subject_b.strip() or None})
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
                "subject_b": campaign.objet_b,
                "preheader": found.apercu if found else None,
                "text": found.texte if found else None,
                "html": found.html if found else None,
            }
        )
    elif found is None:
        tell(f"La campagne « {campaign.nom} » n'a pas encore de mail.")
    else:
        second = f"Second objet : {campaign.objet_b}\n" if campaign.objet_b else ""
        sys.stdout.write(f"Objet : {found.sujet}\n{second}\n{found.texte}\n")


@campaigns.command("test")
def try_out(
    name: Name,
    address: Annotated[str, typer.Argument(metavar="ADRESSE")],
    as_email: As = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Envoie le mail d'une campagne à une adresse, pour voir."""
    with campaign_named(data, as_email, name) as (services, user, campaign):
        subject = services.campaigns.trying.test(user, campaign, address)
        if as_json:
            print_json({"sent": True, "to": address, "subject": subject})
        tell(f"Envoyé à {address} : {subject}")
