"""What every command shares: the services opened and closed, what is said to people, JSON."""

import json
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO, TypeVar

import typer
from rich.console import Console

from core.errors import MimiComError, NotFound, reason_of
from core.logs import log_to, tell_notices
from core.settings import Settings

if TYPE_CHECKING:
    from core.accounts.models import User
    from core.prospects.filters import Filter
    from core.services import Services

people = Console(stderr=True)
"""Messages for people; standard output is for results."""
logger = logging.getLogger(__name__)
T = TypeVar("T")

Data = Annotated[
    Path | None, typer.Option("--data", help="Le dossier de données (défaut : ./data).")
]
AsJson = Annotated[bool, typer.Option("--json", help="Un document JSON sur la sortie standard.")]
As = Annotated[str | None, typer.Option("--as", help="Le compte qui agit.")]
FilterJson = Annotated[str | None, typer.Option("--filter", help="Une sélection, en JSON.")]
Sentence = Annotated[
    str | None,
    typer.Argument(
        metavar="PHRASE", help="La sélection, en français : « les MJC de Bretagne » ; sans, tous."
    ),
]
Password = Annotated[
    str | None,
    typer.Option(
        help="Le mot de passe ; sans, il est demandé, ou lu sur l'entrée standard.",
        envvar="MIMICOM_PASSWORD",
    ),
]
PasswordFile = Annotated[
    Path | None, typer.Option(help="Un fichier dont la première ligne est le mot de passe.")
]


def settings_for(data: Path | None) -> Settings:
    """The environment's settings, with the data folder of the command line."""
    settings = Settings()
    return settings if data is None else settings.model_copy(update={"data": data})


@contextmanager
def opened(data: Path | None) -> "Iterator[Services]":
    """The services, closed at the end. What goes wrong is said in French; Exit with status 1."""
    services = None
    try:
        settings = settings_for(data)
        from core.folder import make_folders

        make_folders(settings.folder)
        log_to(settings.folder / "logs" / "mimicom.log")
        tell_notices(lambda said: tell(said, style="yellow"))
        from core.services import open_services

        services = open_services(settings)
        yield services
    except MimiComError as error:
        tell(error.message, style="red")
        for field, problem in getattr(error, "problems", {}).items():
            tell(f"  {field} : {problem}")
        raise typer.Exit(1) from error
    except KeyboardInterrupt:
        people.print("Arrêté.")
        raise typer.Exit(1) from None
    except (typer.Exit, BrokenPipeError):
        raise
    except Exception as error:
        if services is not None and (outage := services.database.outage(error)):
            tell(outage.message, style="red")
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


@contextmanager
def acting(data: Path | None, as_email: str | None) -> "Iterator[tuple[Services, User]]":
    """The services, as `opened` has them, and who acts."""
    with opened(data) as services:
        yield services, speaker(services, as_email)


def tell(said: str, style: str | None = None) -> None:
    """A line for people, as it is."""
    people.print(said, style=style, markup=False, highlight=False)


def misused(said: str) -> typer.Exit:
    """Tell what is wrong with the command line; exit status 2."""
    tell(said, style="red")
    return typer.Exit(2)


def write_whole(output: Path, write: Callable[[BinaryIO], T]) -> T:
    """Write a file whole, or not at all. MimiComError where the place can't be written to."""
    aside = output.with_name(f"{output.name or 'export'}.part")
    try:
        with aside.open("wb") as file:
            made = write(file)
        aside.replace(output)
    except OSError as error:
        raise MimiComError(
            f"Le fichier « {output} » ne peut pas être écrit ({reason_of(error)})."
        ) from error
    finally:
        aside.unlink(missing_ok=True)
    return made


def print_json(document: Any) -> None:
    """One JSON document on standard output."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False) + "\n")


def selected(services: "Services", sentence: str | None, filter_json: str | None) -> "Filter":
    """The selection of the command line. Exit status 2, with the reason, where it is none."""
    from assistant.commands.selections import NoSelection, read_json, read_sentence

    try:
        if sentence is None:
            return read_json(filter_json)
        if filter_json is not None:
            raise NoSelection("Donnez une phrase ou --filter, pas les deux.")
        filter, said = read_sentence(services, sentence)
    except NoSelection as error:
        for rank, reason in enumerate(error.reasons):
            tell(reason, style=None if rank else "red")
        raise typer.Exit(2) from error
    tell(f"Compris : {said}")
    return filter


def speaker(services: "Services", email: str | None) -> "User":
    """Who acts: an account, or the operator of this machine. NotFound for an account that is
    closed or was never open."""
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
