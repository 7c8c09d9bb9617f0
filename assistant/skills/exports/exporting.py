"""The selection as a file: which kind, which columns, and a form to choose them."""

from collections.abc import Iterator, Mapping
from typing import Any

from assistant.acts.of_lists import ChooseExport, ExportList
from assistant.language.requests.exports import ExportRequest
from assistant.language.understanding import Intent
from assistant.rendering.exports.exporting import FORMAT_LABELS, few_left, ready
from assistant.rendering.forms import Field
from assistant.rendering.wording import plural
from assistant.replies import Button, Choices, File, Form, Reply, Text
from assistant.skills.exports.buttons import sentence
from assistant.skills.lists.listing import nothing_found, order_of, understood
from assistant.skills.registry import FORMED, FormFields, Turn, command, on_act, skill
from core.accounts.models import Permission
from core.errors import InvalidData, Refused
from core.exports.models import Format, Order, TooManyExports
from core.exports.readable import PEOPLE_FIELDS
from core.prospects.filters import Filter
from core.prospects.models import FIELDS
from core.vocabulary.labels import COLUMN_LABELS
from core.vocabulary.values import Network

FORM = "form_export"
_LABELS = {
    Format.XLSX: "En Excel (.xlsx)",
    Format.CSV: "En CSV",
    Format.PLAIN: "Format d'échange (CSV)",
}


@skill(Intent.EXPORT_CSV)
def export(turn: Turn) -> Iterator[Reply]:
    """The selection as a file."""
    request = turn.asked(ExportRequest)
    sort, descending = order_of(turn) if turn.slots.get("sort") else (None, False)
    order = Order(
        filter=turn.filter,
        format=Format(request.format),
        columns=request.columns,
        sort=sort,
        descending=descending,
        limit=turn.slots.get("limit"),
    )
    yield from _made(turn, order)


@command("export_chosen")
def export_chosen(turn: Turn) -> Iterator[Reply]:
    """The same with columns named one by one, which are never read as conditions."""
    request = turn.asked(ExportRequest)
    chosen = Order(filter=turn.filter, format=Format(request.format), columns=request.columns)
    yield from _made(turn, chosen)


@on_act(ExportList, Intent.EXPORT_CSV)
def export_by_click(turn: Turn, deed: ExportList) -> Iterator[Reply]:
    """The list that the button is under, as a file of that kind. Refused for columns that there
    are not."""
    turn.take_from(deed, Intent.EXPORT_CSV)
    columns = tuple(dict.fromkeys(deed.columns or FIELDS))
    if not set(columns) <= set(FIELDS):
        raise Refused("Ces colonnes n'existent pas toutes. Redemandez l'export.")
    order = Order(filter=turn.filter, format=deed.format, columns=columns, limit=deed.limit)
    yield from _made(turn, order)


def _made(turn: Turn, asked: Order, ticked: bool = False) -> Iterator[Reply]:
    turn.user.require(Permission.EXPORT)
    order = asked if asked.format is Format.PLAIN else _for_people(asked, ticked)
    if not turn.services.prospects.count(turn.user, order.filter):
        yield from nothing_found(turn)
        return
    try:
        made = turn.services.exports.ask(turn.user, order)
    except TooManyExports as refusal:
        # Asked for a moment ago, maybe in another conversation: its link gives the base as it is.
        if refusal.made is None:
            raise
        made = refusal.made
    yield Text(ready(made))
    yield from understood(order.filter)
    yield File(made.filename, "prospects", made.export_id, plural(made.rows, "prospect"))
    form = ChooseExport(filter=order.filter)
    columns = Button("Choisir les colonnes", "choisis les colonnes de l'export", act=form)
    yield Choices((*_other_forms(order), columns))


def _for_people(order: Order, ticked: bool) -> Order:
    """The same for people, who need no ids unless they `ticked` them or named a few columns."""
    columns = order.columns
    if not ticked and few_left(columns):
        columns = tuple(name for name in columns if name in PEOPLE_FIELDS)
    return order.model_copy(update={"columns": columns, "readable": True})


