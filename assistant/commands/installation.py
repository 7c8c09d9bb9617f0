"""`mimicom serve`, `demo`, `doctor`: the installation itself."""

from typing import Annotated

import typer
from rich.console import Console

from assistant.commands.common import (
    AsJson,
    Data,
    opened,
    people,
    print_json,
    progress_bar,
    settings_for,
    tell,
)
from assistant.commands.french import FrenchTyper


def add_to(app: FrenchTyper) -> None:
    """Give the console script these commands."""
    app.command("serve")(serve)
    app.command("demo")(demo)
    app.command("doctor")(doctor)


def serve(
    data: Data = None,
    host: Annotated[str, typer.Option(help="L'adresse d'écoute.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(help="Le port ; s'il est pris, un autre.", min=0, max=65535)
    ] = 8000,
) -> None:
    """Ouvre la page de conversation."""
    with opened(data) as services:
        from assistant.web.serve import serve as run

        run(services, host, port, Console())


def demo(
    data: Data = None,
    rows: Annotated[int, typer.Option(help="Combien de prospects.", min=1, max=1_000_000)] = 1_200,
    seed: Annotated[int, typer.Option(help="La graine du hasard.", min=0)] = 1,
    as_json: AsJson = False,
) -> None:
    """Remplit une base vide de prospects inventés."""
    from dataclasses import asdict

    from core.accounts.models import OPERATOR

    with opened(data) as services, progress_bar() as progress:
        report = services.demo.load(OPERATOR, rows, seed, progress)
        if as_json:
            print_json(asdict(report))
        else:
            people.print(
                f"La démonstration est chargée : {report.rows} prospects, "
                f"{report.campaigns} campagnes, {report.answers} réponses."
            )


def doctor(data: Data = None, as_json: AsJson = False) -> None:
    """Vérifie l'installation et dit ce qu'il faut réparer."""
    from assistant.doctor import check

    findings = check(settings_for(data))
    if as_json:
        print_json([{"name": f.name, "ok": f.ok, "message": f.message} for f in findings])
    else:
        for found in findings:
            tell(f"{'✔' if found.ok else '✘'} {found.name} : {found.message}")
    raise typer.Exit(0 if all(f.ok for f in findings) else 1)
