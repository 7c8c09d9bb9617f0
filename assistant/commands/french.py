"""The commands in French: the library that reads command lines speaks English in its help, and
where a line is wrong."""

import re
from collections.abc import Callable
from typing import Any, TypeVar

import typer
from typer.core import TyperCommand, TyperGroup

F = TypeVar("F", bound=Callable[..., Any])
_MISUSES = (
    (r"No such command '(.*)'\.", "La commande « {} » n'existe pas."),
    (r"No such option: (\S+).*", "L'option {} n'existe pas."),
    (r"Missing argument '(.*)'\.", "Il manque {}."),
    (r"Missing option '(.*)'\.", "Il manque {}."),
    (r"Missing command\.()", "Il manque la commande.{}"),
    (r"Option '(.*)' requires an argument\.", "L'option {} attend une valeur."),
    (r"Option '(.*)' does not take a value\.", "L'option {} ne prend pas de valeur."),
    (r"Got unexpected extra arguments?(?:\(s\))? \((.*)\)", "Ceci est en trop : {}."),
    (r"Invalid value for '(.*?)'.*", "La valeur de {} ne convient pas."),
)


def in_french(misuse: str) -> str:
    """What is wrong with a command line, from the English of the library that reads it."""
    for pattern, sentence in _MISUSES:
        if found := re.match(pattern, misuse, re.DOTALL):
            return sentence.format(found[1])
    return f"Cette commande n'est pas comprise ({misuse})"


_HELP = "Montre cette aide."
_KINDS = {"bool": "", "str": "texte", "int": "nombre", "Path": "chemin"}
_WORDS = {
    "COMMANDS_PANEL_TITLE": "Commandes",
    "ERRORS_PANEL_TITLE": "Erreur",
    "DEFAULT_STRING": "[défaut : {}]",
    "ENVVAR_STRING": "[variable : {}]",
    "REQUIRED_LONG_STRING": "[obligatoire]",
    "DEPRECATED_STRING": "(dépassé) ",
    "ABORTED_TEXT": "Arrêté.",
    "RICH_HELP": "Voyez [blue]'{command_path} {help_option}'[/].",
}


def _prepare(parameters: list[Any]) -> None:
    """Just before a help page is drawn: its words, the kinds of values, its own option."""
    from typer import rich_utils

    for name, words in _WORDS.items():
        setattr(rich_utils, name, words)
    for parameter in parameters:
        parameter.display_type_rich = _said(parameter)
        if parameter.name == "help":
            parameter.help = _HELP


def _said(parameter: Any) -> Callable[..., str]:
    kind = "" if parameter.metavar else _KINDS.get(parameter.bare_type(), "valeur")
    return lambda ctx: kind


class FrenchCommand(TyperCommand):
    """A command whose help is in French."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Draw the help page."""
        _prepare(self.get_params(ctx))
        super().format_help(ctx, formatter)

    def get_usage(self, ctx: Any) -> str:
        """The first line of the help."""
        return _usage(super().get_usage(ctx))


class FrenchGroup(TyperGroup):
    """A group of commands whose help is in French."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Draw the help page."""
        _prepare(self.get_params(ctx))
        super().format_help(ctx, formatter)

    def get_usage(self, ctx: Any) -> str:
        """The first line of the help."""
        return _usage(super().get_usage(ctx))


def _usage(said: str) -> str:
    named = said.replace("Usage:", "Utilisation :", 1)
    return named.replace("COMMAND [ARGS]...", "COMMANDE [ARGUMENTS]…")


class FrenchTyper(typer.Typer):
    """Commands of which every help page is in French."""

    def __init__(self, help: str) -> None:
        super().__init__(
            cls=FrenchGroup,
            help=help,
            no_args_is_help=True,
            pretty_exceptions_enable=False,
            add_completion=False,
        )

    def command(self, name: str | None = None, **more: Any) -> Callable[[F], F]:
        """Declare a command."""
        return super().command(name, cls=FrenchCommand, **more)
