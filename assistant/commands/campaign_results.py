"""`mimicom campaigns …`: what they gave, and their files."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from assistant.commands.campaigns import As, Name, campaigns, misused
from assistant.commands.common import (
    AsJson,
    Data,
    opened,
    people,
    print_json,
    speaker,
)
from core.errors import MimiComError


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
    with opened(data) as services:
        user, doors = speaker(services, as_email), services.campaigns
        campaign = doors.preparing.named(user, name)
        if output is not None:
            count = _to_file(
                output, lambda file: services.campaign_exports.write(user, campaign, file)
            )
            people.print(f"Écrit : {output} ({count} destinataires)", markup=False)
        if as_json:
            from dataclasses import asdict

            every = doors.reading.followed(user, campaign)
            print_json([asdict(one) for some in every for one in some])
        elif output is None:
            for some in doors.reading.followed(user, campaign):
                for one in some:
                    sys.stdout.write(f"{one.email or ''}\t{one.etat}\t{one.raison or ''}\n")


def _to_file(output: Path, write: Any) -> int:
    """Write a file whole, or not at all."""
    aside = output.with_name(f"{output.name or 'export'}.part")
    try:
        with aside.open("wb") as file:
            count = int(write(file))
        aside.replace(output)
    except OSError as error:
        raise MimiComError(
            f"Le fichier « {output} » ne peut pas être écrit ({error.strerror})."
        ) from error
    finally:
        aside.unlink(missing_ok=True)
    return count


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
    with opened(data) as services:
        user, doors = speaker(services, as_email), services.campaigns
        campaign = doors.preparing.named(user, name)
        found = doors.reading.results(user, campaign, By(by) if by else None)
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
    with opened(data) as services:
        user, doors = speaker(services, as_email), services.campaigns
        campaign = doors.preparing.named(user, name)
        count = _to_file(output, lambda file: doors.files.write_eml(user, campaign, file))
        if as_json:
            print_json({"file": str(output), "mails": count})
        people.print(f"Écrit : {output} ({count} mails)", markup=False)
