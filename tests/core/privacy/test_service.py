"""Access and erasure on a real database."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import bson
import pytest

from core.accounts.models import Role, User
from core.database import Database
from core.demo.service import DemoService
from core.demo.store import COLLECTIONS as DEMO_COLLECTIONS
from core.errors import Forbidden, NotFound, Refused
from core.imports.erasure import Erasure
from core.imports.models import Conflicts
from core.imports.options import Decision
from core.imports.service import ImportService
from core.imports.store import COLLECTIONS as IMPORT_COLLECTIONS
from core.journal import service as journal_service
from core.journal.models import Action
from core.journal.service import JournalService
from core.kpis.service import KpiService
from core.privacy import objections
from core.privacy import service as privacy_service
from core.privacy.objections import Objections
from core.privacy.person import ERASED
from core.privacy.service import PrivacyService
from core.privacy.store import COLLECTIONS, PrivacyStore
from core.prospects.filters import Filter
from core.prospects.models import Prospect
from core.prospects.reasons import Reason
from core.prospects.service import ProspectService
from core.prospects.store import COLLECTIONS as PROSPECT_COLLECTIONS
from tests.factories import prospect

NOW = datetime(2026, 11, 22, 13, tzinfo=UTC)
ADMIN = User(user_id="1", email="admin@example.org", role=Role.ADMIN)
MANAGER = User(user_id="2", email="manager@example.org", role=Role.MANAGER)
VOLUNTEER = User(user_id="3", email="benevole@example.org", role=Role.BENEVOLE)

NAME = "Le Griffon Égaré"
HEADER = "nom_structure;ville;type_prospect;email;telephone;commentaires\n"
ROW = f"{NAME};Lyon;MJC;griffon@example.com;0472000001;une note\n"
OTHER = "MJC B;Paris;MJC;b@example.com;;\n"
FILE = (HEADER + ROW + OTHER + "MJC C;Paris;MJC;pas-un-mail;;\n").encode()
OTHERS_FILE = (HEADER + "Ludothèque D;Brest;Ludothèque;d@example.com;;\n").encode()
FORMER = "ancien@griffon.example"
TRACES = ("griffon@example.com", FORMER, "472000001", "472 00 00 01", "griffon", "12 rue du puits")


class Base:
    """The services on a database."""

    def __init__(self, database: Database) -> None:
        def clock() -> datetime:
            return NOW

        self.database = database
        self.journal = JournalService(database, clock)
        self.prospects = ProspectService(database, self.journal, clock)
        self.objections = Objections(database, clock)
        self.imports = ImportService(
            database, self.prospects, self.journal, clock, objections=self.objections
        )
        self.kpis = KpiService(database, self.prospects.revision, clock, lambda: False)
        self.demo = DemoService(self.prospects, self.kpis, database, self.journal, clock)
        self.privacy = PrivacyService(database, self.prospects, self.imports, self.journal, clock)

    def run(self, data: bytes, conflicts: Conflicts = Conflicts.IGNORE) -> str:
        """Import a file; its import id."""
        import_id = self.imports.receive(ADMIN, "fichier.csv", data)
        self.imports.run(ADMIN, import_id, conflicts)
        return import_id

    def named(self, name: str) -> Prospect:
        """The only record of that name."""
        (found,) = self.prospects.find_named(ADMIN, name)
        return found


@pytest.fixture
def base(database: Database) -> Iterator[Base]:
    """Services on an empty database and a folder without files."""
    database.ensure(
        [
            *(*PROSPECT_COLLECTIONS, *IMPORT_COLLECTIONS, *journal_service.COLLECTIONS),
            *(*DEMO_COLLECTIONS, *COLLECTIONS),
        ]
    )
    yield Base(database)
    for room in ("files", "learnt"):
        for path in (database.settings.folder / room).rglob("*"):
            if path.is_file():
                path.unlink()


@pytest.fixture
def person(base: Base) -> Prospect:
    """A record that left traces everywhere."""
    mongo = base.database.mongo
    base.run(OTHERS_FILE)
    base.run(FILE)
    update = (HEADER + f"{NAME};Lyon;MJC;griffon@example.com;0472000001;autre note\n").encode()
    base.run(update, Conflicts.UPDATE)
    found = base.named(NAME)
    key = found.prospect_id
    changes = {"email": [FORMER, found.email], "adresse": [None, "12 rue du Puits"]}
    base.journal.record(MANAGER, Action.EDIT.value, key, {"champs": changes, "lot": "l1"})
    absorbed = {"prospect_id": "absorbee", "nom_structure": "Griffon Egare", "email": FORMER}
    merge = {"champs": {"nom_contact": [None, "Paul Griffon"]}, "absorbees": [absorbed]}
    base.journal.record(MANAGER, Action.MERGE.value, key, merge)
    base.journal.record(MANAGER, Action.ADD.value, "absorbee", {"fiche": absorbed})
    mongo["campaigns"].insert_one({"_id": "c1", "nom": "Rentrée", "filtre": {}})
    for who in (key, "quelqu'un"):
        one: dict[str, Any] = {"campagne_id": "c1", "prospect_id": who}
        sent: dict[str, Any] = {"email": "griffon@example.com"} if who == key else {}
        sent |= {"_id": f"c1:{who}", "envoye_le": NOW, "etat": "Envoyé"}
        mongo["recipients"].insert_one(one | sent)
        answer = {"_id": f"c1:{who}:réponse", "kind": "réponse", "le": NOW, "valeur": "Positif"}
        mongo["events"].insert_one(one | answer)
    mongo["conversations"].insert_one({"_id": "k", "last_prospect": NAME, "filter": {}})
    mongo["steps"].insert_one({"_id": "s", "output": f"la fiche de {NAME}, au 04 72 00 00 01"})
    mongo["pendings"].insert_one({"_id": "q", "payload": {"ids": [key]}})
    mongo["duplicate_groups"].insert_one({"_id": "g", "ids": [key, "autre"], "why": NAME})
    mongo["watched_duplicates"].insert_one({"_id": key, "others": ["autre"]})
    mongo["tasks"].insert_one({"_id": "t", "titre": "Rappeler le griffon égaré", "fait": False})
    folder = base.database.settings.folder
    for room in ("files", "learnt"):
        (folder / room).mkdir(exist_ok=True)
    (folder / "files" / "export.csv").write_text(f"{NAME};Lyon\n")
    (folder / "learnt" / "corrections.jsonl").write_text(
        f'{{"text": "{NAME}"}}\n{{"text": "ok"}}\n'
    )
    return found


def traces(database: Database) -> list[str]:
    """Where the person still is: every collection, every file but the database's own and logs."""
    found = []
    for name in database.mongo.list_collection_names():
        for document in database.mongo[name].find():
            text = _readable(document).casefold()
            found += [f"{name}: {mark}" for mark in TRACES if mark in text]
    folder = database.settings.folder
    for path in folder.rglob("*"):
        room = path.relative_to(folder).parts[0]
        if path.is_file() and room not in ("database", "logs"):
            text = path.read_text(errors="replace").casefold()
            found += [f"{path.name}: {mark}" for mark in TRACES if mark in text]
    return found


