"""A backup, verified and restored, against a bare dump of the same base and its load.

python -m benchmarks.backups [--rows N]
"""

import argparse
import gzip
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from bson import decode_all
from pymongo import IndexModel

from benchmarks.measure import Row, show
from core.accounts.models import OPERATOR
from core.prospects.filters import Filter
from core.services import Services, open_services
from core.settings import Settings

_BATCH = 5_000


def measure(services: Services, place: Path) -> list[Row]:
    """A backup and its restore, the product answering meanwhile."""
    bare_dump, bare_load = _bare(services, place / "nu.gz")
    path, alone = place / "base.mimicom", _turn(services)
    dump, turns = _with_turns(services, lambda: services.backups.create(OPERATOR, _quiet, path))
    empty = open_services(Settings(data=place / "vide", mongodb_uri=None))
    try:
        load = _timed(lambda: empty.backups.restore(OPERATOR, path, _quiet))
    finally:
        empty.close()
    same = _timed(lambda: services.backups.restore(OPERATOR, path, _quiet))
    return [
        Row("a backup of the whole base, against a bare dump", dump, "ms", bare_dump),
        Row("verified and restored, against a bare load", load, "ms", bare_load),
        Row("restored over the same base", same, "ms"),
        Row("both", dump + load, "ms", bare_dump + bare_load, "3"),
        Row("p95 of a list while it is taken, against alone", turns, "ms", alone, "3"),
    ]


def _bare(services: Services, path: Path) -> tuple[float, float]:
    """Milliseconds of a loop that dumps each collection to one gzip, and of one that loads it."""
    mongo = services.database.mongo
    names = services.backups._taking.collections()
    indexes = {name: mongo[name].index_information() for name in names}

    def dump() -> None:
        with gzip.open(path, "wb", compresslevel=1) as file:
            for name in names:
                for raw in mongo[name].find_raw_batches({}, batch_size=_BATCH):
                    file.write(f"{name} {len(raw)}\n".encode())
                    file.write(raw)

    def load() -> None:
        for name in names:
            mongo.drop_collection(f"nu_{name}")
            made = [IndexModel(list(i["key"]), name=k) for k, i in indexes[name].items()]
            mongo[f"nu_{name}"].create_indexes([m for m in made if m.document["name"] != "_id_"] or
                                               [IndexModel("_id")])  # fmt: skip
        with gzip.open(path, "rb") as file:
            while line := file.readline():
                name, size = line.split()
                documents = decode_all(file.read(int(size)))
                if documents:
                    mongo[f"nu_{name.decode()}"].insert_many(documents, ordered=False)

    took = _timed(dump), _timed(load)
    for name in names:
        mongo.drop_collection(f"nu_{name}")
    return took


def _with_turns(services: Services, work: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds of a work, and the p95 of a list asked for again and again meanwhile."""
    stop, taken = threading.Event(), [0.0]

    def ask() -> None:
        while not stop.wait(0.05):
            taken.append(_once(services))

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    took = _timed(work)
    stop.set()
    asking.join()
    return took, _p95(taken)


def _turn(services: Services) -> float:
    return _p95([_once(services) for _ in range(40)])


def _once(services: Services) -> float:
    filter = Filter(ville=("Lyon",))
    return _timed(lambda: services.prospects.page(OPERATOR, filter))


def _p95(taken: list[float]) -> float:
    return statistics.quantiles(taken, n=20)[-1] if len(taken) > 1 else taken[0]


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return 1_000 * (time.perf_counter() - began)


def _quiet(*_: object) -> None:
    """Nobody looks."""


def main() -> None:
    """These figures alone."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.backups")
    parser.add_argument("--rows", type=int, default=100_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="mimicom-bench-") as place:
        services = open_services(Settings(data=Path(place) / "data", mongodb_uri=None))
        try:
            services.demo.load(OPERATOR, asked.rows)
            show(measure(services, Path(place)), asked.rows)
        finally:
            services.close()


if __name__ == "__main__":
    main()
