"""The short form of `make faults`: kinds of work that are killed nowhere else, over one base."""

from pathlib import Path

from tests.faults.killed import KINDS
from tests.faults.kills import storms, table

SHORT = ("fusions", "effacements", "sauvegardes", "migrations")


def test_killed_work_of_every_kind_is_whole_or_absent(tmp_path: Path) -> None:
    kinds = [kind for kind in KINDS if kind.name in SHORT]
    rows = storms(tmp_path, kinds, kills=1, seed=1, one_base=True)
    assert len(rows) == len(SHORT)
    assert all(row.good for row in rows.values()), (table(rows), rows)
