"""Files of the data folder that hold somebody."""

from pathlib import Path
from zipfile import ZipFile

import pytest

from core.exports.models import Format
from core.exports.writing import write
from core.privacy.folders import Folders
from core.privacy.person import Person
from core.prospects.models import FIELDS
from tests.core.exports.anybody import stored
from tests.factories import prospect

NAME = "L'Œuf & le <Dé> Perdu"
BY_PLACE = Person(ids=frozenset(), places=frozenset({("l oeuf le de perdu", "lyon")}))
BY_EMAIL = Person(ids=frozenset(), emails=frozenset({"oeuf@exemple.fr"}))


def workbook(folder: Path, name: str, *rows: dict[str, str]) -> Path:
    """An export as `mimicom ask` leaves it."""
    (folder / "files").mkdir(exist_ok=True)
    path = folder / "files" / name
    with path.open("wb") as file:
        records = stored(*(prospect(**row) for row in rows))
        write(Format.XLSX, [records], FIELDS, file, folder)
    return path


@pytest.mark.parametrize("person", [BY_PLACE, BY_EMAIL])
def test_a_workbook_that_holds_the_person_goes_whole(person: Person, tmp_path: Path) -> None:
    them = {"nom_structure": NAME, "ville": "Lyon", "email": "oeuf@exemple.fr"}
    holds = workbook(tmp_path, "a.xlsx", {"nom_structure": "Autre"}, them)
    others = {"nom_structure": NAME, "ville": "Nantes"}, {"nom_structure": "Pion", "ville": "Lyon"}
    spared = workbook(tmp_path, "b.xlsx", *others)
    folders = Folders(tmp_path)
    assert folders.holding(person) == [holds]
    assert folders.forget(person) == 1
    assert (holds.exists(), spared.exists()) == (False, True)


def test_what_is_called_a_workbook_and_is_none_is_read_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    named = tmp_path / "files" / "faux.xlsx"
    named.write_text("oeuf@exemple.fr;Lyon")
    with ZipFile(tmp_path / "files" / "vide.xlsx", "w") as empty:
        empty.writestr("autre.txt", "")
    assert Folders(tmp_path).holding(BY_EMAIL) == [named]
