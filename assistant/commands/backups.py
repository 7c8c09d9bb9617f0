"""`mimicom backup …`: the base saved, verified, compared, restored."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.commands.common import AsJson, Data, opened, people, print_json, progress_bar
from assistant.commands.french import FrenchTyper
from core.errors import MimiComError, NotFound
from core.folder import is_file

if TYPE_CHECKING:
    from core.backups.models import Backup, BackupJson, Difference
    from core.services import Services

backup = FrenchTyper("Les sauvegardes de la base.")

File = Annotated[Path, typer.Argument(metavar="FICHIER", help="Le fichier, ou son nom.")]
Passphrase = Annotated[
    Path | None,
    typer.Option(help="Un fichier dont la première ligne est la phrase secrète."),
]
_LONGEST_PASSPHRASE = 1_000


def add_to(app: typer.Typer) -> None:
    """Give the console script these commands."""
    app.add_typer(backup, name="backup")


@backup.command("create")
def backup_create(
    data: Data = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="Le fichier à écrire ; sans, dans « backups »."),
    ] = None,
    passphrase_file: Passphrase = None,
    as_json: AsJson = False,
) -> None:
    """Sauvegarde la base dans un fichier."""
    from core.accounts.models import OPERATOR

    secret = _passphrase(passphrase_file)
    with opened(data) as services, progress_bar() as progress:
        path = output.absolute() if output else None
        taken = services.backups.create(OPERATOR, progress, path, secret)
        _show(taken.backup, as_json)
        if taken.copied:
            people.print(f"Copiée dans {taken.copied}", markup=False, highlight=False)
        if taken.trouble:
            people.print(taken.trouble, style="yellow", markup=False, highlight=False)


@backup.command("list")
def backup_list(data: Data = None, as_json: AsJson = False) -> None:
    """Les sauvegardes, la plus récente d'abord."""
    from core.accounts.models import OPERATOR

    with opened(data) as services:
        found = services.backups.all(OPERATOR)
        if as_json:
            print_json([one.as_json() for one in found])
            return
        for one in found:
            sys.stdout.write(f"{_line(one)}\n")
        if not found:
            people.print("Il n'y a pas encore de sauvegarde : « mimicom backup create ».")


@backup.command("verify")
def backup_verify(
    file: File, data: Data = None, passphrase_file: Passphrase = None, as_json: AsJson = False
) -> None:
    """Lit une sauvegarde jusqu'au bout."""
    from core.accounts.models import OPERATOR

    secret = _passphrase(passphrase_file)
    with opened(data) as services, progress_bar() as progress:
        path = _path(services, file)
        with _told(path, as_json):
            found = services.backups.verify(OPERATOR, path, secret, progress)
            _show(found, as_json)
            people.print("Cette sauvegarde est bonne : elle peut être restaurée.")


@backup.command("diff")
def backup_diff(
    file: File,
    other: Annotated[
        Path | None,
        typer.Argument(metavar="AUTRE", help="Une autre ; sans, la base de maintenant."),
    ] = None,
    data: Data = None,
    passphrase_file: Passphrase = None,
    as_json: AsJson = False,
) -> None:
    """Ce qui a changé depuis une sauvegarde."""
    from core.accounts.models import OPERATOR
    from core.backups.container import examine

    secret = _passphrase(passphrase_file)
    with opened(data) as services:
        before = examine(_path(services, file))
        after = examine(_path(services, other)) if other else None
        found = services.backups.compare(OPERATOR, before, after, secret)
        if as_json:
            print_json({"changes": found.as_json(), "fields": found.fields})
        else:
            _show_difference(found)


@backup.command("restore")
def backup_restore(
    file: File,
    yes: Annotated[
        bool, typer.Option("--yes", help="Restaure ; sans, dit seulement ce qui changerait.")
    ] = False,
    data: Data = None,
    passphrase_file: Passphrase = None,
    as_json: AsJson = False,
) -> None:
    """Remet la base dans l'état d'une sauvegarde, après avoir sauvegardé celle de maintenant."""
    from core.accounts.models import OPERATOR
    from core.backups.container import examine

    secret = _passphrase(passphrase_file)
    with opened(data) as services, progress_bar() as progress:
        path = _path(services, file)
        with _told(path, as_json):
            found = services.backups.preview(OPERATOR, path, secret)
            if not yes:
                if as_json:
                    print_json(examine(path).as_json() | {"changes": found.as_json()})
                else:
                    _show_difference(found)
                people.print("Rien n'a été changé. Pour restaurer, ajoutez --yes.")
                raise typer.Exit(1)
            done = services.backups.restore(OPERATOR, path, progress, secret)
            told = {"changes": found.as_json(), "restored": done.as_json()}
            if as_json:
                print_json(examine(path).as_json() | told)
            people.print(
                f"La base est celle de cette sauvegarde : {done.prospects} prospects. "
                f"Celle d'avant est gardée ({done.safety}) : la restaurer annule tout.",
                markup=False,
                highlight=False,
            )


@contextmanager
def _told(path: Path, as_json: bool) -> "Iterator[None]":
    """Where a file is refused, its JSON says so too."""
    from core.backups.container import examine

    try:
        yield
    except MimiComError as error:
        if as_json:
            document: BackupJson = examine(path).as_json()
            print_json(document | {"ok": False, "reason": error.message})
        raise


def _path(services: "Services", file: Path) -> Path:
    """The file that is meant: a path, or the name of one of the shelf. NotFound otherwise."""
    if is_file(file):
        return file.absolute()
    shelved = services.backups.shelf.folder / file.name
    if file.parent == Path() and is_file(shelved):
        return shelved
    raise NotFound(f"Le fichier « {file} » n'existe pas. Voyez « mimicom backup list ».")


def _passphrase(file: Path | None) -> str | None:
    """The first line of a file. Exit status 2 where there is none to be had."""
    if file is None:
        return None
    try:
        with file.open(encoding="utf-8") as lines:
            found = lines.readline(_LONGEST_PASSPHRASE).rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        people.print(
            f"--passphrase-file : « {file} » ne peut pas être lu.", style="red", markup=False
        )
        raise typer.Exit(2) from error
    if not found:
        people.print("--passphrase-file : la première ligne est vide.", style="red", markup=False)
        raise typer.Exit(2)
    return found


def _show(one: "Backup", as_json: bool) -> None:
    if as_json:
        print_json(one.as_json())
    else:
        sys.stdout.write(f"{_line(one)}\n")


def _line(one: "Backup") -> str:
    from core.clock import PARIS

    made = f"{one.made_at.astimezone(PARIS):%d/%m/%Y %H:%M}" if one.made_at else "?"
    kind = "chiffrée" if one.encrypted else "en clair"
    told = one.problem or f"{one.count('prospects')} prospects, {kind}"
    return f"{one.path}\t{made}\t{one.size} octets\t{told}"


def _show_difference(found: "Difference") -> None:
    for name, moved in found.collections.items():
        sys.stdout.write(f"{name}\t+{moved.added}\t-{moved.removed}\t{moved.changed} modifiés\n")
    if not found.collections:
        sys.stdout.write("Rien ne change.\n")
