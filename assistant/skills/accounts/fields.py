"""Fields of the forms about accounts and settings. What is typed into them is kept nowhere."""

from collections.abc import Iterable, Sequence

from assistant.rendering.forms import Field
from core.accounts.passwords import MIN_PASSWORD


def field(
    name: str,
    label: str,
    kind: str,
    group: str,
    value: str = "",
    help: str = "",
    choices: Iterable[Sequence[str]] = (),
) -> Field:
    """A field as the page shows it (see `forms.fields`)."""
    return {
        "name": name,
        "label": label,
        "kind": kind,
        "value": value,
        "choices": [list(one) for one in choices],
        "required": True,
        "group": group,
        "help": help,
        "problem": None,
    }


def choice(
    name: str, label: str, group: str, value: str, choices: Iterable[Sequence[str]]
) -> Field:
    """A choice that always has a value."""
    return field(name, label, "pick", group, value, choices=choices)


def present_password(group: str) -> Field:
    """The password that one has."""
    label = "Mot de passe actuel"
    present = field("ancien", label, "password", group)
    present["autocomplete"] = "current-password"
    return present


def new_passwords(group: str, known: Sequence[str]) -> list[Field]:
    """A new one, measured while it is typed, and once more. `known`: words that others know."""
    advice = (
        f"{MIN_PASSWORD} caractères au moins : trois ou quatre mots sans rapport entre eux font "
        "un bon mot de passe, facile à retenir"
    )
    first = field("nouveau", "Nouveau mot de passe", "password", group, help=advice)
    second = field("encore", "Le nouveau, encore une fois", "password", group)
    for one in (first, second):
        one["autocomplete"] = "new-password"
    first["measured"], first["known"] = True, list(known)
    return [first, second]
