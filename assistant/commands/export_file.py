"""`mimicom export`: a selection into a file."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.commands.common import (
    Data,
    FilterJson,
    Sentence,
    misused,
    opened,
    selected,
    tell,
    write_whole,
)
from assistant.commands.french import FrenchTyper

if TYPE_CHECKING:
    from core.exports.models import Order


def add_to(app: FrenchTyper) -> None:
    """Give the console script these commands."""
    app.command("export")(export)


def export(
    sentence: Sentence = None,
    data: Data = None,
    filter_json: FilterJson = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Le fichier à écrire.")
    ] = None,
    format: Annotated[
        str | None,
        typer.Option(
            help="csv (pour Excel), csv-plain (virgules, UTF-8 sans marque) ou xlsx ; "
            "sans, celui du nom du fichier."
        ),
    ] = None,
    columns: Annotated[
        str | None, typer.Option(help="Les champs à écrire, séparés par des virgules.")
    ] = None,
) -> None:
    """Écrit la sélection dans un fichier CSV ou Excel."""
    order = _export_order(output, format, columns)
    with opened(data) as services:
        from core.accounts.models import OPERATOR

        chosen = {"filter": selected(services, sentence, filter_json)}
        made = services.exports.ask(OPERATOR, order.model_copy(update=chosen))
        if output is None:
            services.exports.write(OPERATOR, made.export_id, sys.stdout.buffer)
            return
        write_whole(output, lambda file: services.exports.write(OPERATOR, made.export_id, file))
        tell(f"Écrit : {output}")


def _export_order(output: Path | None, format: str | None, columns: str | None) -> "Order":
    """What the command line asks for. Exit status 2, with the reason, where it can't be."""
    from core.exports.models import Format, Order
    from core.exports.service import unknown_columns
    from core.prospects.models import FIELDS

    named = "xlsx" if output and output.suffix.lower() == ".xlsx" else "csv"
    kind = format or named
    if kind not in list(Format):
        raise misused("--format attend csv, csv-plain ou xlsx.")
    if kind == Format.XLSX and output is None and sys.stdout.isatty():
        raise misused("Un fichier Excel ne s'affiche pas : donnez son nom avec -o.")
    asked = tuple(name.strip() for name in columns.split(",") if name.strip()) if columns else ()
    if unknown := unknown_columns(asked):
        tell(f"--columns : {', '.join(unknown)} n'existe pas.", style="red")
        tell(f"Les champs sont : {', '.join(FIELDS)}.")
        raise typer.Exit(2)
    return Order(format=Format(kind), columns=asked or FIELDS)
