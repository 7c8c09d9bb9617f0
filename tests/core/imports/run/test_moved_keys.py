"""An update that changes an e-mail or a telephone: later rows are what the preview said,
whatever is in the base by then."""

import threading
from collections.abc import Collection, Sequence
from typing import Any

import pytest
from bson.raw_bson import RawBSONDocument

from core.database import Database, Session
from core.imports.models import Conflicts
from core.imports.run import steps
from core.prospects.models import Holders
from core.prospects.service import ProspectService
from tests.core.imports.test_service import HEADER, MANAGER, Base, base

__all__ = ["base"]
GIVEN = "11111111-1111-4111-8111-111111111111"
IN_CASE = 5
"""Seconds after which a write no longer waits for a look that never comes."""


class Late:
    """The prospects, that are added only once the second batch was looked up: as if writing took
    longer than reading the next rows."""

    def __init__(self, prospects: ProspectService) -> None:
        self._prospects = prospects
        self._looks = 0
        self._twice = threading.Event()

    def holders(self, keys: Collection[str], import_id: str) -> dict[str, Holders]:
        found = self._prospects.holders(keys, import_id)
        self._looks += 1
        if self._looks > 1:
            self._twice.set()
        return found

    def insert_documents(self, documents: Sequence[RawBSONDocument], session: Session) -> None:
        self._twice.wait(IN_CASE)
        self._prospects.insert_documents(documents, session)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._prospects, name)


@pytest.mark.parametrize("size", [1, 2, 1000])
def test_a_key_that_an_update_replaced_is_still_a_duplicate(
    base: Base, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    base.run((HEADER + "X;Lyon;MJC;x@example.com;0472000001;;\n").encode())
    monkeypatch.setattr(steps, "UPDATE_BATCH", size)
    file = HEADER + (
        "X;Lyon;MJC;x@example.com;0472000002;;\n"
        "V;Lyon;MJC;v@example.com;;;\n"
        "W;Lyon;MJC;w@example.com;;;\n"
        "Y;Lyon;MJC;;0472000001;;\n"
    )
    import_id = base.imports.receive(MANAGER, "f.csv", file.encode())
    said = base.imports.preview(import_id, conflicts=Conflicts.UPDATE).counts()
    assert (said["duplicates"], said["added"], said["updated"]) == (2, 2, 2)
    assert base.imports.run(MANAGER, import_id, Conflicts.UPDATE).counts() == said
    assert base.names() == ["V", "W", "Y"]


@pytest.mark.parametrize("size", [1, 2, 3, 1000])
def test_so_is_one_of_a_row_that_kept_the_files_id(
    base: Base, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(steps, "UPDATE_BATCH", size)
    others = "".join(f";{name};Lyon;MJC;{name}@example.com;;;\n" for name in "BCDE")
    file = f"prospect_id;{HEADER}" + (
        f"{GIVEN};A;Lyon;MJC;a@example.com;0472000001;;\n"
        f";A2;Lyon;MJC;a@example.com;0472000002;;\n{others}"
        ";Z;Paris;MJC;;0472000001;;\n"
    )
    import_id = base.run(file.encode(), Conflicts.UPDATE)
    assert base.names() == ["B", "C", "D", "E", "Z"]
    assert base.records()[-1].prospect_id == GIVEN
    base.imports.undo(MANAGER, import_id)
    assert base.names() == []


def test_a_key_that_a_double_brought_leads_to_the_record_kept(
    database: Database, base: Base, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steps, "UPDATE_BATCH", 2)
    late = Base(database, Late(base.prospects))
    file = f"prospect_id;{HEADER}" + (
        f"{GIVEN};A;Lyon;MJC;a@example.com;0472000001;;\n"
        ";A;Lyon;MJC;a@example.com;0472000002;;\n"
        ";C;Paris;MJC;c@example.com;0472000002;;\n"
        ";D;Nantes;MJC;c@example.com;;;\n"
    )
    late.run(file.encode(), Conflicts.UPDATE)
    (only,) = base.records()
    assert (only.prospect_id, only.nom_structure, only.ville) == (GIVEN, "D", "Nantes")
    assert (only.email, only.telephone) == ("c@example.com", "+33472000002")
