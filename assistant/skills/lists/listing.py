"""List, count and refine prospects."""

from collections.abc import Iterator

from assistant.acts.of_figures import ShowFigures
from assistant.acts.of_imports import AskForFile
from assistant.acts.of_lists import CountList, ExportList, ShowList
from assistant.acts.of_records import AddRecord
from assistant.acts.of_talk import LoadDemo
from assistant.language.dialogue.own_words import read_chip
from assistant.language.phrasing.chips import PLACES, chips, describe, sentence
from assistant.language.phrasing.chips import Chip as Condition
from assistant.language.phrasing.naming import besides, quoted
from assistant.language.understanding import Intent, Understanding
from assistant.rendering.wording import escape, number, plural
from assistant.replies import Button, Chip, Chips, Choices, Reply, Table, Text
from assistant.skills.registry import Turn, on_act, skill
from core.accounts.models import Permission, User
from core.exports.models import Format
from core.kpis.models import Kpi
from core.prospects.filters import Filter
from core.prospects.models import FIELDS
from core.prospects.service import DEFAULT_SORT
from core.vocabulary.labels import FIELD_LABELS

MAX_LOOSENED = 4


@skill(Intent.FILTER_PROSPECTS, Intent.REFINE_FILTERS)
def list_prospects(turn: Turn) -> Iterator[Reply]:
    """The selection as a table, with its total and its conditions."""
    total = turn.services.prospects.count(turn.user, turn.filter)
    if not total:
        yield from nothing_found(turn)
        return
    limit = turn.slots.get("limit")
    sort, descending = order_of(turn)
    yield Text(_headline(turn.filter, total, limit) + _ordered(turn))
    yield from left_aside(turn)
    yield from understood(turn.filter)
    selection_id = turn.select()
    yield Table(
        source="selection",
        source_id=selection_id,
        title=_title(turn.filter),
        total=total,
        sort=sort,
        descending=descending,
        limit=limit,
    )
    yield Choices(tuple(_next_steps(turn, selection_id)))


@on_act(ShowList, Intent.FILTER_PROSPECTS)
def list_by_click(turn: Turn, deed: ShowList) -> Iterator[Reply]:
    """The selection of a button: a figure's people, a list without one of its conditions."""
    turn.take_from(deed, Intent.FILTER_PROSPECTS)
    yield from list_prospects(turn)


@on_act(CountList, Intent.COUNT_PROSPECTS)
def count_by_click(turn: Turn, deed: CountList) -> Iterator[Reply]:
    """How many there are in the selection of a button."""
    turn.take_from(deed, Intent.COUNT_PROSPECTS)
    yield from count_prospects(turn)


@skill(Intent.COUNT_PROSPECTS)
def count_prospects(turn: Turn) -> Iterator[Reply]:
    """How many there are."""
    total = turn.services.prospects.count(turn.user, turn.filter)
    if not total:
        yield from nothing_found(turn)
        return
    yield Text(_headline(turn.filter, total, None))
    yield from left_aside(turn)
    yield from understood(turn.filter)
    whole = () if turn.filter.is_empty() else (IN_ALL,)
    selection_id = turn.select()
    see = Button("Voir la liste", "montre-les", act=ShowList(selection=selection_id))
    yield Choices((see, *_keeping(turn), *whole, _by_region(selection_id)))


def understood(filter: Filter) -> Iterator[Reply]:
    """The conditions in force, each with the sentence that takes it off."""
    if found := chips(filter):
        yield Chips(tuple(Chip(c.label, c.say, ShowList(filter=less(filter, c))) for c in found))


def less(filter: Filter, chip: Condition) -> Filter:
    """The selection without one of its conditions."""
    return read_chip(chip.say, filter) or Filter()


def left_aside(turn: Turn) -> Iterator[Reply]:
    """What the sentence said that the selection does not."""
    if turn.understood and (unread := _not_named(turn.understood)):
        parts = " ni ".join(escape(quoted(part)) for part in unread)
        yield Text(f"Je n'ai pas compris {parts} : je n'en ai pas tenu compte.")


def _not_named(understood: Understanding) -> list[str]:
    """The words of a new campaign's name were read: as its name."""
    return besides(understood.unread, str(understood.slots.get("campaign") or ""))


def nothing_found(turn: Turn) -> Iterator[Reply]:
    """Nobody: say so, and which single condition stands in the way."""
    if turn.services.prospects.is_empty():
        yield from empty_base(turn)
        return
    yield Text(f"Aucun prospect ne correspond : {describe(turn.filter)}.")
    yield from left_aside(turn)
    yield from understood(turn.filter)
    buttons = tuple(_looser(turn))
    if buttons:
        yield Text("En retirant une seule condition, vous auriez :")
    yield Choices((*buttons, CLEAR))


