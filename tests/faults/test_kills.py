"""The short form of `make faults`: kinds of work that are killed nowhere else, over one base."""

import subprocess
import sys
from pathlib import Path

from tests.faults.killed import KINDS
from tests.faults.kills import storms, table
from tests.faults.kinds import importing
from tests.faults.kinds.base import Place

SHORT = ("fusions", "effacements", "sauvegardes", "migrations")


def test_killed_work_of_every_kind_is_whole_or_absent(tmp_path: Path) -> None:
    kinds = [kind for kind in KINDS if kind.name in SHORT]
    rows = storms(tmp_path, kinds, kills=1, seed=1, one_base=True)
    assert len(rows) == len(SHORT)
    assert all(row.good for row in rows.values()), (table(rows), rows)


_CUT = """
import resource, sys
from pathlib import Path
from tests.faults.kinds import importing
from tests.faults.kinds.base import Place
resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192))
importing.file_of(Place(Path(), Path(sys.argv[1])), 1, 0)
"""


def test_a_worker_killed_as_it_makes_its_file_leaves_no_part_of_it(tmp_path: Path) -> None:
    """The check would take the part for what was to be imported (seed 482, once)."""
    cut = subprocess.run([sys.executable, "-c", _CUT, str(tmp_path)], capture_output=True)
    assert b"File too large" in cut.stderr
    file = importing.file_of(Place(tmp_path, tmp_path), 1, 0)
    assert len(file.read_text().splitlines()) == importing.ROWS + 1