def _other_forms(order: Order) -> Iterator[Button]:
    """The same prospects in another kind of file, where one sentence says it all."""
    columns = FIELDS if set(order.columns) >= set(PEOPLE_FIELDS) else order.columns
    if order.sort or (order.limit and columns != FIELDS):
        return
    for other in (Format.XLSX, Format.CSV, Format.PLAIN):
        if other is not order.format:
            act = ExportList(filter=order.filter, format=other, columns=columns, limit=order.limit)
            yield Button(_LABELS[other], sentence(other, columns, order.limit), act=act)


# Choosing columns

_GROUPS: Mapping[str, tuple[str, ...]] = {
    "Identité": ("nom_structure", "type_prospect", "nb_adherents", "tags"),
    "Contact": (
        "nom_contact",
        "email",
        "autres_emails",
        "telephone",
        "autres_telephones",
        "methode_contact",
        "site_web",
    ),
    "Lieu": ("adresse", "code_postal", "ville", "departement", "region", "pays"),
    "Suivi": (
        *("accepte_contact", "statut", "date_dernier_contact", "retour_prospect", "date_retour"),
        "commentaires",
    ),
    "Réseaux": tuple(
        name for network in Network for name in (network.value, f"{network.value}_followers")
    ),
    "La fiche elle-même": ("prospect_id", "source", "cree_le", "modifie_le"),
}


@command("choose_export_columns")
def choose(turn: Turn) -> Iterator[Reply]:
    """A form with a box for each column."""
    turn.user.require(Permission.EXPORT)
    total = turn.services.prospects.count(turn.user, turn.filter)
    if not total:
        yield from nothing_found(turn)
        return
    form_id = turn.ask(FORM, {"filter": turn.filter.as_json()})
    yield from understood(turn.filter)
    yield Form(form_id, f"Exporter {plural(total, 'prospect')}", "Préparer le fichier", "Annuler")


@on_act(ChooseExport, Intent.EXPORT_CSV)
def choose_by_click(turn: Turn, deed: ChooseExport) -> Iterator[Reply]:
    """The form of the selection that the button is under."""
    turn.take_from(deed, Intent.EXPORT_CSV)
    yield from choose(turn)


def fields(_turn: Turn, _payload: Mapping[str, Any]) -> list[Field]:
    """A kind of file, and a box for each column; that of ids is left empty."""
    kinds = [[kind.value, FORMAT_LABELS[kind]] for kind in (Format.XLSX, Format.CSV, Format.PLAIN)]
    asked = _field("format", "Format", "Fichier", "pick", Format.XLSX.value)
    boxes = [
        _field(name, COLUMN_LABELS[name], group, "check", "oui" if name in PEOPLE_FIELDS else "non")
        for group, members in _GROUPS.items()
        for name in members
    ]
    return [{**asked, "choices": kinds}, *boxes]


def _field(name: str, label: str, group: str, kind: str, value: str) -> Field:
    return {
        "name": name,
        "label": label,
        "kind": kind,
        "value": value,
        "choices": [],
        "required": False,
        "group": group,
        "help": "",
        "problem": None,
    }


def submit(turn: Turn, payload: Mapping[str, Any], values: Mapping[str, str]) -> tuple[Reply, ...]:
    """The file of the columns whose boxes are ticked. InvalidData where none is."""
    columns = tuple(name for name in FIELDS if values.get(name) == "oui")
    if not columns:
        raise InvalidData("Cochez au moins une colonne.")
    try:
        kind = Format(values.get("format", ""))
    except ValueError as error:
        raise InvalidData("", {"format": "Choisissez un format."}) from error
    filter = Filter.model_validate(payload["filter"])
    return tuple(_made(turn, Order(filter=filter, format=kind, columns=columns), ticked=True))


FORMED[FORM] = FormFields(fields, submit, "exporte seulement le nom, la ville et le mail")
