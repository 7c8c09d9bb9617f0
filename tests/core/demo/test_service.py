"""Loading, resuming and removing the demonstration on a real database."""

from datetime import UTC, datetime
from typing import Any

import pytest

from core.accounts.models import OPERATOR, Role, User
from core.database import Database
from core.demo.generate import generate
from core.demo.service import DemoService
from core.demo.store import COLLECTIONS as DEMO_COLLECTIONS
from core.errors import Forbidden, Refused
from core.journal.service import COLLECTIONS as JOURNAL_COLLECTIONS
from core.journal.service import JournalService
from core.kpis.service import KpiService
from core.kpis.store import COLLECTIONS as KPI_COLLECTIONS
from core.prospects.filters import Filter
from core.prospects.models import Prospect
from core.prospects.service import ProspectService
from core.prospects.store import COLLECTIONS as PROSPECT_COLLECTIONS

MORNING = datetime(2026, 11, 22, 8, tzinfo=UTC)
ROWS = 2_300


def clock() -> datetime:
    return MORNING


@pytest.fixture
def prospects(database: Database) -> ProspectService:
    database.ensure([*PROSPECT_COLLECTIONS, *JOURNAL_COLLECTIONS, *DEMO_COLLECTIONS])
    return ProspectService(database, JournalService(database, clock), clock)


@pytest.fixture
def demo(database: Database, prospects: ProspectService) -> DemoService:
    database.ensure(KPI_COLLECTIONS)
    kpis = KpiService(database, prospects.revision, clock, lambda: True)
    return DemoService(prospects, kpis, database, JournalService(database, clock), clock)


def everything(database: Database) -> dict[str, list[dict[str, Any]]]:
    """The whole base but the journal, whose ids differ."""
    names = (*("prospects", "campaigns", "recipients", "events", "tasks", "reminders", "settings"),)
    return {name: list(database.mongo[name].find().sort("_id", 1)) for name in names}


class Stopped(Exception):
    """The machine stops."""


def stop_at(rows: int) -> Any:
    def progress(done: int, total: int, label: str) -> None:
        if done >= rows:
            raise Stopped

    return progress


def test_it_fills_an_empty_base(
    demo: DemoService, database: Database, prospects: ProspectService
) -> None:
    seen: list[tuple[int, int]] = []
    report = demo.load(OPERATOR, ROWS, 1, lambda done, total, label: seen.append((done, total)))
    assert seen == [(0, ROWS), (1_000, ROWS), (2_000, ROWS), (ROWS, ROWS)]
    assert prospects.count(OPERATOR, Filter()) == ROWS
    counts = {name: len(found) for name, found in everything(database).items()}
    assert counts["campaigns"] == report.campaigns > 3
    assert counts["recipients"] == report.recipients > 500
    assert counts["tasks"] == report.tasks
    assert counts["reminders"] == 2
    assert database.mongo["events"].count_documents({"kind": "réponse"}) == report.answers > 50
    assert [e["action"] for e in database.mongo["journal"].find()] == ["demo.load"]


def test_prospects_are_found_by_the_campaign_that_they_received(
    demo: DemoService, database: Database, prospects: ProspectService
) -> None:
    demo.load(OPERATOR, 500)
    campaign = database.mongo["campaigns"].find_one({"nom": "Festival d'hiver"})
    assert campaign is not None
    sent = database.mongo["recipients"].count_documents({"campagne_id": campaign["_id"]})
    assert prospects.count(OPERATOR, Filter(campagne="festival d'hiver")) == sent > 0


def test_a_base_with_prospects_is_left_alone(
    demo: DemoService, database: Database, prospects: ProspectService
) -> None:
    mine = Prospect(prospect_id="mine", nom_structure="La mienne", ville="Lyon")
    prospects.insert_imported([mine], None)
    with pytest.raises(Refused, match="base vide"):
        demo.load(OPERATOR, 10)
    assert prospects.count(OPERATOR, Filter()) == 1
    assert not demo.is_loaded()


def test_it_is_loaded_once(demo: DemoService) -> None:
    demo.load(OPERATOR, 10)
    with pytest.raises(Refused, match="déjà chargée"):
        demo.load(OPERATOR, 10)


@pytest.fixture
def whole(demo: DemoService, database: Database) -> dict[str, list[dict[str, Any]]]:
    """What the base holds after a load that nothing interrupted."""
    demo.load(OPERATOR, ROWS, 1)
    found = everything(database)
    for name in database.mongo.list_collection_names():
        if name != "meta":
            database.mongo[name].delete_many({})
    return found


