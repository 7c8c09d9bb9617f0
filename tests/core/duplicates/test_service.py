"""Duplicates on a real database: found, set aside, merged, brought back."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from core.accounts.models import Role, User
from core.database import Database
from core.duplicates.models import Sureness
from core.duplicates.service import DIFFERENT, DuplicateService
from core.duplicates.store import COLLECTIONS
from core.errors import Conflict, Forbidden, NotFound, Refused
from core.journal import service as journal
from core.journal.models import Action, Entry
from core.journal.service import JournalService
from core.prospects import store as prospects_store
from core.prospects.models import Comment, Prospect
from core.prospects.service import ProspectService
from core.vocabulary.values import ProspectType, Response, Status
from tests.factories import prospect

NOW = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
MANAGER = User(user_id="1", email="manager@example.org", role=Role.MANAGER)
VOLUNTEER = User(user_id="2", email="benevole@example.org", role=Role.BENEVOLE)


class Base:
    """The services on a database, and shortcuts for tests."""

    def __init__(self, database: Database) -> None:
        self.mongo = database.mongo
        self.moment = NOW
        self.journal = JournalService(database, self.clock)
        self.prospects = ProspectService(database, self.journal, self.clock)
        self.duplicates = DuplicateService(database, self.prospects, self.journal, self.clock)

    def clock(self) -> datetime:
        """A second later each time, so that the journal has an order."""
        self.moment += timedelta(seconds=1)
        return self.moment

    def add(self, *records: Prospect) -> None:
        """Add records."""
        self.prospects.insert(records)

    def entry(self, target: str, entry_id: str) -> Entry:
        """An entry of the journal."""
        return next(e for e in self.journal.of(target) if e.entry_id == entry_id)

    def edit(self, prospect_id: str, **values: Any) -> None:
        """Change a record as somebody else would."""
        current = self.prospects.get(prospect_id)
        assert current is not None
        changed = Prospect.model_validate(current.model_dump() | values)
        assert self.prospects.replace(changed, current.version)


@pytest.fixture
def base(database: Database) -> Base:
    database.ensure((*journal.COLLECTIONS, *prospects_store.COLLECTIONS, *COLLECTIONS))
    database.mongo["meta"].delete_one({"_id": "duplicates"})
    return Base(database)


A = prospect(
    prospect_id="a",
    nom_structure="MJC Monplaisir",
    nom_contact="Marie Roux",
    email="contact@mjc.fr",
    type_prospect=ProspectType.AUTRE,
    adresse="3 rue Basse",
    accepte_contact=True,
    statut=Status.CONTACTE,
    date_dernier_contact=date(2026, 3, 1),
    commentaires=(Comment(texte="vue au salon", auteur="Jo", date=NOW),),
    tags=("salon", "lyon"),
    cree_le=NOW,
    modifie_le=NOW,
)
B = prospect(
    prospect_id="b",
    nom_structure="M.J.C. Monplaisir",
    email="contact@mjc.fr",
    telephone="+33472000001",
    type_prospect=ProspectType.MJC,
    accepte_contact=False,
    statut=Status.REFUSE,
    retour_prospect=Response.NEGATIF,
    date_dernier_contact=date(2026, 1, 1),
    date_retour=date(2026, 1, 5),
    commentaires=(Comment(texte="a dit non", date=NOW - timedelta(days=300)),),
    tags=("lyon", "2025"),
)
C = prospect(prospect_id="c", nom_structure="La Pioche", telephone="+33472000009")


def versions(base: Base, *ids: str) -> dict[str, int]:
    """The versions as they are now."""
    return {record.prospect_id: record.version for record in base.prospects.many(ids)}


def merge(base: Base, **choices: str) -> str:
    """Merge B into A."""
    return base.duplicates.merge(MANAGER, "a", ["b"], choices, versions(base, "a", "b"))


def test_who_holds_a_key(base: Base) -> None:
    base.add(A, B, C)
    keys = ["contact@mjc.fr", "+33472000009"]
    assert [p.prospect_id for p in base.duplicates.exact(VOLUNTEER, keys)] == ["c", "b", "a"]
    assert [p.prospect_id for p in base.duplicates.exact(VOLUNTEER, keys, "a")] == ["c", "b"]
    assert base.duplicates.exact(VOLUNTEER, []) == []
    assert base.duplicates.exact_groups() == [["a", "b"]]


def test_groups_are_kept_without_personal_data(base: Base) -> None:
    base.add(A, B, C)
    seen: list[int] = []
    assert base.duplicates.find(VOLUNTEER, lambda done, total, label: seen.append(done)) == 1
    assert seen == sorted(seen)
    assert seen[-1] == 100
    (group,), total = base.duplicates.groups(VOLUNTEER)
    assert (group.ids, total, group.sureness) == (("a", "b"), 1, Sureness.CERTAIN)
    assert base.duplicates.group(VOLUNTEER, group.group_id) == group
    stored = str(list(base.mongo["duplicate_groups"].find()))
    assert "mjc.fr" not in stored
    assert "Monplaisir" not in stored


def test_a_search_replaces_the_last_one(base: Base) -> None:
    base.add(A, B)
    base.duplicates.find(MANAGER)
    (group,), _ = base.duplicates.groups(MANAGER)
    base.duplicates.find(MANAGER)
    assert base.mongo["duplicate_groups"].count_documents({}) == 1
    assert base.duplicates.groups(MANAGER)[0] == [group]


def test_records_that_are_gone_leave_their_groups(base: Base) -> None:
    base.add(A, B, B.model_copy(update={"prospect_id": "b2"}))
    base.duplicates.find(MANAGER)
    base.prospects.remove(["b2"])
    (group,), total = base.duplicates.groups(MANAGER)
    assert (group.ids, total) == (("a", "b"), 1)
    base.prospects.remove(["b"])
    assert base.duplicates.groups(MANAGER) == ([], 0)
    with pytest.raises(NotFound):
        base.duplicates.group(MANAGER, group.group_id)


def test_not_duplicates_is_remembered_and_can_be_taken_back(base: Base) -> None:
    base.add(A, B)
    base.duplicates.find(MANAGER)
    (group,), _ = base.duplicates.groups(MANAGER)
    with pytest.raises(Forbidden):
        base.duplicates.not_duplicates(VOLUNTEER, group.group_id)
    entry_id = base.duplicates.not_duplicates(MANAGER, group.group_id)
    assert base.duplicates.groups(MANAGER) == ([], 0)
    assert base.duplicates.find(MANAGER) == 0
    entry = base.entry("a", entry_id)
    assert (entry.action, entry.details) == (DIFFERENT, {"paires": [["a", "b"]]})
    base.duplicates.maybe_duplicates(MANAGER, entry)
    assert base.duplicates.find(MANAGER) == 1


def test_forced_records_stay_under_watch(base: Base) -> None:
    base.add(A, C)
    base.duplicates.watch(["c", "a"])
    (group,) = base.duplicates.watched(VOLUNTEER)
    assert (group.ids, group.sureness) == (("a", "c"), Sureness.CERTAIN)
    assert base.duplicates.groups(VOLUNTEER) == ([group], 1)
    base.prospects.remove(["c"])
    assert base.duplicates.watched(VOLUNTEER) == []


def test_a_proposal_loses_nothing(base: Base) -> None:
    base.add(A, B)
    proposal = base.duplicates.proposal(VOLUNTEER, ["a", "b"])
    assert (proposal.kept_id, proposal.absorbed_ids) == ("b", ("a",))
    values = {name: field.value for name, field in proposal.fields.items()}
    assert values["accepte_contact"] is False
    assert values["statut"] is Status.REFUSE
    assert values["retour_prospect"] is Response.NEGATIF
    assert values["date_dernier_contact"] == date(2026, 3, 1)
    assert values["adresse"] == "3 rue Basse"
    assert values["type_prospect"] is ProspectType.MJC
    assert [c.texte for c in values["commentaires"]] == ["a dit non", "vue au salon"]
    assert values["tags"] == ("lyon", "2025", "salon")
    name = proposal.fields["nom_structure"]
    assert name.prospect_id == "b"
    assert {a.prospect_id: a.value for a in name.alternatives} == {
        "a": "MJC Monplaisir",
        "b": "M.J.C. Monplaisir",
    }
    assert not proposal.fields["email"].differs
    with pytest.raises(Refused):
        base.duplicates.proposal(VOLUNTEER, ["a", "a", "gone"])


def test_a_merge_and_its_undo_leave_the_base_as_it_was(base: Base) -> None:
    base.add(A, C)
    base.prospects.insert_imported([B], "import-1")
    base.mongo["prospects"].update_one({"_id": "b"}, {"$set": {"campagnes_norm": ["ete"]}})
    fields = list(base.mongo["prospects"].find({"_id": "b"}))
    entry_id = merge(base)
    kept = base.prospects.get("a")
    assert kept is not None
    assert base.prospects.get("b") is None
    assert kept.telephone == "+33472000001"
    assert kept.accepte_contact is False
    assert kept.nom_structure == "MJC Monplaisir"
    assert base.mongo["prospects"].find_one({"_id": "a"})["campagnes_norm"] == ["ete"]  # type: ignore[index]
    entry = base.entry("a", entry_id)
    assert entry.action == Action.MERGE
    assert entry.details["champs"]["telephone"] == [None, "+33472000001"]
    assert "nom_structure" not in entry.details["champs"]
    undone = base.duplicates.unmerge(MANAGER, entry)
    assert list(base.mongo["prospects"].find({"_id": "b"})) == fields
    restored = base.prospects.get("a")
    assert restored is not None
    same = {"version", "modifie_le"}
    assert restored.model_dump(exclude=same) == A.model_dump(exclude=same)
    assert base.entry("a", undone).details["de"] == entry_id
    with pytest.raises(Refused, match="déjà été annulée"):
        base.duplicates.unmerge(MANAGER, entry)


def test_choices_win_over_the_proposal(base: Base) -> None:
    base.add(A, B)
    merge(base, nom_structure="b", nom_contact="b", statut="a", type_prospect="a")
    kept = base.prospects.get("a")
    assert kept is not None
    assert (kept.nom_structure, kept.nom_contact) == ("M.J.C. Monplaisir", None)
    assert (kept.statut, kept.type_prospect) == (Status.CONTACTE, ProspectType.AUTRE)


@pytest.mark.parametrize(
    "choices",
    [{"accepte_contact": "a"}, {"commentaires": "a"}, {"prospect_id": "b"}, {"email": "zz"}],
)
def test_a_refusal_and_comments_can_not_be_chosen_away(base: Base, choices: dict[str, str]) -> None:
    base.add(A, B)
    with pytest.raises(Refused):
        merge(base, **choices)
    assert base.prospects.existing(["a", "b"]) == {"a", "b"}


@pytest.mark.parametrize("edited", ["a", "b"])
def test_a_record_changed_meanwhile_stops_the_merge(base: Base, edited: str) -> None:
    base.add(A, B)
    read = versions(base, "a", "b")
    base.edit(edited, nom_contact="Luc")
    with pytest.raises(Conflict, match="Rien n'a été fusionné"):
        base.duplicates.merge(MANAGER, "a", ["b"], {}, read)
    assert base.prospects.existing(["a", "b"]) == {"a", "b"}
    assert base.journal.of("a") == []


def test_a_change_between_reading_and_writing_leaves_nothing_half_done(
    base: Base, monkeypatch: pytest.MonkeyPatch
) -> None:
    base.add(A, B)
    read = versions(base, "a", "b")
    real = base.prospects.many

    def slow(ids: list[str]) -> list[Prospect]:
        found = real(ids)
        base.edit("b", nom_contact="Luc")
        return found

    monkeypatch.setattr(base.prospects, "many", slow)
    with pytest.raises(Conflict):
        base.duplicates.merge(MANAGER, "a", ["b"], {}, read)
    kept = base.prospects.get("a")
    assert kept is not None
    assert kept.version == A.version
    assert base.prospects.existing(["b"]) == {"b"}
    assert base.journal.of("a") == []


def test_what_was_edited_since_stops_the_undo_and_is_named(base: Base) -> None:
    base.add(A, B)
    entry = base.entry("a", merge(base))
    base.edit("a", telephone="+33612345678")
    with pytest.raises(Refused, match="le téléphone"):
        base.duplicates.unmerge(MANAGER, entry)
    assert base.prospects.get("b") is None


def test_what_the_merge_did_not_touch_stays_through_its_undo(base: Base) -> None:
    base.add(A, B)
    entry = base.entry("a", merge(base))
    kept = base.prospects.get("a")
    assert kept is not None
    later = (*kept.commentaires, Comment(texte="rappelée", date=NOW))
    base.edit("a", nom_contact="Luc", commentaires=later)
    base.duplicates.unmerge(MANAGER, entry)
    restored = base.prospects.get("a")
    assert restored is not None
    assert restored.nom_contact == "Luc"
    assert [c.texte for c in restored.commentaires] == ["vue au salon", "rappelée"]


def test_an_undo_after_the_kept_record_is_gone(base: Base) -> None:
    base.add(A, B)
    entry = base.entry("a", merge(base))
    base.prospects.remove(["a"])
    with pytest.raises(Refused, match="supprimée"):
        base.duplicates.unmerge(MANAGER, entry)


def test_merging_is_for_managers(base: Base) -> None:
    base.add(A, B)
    with pytest.raises(Forbidden, match="fusionner"):
        base.duplicates.merge(VOLUNTEER, "a", ["b"], {}, versions(base, "a", "b"))
    with pytest.raises(Refused):
        base.duplicates.merge(MANAGER, "a", ["a"], {}, versions(base, "a"))