def _readable(document: dict[str, Any]) -> str:
    return repr(document) + bson.encode(document).decode("utf-8", errors="replace")


# Access


def test_the_access_file_tells_all_that_is_known(base: Base, person: Prospect) -> None:
    found = base.privacy.access_file(MANAGER, person.prospect_id).as_json()
    assert json.loads(json.dumps(found)) == found
    assert found["fiche"]["email"] == "griffon@example.com"
    assert [c["texte"] for c in found["commentaires"]] == ["une note", "autre note"]
    assert [e["action"] for e in found["journal"]] == [
        *("modification", "modification", "fusion", "ajout"),
    ]
    _imported, first, merged, _added = found["journal"]
    assert (first["par"], first["le"]) == (MANAGER.email, NOW.isoformat())
    assert first["changements"][0] == {
        "champ": "email",
        "avant": FORMER,
        "apres": "griffon@example.com",
    }
    assert merged["fiches_absorbees"][0]["email"] == FORMER
    assert found["campagnes"] == [
        {
            "campagne": "Rentrée",
            "envoye_le": NOW.isoformat(),
            "statut": "Envoyé",
            "suites": [{"quoi": "réponse", "le": NOW.isoformat(), "valeur": "Positif"}],
        }
    ]
    assert [i["fichier"] for i in found["imports"]] == ["fichier.csv", "fichier.csv"]
    assert list(found["autres"]) == ["doublons", "surveillances", "questions"]


