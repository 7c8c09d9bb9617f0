"""`mimicom campaigns …`: what they gave, and their files."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from assistant.commands.campaigns import Name, campaign_named, campaigns
from assistant.commands.common import As, AsJson, Data, misused, print_json, tell, write_whole


@campaigns.command("recipients")
def recipients(
    name: Name,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Un fichier CSV enrichi.")
    ] = None,
    as_email: As = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Les destinataires d'une campagne, et ce qu'il en est."""
    with campaign_named(data, as_email, name) as (services, user, campaign):
        if output is not None:
            count = write_whole(
                output, lambda file: services.campaign_exports.write(user, campaign, file)
            )
            tell(f"Écrit : {output} ({count} destinataires)")
        if as_json:
            from dataclasses import asdict

            every = services.campaigns.reading.followed(user, campaign)
            print_json([asdict(one) for some in every for one in some])
        elif output is None:
            for some in services.campaigns.reading.followed(user, campaign):
                for one in some:
                    sys.stdout.write(f"{one.email or ''}\t{one.etat}\t{one.raison or ''}\n")


@campaigns.command("results")
def results(
    name: Name,
    by: Annotated[str | None, typer.Option(help="segment, type, region, subject ou hour.")] = None,
    as_email: As = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Ce qu'une campagne a donné."""
    from core.campaigns.results import By

    if by is not None and by not in list(By):
        raise misused("--by attend segment, type, region, subject ou hour.")
    with campaign_named(data, as_email, name) as (services, user, campaign):
        found = services.campaigns.reading.results(user, campaign, By(by) if by else None)
        if as_json:
            print_json(found.as_json())
            return
        from assistant.rendering.campaign_lines import result_lines

        for line in result_lines(found):
            sys.stdout.write(f"{line}\n")


@campaigns.command("eml")
def eml(
    name: Name,
    output: Annotated[Path, typer.Option("-o", "--output", help="Le fichier .zip à écrire.")],
    as_email: As = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Sans serveur : les mails en fichiers .eml, et un CSV de publipostage."""
    with campaign_named(data, as_email, name) as (services, user, campaign):
        count = write_whole(
            output, lambda file: services.campaigns.files.write_eml(user, campaign, file)
        )
        if as_json:
            print_json({"file": str(output), "mails": count})
        tell(f"Écrit : {output} ({count} mails)")
