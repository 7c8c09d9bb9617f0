"""Imports of files: killed, and run again as the same command would be."""

from pathlib import Path

from core.accounts.models import OPERATOR
from core.folder import write_whole
from core.imports.models import Conflicts
from core.services import Services
from tests.faults.kinds.base import Found, Opening, Place, Said, Teller, opened

ROWS = 1_600
_MODES = (Conflicts.IGNORE, Conflicts.UPDATE, Conflicts.FORCE)


def file_of(place: Place, rank: int, n: int) -> Path:
    """The file of that import, made where it is not there yet."""
    path = place.aside / f"fichier-{rank}-{n}.csv"
    if not path.exists():
        # One in three without any key: nothing but the plan tells that it is there already.
        lines = (
            f"Import {rank}-{n}-{row};Lyon;MJC;{f'm{rank}-{n}-{row}@exemple.fr' if row % 3 else ''}"
            for row in range(ROWS)
        )
        # Whoever is killed here must not leave a part of it: the same file is imported again.
        write_whole(path, "nom;ville;type;email\n" + "\n".join(lines) + "\n")
    return path


def _run(services: Services, place: Place, rank: int, n: int) -> None:
    services.imports.import_file(OPERATOR, file_of(place, rank, n), _MODES[(rank + n) % 3])


class Imports:
    """A file after the other."""

    name = "imports"
    span = 2.0

    def prepare(self, services: Services, place: Place, rank: int) -> None:
        """Nothing."""

    def work(self, opening: Opening, place: Place, rank: int, tell: Teller) -> None:
        with opened(opening) as services:
            for n in range(1_000):
                tell.begun(n)
                _run(services, place, rank, n)
                tell.done(n)

    def check(self, opening: Opening, place: Place, rank: int, said: Said) -> Found:
        found = Found()
        with opened(opening) as services:
            for n in map(int, said.begun):
                there = _count(services, rank, n)
                if str(n) in said.done:
                    found.lost += [f"{n}: {there}"] * (there != ROWS)
                    continue
                found.resumed += there > 0
                _run(services, place, rank, n)
                there = _count(services, rank, n)
                found.half += [f"{n}: {there}"] * (there != ROWS)
        return found


def _count(services: Services, rank: int, n: int) -> int:
    prefix = f"Import {rank}-{n}-"
    wanted = {"nom_structure": {"$gte": prefix, "$lt": f"{prefix}~"}}
    return services.database.mongo["prospects"].count_documents(wanted)