def test_the_access_file_reads_as_a_letter(base: Base, person: Prospect) -> None:
    text = base.privacy.access_file(ADMIN, person.prospect_id).as_text()
    assert text.startswith(f"Ce que nous savons de {NAME}, le 22/11/2026 à 14:00\n")
    for said in (
        "- Téléphone : 04 72 00 00 01",
        "- Personne à contacter : non renseigné",
        "- « autre note »",
        "- Rentrée, le 22/11/2026 à 14:00 (Envoyé)",
        f"-   E-mail : {FORMER} → griffon@example.com",
        "Les étiquettes qui vous classent\n- rien",
    ):
        assert said in text


def test_roles(base: Base, person: Prospect) -> None:
    key = person.prospect_id
    with pytest.raises(Forbidden):
        base.privacy.access_file(VOLUNTEER, key)
    for refused in (VOLUNTEER, MANAGER):
        with pytest.raises(Forbidden):
            base.privacy.what_will_go(refused, key)
        with pytest.raises(Forbidden):
            base.privacy.erase(refused, key, NAME)
    with pytest.raises(NotFound):
        base.privacy.access_file(ADMIN, "inconnue")


# Erasure


def test_what_will_go_is_counted_and_nothing_is_written(base: Base, person: Prospect) -> None:
    before = traces(base.database)
    found = base.privacy.what_will_go(ADMIN, person.prospect_id)
    assert found.counts == {
        "fiche": 1,
        "commentaires": 2,
        "tags": 0,
        "journal": 4,
        "envois": 1,
        "suites": 1,
        "chances": 0,
        "taches": 0,
        "rappels": 0,
        "doublons": 1,
        "distinctions": 0,
        "surveillances": 1,
        "questions": 1,
        "fichiers_import": 2,
        "lignes_import": 2,
        "mises_a_jour": 1,
        "messages": 3,
        "fichiers": 2,
    }
    assert found.files == ("fichier.csv", "fichier.csv")
    assert "4 entrées du journal, dont les valeurs" in found.lines
    assert traces(base.database) == before


def test_nothing_is_left_of_the_person(base: Base, person: Prospect) -> None:
    assert len(traces(base.database)) > 20
    expected = base.privacy.what_will_go(ADMIN, person.prospect_id).counts
    done = base.privacy.erase(ADMIN, person.prospect_id, "le griffon egare")
    assert done.counts == expected
    assert traces(base.database) == []
    assert "2 imports" in done.message


def test_the_trace_is_anonymous_and_the_rest_stays(base: Base, person: Prospect) -> None:
    key, mongo = person.prospect_id, base.database.mongo
    base.privacy.erase(ADMIN, key, NAME)
    imported, edit, merge, trace = base.journal.of(key)
    assert {"fichier": ERASED, "efface": True}.items() <= imported.details.items()
    assert (edit.par, edit.le, edit.action) == (MANAGER.email, NOW, "modification")
    assert edit.details == {
        "champs": {"email": [ERASED, ERASED], "adresse": [ERASED, ERASED]},
        "lot": "l1",
        "efface": True,
    }
    assert merge.details["absorbees"] == [
        {"prospect_id": "absorbee", "nom_structure": ERASED, "email": ERASED}
    ]
    assert (trace.action, trace.par) == ("effacement", ADMIN.email)
    assert trace.details["comptes"]["envois"] == 1
    for name in ("recipients", "events"):
        assert mongo[name].count_documents({"campagne_id": "c1"}) == 2
        assert mongo[name].count_documents({"prospect_id": key}) == 0
    (sent,) = mongo["recipients"].find({"prospect_id": {"$regex": "^efface-"}})
    (answer,) = mongo["events"].find({"prospect_id": sent["prospect_id"]})
    assert (sent["etat"], answer["valeur"]) == ("Envoyé", "Positif")
    assert mongo["conversations"].find_one({"_id": "k"})["last_prospect"] is None  # type: ignore[index]
    assert mongo["pendings"].find_one({"_id": "q"}) is None
    assert mongo["erasures"].find_one({}) is None
    assert (base.database.settings.folder / "learnt" / "corrections.jsonl").read_text() == (
        '{"text": "ok"}\n'
    )
    assert base.prospects.count(ADMIN, Filter()) == 2


