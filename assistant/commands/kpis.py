"""`mimicom kpis`: the indicators of a selection."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.commands.common import (
    AsJson,
    Data,
    FilterJson,
    Sentence,
    opened,
    print_json,
    selected,
)
from assistant.commands.french import FrenchTyper

if TYPE_CHECKING:
    from core.prospects.filters import Filter
    from core.services import Services


def add_to(app: FrenchTyper) -> None:
    """Give the console script these commands."""
    app.command("kpis")(kpis)


def kpis(
    sentence: Sentence = None,
    data: Data = None,
    filter_json: FilterJson = None,
    as_json: AsJson = False,
    png: Annotated[Path | None, typer.Option(help="Un dossier où écrire les graphiques.")] = None,
) -> None:
    """Les indicateurs d'une sélection."""
    from core.accounts.models import OPERATOR

    with opened(data) as services:
        filter = selected(services, sentence, filter_json)
        if as_json:
            print_json(services.kpis.indicators(OPERATOR, filter).as_json())
        else:
            for one in services.kpis.dashboard(OPERATOR, filter).headlines:
                detail = f" ({one.detail})" if one.detail else ""
                sys.stdout.write(f"{one.label} : {one.figure}{detail}\n")
        if png is not None:
            _write_charts(services, filter, png)


def _write_charts(services: "Services", filter: "Filter", folder: Path) -> None:
    from assistant.conversation import ConversationStore
    from assistant.rendering.indicators.files import EVOLUTION, Pictures
    from core.accounts.models import OPERATOR
    from core.clock import PARIS
    from core.kpis.models import Kpi

    folder.mkdir(parents=True, exist_ok=True)
    today = services.clock().astimezone(PARIS).date()
    conversations = ConversationStore(services.database, services.clock)
    pictures = Pictures(services, conversations, lambda: today)
    for what in (*(kpi.value for kpi in Kpi), EVOLUTION):
        (folder / f"{what}.png").write_bytes(pictures.of(OPERATOR, filter, what, "png"))
