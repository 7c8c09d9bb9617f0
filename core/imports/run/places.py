"""What the cells of a row say together about the place."""

from core.imports.run.cells import bounded
from core.imports.run.values import RawCells
from core.prospects import deduction, normalise
from core.prospects.reasons import Reason

_FIELDS = ("region", "departement", "ville", "code_postal")


class Place:
    """Its values and problems, and the country's code for telephones."""

    __slots__ = ("by_address", "country", "problems", "values")

    def __init__(self, raw: RawCells, adresse: str | None) -> None:
        self.values: dict[str, str] = {}
        self.problems: list[tuple[str, str, Reason]] = []
        pays, _ = normalise.country(raw.get("pays", ""))
        self._set("pays", pays)
        cells = {field: raw[field] for field in _FIELDS if field in raw}
        found = deduction.deduce(cells, pays, adresse)
        for field in _FIELDS:
            self._set(field, getattr(found, field))
        self.problems += found.problems
        self.country = normalise.country_code(pays)
        self.by_address = deduction.needs_address(cells)
        """Whether the address decided: the place is then that of this row alone."""

    def _set(self, field: str, value: str | None) -> None:
        if value:
            self.values[field], reason = bounded(value)
            if reason:
                self.problems.append((field, value, reason))


PlaceKey = tuple[str | None, ...]


def place_key(raw: RawCells) -> PlaceKey:
    """The cells that decide the place, where the address does not."""
    get = raw.get
    return get("region"), get("departement"), get("ville"), get("code_postal"), get("pays")
