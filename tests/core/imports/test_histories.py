"""What an update changes is in each record's own history; a row of two records changes neither."""

from core.imports.models import Conflicts
from core.imports.options import Decision
from core.prospects.filters import Filter
from core.prospects.models import Prospect
from tests.core.imports.test_service import MANAGER, Base, base

__all__ = ["base"]
HEAD = "Structure;Ville;Mail;Téléphone;Accepte contact\n"
TWO = (
    HEAD + "Zèbre;Rennes;z@example.org;0299123402;\nÉlan;Lyon;e@example.org;0478123404;\n"
).encode()
BOTH = (HEAD + "Autre;Metz;z@example.org;0478123404;oui\n").encode()


def named(base: Base, name: str) -> Prospect:
    return next(one for one in base.prospects.iterate(Filter()) if one.nom_structure == name)


def test_an_update_is_told_in_the_records_history_with_the_file(base: Base) -> None:
    base.run((HEAD + "MJC Or;Lyon;or@example.org;;Oui\n").encode())
    import_id = base.run(
        (HEAD + "MJC Or;Lyon;or@example.org;0478120055;Non\n").encode(), Conflicts.UPDATE
    )
    record = named(base, "MJC Or")
    (entry,) = base.journal.of(record.prospect_id)
    assert (entry.par, entry.action) == (MANAGER.email, "modification")
    assert entry.details["champs"]["accepte_contact"] == [True, False]
    assert entry.details["fichier"] == "fichier.csv"
    base.imports.undo(MANAGER, import_id)
    *_, undone = base.journal.of(record.prospect_id)
    assert undone.action == "annulation"
    assert undone.details["champs"]["accepte_contact"] == [False, True]


def test_a_row_that_matches_two_records_changes_neither(base: Base) -> None:
    base.run(TWO)
    before = base.records()
    import_id = base.imports.receive(MANAGER, "deux.csv", BOTH)
    report = base.imports.preview(import_id, conflicts=Conflicts.UPDATE)
    assert (report.duplicates, report.updated) == (1, 0)
    assert [p.reason.value for p in report.problems if p.line == 2] == ["deux_fiches"]
    (double,) = base.imports.duplicates(MANAGER, import_id)
    assert list(double.holders.values()) == ["Zèbre", "Élan"]
    base.imports.run(MANAGER, import_id, Conflicts.UPDATE)
    assert base.records() == before


def test_which_of_the_two_is_decided_by_hand(base: Base) -> None:
    base.run(TWO)
    elan = named(base, "Élan").prospect_id
    import_id = base.imports.receive(MANAGER, "deux.csv", BOTH)
    chosen = Decision(choices={1: Conflicts.UPDATE}, targets={1: elan})
    base.imports.decide(MANAGER, import_id, chosen)
    assert base.imports.run(MANAGER, import_id).updated == 1
    assert named(base, "Autre").prospect_id == elan
    assert named(base, "Zèbre").email == "z@example.org"


def test_a_further_address_finds_its_record_and_stays_a_further_one(base: Base) -> None:
    base.run(
        (HEAD + "MJC A;Lyon;a@example.org / b@example.org;0478120055 / 0612345678;\n").encode()
    )
    again = (HEAD + "MJC A;Lyon;b@example.org, c@example.org;0612345678;oui\n").encode()
    base.run(again, Conflicts.UPDATE)
    (record,) = base.records()
    assert (record.email, record.autres_emails) == (
        "a@example.org",
        ("b@example.org", "c@example.org"),
    )
    assert (record.telephone, record.autres_telephones) == ("+33478120055", ("+33612345678",))
    assert record.accepte_contact is True
