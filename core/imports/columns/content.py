"""Which column fills which field in a file without headings: what most of its cells look like."""

from collections import Counter
from collections.abc import Sequence

from core.imports.columns.guessing import TEXT, guess
from core.imports.columns.models import Cells, Column, Columns, filled_cells

_SURE = 0.5
"""The share of a column's cells that must look like the same field."""
_NUMBERED = frozenset({"departement", "nb_adherents"})

Guess = tuple[str | None, float]
"""What most cells of a column look like, and their share."""


def from_content(sample: Sequence[Cells], width: int) -> Columns:
    """The mapping that the first rows give: a column of e-mails is the e-mail."""
    guesses = [_guess_column(filled_cells(sample, index)) for index in range(width)]
    chosen = _best_columns(guesses)
    _choose_name(guesses, chosen)
    by_index = {index: field for field, index in chosen.items()}
    columns = tuple(Column(i, f"Colonne {i + 1}", by_index.get(i)) for i in range(width))
    return Columns(columns, width)


def _best_columns(guesses: Sequence[Guess]) -> dict[str, int]:
    """For each field, the column that looks most like it."""
    chosen: dict[str, int] = {}
    for index, (field, share) in enumerate(guesses):
        if field == TEXT or field is None:
            continue
        best = chosen.get(field)
        # Names, which may look like types, come before types.
        later = field == "type_prospect" and best is not None and share == guesses[best][1]
        if best is None or later or share > guesses[best][1]:
            chosen[field] = index
    return chosen


def _choose_name(guesses: Sequence[Guess], chosen: dict[str, int]) -> None:
    """Add the column of names to those chosen: the first of text, or one that looks like types or
    towns beside another that does."""
    towns = _columns_of("ville", guesses)
    # "Ludothèque B" looks like a type beside a column of types.
    types = _columns_of("type_prospect", guesses)
    names = _columns_of(TEXT, guesses) or [i for i in types if i != chosen["type_prospect"]]
    if names:
        chosen["nom_structure"] = names[0]
    elif len(towns) > 1:
        # Names such as "La Grange" are towns too.
        after = [i for i in towns if i and guesses[i - 1][0] == "code_postal"]
        chosen["ville"] = after[0] if after else towns[-1]
        chosen["nom_structure"] = next(i for i in towns if i != chosen["ville"])


def _columns_of(field: str, guesses: Sequence[Guess]) -> list[int]:
    return [index for index, (guessed, _) in enumerate(guesses) if guessed == field]


def _guess_column(cells: list[str]) -> Guess:
    found = Counter(field for cell in cells if (field := guess(cell)))
    if not found:
        return None, 0.0
    # Names hold types: of as many of both, the column is one of names ("MJC A", "MJC B").
    field, count = max(found.items(), key=lambda pair: (pair[1], pair[0] == TEXT))
    if field in _NUMBERED and _is_numbering(cells):
        return None, 0.0
    # Any column of dates may be of something else than the last contact.
    if field == "date_dernier_contact":
        return None, 0.0
    # Names hold towns, types and streets: text that is mostly nothing else is a name.
    if count < len(cells) * _SURE:
        return (TEXT if len(found) > 1 else None), 0.0
    return field, count / len(cells)


def _is_numbering(cells: list[str]) -> bool:
    numbers = [cell.strip() for cell in cells]
    if len(numbers) < 2 or not numbers[0].isdecimal():
        return False
    return numbers == [str(int(numbers[0]) + rank) for rank in range(len(numbers))]
