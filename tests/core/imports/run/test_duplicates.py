"""Which rows have which keys, for a million of them: as a plain dictionary would say."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.imports.options import Options
from core.imports.rows import Outcome, Row
from core.imports.run.duplicates import Duplicates
from core.imports.run.keys import KeyTable, added_id

IMPORT = str(uuid.UUID(int=7))
KEYS = st.none() | st.sampled_from([f"{letter}@exemple.fr" for letter in "abcdefgh"])
PHONES = st.none() | st.sampled_from([f"+3347200000{n}" for n in range(6)])


@given(st.integers(1, 10**7))
def test_ids_are_those_of_the_standard(row: int) -> None:
    assert added_id(IMPORT, row) == str(uuid.uuid5(uuid.UUID(IMPORT), str(row)))


@given(st.lists(st.tuples(KEYS, PHONES), max_size=60), st.integers(1, 7))
def test_duplicates_are_those_of_a_plain_dictionary(
    cells: list[tuple[str | None, str | None]], size: int
) -> None:
    with pytest.MonkeyPatch.context() as patched:
        # Kept apart from the first rows on, as only files of many thousands would be.
        patched.setattr(KeyTable, "_RECENT", 3)
        found = Duplicates(IMPORT)
        rows = [_row(number, *one) for number, one in enumerate(cells, start=1)]
        for start in range(0, len(rows), size):
            found.mark(rows[start : start + size], None, Options())
    owners: dict[str, str] = {}
    for row in rows:
        keys = [row.values[name] for name in ("email", "telephone") if name in row.values]
        held = [owners[key] for key in keys if key in owners]
        assert (row.outcome is Outcome.DUPLICATE) == bool(held)
        assert row.duplicate_of == (held[0] if held else None)
        for key in keys:
            owners.setdefault(key, held[0] if held else added_id(IMPORT, row.number))


def _row(number: int, email: str | None, telephone: str | None) -> Row:
    values = {"email": email, "telephone": telephone}
    return Row(number, number + 1, {name: value for name, value in values.items() if value}, [])