def test_a_wrong_name_erases_nothing(base: Base, person: Prospect) -> None:
    before = traces(base.database)
    for typed in ("", "Le Griffon", "MJC B"):
        with pytest.raises(Refused):
            base.privacy.erase(ADMIN, person.prospect_id, typed)
    assert traces(base.database) == before


def test_erased_twice_is_told(base: Base, person: Prospect) -> None:
    base.privacy.erase(ADMIN, person.prospect_id, NAME)
    entries = base.journal.of(person.prospect_id)
    with pytest.raises(NotFound):
        base.privacy.erase(ADMIN, person.prospect_id, NAME)
    assert base.journal.of(person.prospect_id) == entries


class Cut(Exception):
    """The process died."""


def _cutting(original: Callable[..., Any], at: int) -> Callable[..., Any]:
    left = [at]

    def cut(*arguments: Any) -> Any:
        left[0] -= 1
        if left[0] == 0:
            raise Cut
        return original(*arguments)

    return cut


@pytest.mark.parametrize("writes", [1_000, 1])
@pytest.mark.parametrize(
    ("owner", "step", "at"),
    [
        (Objections, "add", 1),
        (Erasure, "erase", 1),
        *((PrivacyStore, "apply", n) for n in (1, 3, 5, 7, 8, 9)),
        (ProspectService, "remove", 1),
        (PrivacyStore, "end", 1),
    ],
)
def test_cut_anywhere_it_is_run_again_to_its_end(
    base: Base,
    person: Prospect,
    monkeypatch: pytest.MonkeyPatch,
    owner: type,
    step: str,
    at: int,
    writes: int,
) -> None:
    monkeypatch.setattr(privacy_service, "_WRITES", writes)
    with monkeypatch.context() as patch:
        patch.setattr(owner, step, _cutting(getattr(owner, step), at))
        with pytest.raises(Cut):
            base.privacy.erase(ADMIN, person.prospect_id, NAME)
    base.privacy.erase(ADMIN, person.prospect_id, NAME)
    assert traces(base.database) == []
    mongo = base.database.mongo
    assert mongo["recipients"].count_documents({}) == mongo["events"].count_documents({}) == 2
    (sent,) = mongo["recipients"].find({"prospect_id": {"$regex": "^efface-"}})
    assert mongo["events"].count_documents({"prospect_id": sent["prospect_id"]}) == 1
    known = {"email": FORMER, "telephone": "+33472000001"}
    assert base.privacy.objected([known]) == [("email", "telephone")]
    assert [e.action for e in base.journal.of(person.prospect_id)].count("effacement") == 1


def test_campaigns_and_indicators_of_the_others_stay(base: Base) -> None:
    base.demo.load(ADMIN, 300)
    mongo = base.database.mongo
    key = mongo["recipients"].find_one({"etat": "Envoyé"})["prospect_id"]  # type: ignore[index]
    gone = base.prospects.open(ADMIN, key)
    groups: list[dict[str, Any]] = [
        {"$group": {"_id": ["$campagne_id", "$etat", "$kind", "$valeur"], "n": {"$sum": 1}}}
    ]

    def totals() -> dict[str, int]:
        return {
            repr(row["_id"]): row["n"]
            for name in ("recipients", "events")
            for row in mongo[name].aggregate(groups)
        }

    campaigns, total = totals(), base.prospects.count(ADMIN, Filter())
    others = [p for p in base.prospects.iterate(Filter()) if p.prospect_id != key]
    base.privacy.erase(ADMIN, key, gone.nom_structure)
    assert totals() == campaigns
    assert base.prospects.count(ADMIN, Filter()) == total - 1
    left = {p.prospect_id: p for p in base.prospects.iterate(Filter())}
    assert left == {p.prospect_id: p for p in others}


def test_a_namesake_elsewhere_is_left(base: Base) -> None:
    here = prospect(nom_structure="Le Donjon", ville="Lyon", email="lyon@example.com")
    there = prospect(nom_structure="Le Donjon", ville="Paris", email="paris@example.com")
    base.prospects.insert([here, there])
    named = {"champs": {"nom_structure": ["Le Petit Donjon", "Le Donjon"]}}
    base.journal.record(ADMIN, Action.EDIT.value, there.prospect_id, named)
    import_id = base.imports.receive(
        ADMIN, "paris.csv", (HEADER + "Le Donjon;Paris;MJC;paris@example.com;;\n").encode()
    )
    base.privacy.erase(ADMIN, here.prospect_id, "Le Donjon")
    assert base.prospects.open(ADMIN, there.prospect_id) == there
    assert base.journal.of(there.prospect_id)[0].details == named
    assert base.imports.preview(import_id).duplicates == 1


