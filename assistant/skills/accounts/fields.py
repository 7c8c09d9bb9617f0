"""Fields of the forms about accounts and settings. What is typed into them is kept nowhere."""

from collections.abc import Iterable, Sequence
from typing import Any

from core.accounts.passwords import MIN_PASSWORD


def field(
    name: str, label: str, kind: str, group: str, value: str = "", help: str = "", **more: Any
) -> dict[str, Any]:
    """A field as the page shows it (see `forms.fields`)."""
    told = {"name": name, "label": label, "kind": kind, "group": group, "value": value}
    return told | {"choices": [], "required": True, "help": help, "problem": None} | more


def choice(
    name: str, label: str, group: str, value: str, choices: Iterable[Sequence[str]]
) -> dict[str, Any]:
    """A choice that always has a value."""
    return field(name, label, "pick", group, value, choices=[list(one) for one in choices])


def present_password(group: str) -> dict[str, Any]:
    """The password that one has."""
    label = "Mot de passe actuel"
    return field("ancien", label, "password", group, autocomplete="current-password")


def new_passwords(group: str, known: Sequence[str]) -> list[dict[str, Any]]:
    """A new one, measured while it is typed, and once more. `known`: words that others know."""
    advice = (
        f"{MIN_PASSWORD} caractères au moins : trois ou quatre mots sans rapport entre eux font "
        "un bon mot de passe, facile à retenir"
    )
    first = field("nouveau", "Nouveau mot de passe", "password", group, help=advice)
    second = field("encore", "Le nouveau, encore une fois", "password", group)
    new = {"autocomplete": "new-password"}
    return [first | new | {"measured": True, "known": list(known)}, second | new]
