"""Tables, records and forms printed for people, in a terminal."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text as RichText

from assistant.rendering import forms
from assistant.rendering.forms import FormShown
from assistant.rendering.labels import FIELD_LABELS
from assistant.rendering.records import cards
from assistant.rendering.records.cards import CardShown
from assistant.rendering.table_pages import NARROW_COLUMNS, PlainTable

WIDE = 140
"""Columns of text from which a whole table fits."""


def fitting(table: PlainTable, width: int) -> PlainTable:
    """The table, with the columns of a phone where the terminal is narrow."""
    if width >= WIDE:
        return table
    narrow = {FIELD_LABELS[name] for name in NARROW_COLUMNS} | {"Ligne", "Résultat"}
    kept = [i for i, label in enumerate(table["columns"]) if label in narrow]
    if kept[:1] != [0]:  # what its rows are called by would go: it is no table of records
        return table
    rows = [[row[i] for i in kept] for row in table["rows"]]
    return {**table, "columns": [table["columns"][i] for i in kept], "rows": rows}


def print_table(console: Console, table: PlainTable) -> None:
    """With how many rows there are in all."""
    shown = RichTable(title=table["title"], show_lines=False, header_style="bold")
    for column in table["columns"]:
        shown.add_column(column, overflow="fold")
    for row in table["rows"]:
        shown.add_row(*(_plain(cell) for cell in row))
    console.print(shown)
    if len(table["rows"]) < table["total"]:
        console.print(f"… {table['total']} lignes en tout", style="dim")


def print_card(console: Console, card: CardShown) -> None:
    """A record, and what may be said of it."""
    _print_groups(console, card["title"], cards.rows(card))
    says = " · ".join(f"« {action['say']} »" for action in card["actions"])
    console.print(f"Vous pouvez dire : {says}", style="dim", markup=False)


def print_form(console: Console, title: str, form: FormShown) -> None:
    """A form, and how to do without it."""
    if closed := forms.CLOSED.get(form["state"]):
        console.print(f"{title} : {closed}", markup=False)
        return
    if not form["fields"]:
        console.print(title, markup=False)
        return
    _print_groups(console, title, forms.rows(form))
    console.print(forms.how_to(form), style="dim", markup=False)


def _print_groups(
    console: Console, title: str, groups: Sequence[tuple[str, Sequence[Sequence[str]]]]
) -> None:
    shown = RichTable(title=RichText(title), show_header=False)
    shown.add_column(overflow="fold")
    shown.add_column(overflow="fold")
    for group, rows in groups:
        shown.add_row(RichText(group, style="bold"), "")
        for row in rows:
            shown.add_row(*map(RichText, row))
        shown.add_section()
    console.print(shown)


def _plain(cell: str) -> str:
    """A cell whose brackets are not taken for rich's markup."""
    return cell.replace("[", "\\[")
