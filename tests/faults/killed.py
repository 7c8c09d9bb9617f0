"""A process that does one kind of work until it is killed:
`python -m tests.faults.killed KIND DATA_FOLDER ASIDE ROUND SAID`."""

import sys
from pathlib import Path

from core.services import Services, open_services
from core.settings import Settings
from tests.faults.kinds.base import Kind, Place, Teller
from tests.faults.kinds.erasing import Erasures
from tests.faults.kinds.importing import Imports
from tests.faults.kinds.merging import Merges
from tests.faults.kinds.records import Records
from tests.faults.kinds.saving import Backups, Restores
from tests.faults.kinds.upgrading import Upgrades

KINDS: tuple[Kind, ...] = (
    *(Records(), Imports(), Merges(), Erasures()),
    *(Backups(), Restores(), Upgrades()),
)


def open_at(folder: Path) -> Services:
    """As a start does."""
    return open_services(Settings(data=folder, mongodb_uri=None))


def main() -> None:
    """One round."""
    name, data, aside, rank, said = sys.argv[1:]
    place = Place(Path(data), Path(aside))
    (kind,) = (one for one in KINDS if one.name == name)
    kind.work(lambda: open_at(place.data), place, int(rank), Teller(Path(said)))


if __name__ == "__main__":
    main()
