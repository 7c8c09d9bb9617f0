"""A form outside the page: its fields as text; and what the page sends, as plain texts."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import NotRequired, TypedDict

from assistant.rendering.records.cards import MISSING
from assistant.rendering.wording import day, typeset


class Field(TypedDict):
    """A field to fill. `kind` says how: text, long, email, tel, number, date, url, yesno, check,
    choice or pick; `choices` are pairs of a value and its label."""

    name: str
    label: str
    kind: str
    value: str
    choices: list[list[str]]
    required: bool
    group: str
    help: str
    problem: str | None
    autocomplete: NotRequired[str]
    picture: NotRequired[str]
    """An image that stands above it, as a data address."""
    measured: NotRequired[bool]
    """Whether the page says how strong it is while it is typed."""
    known: NotRequired[list[str]]
    """Words that others know, weak in a password."""


class FormShown(TypedDict):
    """A form as it is now; `example` or `how` tell how to do without it."""

    state: str
    fields: list[Field]
    example: NotRequired[str]
    how: NotRequired[str]


CLOSED = {
    "done": "Ce formulaire a été enregistré.",
    "cancelled": "Ce formulaire a été annulé.",
    "expired": "Ce formulaire n'est plus valable.",
}
_EDIT = "change le téléphone en 05 49 00 00 00"
_ADD = "ajoute la MJC du Lac à Poitiers, mail contact@exemple.fr, tel 05 49 00 00 00"
_ANSWERS = {"oui": "Oui", "non": "Non"}


def texts(sent: object) -> dict[str, str]:
    """What the page sent, by field: anything but texts is left out."""
    if not isinstance(sent, Mapping):
        return {}
    return {str(name): value for name, value in sent.items() if isinstance(value, str)}


def worded(problems: Mapping[str, str]) -> dict[str, str]:
    """Problems by field, as they are shown."""
    return {name: typeset(sentence) for name, sentence in problems.items()}


def grouped(fields: Sequence[Field]) -> Iterator[tuple[str, list[Field]]]:
    """Fields by group, in the order in which groups come first."""
    order = list(dict.fromkeys(field["group"] for field in fields))
    ranked = sorted(fields, key=lambda field: order.index(field["group"]))
    for group, members in groupby(ranked, key=lambda field: field["group"]):
        yield group, list(members)


def rows(form: FormShown) -> list[tuple[str, list[list[str]]]]:
    """A form's groups, each with its labels, values and problems as text."""
    return [
        (group, [[label(field), _filled(field)] for field in fields])
        for group, fields in grouped(form["fields"])
    ]


def how_to(form: FormShown) -> str:
    """How to do without the form: by a sentence."""
    if "example" in form:
        return f"Dites-le par une phrase, par exemple : « {form['example']} »."
    if how := form.get("how"):
        return how
    known = any(field["value"] for field in form["fields"])
    return f"Dites-le par une phrase, par exemple : « {_EDIT if known else _ADD} »."


def _filled(field: Field) -> str:
    value = current(field)
    return f"{value}\n⚠ {field['problem']}" if field["problem"] else value


def label(field: Field) -> str:
    """The field's name, and that it can't be left empty."""
    return f"{field['label']} (obligatoire)" if field["required"] else field["label"]


def current(field: Field) -> str:
    """The value that the form would send, as people read it."""
    value = field["value"]
    named = dict(field["choices"])
    if field["kind"] in ("yesno", "check"):
        named = _ANSWERS | named
    if value in named:
        value = named[value]
    elif field["kind"] == "date":
        value = _written(value)
    return value or MISSING


def _written(value: str) -> str:
    try:
        return day(date.fromisoformat(value))
    except ValueError:
        return value
