"""Backups taken while others write, and restored."""

import threading
from pathlib import Path

from core.accounts.models import OPERATOR
from core.backups.container import documents, read
from core.database import Session
from core.errors import MimiComError
from core.services import Services
from tests.factories import prospect
from tests.faults.kinds.base import Found, Opening, Place, Said, Teller, opened


def _quiet(*_: object) -> None:
    """Nobody looks."""


class Backups:
    """Backups, while pairs of records are written, each in one transaction."""

    name = "sauvegardes"
    span = 1.5

    def prepare(self, services: Services, place: Place, rank: int) -> None:
        for path in (place.data / "backups").glob("*.mimicom"):
            path.unlink()

    def work(self, opening: Opening, place: Place, rank: int, tell: Teller) -> None:
        with opened(opening) as services:
            threading.Thread(target=_pairs, args=(services, rank), daemon=True).start()
            n = 0
            while True:
                n += 1
                tell.begun(n)
                tell.done(services.backups.create(OPERATOR, _quiet).backup.name)

    def check(self, opening: Opening, place: Place, rank: int, said: Said) -> Found:
        found = Found()
        with opened(opening) as services:
            made = {one.name: one for one in services.backups.all(OPERATOR)}
            # The oldest are taken away as new ones come.
            wanted = sorted(said.done)[-8:]
            found.lost += [name for name in wanted if name not in made]
            for name, one in made.items():
                try:
                    services.backups.verify(OPERATOR, one.path, None, _quiet)
                except MimiComError as error:
                    found.half.append(f"{name}: {error.message}")
                    continue
                if not _paired(one.path):
                    found.half.append(f"{name} has half a pair")
            services.backups.create(OPERATOR, _quiet)
        left = [p.name for p in (place.data / "backups").glob(".*") if "mimicom-" in p.name]
        found.half += [f"{name} is left" for name in left]
        return found


def _pairs(services: Services, rank: int) -> None:
    n = 0
    while True:
        n += 1

        def write(session: Session, n: int = n) -> None:
            for side in "ab":
                one = prospect(prospect_id=f"pair-{rank}-{n}-{side}")
                services.prospects.insert([one], session)

        try:
            services.database.transaction(write)
        except Exception:  # the database was killed: what was asked is whole or absent
            continue


def _paired(path: Path) -> bool:
    import bson

    sides: dict[str, list[str]] = {"a": [], "b": []}
    for batch in read(path, None):
        if batch.collection == "prospects":
            for raw in documents(batch):
                key = bson.decode(raw)["_id"]
                if key.startswith("pair-"):
                    sides[key[-1]].append(key[:-1])
    return sorted(sides["a"]) == sorted(sides["b"])


_OLD, _NEW = {f"Avant {n}" for n in range(300)}, {f"Après {n}" for n in range(300)}


class Restores:
    """One restore a round, from one list of records to another."""

    name = "restaurations"
    span = 2.0

    def prepare(self, services: Services, place: Place, rank: int) -> None:
        file = place.aside / "base.mimicom"
        if not file.exists():
            _set(services, _OLD)
            services.backups.create(OPERATOR, _quiet, file)
        _set(services, _NEW)

    def work(self, opening: Opening, place: Place, rank: int, tell: Teller) -> None:
        with opened(opening) as services:
            object.__setattr__(services.backups.restoring, "patience", 0.0)
            tell.begun("restore")
            services.backups.restore(OPERATOR, place.aside / "base.mimicom", _quiet)
            tell.done("restore")

    def check(self, opening: Opening, place: Place, rank: int, said: Said) -> Found:
        found = Found()
        with opened(opening) as services:
            there = {d["nom_structure"] for d in services.database.mongo["prospects"].find()}
            if there not in (_OLD, _NEW):
                found.half.append(f"{len(there & _OLD)} old, {len(there & _NEW)} new")
            found.lost += ["restore"] * (bool(said.done) and there != _OLD)
            found.resumed += there == _OLD and not said.done
            if services.database.mongo["meta"].find_one({"_id": "restore"}):
                found.half.append("the base stays closed")
            found.half += services.backups.restoring.loading.loaded()
            found.half += [
                f"{one.name}: {one.problem}"
                for one in services.backups.all(OPERATOR) if one.problem
            ]  # fmt: skip
        return found


def _set(services: Services, names: set[str]) -> None:
    services.database.mongo["prospects"].delete_many({})
    services.prospects.insert([prospect(nom_structure=name) for name in sorted(names)])
