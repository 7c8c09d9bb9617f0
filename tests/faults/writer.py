"""A process that writes until it is killed, and says on standard output what was acknowledged.

python writer.py DATA_FOLDER ROUND
"""

import sys
from pathlib import Path

from core.accounts.models import OPERATOR
from core.clock import now
from core.database import Session
from core.prospects.models import Prospect
from core.services import open_services
from core.settings import Settings
from tests.factories import prospect


def main() -> None:
    """One prospect, then one transaction of a change and its journal entry, again and again."""
    folder, rank = Path(sys.argv[1]), sys.argv[2]
    services = open_services(Settings(data=folder, mongodb_uri=None))
    n = 0
    while True:
        n += 1
        written = prospect(prospect_id=f"{rank}-{n}", nom_structure=f"Structure {n}")
        services.prospects.insert_imported([written], None)
        say(f"insert {written.prospect_id}")

        def change(session: Session, written: Prospect = written) -> None:
            moved = written.model_copy(update={"ville": "Ailleurs", "modifie_le": now()})
            services.prospects.replace(moved, moved.version, session)
            services.journal.record(
                OPERATOR, "modifié", moved.prospect_id, {}, session, f"j-{moved.prospect_id}"
            )

        services.database.transaction(change)
        say(f"change {written.prospect_id}")


def say(line: str) -> None:
    """Tell that a write was acknowledged."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
