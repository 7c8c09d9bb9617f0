"""Imports on a real database: previewed, done once, resumed, undone."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from bson.raw_bson import RawBSONDocument

from core.accounts.models import Role, User
from core.database import Database, Session
from core.errors import Forbidden, Refused
from core.imports.models import Conflicts, ImportState
from core.imports.refusals import FileRefused, Refusal
from core.imports.run import steps
from core.imports.service import ImportService
from core.imports.store import COLLECTIONS
from core.journal import service as journal
from core.journal.service import JournalService
from core.prospects import store as prospects_store
from core.prospects.filters import Filter
from core.prospects.models import Prospect
from core.prospects.service import ProspectService

NOW = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
MANAGER = User(user_id="1", email="manager@example.org", role=Role.MANAGER)
VOLUNTEER = User(user_id="2", email="benevole@example.org", role=Role.BENEVOLE)
HEADER = "nom_structure;ville;type_prospect;email;telephone;commentaires;tags\n"
FILE = (
    HEADER + "MJC A;Lyon;MJC;a@example.com;0472000001;une note;salon\n"
    "MJC B;Paris;MJC;b@example.com;;;\n"
    "MJC C;Paris;MJC;pas-un-mail;;;\n"
    "MJC A bis;Lyon;MJC;a@example.com;0472000009;;\n"
).encode()


class Base:
    """The services on a database, and shortcuts for tests."""

    def __init__(self, database: Database, prospects: Any = None) -> None:
        self.journal = JournalService(database, lambda: NOW)
        self.prospects = ProspectService(database, self.journal, lambda: NOW)
        self.imports = ImportService(
            database, prospects or self.prospects, self.journal, lambda: NOW
        )

    def records(self) -> list[Prospect]:
        """All the base, by name."""
        found = self.prospects.iterate(Filter())
        return sorted(found, key=lambda p: (p.nom_structure, p.prospect_id))

    def names(self) -> list[str]:
        """The names of all the base."""
        return [p.nom_structure for p in self.records()]

    def run(self, data: bytes, conflicts: Conflicts = Conflicts.IGNORE) -> str:
        """Import a file; its import id."""
        import_id = self.imports.receive(MANAGER, "fichier.csv", data)
        self.imports.run(MANAGER, import_id, conflicts)
        return import_id


@pytest.fixture
def base(database: Database) -> Base:
    """Services on an empty database."""
    database.ensure((*prospects_store.COLLECTIONS, *COLLECTIONS, *journal.COLLECTIONS))
    return Base(database)


def test_a_preview_writes_nothing(base: Base) -> None:
    import_id = base.imports.receive(MANAGER, "fichier.csv", FILE)
    report = base.imports.preview(import_id)
    assert report.counts() == {
        "total": 4,
        "valid": 2,
        "duplicates": 1,
        "rejected": 1,
        "warnings": 0,
        "added": 2,
        "updated": 0,
    }
    assert base.names() == []
    assert len(base.imports.sample(MANAGER, import_id)) == 3


def test_a_run_adds_what_the_preview_said_and_is_one_entry(base: Base) -> None:
    import_id = base.imports.receive(MANAGER, "fichier.csv", FILE)
    expected = base.imports.preview(import_id).counts()
    report = base.imports.run(MANAGER, import_id)
    assert report.counts() == expected
    assert base.names() == ["MJC A", "MJC B"]
    first = base.records()[0]
    assert (first.departement, first.telephone, first.tags) == ("69", "+33472000001", ("salon",))
    assert first.source == "Import du 22/11/2026 (fichier.csv)"
    assert [e.action for e in base.journal.of(import_id)] == ["import"]


def test_run_again_it_says_the_same_and_changes_nothing(base: Base) -> None:
    import_id = base.run(FILE)
    before = base.records()
    again = base.imports.run(MANAGER, import_id)
    assert (again.added, again.duplicates, len(again.problems)) == (2, 1, 1)
    assert base.records() == before
    assert len(base.journal.of(import_id)) == 1


def test_the_same_file_twice_is_all_duplicates(base: Base) -> None:
    base.run(FILE)
    report = base.imports.preview(base.imports.receive(MANAGER, "fichier.csv", FILE))
    assert (report.valid, report.duplicates, report.added) == (0, 3, 0)


def test_update_takes_what_is_filled_and_erases_nothing(base: Base) -> None:
    base.run(FILE)
    update = HEADER + "MJC A neuve;;MJC;;0472000001;deuxième note;presse\n"
    data = update.replace("MJC A neuve;;", "MJC A neuve;Villeurbanne;").encode()
    import_id = base.imports.receive(MANAGER, "mise à jour.csv", data)
    preview = base.imports.preview(import_id, conflicts=Conflicts.UPDATE)
    assert (preview.duplicates, preview.updated, preview.added) == (1, 1, 0)
    changes = {c.field: (c.before, c.after) for c in preview.changes}
    assert changes["nom_structure"] == ("MJC A", "MJC A neuve")
    base.imports.run(MANAGER, import_id, Conflicts.UPDATE)
    changed = base.records()[0]
    assert (changed.nom_structure, changed.ville) == ("MJC A neuve", "Villeurbanne")
    assert changed.email == "a@example.com"
    assert [c.texte for c in changed.commentaires] == ["une note", "deuxième note"]
    assert changed.tags == ("salon", "presse")


def test_force_adds_a_second_record(base: Base) -> None:
    import_id = base.imports.receive(MANAGER, "fichier.csv", FILE)
    report = base.imports.run(MANAGER, import_id, Conflicts.FORCE)
    assert (report.duplicates, report.added) == (1, 3)
    assert base.names() == ["MJC A", "MJC A bis", "MJC B"]


def test_a_later_row_of_the_file_updates_an_earlier_one(
    base: Base, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steps, "BATCH", 2)
    rows = [f"MJC {n};Lyon;MJC;a@example.com;0472{n:06d};;\n" for n in range(1, 6)]
    import_id = base.run((HEADER + "".join(rows)).encode(), Conflicts.UPDATE)
    (only,) = base.records()
    assert (only.nom_structure, only.telephone) == ("MJC 5", "+33472000005")
    assert base.imports.undo(MANAGER, import_id).removed == 1
    assert base.names() == []


def test_ids_of_the_file_are_kept_unless_taken(base: Base) -> None:
    given = "11111111-1111-4111-8111-111111111111"
    data = f"prospect_id;nom;ville\n{given};A;Lyon\n{given};B;Lyon\nx;C;Lyon\n".encode()
    base.run(data)
    assert [p.prospect_id == given for p in base.records()] == [True, False, False]
    base.run(data)
    assert len({p.prospect_id for p in base.records()}) == 6


# Undo


def test_undo_removes_what_was_added(base: Base) -> None:
    base.run((HEADER + "MJC Z;Lyon;MJC;z@example.com;;;\n").encode())
    import_id = base.run(FILE)
    undone = base.imports.undo(MANAGER, import_id)
    assert (undone.removed, undone.restored, undone.kept) == (2, 0, ())
    assert base.names() == ["MJC Z"]
    assert [e.action for e in base.journal.of(import_id)] == ["import", "import_undone"]
    assert base.imports.get(import_id).state is ImportState.UNDONE
    with pytest.raises(Refused):
        base.imports.undo(MANAGER, import_id)
    with pytest.raises(Refused):
        base.imports.run(MANAGER, import_id)


def test_undo_keeps_what_was_edited_since_and_says_so(base: Base) -> None:
    import_id = base.run(FILE)
    edited = base.records()[0]
    base.prospects.replace(edited.model_copy(update={"ville": "Bron"}), edited.version)
    undone = base.imports.undo(MANAGER, import_id)
    assert (undone.removed, undone.kept) == (1, ("MJC A",))
    assert undone.message == (
        "Import annulé : 1 fiche retirée ; 1 fiche gardée, car modifiée depuis."
    )
    assert base.names() == ["MJC A"]


def test_undo_restores_what_was_updated(base: Base) -> None:
    base.run(FILE)
    before = base.records()[0]
    data = (HEADER + "Autre nom;Lyon;Ludothèque;a@example.com;;autre note;presse\n").encode()
    import_id = base.run(data, Conflicts.UPDATE)
    assert base.records()[0] != before
    undone = base.imports.undo(MANAGER, import_id)
    assert (undone.removed, undone.restored) == (0, 1)
    again = next(p for p in base.records() if p.email == "a@example.com")
    hidden = {"version"}
    assert again.model_dump(exclude=hidden) == before.model_dump(exclude=hidden)


def test_what_an_import_undone_had_updated_is_removed_with_the_one_that_added_it(
    base: Base,
) -> None:
    first = base.run(FILE)
    update = (HEADER + "Autre;Lyon;Ludothèque;a@example.com;;autre note;presse\n").encode()
    second = base.run(update, Conflicts.UPDATE)
    third = base.run(update, Conflicts.UPDATE)
    base.imports.undo(MANAGER, third)
    base.imports.undo(MANAGER, second)
    undone = base.imports.undo(MANAGER, first)
    assert (undone.removed, undone.kept) == (2, ())
    assert base.names() == []


def test_undone_in_the_other_order_it_is_kept_and_said(base: Base) -> None:
    first = base.run(FILE)
    update = (HEADER + "Autre;Lyon;Ludothèque;a@example.com;;autre note;presse\n").encode()
    second = base.run(update, Conflicts.UPDATE)
    assert base.imports.undo(MANAGER, first).kept == ("Autre",)
    assert base.imports.undo(MANAGER, second).restored == 1
    assert base.names() == ["MJC A"]


# Interruptions


class Interrupted(Exception):
    """The process died."""


class Frail:
    """The prospects, with a failure at the n-th write, before or after doing it."""

    def __init__(self, prospects: ProspectService, breaks_at: int, after: bool) -> None:
        self._prospects = prospects
        self._left = breaks_at
        self._after = after

    def _write(self, does: Any, *arguments: Any) -> Any:
        self._left -= 1
        if self._left == 0 and not self._after:
            raise Interrupted
        done = does(*arguments)
        if self._left == 0:
            raise Interrupted
        return done

    def insert_documents(self, documents: Sequence[RawBSONDocument], session: Session) -> None:
        # Without a transaction, half a batch may be there when the process dies.
        if self._left == 1 and self._after:
            self._prospects.insert_documents(documents[: len(documents) // 2 + 1], session)
            raise Interrupted
        self._write(self._prospects.insert_documents, documents, session)

    def replace_many(self, pairs: Sequence[tuple[Prospect, Prospect]], session: Session) -> bool:
        return bool(self._write(self._prospects.replace_many, pairs, session))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._prospects, name)


GIVEN = "11111111-1111-4111-8111-1111111111"
BIG = (
    "prospect_id;"
    + HEADER
    + "".join(
        f"{GIVEN}{n + 10};MJC {n:02d};Lyon;MJC;m{n % 17}@example.com;0472{n % 29:06d};note {n};\n"
        for n in range(40)
    )
)


@pytest.mark.parametrize("conflicts", Conflicts)
@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("breaks_at", [1, 2, 4, 7, 12])
@pytest.mark.parametrize("transactions", [True, False])
def test_cut_anywhere_and_run_again_it_ends_as_if_run_once(
    database: Database,
    base: Base,
    monkeypatch: pytest.MonkeyPatch,
    conflicts: Conflicts,
    after: bool,
    breaks_at: int,
    transactions: bool,
) -> None:
    monkeypatch.setattr(steps, "BATCH", 7)
    monkeypatch.setattr(database, "_transactions", transactions)
    seed = (HEADER + "Déjà là;Lyon;MJC;m3@example.com;;avant;\n").encode()
    base.run(seed)
    import_id = base.imports.receive(MANAGER, "grand.csv", BIG.encode())
    frail = Base(database, Frail(base.prospects, breaks_at, after))
    try:
        frail.imports.run(MANAGER, import_id, conflicts)
        interrupted = False
    except Interrupted:
        interrupted = True
    assert interrupted or breaks_at > 2
    report = base.imports.run(MANAGER, import_id, conflicts)
    interrupted = _without_ids(base)
    entries = len(base.journal.of(import_id))

    for name in ("prospects", "import_batches", "imports"):
        database.mongo[name].delete_many({})
    base.run(seed)
    once_id = base.imports.receive(MANAGER, "grand.csv", BIG.encode())
    once = base.imports.run(MANAGER, once_id, conflicts)
    assert interrupted == _without_ids(base)
    assert (report.counts(), entries) == (once.counts(), 1)
    base.imports.undo(MANAGER, once_id)
    assert base.names() == ["Déjà là"]


def _without_ids(base: Base) -> list[dict[str, Any]]:
    return [p.model_dump(exclude={"prospect_id"}) for p in base.records()]


def test_stopped_by_the_user_it_can_be_undone(base: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "BATCH", 5)
    import_id = base.imports.receive(MANAGER, "grand.csv", BIG.encode())

    def stop(done: int, _total: int, _label: str) -> None:
        if done >= 20:
            raise Interrupted

    with pytest.raises(Interrupted):
        base.imports.run(MANAGER, import_id, progress=stop)
    assert 0 < len(base.names()) < 40
    assert base.imports.get(import_id).state is ImportState.RUNNING
    base.imports.undo(MANAGER, import_id)
    assert base.names() == []


# Files and JSON


def test_a_volunteer_may_not_import(base: Base) -> None:
    with pytest.raises(Forbidden):
        base.imports.receive(VOLUNTEER, "fichier.csv", FILE)
    import_id = base.imports.receive(MANAGER, "fichier.csv", FILE)
    with pytest.raises(Forbidden):
        base.imports.run(VOLUNTEER, import_id)


def test_a_refused_file_leaves_no_trace(base: Base) -> None:
    import_id = base.imports.receive(MANAGER, "image.csv", b"\x89PNG\r\n\x1a\n\0")
    report = base.imports.run(MANAGER, import_id)
    assert report.refused is not None
    assert report.refused.kind is Refusal.NOT_CSV
    assert base.journal.of(import_id) == []
    assert base.imports.get(import_id).state is ImportState.RECEIVED


def test_a_file_too_large_is_not_kept(base: Base, tmp_path: Path) -> None:
    big = tmp_path / "gros.csv"
    with big.open("wb") as file:
        file.truncate(50_000_001)
    with pytest.raises(FileRefused) as refused:
        base.imports.receive(MANAGER, "gros.csv", big)
    assert refused.value.kind is Refusal.TOO_LARGE


@pytest.mark.parametrize("dry_run", [True, False])
def test_a_file_in_one_go_with_its_rows(base: Base, tmp_path: Path, dry_run: bool) -> None:
    file, out = tmp_path / "f.csv", tmp_path / "rows.jsonl"
    file.write_bytes(FILE)
    report = base.imports.import_file(MANAGER, file, dry_run=dry_run, rows=out)
    assert report.added == 2
    assert len(base.names()) == (0 if dry_run else 2)
    rows = [json.loads(line) for line in out.read_text().splitlines()]
    assert [row["outcome"] for row in rows] == ["valid", "valid", "rejected", "duplicate"]
    assert rows[3]["duplicate_by"] == ["email"]
    assert rows[0]["values"]["telephone"] == "+33472000001"
    assert list(rows[0]) == ["record", "line", "outcome", "reasons", "duplicate_by", "values"]


def test_the_json_is_the_contracts(base: Base) -> None:
    import_id = base.imports.receive(MANAGER, "fichier.csv", FILE)
    found = base.imports.run(MANAGER, import_id).as_json()
    assert set(found) == {
        *("import_id", "encoding", "delimiter", "header_row", "columns", "total", "valid"),
        *("duplicates", "rejected", "warnings", "added", "updated", "problems", "refused"),
    }
    assert found["problems"] == [
        {
            "line": 4,
            "field": "email",
            "value": "pas-un-mail",
            "reason": "invalid_email",
            "severity": "error",
        }
    ]
    assert found == base.imports.report(import_id).as_json()
