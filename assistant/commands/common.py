"""What every command shares: the services opened and closed, what is told to people, JSON."""

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from core.errors import MimiComError, NotFound
from core.logs import log_to, tell_notices
from core.settings import Settings

if TYPE_CHECKING:
    from core.accounts.models import User
    from core.prospects.filters import Filter
    from core.services import Services

people = Console(stderr=True)
"""Messages for people; standard output is for results."""
logger = logging.getLogger(__name__)

Data = Annotated[
    Path | None, typer.Option("--data", help="Le dossier de données (défaut : ./data).")
]
AsJson = Annotated[bool, typer.Option("--json", help="Un document JSON sur la sortie standard.")]
FilterJson = Annotated[str | None, typer.Option("--filter", help="Une sélection, en JSON.")]


def settings_for(data: Path | None) -> Settings:
    """The environment's settings, with the data folder of the command line."""
    settings = Settings()
    return settings if data is None else settings.model_copy(update={"data": data})


@contextmanager
def opened(data: Path | None) -> "Iterator[Services]":
    """The services, closed at the end. What goes wrong is told in French; exit status 1."""
    services = None
    try:
        settings = settings_for(data)
        from core.folder import make_folders

        make_folders(settings.folder)
        log_to(settings.folder / "logs" / "mimicom.log")
        tell_notices(lambda said: people.print(said, style="yellow", markup=False))
        from core.services import open_services

        services = open_services(settings)
        yield services
    except MimiComError as error:
        people.print(error.message, style="red", markup=False, highlight=False)
        for field, problem in getattr(error, "problems", {}).items():
            people.print(f"  {field} : {problem}", markup=False)
        raise typer.Exit(1) from error
    except KeyboardInterrupt:
        people.print("Arrêté.")
        raise typer.Exit(1) from None
    except (typer.Exit, BrokenPipeError):
        raise
    except Exception as error:
        if services is not None and (outage := services.database.outage(error)):
            people.print(outage.message, style="red", markup=False, highlight=False)
            raise typer.Exit(1) from error
        logger.exception("command failed")
        people.print(
            "Une erreur imprévue est survenue. Les détails sont dans logs/mimicom.log, "
            "dans le dossier de données.",
            style="red",
        )
        raise typer.Exit(1) from error
    finally:
        if services is not None:
            services.close()


def print_json(document: Any) -> None:
    """One JSON document on standard output."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False) + "\n")


_FILTER_PROBLEMS = {
    "extra_forbidden": "cette clé n'existe pas",
    "enum": "cette valeur n'existe pas",
    "json_invalid": "ce n'est pas du JSON",
}


def read_filter(text: str | None) -> "Filter":
    """A selection from the command line. Exit status 2, with the reason, where it is none."""
    from pydantic import ValidationError

    from core.prospects.filters import Filter

    try:
        return Filter.model_validate_json(text or "{}")
    except ValidationError as error:
        people.print("La sélection donnée par --filter n'est pas valable :", style="red")
        for found in error.errors():
            where = ".".join(map(str, found["loc"])) or "--filter"
            problem = _FILTER_PROBLEMS.get(found["type"], "cette valeur ne convient pas")
            people.print(f"  {where} : {problem}", markup=False)
        raise typer.Exit(2) from error


def speaker(services: "Services", email: str | None) -> "User":
    """Who acts: an account, or the operator of this machine."""
    from core.accounts.models import OPERATOR

    if email is None:
        return OPERATOR
    user = services.accounts.get(email)
    if user is None or not user.actif:
        raise NotFound(f"Il n'y a pas de compte ouvert pour {email}. Voyez « mimicom users list ».")
    return user


@contextmanager
def progress_bar() -> Iterator[Any]:
    """A progress callback that draws on standard error, where that is a terminal."""
    from rich.progress import Progress

    with Progress(console=people, transient=True, disable=not people.is_terminal) as bar:
        task = bar.add_task("", total=None)

        def progress(done: int, total: int, label: str) -> None:
            bar.update(task, completed=done, total=total, description=label)

        yield progress