@pytest.mark.parametrize("rows", [0, 1_000, ROWS])
def test_an_interrupted_load_is_completed_to_the_same_base(
    whole: dict[str, list[dict[str, Any]]], demo: DemoService, database: Database, rows: int
) -> None:
    with pytest.raises(Stopped):
        demo.load(OPERATOR, ROWS, 1, stop_at(rows))
    # As if the machine had stopped in the middle of a batch.
    if rows:
        database.mongo["settings"].update_one({}, {"$inc": {"batches": -1}})
        cut = list(generate(ROWS, 1, MORNING.date()).batches())[(rows - 1) // 1_000]
        for name, lost in (("events", cut.events), ("recipients", cut.recipients)):
            database.mongo[name].delete_many({"_id": {"$in": [d["_id"] for d in lost[5:]]}})
    report = demo.load(OPERATOR, 7, 99)
    assert report.resumed
    assert everything(database) == whole
    assert report.recipients == len(whole["recipients"])
    assert database.mongo["journal"].count_documents({}) == 1


def test_removing_it_leaves_what_was_edited(
    demo: DemoService, database: Database, prospects: ProspectService
) -> None:
    demo.load(OPERATOR, 1_200)
    edited = next(prospects.iterate(Filter()))
    assert prospects.replace(edited.model_copy(update={"nom_contact": "Zoé"}), edited.version)
    removal = demo.remove(OPERATOR)
    assert (removal.removed, removal.kept) == (1_199, 1)
    left = everything(database)
    assert [document["_id"] for document in left.pop("prospects")] == [edited.prospect_id]
    assert not any(left.values())
    actions = [e["action"] for e in database.mongo["journal"].find().sort("le", 1)]
    assert sorted(actions) == ["demo.load", "demo.remove"]


def test_after_a_removal_it_can_be_loaded_again(demo: DemoService) -> None:
    demo.load(OPERATOR, 10)
    demo.remove(OPERATOR)
    assert not demo.is_loaded()
    assert not demo.load(OPERATOR, 10).resumed


def test_what_was_edited_does_not_keep_it_from_being_loaded_again(
    demo: DemoService, database: Database, prospects: ProspectService
) -> None:
    edited = _kept(demo, prospects)
    assert demo.kept() == 1
    assert demo.may_load()
    demo.load(OPERATOR, 20)
    assert prospects.count(OPERATOR, Filter()) == 20
    again = prospects.get(edited.prospect_id)
    assert again is not None
    assert again.nom_contact == "Zoé"
    assert demo.kept() == 0
    removal = demo.remove(OPERATOR)
    assert (removal.removed, removal.kept) == (19, 1)


def test_what_was_edited_is_taken_away_by_its_number(
    demo: DemoService, prospects: ProspectService
) -> None:
    _kept(demo, prospects)
    prospects.insert_imported([Prospect(prospect_id="m", nom_structure="M", ville="Lyon")], None)
    assert not demo.may_load()
    with pytest.raises(Refused, match="1 fiche"):
        demo.remove_kept(OPERATOR, 2)
    removal = demo.remove_kept(OPERATOR, 1)
    assert (removal.removed, removal.kept) == (1, 0)
    assert [one.prospect_id for one in prospects.iterate(Filter())] == ["m"]


def _kept(demo: DemoService, prospects: ProspectService) -> Prospect:
    """The one that stays of a demonstration: somebody edited it."""
    demo.load(OPERATOR, 20)
    edited = next(prospects.iterate(Filter()))
    assert prospects.replace(edited.model_copy(update={"nom_contact": "Zoé"}), edited.version)
    demo.remove(OPERATOR)
    return edited


def test_there_is_nothing_to_remove_from_another_base(demo: DemoService) -> None:
    with pytest.raises(Refused, match="rien à retirer"):
        demo.remove(OPERATOR)


def test_a_volunteer_may_not_load_it(demo: DemoService) -> None:
    volunteer = User(user_id="b", email="b@example.org", role=Role.BENEVOLE)
    with pytest.raises(Forbidden):
        demo.load(volunteer)
    with pytest.raises(Forbidden):
        demo.remove(volunteer)
    with pytest.raises(Forbidden):
        demo.remove_kept(volunteer, 0)
