"""A base of many prospects, to measure on: `python -m benchmarks.large_base FOLDER ROWS`.

The demonstration's prospects, written directly, without their mails; begun and cut, it goes on.
"""

import sys
import time
from itertools import islice
from pathlib import Path

from core.clock import PARIS, now
from core.demo.generate import BATCH, batches
from core.demo.store import IMPORT_ID
from core.prospects.documents import document_of
from core.services import Services, open_services
from core.settings import Settings

SEED = 1
_MARK = "large_base"


def fill(services: Services, rows: int) -> None:
    """Add what is missing of the first so many prospects."""
    mongo = services.database.mongo
    # Its day too is kept: another one would draw other prospects.
    first = {"$setOnInsert": {"day": now().astimezone(PARIS).date().isoformat(), "batches": 0}}
    mongo["meta"].update_one({"_id": _MARK}, first, upsert=True)
    kept = mongo["meta"].find_one({"_id": _MARK})
    assert kept is not None
    day = now().astimezone(PARIS).date().fromisoformat(kept["day"])
    made = enumerate(batches(rows, SEED, day))
    for rank, batch in islice(made, kept["batches"], None):
        documents = [document_of(one) | {"import_id": IMPORT_ID} for one in batch.prospects]
        services.prospects.insert_documents(documents, None)
        mongo["meta"].update_one({"_id": _MARK}, {"$set": {"batches": rank + 1}})
        if rank % 50 == 49:
            sys.stdout.write(f"{(rank + 1) * BATCH}\n")
            sys.stdout.flush()
    services.prospects.touched()


def main() -> None:
    """By the words given."""
    folder, rows = Path(sys.argv[1]), int(sys.argv[2])
    services = open_services(Settings(data=folder, mongodb_uri=None, durability="process-kill"))
    began = time.monotonic()
    try:
        fill(services, rows)
    finally:
        services.close()
    sys.stdout.write(f"{rows} prospects in {time.monotonic() - began:.0f} s\n")


if __name__ == "__main__":
    main()
