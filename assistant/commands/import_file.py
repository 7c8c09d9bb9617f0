"""`mimicom import`: a file into the base."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.commands.common import (
    AsJson,
    Data,
    misused,
    opened,
    people,
    print_json,
    progress_bar,
    tell,
)
from assistant.commands.french import FrenchTyper
from core.errors import NotFound

if TYPE_CHECKING:
    from core.imports.report import Report


def add_to(app: FrenchTyper) -> None:
    """Give the console script these commands."""
    app.command("import")(import_)


def said_columns(options: Sequence[str]) -> dict[str, str | None]:
    """What --column says: {heading: field}; "TITRE=" leaves the column out. Exit status 2 for
    what is no such pair."""
    said: dict[str, str | None] = {}
    for option in options:
        title, sign, meaning = option.rpartition("=")
        if not sign or not title.strip():
            raise misused("--column attend TITRE=CHAMP.")
        said[title.strip()] = meaning.strip() or None
    return said


def import_(
    file: Annotated[
        Path,
        typer.Argument(metavar="FICHIER", help="Le fichier : CSV, .xlsx ou .ods."),
    ],
    data: Data = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Seulement l'aperçu.")] = False,
    conflicts: Annotated[
        str, typer.Option(help="Que faire des doublons : ignore, update ou force.")
    ] = "ignore",
    rows: Annotated[
        Path | None, typer.Option(help="Écrit aussi une ligne JSON par ligne lue.")
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option(
            "--column",
            metavar="TITRE=CHAMP",
            help='Ce que contient une colonne : « --column "Nom de l\'asso=nom_structure" ».',
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Importe un fichier CSV, Excel (.xlsx) ou LibreOffice (.ods)."""
    from core.imports.models import Conflicts

    if conflicts not in list(Conflicts):
        raise misused("--conflicts attend ignore, update ou force.")
    with opened(data) as services, progress_bar() as progress:
        from core.accounts.models import OPERATOR

        if not file.is_file():
            raise NotFound(f"Le fichier « {file} » n'existe pas.")
        report = services.imports.import_file(
            OPERATOR,
            file,
            Conflicts(conflicts),
            dry_run=dry_run,
            rows=rows,
            progress=progress,
            columns=said_columns(column or ()),
        )
        _show_report(report, file.name, dry_run=dry_run, as_json=as_json)


def _show_report(report: "Report", name: str, *, dry_run: bool, as_json: bool) -> None:
    """What an import did, or would do; exit status 1 where the file was refused."""
    from rich.markdown import Markdown

    from assistant.rendering.imports import previews, reports
    from assistant.rendering.wording import escape
    from core.imports.summary import summary

    if report.refused is not None and report.refused.fields:
        report.refused = report.refused.with_hint(
            "Dans une commande, l'option --column le dit : "
            f'--column "TITRE={report.refused.fields[0]}".'
        )
    if as_json:
        print_json(report.as_json())
    elif report.refused is None:
        found = summary(report)
        worded = reports.report_text(found)
        if dry_run:
            lines = [f"- {escape(line)}" for line in previews.preview_details(found)]
            worded = "\n".join([previews.preview_text(found, name), "", *lines])
        people.print(Markdown(worded))
    if report.refused is not None:
        tell(report.refused.message, style="red")
        raise typer.Exit(1)
