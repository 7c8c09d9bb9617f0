"""Passwords given to commands: typed in a terminal, in a file, on standard input; never shown."""

import sys
from pathlib import Path

import typer

from core.errors import reason_of

NOWHERE = (
    "Il n'y a pas de terminal où taper le mot de passe : donnez-le sur l'entrée standard, ou dans "
    "un fichier avec --password-file FICHIER."
)


class NoPassword(Exception):
    """There is none to be had; the French reason."""


def read_password(given: str | None, file: Path | None) -> str:
    """The password of the command line, else of the file, of the terminal, or of standard input.

    Of a file or of standard input, the first line. NoPassword with its reason.
    """
    if given is not None:
        return given
    if file is not None:
        return _first_line(
            _content(file), f"Le fichier « {file} » ne contient pas de mot de passe."
        )
    if sys.stdin.isatty():
        return _typed()
    return _first_line(sys.stdin.readline(), NOWHERE)


def _typed() -> str:
    """Twice the same; the library's own second prompt complains in English."""
    while True:
        typed: str = typer.prompt("Mot de passe", hide_input=True)
        if typed == typer.prompt("Encore une fois", hide_input=True):
            return typed
        typer.echo("Ce n'est pas deux fois le même : recommencez.", err=True)


def _content(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = reason_of(error) if isinstance(error, OSError) else "ce n'est pas du texte"
        raise NoPassword(f"Le fichier « {file} » ne peut pas être lu ({reason}).") from error


def _first_line(text: str, otherwise: str) -> str:
    line = text.partition("\n")[0].rstrip("\r")
    if not line:
        raise NoPassword(otherwise)
    return line
