"""A base brought to the next versions at its opening: steps, and what is derived from records."""

from collections.abc import Iterator
from contextlib import contextmanager

from core import services as opening_of_all
from core import upgrades
from core.accounts.models import OPERATOR
from core.backups.models import Why
from core.database import Database
from core.services import Services
from core.upgrades import Step
from tests.factories import prospect
from tests.faults.kinds.base import Found, Opening, Place, Said, Teller, opened

RECORDS, BATCH = 900, 60


def _step(version: int) -> Step:
    """Gives each record that lacks it a mark, some at a time."""
    mark = f"essai_{version}"

    def work(database: Database) -> None:
        records = database.mongo["prospects"]
        while ids := [d["_id"] for d in records.find({mark: None}, {"_id": 1}).limit(BATCH)]:
            records.update_many({"_id": {"$in": ids}}, {"$inc": {mark: 1}})

    return Step(version, f"un essai, version {version}", work)


STEPS = (_step(2), _step(3))


@contextmanager
def a_later_version() -> Iterator[None]:
    """The program as it will be: two steps later than today's base."""
    schema, defaults = upgrades.SCHEMA, upgrades.upgrade.__defaults__
    assert opening_of_all.upgrade is upgrades.upgrade
    upgrades.SCHEMA, upgrades.upgrade.__defaults__ = 3, (STEPS,)
    try:
        yield
    finally:
        upgrades.SCHEMA, upgrades.upgrade.__defaults__ = schema, defaults


class Upgrades:
    """One opening a round."""

    name = "migrations"
    span = 2.5

    def prepare(self, services: Services, place: Place, rank: int) -> None:
        mongo = services.database.mongo
        if not mongo["prospects"].find_one({}):
            services.prospects.insert([prospect(nom_structure=f"S {n}") for n in range(RECORDS)])
        gone = {"essai_2": "", "essai_3": "", "cherche": "", "noms_cles": ""}
        mongo["prospects"].update_many({}, {"$unset": gone})
        mongo["meta"].delete_one({"_id": "cles_nom"})
        mongo["meta"].update_one({"_id": "schema"}, {"$set": {"version": 1}})
        for path in (place.data / "backups").glob("*.mimicom"):
            path.unlink()

    def work(self, opening: Opening, place: Place, rank: int, tell: Teller) -> None:
        tell.begun("upgrade")
        with a_later_version():
            services = opening()
            tell.done("upgrade")
            services.close()

    def check(self, opening: Opening, place: Place, rank: int, said: Said) -> Found:
        found = Found()
        with a_later_version(), opened(opening) as services:
            mongo = services.database.mongo
            found.resumed += not said.done
            found.half += [
                f"{d['_id']}: {d.get('essai_2')}, {d.get('essai_3')}"
                for d in mongo["prospects"].find()
                if (d.get("essai_2"), d.get("essai_3")) != (1, 1)
            ]
            if (noted := mongo["meta"].find_one({"_id": "schema"})) is None or noted[
                "version"
            ] != 3:
                found.half.append(f"noted as {noted}")
            made = services.backups.all(OPERATOR)
            if not any(one.header and one.header.why is Why.BEFORE_UPGRADE for one in made):
                found.half.append("no backup was taken first")
            if (key := mongo["meta"].find_one({"_id": "cles_nom"})) is None or "version" not in key:
                found.half.append("not derived anew")
            mongo["meta"].update_one({"_id": "schema"}, {"$set": {"version": 1}})
        return found
