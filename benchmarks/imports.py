"""An import against a bare insert of the same documents."""

import time
from pathlib import Path

from benchmarks.measure import Row
from core.accounts.models import OPERATOR
from core.exports.models import Order
from core.imports.models import Conflicts
from core.services import Services

ROWS = 10_000


def measure(services: Services, place: Path) -> list[Row]:
    """Import of 10,000 rows of the base's own export, into the base."""
    path = place / "export.csv"
    export = services.exports.ask(OPERATOR, Order())
    with path.open("wb") as file:
        services.exports.write(OPERATOR, export.export_id, file)
    lines = path.read_text("utf-8-sig").splitlines(keepends=True)[: ROWS + 1]
    path.write_text("".join(lines), "utf-8")
    start = time.perf_counter()
    report = services.imports.import_file(OPERATOR, path, Conflicts.FORCE)
    taken = time.perf_counter() - start
    documents = list(services.database.mongo["prospects"].find().limit(report.added))
    bare = services.database.mongo["bench"]
    for rank, document in enumerate(documents):
        document["_id"] = str(rank)
    start = time.perf_counter()
    for at in range(0, len(documents), 1_000):
        bare.insert_many(documents[at : at + 1_000])
    floor = time.perf_counter() - start
    return [
        Row(f"import of {ROWS:,} rows, against a bare insert", taken, "s", floor),
    ]
