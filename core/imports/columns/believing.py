"""Whether the cells of a column agree with what its heading may mean; and what they say alone."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from core.imports.columns.guessing import guess
from core.prospects import deduction, normalise
from core.prospects.several import emails, telephones
from core.prospects.towns import town
from core.vocabulary.values import Network

_SHARE = 0.5
"""Of the filled cells, the share that must be of the field."""
_BY_CELLS = frozenset(
    ("email", "telephone", "type_prospect", "code_postal", "ville", "region", "site_web", *Network)
)
"""Fields that cells tell without a heading."""
_OWN = frozenset(("email", "telephone", "site_web"))
"""What each prospect has of its own: the same on every row, it is somebody else's."""


def _is_type(cell: str) -> bool:
    value, reason = normalise.prospect_type(cell)
    return value is not None and reason is None


def _is_link(cell: str) -> bool:
    return "." in cell and normalise.url(cell)[0] is not None


def _is_account(cell: str) -> bool:
    return normalise.network(cell)[0] is not None


_CHECKS: Mapping[str, Callable[[str], bool]] = {
    "email": lambda cell: bool(emails(cell).values),
    "telephone": lambda cell: bool(telephones(cell).values),
    "code_postal": lambda cell: deduction.postcode(cell)[0] is not None,
    "ville": lambda cell: bool(town(normalise.clean(cell)).communes),
    "departement": lambda cell: deduction.departement(cell)[0] is not None,
    "region": lambda cell: deduction.region(cell)[0] is not None,
    "type_prospect": _is_type,
    "site_web": _is_link,
    "nb_adherents": lambda cell: normalise.number(cell)[0] is not None,
    "accepte_contact": lambda cell: normalise.consent_in_words(cell)[0] is not None,
    **{network.value: _is_account for network in Network},
}


def agree(field: str, cells: Sequence[str]) -> bool:
    """Whether most of the filled cells are of the field; never without a cell, but for texts that
    nothing can check."""
    check = _CHECKS.get(field)
    if check is None:
        return field in ("commentaires", "tags", "adresse", "pays")
    told = [cell for cell in cells if not normalise.is_empty(normalise.clean(cell))]
    return bool(told) and sum(map(check, told)) >= len(told) * _SHARE


def by_cells(cells: Sequence[str]) -> str | None:
    """The field that most cells of a column are of, where cells alone can tell."""
    if not cells:
        return None
    found = Counter(field for cell in cells if (field := guess(cell)))
    if not found:
        return None
    field, count = found.most_common(1)[0]
    if field not in _BY_CELLS or count < len(cells) * _SHARE:
        return None
    shared = len(cells) > 1 and len({*cells}) * 2 <= len(cells)
    return None if shared and field in _OWN else field
