"""Tasks as a calendar and as a table, read back by other programs than those that wrote them."""

import csv
import io
from datetime import UTC, date, datetime

import ics
import pytest

from core.clock import PARIS
from core.planning.files import COLUMNS, calendar_file, table_file
from core.planning.task import Task, TaskState

NOW = datetime(2026, 11, 30, 10, tzinfo=UTC)
LONG = ("Préparer l'affiche, les visuels ; l'œuvre « à rallonge » de l'été " * 4).strip()


def task(key: str, titre: str, debut: date, echeance: date, **more: object) -> Task:
    days = {"debut": debut, "echeance": echeance}
    made = {"cree_le": NOW, "cree_par": "a@exemple.fr"}
    return Task.model_validate({"tache_id": key, "titre": titre, **days, **made, **more})


TASKS = (
    task("a", LONG, date(2027, 3, 26), date(2027, 3, 29), responsable="m", role="communication"),
    task("b", "Envoyer ; relire, \\ puis", date(2027, 10, 30), date(2027, 11, 2), apres=("a",)),
    task("c", "Finie", date(2027, 1, 4), date(2027, 1, 4), etat=TaskState.FAITE),
)
PEOPLE = {"m": "marie@exemple.fr"}


def test_another_parser_reads_the_calendar() -> None:
    written = calendar_file("Festival d'été", TASKS, PEOPLE, NOW)
    read = ics.Calendar(written.decode())
    events = sorted(read.events, key=lambda one: str(one.uid))
    assert [one.uid for one in events] == ["a@mimicom", "b@mimicom", "c@mimicom"]
    assert [one.name for one in events] == [LONG, TASKS[1].titre, "✓ Finie"]
    for event, known in zip(events, TASKS, strict=True):
        begin, end = event.begin.astimezone(PARIS), event.end.astimezone(PARIS)
        assert (begin.date(), begin.hour) == (known.debut, 9)
        assert (end.date(), end.hour) == (known.echeance, 18)
    assert "Responsable : marie@exemple.fr" in str(events[0].description)
    assert [len(one.alarms) for one in events] == [1, 1, 0]


def test_the_calendar_has_its_zone_and_short_lines() -> None:
    written = calendar_file("Festival", TASKS, PEOPLE, NOW)
    assert written.count(b"BEGIN:VTIMEZONE") == 1
    assert b"TZID:Europe/Paris" in written
    assert b"DTSTART;TZID=Europe/Paris:20270326T090000" in written
    lines = written.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert not any(b"\n" in line for line in lines)


def cells(written: bytes) -> list[dict[str, str]]:
    text = written.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_the_table_opens_in_a_french_spreadsheet() -> None:
    written = table_file("Festival", TASKS, PEOPLE)
    assert written.startswith("\ufeff".encode())
    found = cells(written)
    assert tuple(found[0]) == COLUMNS
    assert found[0]["responsable"] == "marie@exemple.fr"
    assert found[1]["apres"] == TASKS[0].titre
    assert found[1]["titre"] == TASKS[1].titre


@pytest.mark.parametrize("start", ["=1+1", "+33", "-2", "@SUM(A1)", "\t=1", "＝1", " =1"])
def test_no_cell_is_run_as_a_formula(start: str) -> None:
    armed = task("a", f"{start} x", date(2027, 1, 4), date(2027, 1, 4), role=start)
    found = cells(table_file(f"{start} campagne", [armed], {}))[0]
    assert found["titre"].startswith("'")
    assert found["role"].startswith("'")
    assert found["campagne"].startswith("'")