def test_other_records_with_the_same_mail_are_told(base: Base) -> None:
    one, two = (prospect(nom_structure=f"Club {n}", email="club@example.com") for n in "AB")
    base.prospects.insert([one, two])
    assert base.privacy.what_will_go(ADMIN, one.prospect_id).others == (two.prospect_id,)
    done = base.privacy.erase(ADMIN, one.prospect_id, "Club A")
    assert done.others == (two.prospect_id,)
    assert "Une autre fiche" in done.message


# Imports, afterwards


def test_an_import_without_its_file_answers_in_french(base: Base, person: Prospect) -> None:
    waiting = base.imports.receive(ADMIN, "attente.csv", FILE)
    done = base.run((HEADER + ROW + "MJC Z;Nice;MJC;z@example.com;;\n").encode())
    base.privacy.erase(ADMIN, person.prospect_id, NAME)
    for answer in (base.imports.preview, lambda i: base.imports.run(ADMIN, i)):
        with pytest.raises(Refused, match="n'est plus gardé"):
            answer(waiting)
    with pytest.raises(Refused, match="n'est plus gardé"):
        base.imports.sample(ADMIN, done)
    assert base.imports.run(ADMIN, done).added == 1
    assert base.imports.undo(ADMIN, done).removed == 1
    base.imports.discard(ADMIN, waiting)


def test_the_same_file_again_warns(base: Base, person: Prospect) -> None:
    base.privacy.erase(ADMIN, person.prospect_id, NAME)
    import_id = base.imports.receive(ADMIN, "fichier.csv", FILE)
    report = base.imports.preview(import_id)
    assert (report.valid, report.duplicates, report.warnings) == (1, 1, 1)
    assert report.by_reason[Reason.OBJECTION] == 1
    (problem,) = [p for p in report.problems if p.reason is Reason.OBJECTION]
    assert (problem.line, problem.field, problem.value) == (2, "email", "")
    assert (report.added, report.held_back) == (0, 1)
    base.imports.run(ADMIN, import_id)
    assert base.prospects.find_named(ADMIN, NAME) == []


def test_whoever_objected_is_imported_only_if_an_admin_says_so(
    base: Base, person: Prospect
) -> None:
    base.privacy.erase(ADMIN, person.prospect_id, NAME)
    import_id = base.imports.receive(ADMIN, "fichier.csv", FILE)
    with pytest.raises(Forbidden):
        base.imports.decide(MANAGER, import_id, Decision(objectors=True))
    base.imports.decide(ADMIN, import_id, Decision(objectors=True))
    assert base.imports.run(ADMIN, import_id).added == 1
    assert base.named(NAME).accepte_contact is False
    kept = base.imports.report(import_id)
    assert [p.reason for p in kept.problems] == [Reason.OBJECTION, Reason.INVALID_EMAIL]


def test_many_objections_are_asked_for_by_hash(
    base: Base, person: Prospect, monkeypatch: pytest.MonkeyPatch
) -> None:
    base.privacy.erase(ADMIN, person.prospect_id, NAME)
    monkeypatch.setattr(objections, "_FEW", 1)
    assert base.privacy.objected([{"email": FORMER}, {"email": "b@example.com"}]) == [
        ("email",),
        (),
    ]


def test_objections_hold_no_plain_value(base: Base, person: Prospect) -> None:
    base.privacy.erase(ADMIN, person.prospect_id, NAME)
    found = list(base.database.mongo["objections"].find())
    assert {d["champ"] for d in found} == {"email", "telephone", "nom_structure"}
    assert all(set(d) == {"_id", "champ", "le"} and len(d["_id"]) == 64 for d in found)
    asked = [
        {"email": "GRIFFON@example.com"},
        {"nom_structure": "le griffon egare", "ville": "LYON"},
        {"nom_structure": NAME, "ville": "Paris"},
        {},
    ]
    assert base.privacy.objected(asked) == [("email",), ("nom_structure",), (), ()]