def _looser(turn: Turn) -> Iterator[Button]:
    found = chips(turn.filter)
    if len(found) < 2:
        return
    for chip in found[:MAX_LOOSENED]:
        looser = less(turn.filter, chip)
        if total := turn.services.prospects.count(turn.user, looser):
            label = f"Sans « {chip.label} » : {number(total)}"
            yield Button(label, chip.say, act=ShowList(filter=looser))


def empty_base(turn: Turn) -> Iterator[Reply]:
    """No prospect yet: the two ways to begin."""
    mine = (
        "Vous pouvez importer votre fichier de prospects, ou charger une démonstration "
        "(1 200 associations inventées) pour essayer sans risque."
        if turn.user.may(Permission.IMPORT)
        else "Un manager ou un admin peut y importer un fichier ; vous pouvez déjà ajouter des "
        "fiches."
    )
    yield Text(f"La base est encore vide. {mine}")
    yield Choices(tuple(beginnings(turn.user)))


def beginnings(user: User) -> Iterator[Button]:
    """How the user may fill an empty base."""
    if user.may(Permission.IMPORT):
        yield IMPORT
    if user.may(Permission.LOAD_DEMO):
        yield DEMO
    if not user.may(Permission.IMPORT):
        yield ADD


ADD = Button("Ajouter une fiche", "ajoute une fiche", act=AddRecord())
IMPORT = Button("Importer un fichier", "je veux importer un fichier", act=AskForFile())
DEMO = Button("Charger la démonstration", "charge la démonstration", act=LoadDemo())
IN_ALL = Button(
    "Et dans toute la base ?", "combien de prospects en tout ?", act=CountList(filter=Filter())
)
CLEAR = Button("Retirer tous les filtres", "retire tous les filtres", act=ShowList(filter=Filter()))


def _by_region(selection_id: str) -> Button:
    act = ShowFigures(selection=selection_id, kpi=Kpi.REGION)
    return Button("Répartition par région", "répartition par région", act=act)


def _keeping(turn: Turn) -> Iterator[Button]:
    """A whole new request starts over: the conditions that it left can be had again."""
    if turn.understood is None:
        return
    wanted = turn.filter.as_json()
    named = PLACES if any(key in wanted for key in PLACES) else ()
    kept = {
        key: value
        for key, value in turn.understood.left.as_json().items()
        if key not in wanted and key not in named
    }
    if kept:
        labels = ", ".join(chip.label for chip in chips(Filter.model_validate(kept)))
        both = Filter.model_validate(wanted | kept)
        yield Button(f"Garder aussi : {labels}", sentence(both), act=ShowList(filter=both))


def _next_steps(turn: Turn, selection_id: str) -> Iterator[Button]:
    if turn.user.may(Permission.EXPORT):
        act = ExportList(selection=selection_id, format=Format.XLSX)
        yield Button("Télécharger en Excel", "exporte-les en Excel", act=act)
    yield from _keeping(turn)
    yield _by_region(selection_id)
    if not turn.filter.is_empty():
        yield CLEAR


def order_of(turn: Turn) -> tuple[str, bool]:
    """The field that the sentence sorts by, and whether from the top."""
    sort = turn.slots.get("sort")
    if sort not in FIELDS:
        return DEFAULT_SORT, False
    # "les plus gros", "les plus récents": what is measured is wanted from the top.
    measured = sort.endswith("followers") or sort == "nb_adherents" or sort.startswith("date")
    return sort, measured


def _ordered(turn: Turn) -> str:
    """What a sentence that says an order is told of it."""
    sort, descending = order_of(turn)
    if turn.slots.get("sort") not in FIELD_LABELS:
        return ""
    way = "de A à Z"
    if sort.startswith("date") or sort.endswith("_le"):
        way = "du plus récent au plus ancien" if descending else "du plus ancien au plus récent"
    elif descending:
        way = "du plus grand au plus petit"
    return f" Triés par « {FIELD_LABELS[sort]} », {way}."


def _title(filter: Filter) -> str:
    described = describe(filter)
    return described[:1].upper() + described[1:]


def _headline(filter: Filter, total: int, limit: int | None) -> str:
    if filter.is_empty():
        return f"**{plural(total, 'prospect')}** dans la base."
    shown = f" Voici les {number(limit)} premiers." if limit and limit < total else ""
    return f"**{plural(total, 'prospect')}** : {describe(filter)}.{shown}"
