"""What the user decides about a file: columns, duplicates; what is listed row by row."""

import csv
import io

import pytest

from core.database import Database
from core.errors import Forbidden, Refused
from core.imports.models import Conflicts
from core.imports.options import Decision
from core.imports.refusals import Refusal
from core.imports.store import COLLECTIONS
from core.journal import service as journal
from core.prospects import store as prospects_store
from tests.core.imports.test_service import FILE, HEADER, MANAGER, VOLUNTEER, Base

ODD = b"Qui;Lieu-dit;Courriel pro\nMJC A;Lyon;a@example.com\nMJC B;Paris;b@example.com\n"


@pytest.fixture
def base(database: Database) -> Base:
    """Services on an empty database."""
    database.ensure((*prospects_store.COLLECTIONS, *COLLECTIONS, *journal.COLLECTIONS))
    return Base(database)


def table(chunks: object) -> list[list[str]]:
    """The rows of a CSV file."""
    text = b"".join(chunks).decode("utf-8-sig")  # type: ignore[arg-type]
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


def test_columns_said_by_hand_are_kept_for_the_next_file_with_these_headings(base: Base) -> None:
    import_id = base.imports.receive(MANAGER, "un.csv", ODD)
    refused = base.imports.preview(import_id).refused
    assert refused is not None
    assert refused.kind is Refusal.MISSING_COLUMN
    base.imports.decide(MANAGER, import_id, Decision(mapping={0: "nom_structure", 1: "ville"}))
    assert base.imports.preview(import_id).added == 2
    assert base.imports.run(MANAGER, import_id).added == 2
    again = base.imports.preview(base.imports.receive(MANAGER, "deux.csv", ODD))
    assert (again.refused, again.duplicates) == (None, 2)


def test_a_field_given_to_a_column_leaves_the_one_that_had_it(base: Base) -> None:
    data = b"nom;ville;commune\nA;x;Lyon\n"
    import_id = base.imports.receive(MANAGER, "un.csv", data)
    base.imports.decide(MANAGER, import_id, Decision(mapping={2: "ville"}))
    columns = base.imports.columns(MANAGER, import_id)
    assert [(c.field, c.examples) for c in columns] == [
        ("nom_structure", ("A",)),
        (None, ("x",)),
        ("ville", ("Lyon",)),
    ]


def test_a_meaning_that_is_none_is_refused(base: Base) -> None:
    import_id = base.imports.receive(MANAGER, "un.csv", ODD)
    with pytest.raises(Refused):
        base.imports.decide(MANAGER, import_id, Decision(mapping={0: "version"}))


def test_doubles_are_decided_one_by_one(base: Base) -> None:
    base.run(FILE)
    data = (
        HEADER + "Un;Lyon;MJC;a@example.com;;;\n"
        "Deux;Paris;MJC;b@example.com;;;\n"
        "Trois;Paris;MJC;b@example.com;;;\n"
    ).encode()
    import_id = base.imports.receive(MANAGER, "suite.csv", data)
    found = base.imports.duplicates(MANAGER, import_id)
    assert [(d.number, d.holder, d.by) for d in found] == [
        (1, "MJC A", ("email",)),
        (2, "MJC B", ("email",)),
        (3, "MJC B", ("email",)),
    ]
    assert [(c.field, c.before, c.after) for c in found[0].changes] == [
        ("nom_structure", "MJC A", "Un")
    ]
    chosen = {1: Conflicts.UPDATE, 3: Conflicts.FORCE}
    base.imports.decide(MANAGER, import_id, Decision(choices=chosen))
    preview = base.imports.preview(import_id)
    assert (preview.duplicates, preview.added, preview.updated, preview.forced) == (3, 1, 1, 1)
    report = base.imports.run(MANAGER, import_id)
    assert report.counts() == preview.counts()
    assert base.names() == ["MJC B", "Trois", "Un"]
    base.imports.undo(MANAGER, import_id)
    assert base.names() == ["MJC A", "MJC B"]


def test_said_for_all_what_was_said_one_by_one_no_longer_holds(base: Base) -> None:
    base.run(FILE)
    import_id = base.imports.receive(MANAGER, "fichier.csv", FILE)
    base.imports.decide(MANAGER, import_id, Decision(choices={1: Conflicts.FORCE}))
    base.imports.decide(MANAGER, import_id, Decision(conflicts=Conflicts.IGNORE))
    assert base.imports.preview(import_id).added == 0


def test_nothing_is_decided_once_it_runs_nor_by_a_volunteer(base: Base) -> None:
    import_id = base.run(FILE)
    with pytest.raises(Refused):
        base.imports.decide(MANAGER, import_id, Decision(conflicts=Conflicts.FORCE))
    with pytest.raises(Forbidden):
        base.imports.decide(VOLUNTEER, import_id, Decision(conflicts=Conflicts.FORCE))


def test_rejected_rows_are_given_as_a_file_that_can_be_corrected_and_imported(base: Base) -> None:
    import_id = base.run(FILE)
    rows = table(base.imports.errors_file(MANAGER, import_id))
    assert rows[0][:4] == ["Ligne", "Problème", "nom_structure", "ville"]
    assert len(rows) == 2
    assert rows[1][0] == "4"
    assert rows[1][2:6] == ["MJC C", "Paris", "MJC", "pas-un-mail"]
    corrected = b"".join(base.imports.errors_file(MANAGER, import_id)).replace(
        b"pas-un-mail", b"c@example.com"
    )
    base.run(corrected)
    assert base.names() == ["MJC A", "MJC B", "MJC C"]


def test_the_report_tells_every_line_with_something_to_say(base: Base) -> None:
    import_id = base.run(FILE)
    rows = table(base.imports.report_file(MANAGER, import_id))
    assert ["Lignes", "4"] in rows
    assert ["Ajoutées", "2"] in rows
    kinds = {row[0]: row[3] for row in rows[rows.index([]) + 2 :]}
    assert kinds == {"4": "rejetée", "5": "doublon laissé de côté"}


def test_a_volunteer_sees_no_file(base: Base) -> None:
    import_id = base.run(FILE)
    for method in (base.imports.errors_file, base.imports.report_file, base.imports.columns):
        with pytest.raises(Forbidden):
            method(VOLUNTEER, import_id)


def test_the_file_that_waits_is_the_users_own(base: Base) -> None:
    base.imports.receive(MANAGER, "un.csv", FILE)
    base.imports.receive(MANAGER, "deux.csv", FILE)
    named = base.imports.waiting(MANAGER, "UN.csv")
    assert named is not None
    assert named.filename == "un.csv"
    assert base.imports.waiting(MANAGER, "trois.csv") is None
    assert base.imports.waiting(VOLUNTEER.model_copy(update={"role": MANAGER.role})) is None
