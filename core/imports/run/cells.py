"""What one cell says: the value of its field, or the reason why it has none."""

from collections.abc import Callable, Mapping
from typing import Any

from core.imports.columns.dates import DATES
from core.imports.run import objects
from core.prospects import deduction, normalise
from core.prospects.cells import rearm
from core.prospects.normalise import Read
from core.prospects.reasons import Reason
from core.vocabulary.text import fold
from core.vocabulary.values import Network

MAX_LINE = 500
REMEMBERED = 20_000
_LONGEST_REMEMBERED = 80
ODD_START = frozenset("[{'= \t\xa0\u202f\u200b\ufeff\r\n\x0b\x0c")
"""Characters with which a cell may begin that `tidied` changes."""

Reader = Callable[[str], Read[Any]]


def _text(raw: str) -> Read[str]:
    text = normalise.clean(raw)
    return (None if normalise.is_empty(text) else text), None


READERS: dict[str, Reader] = {
    **dict.fromkeys(("nom_structure", "adresse", "source"), _text),
    "statut": normalise.statut,
    "retour_prospect": normalise.retour,
    "methode_contact": normalise.contact_method,
    "site_web": normalise.url,
    "date_dernier_contact": normalise.day,
    "date_retour": normalise.day,
    "cree_le": normalise.instant,
    "modifie_le": normalise.instant,
    "nb_adherents": normalise.number,
    **{network.value: normalise.network for network in Network},
    **{f"{network.value}_followers": normalise.number for network in Network},
}
"""Fields that one cell decides, in the order in which their problems are listed."""
AMERICAN: dict[str, Reader] = dict.fromkeys(DATES, normalise.day_after_month)
"""Those of a file that writes the month first."""


class Memory(dict[str, Read[Any]]):
    """What a reader made of each cell: most columns hold the same few values over and over."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self._reader = reader

    def __missing__(self, cell: str) -> Read[Any]:
        found = self._reader(cell)
        if type(found[0]) is str and len(found[0]) > MAX_LINE:
            found = bounded(found[0])
        if len(self) < REMEMBERED and len(cell) <= _LONGEST_REMEMBERED:
            self[cell] = found
        return found


def bounded(text: str) -> tuple[str, Reason | None]:
    """Text cut to what a field of a prospect holds, with the reason where it was cut."""
    return (text, None) if len(text) <= MAX_LINE else (text[:MAX_LINE].rstrip(), Reason.TOO_LONG)


def tidied(cell: str) -> str:
    """A cell without what protects it in a spreadsheet; '' where it is blank."""
    if cell.isspace():
        return ""
    if objects.is_object(cell):
        return objects.plain(cell)
    return rearm(cell.strip()) if cell[0] in "'= \t" else cell


def says_same(field: str, one: str, other: str) -> bool:
    """Whether two cells of a field say the same, however each is written."""
    reader = _COMPARED.get(field)
    if reader and reader(one)[0] == reader(other)[0]:
        return True
    return fold(one) == fold(other)


_COMPARED: Mapping[str, Reader] = {
    **READERS,
    "departement": deduction.departement,
    "region": deduction.region,
    "code_postal": deduction.postcode,
    "pays": normalise.country,
    "type_prospect": normalise.prospect_type,
}


def is_void(cell: str) -> bool:
    """Whether a cell is blank, or a word for none."""
    return normalise.is_empty(normalise.clean(cell))
