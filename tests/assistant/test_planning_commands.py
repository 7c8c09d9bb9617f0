"""`mimicom plan` and `tasks`, from a terminal."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from core.clock import PARIS
from core.database import Database
from core.settings import Settings
from tests.commands import held_open, mimicom


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An empty data folder."""
    made = tmp_path_factory.mktemp("planning") / "data"
    with held_open(made):
        yield made


def run(folder: Path, *arguments: str, status: int = 0) -> tuple[Any, str]:
    """A command with --json: its document, if any, and what people are told."""
    done = mimicom(*arguments, "--json", "--data", str(folder))
    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr
    return json.loads(done.stdout) if done.stdout else None, " ".join(done.stderr.split())


def test_kinds_are_those_of_the_contract(folder: Path) -> None:
    kinds, _ = run(folder, "plan", "kinds")
    assert {one["kind"] for one in kinds} >= {
        *("festival", "salon", "atelier", "appel à partenaires", "newsletter", "relance"),
        *("recherche de bénévoles", "assemblée générale"),
    }


def test_a_preview_is_what_the_contract_says(folder: Path) -> None:
    asked = ("plan", "preview", "festival", "--event", "2027-04-17", "--today", "2026-11-30")
    found, _ = run(folder, *asked)
    assert set(found) == {"kind", "event", "feasible", "missing_days", "tasks", "proposal"}
    assert (found["kind"], found["event"]) == ("festival", "2027-04-17")
    assert (found["feasible"], found["missing_days"], found["proposal"]) == (True, 0, None)
    for task in found["tasks"]:
        assert set(task) == {"key", "title", "start", "due", "after"}
        assert date.fromisoformat(task["start"]) <= date.fromisoformat(task["due"])


def test_one_that_is_too_late_comes_with_a_proposal(folder: Path) -> None:
    asked = ("plan", "preview", "festival", "--event", "17/04/2027", "--today", "2027-02-20")
    found, _ = run(folder, *asked)
    assert not found["feasible"]
    assert found["missing_days"] > 0
    other = found["proposal"]
    assert set(other) == {*found, "dropped", "shortened"}
    assert (other["feasible"], other["missing_days"]) == (True, 0)
    assert min(task["start"] for task in other["tasks"]) >= "2027-02-20"


def test_one_without_any_way_says_so(folder: Path) -> None:
    asked = ("plan", "preview", "festival", "--event", "2027-04-17", "--today", "2027-04-12")
    found, _ = run(folder, *asked)
    assert not found["feasible"]
    assert found["proposal"] is None
    done = mimicom(*asked, "--data", str(folder))
    assert "changez de date" in " ".join(done.stderr.split())


@pytest.mark.parametrize(
    ("event", "status", "told"),
    [
        ("2020-04-17", 1, "premier jour possible"),
        ("2027-02-31", 1, "28 février 2027"),
        ("31 février 2028", 1, "29 février 2028"),
        ("bientôt", 2, "2027-04-17"),
    ],
)
def test_a_day_given_badly_is_told_with_another(
    folder: Path, event: str, status: int, told: str
) -> None:
    _, said = run(folder, "plan", "preview", "festival", "--event", event, status=status)
    assert told in said


def test_a_kind_that_there_is_not_is_told_with_those_there_are(folder: Path) -> None:
    _, said = run(folder, "plan", "preview", "kermesse", "--event", "2027-04-17", status=1)
    assert "assemblée générale" in said


def test_settings_choose_the_days(folder: Path) -> None:
    asked = ("plan", "preview", "newsletter", "--event", "2027-02-19", "--today", "2026-12-01")
    before, _ = run(folder, *asked)
    for key, value in (
        ("planning.school_zone", "C"),
        ("planning.days_off", "2027-02-04..2027-02-05"),
    ):
        run(folder, "settings", "set", key, value)
    after, _ = run(folder, *asked)
    assert max(task["due"] for task in before["tasks"]) == "2027-02-17"
    assert max(task["due"] for task in after["tasks"]) == "2027-02-02"
    run(folder, "settings", "set", "planning.school_zone", "")
    run(folder, "settings", "set", "planning.days_off", "")
    assert run(folder, *asked)[0] == before


TASK = {
    *("tache_id", "titre", "campagne", "debut", "echeance", "etat", "responsable", "apres"),
    "origine",
}
"""What the contract names of a task."""


@pytest.fixture(scope="module")
def festival(folder: Path) -> str:
    """A campaign with its schedule; its name."""
    run(folder, "tasks", "list")  # the collections are there
    database = Database(Settings(data=folder, mongodb_uri=None))
    event = datetime.now(UTC) + timedelta(days=300)
    document = {"nom": "Festival d'essai", "objectif": "invitation", "etat": "Brouillon"}
    dates = {"date_evenement": event.replace(hour=0, minute=0, second=0), "cree_le": event}
    database.mongo["campaigns"].insert_one({"_id": "essai"} | document | dates)
    database.close()
    return "Festival d'essai"


def today(ahead: int = 0) -> str:
    return (datetime.now(PARIS).date() + timedelta(days=ahead)).isoformat()


def test_a_task_from_its_addition_to_its_end(folder: Path) -> None:
    task, _ = run(folder, "tasks", "add", "Réserver la salle", "--due", today())
    assert set(task) >= TASK
    assert (task["echeance"], task["etat"], task["origine"]) == (today(), "À faire", "utilisateur")
    late, said = run(folder, "tasks", "add", "Déjà en retard", "--due", today(-3))
    assert "déjà en retard" in said
    far, _ = run(folder, "tasks", "add", "Plus tard", "--due", today(40))

    def listed(*options: str) -> set[str]:
        return {one["tache_id"] for one in run(folder, "tasks", "list", *options)[0]}

    ids = {one["tache_id"] for one in (task, late, far)}
    assert listed() >= ids
    assert listed("--late") & ids == {late["tache_id"]}
    assert task["tache_id"] in listed("--week")
    assert far["tache_id"] not in listed("--week")
    done, _ = run(folder, "tasks", "done", task["tache_id"])
    assert done["etat"] == "Faite"
    again, said = run(folder, "tasks", "done", task["tache_id"])
    assert again["etat"] == "Faite"
    assert "était déjà faite par la ligne de commande" in said


def test_a_task_is_assigned(folder: Path) -> None:
    mimicom(
        "users", "add", "marie@exemple.fr", "--data", str(folder), MIMICOM_PASSWORD="un-long-mot"
    )
    task, _ = run(folder, "tasks", "add", "À confier", "--due", today(3))
    assert task["responsable"] is None
    given, _ = run(folder, "tasks", "assign", task["tache_id"], "marie@exemple.fr")
    assert given["responsable"] == "marie@exemple.fr"
    _, said = run(folder, "tasks", "assign", task["tache_id"], "luc@exemple.fr", status=1)
    assert "pas de compte ouvert" in said


def test_a_campaign_is_planned_once_and_its_tasks_move_together(
    folder: Path, festival: str
) -> None:
    made, _ = run(folder, "plan", "create", festival)
    assert (made["campaign"], made["kind"], made["feasible"]) == (festival, "festival", True)
    listed, _ = run(folder, "tasks", "list", "--campaign", festival.upper())
    assert len(listed) == len(made["tasks"])
    assert all(set(one) >= TASK and one["campagne"] == festival for one in listed)
    _, said = run(folder, "plan", "create", festival, status=1)
    assert "déjà son rétroplanning" in said
    first = next(one for one in listed if one["titre"].startswith("Laisser répondre"))
    later = (date.fromisoformat(first["echeance"]) + timedelta(days=3)).isoformat()
    moved, said = run(folder, "tasks", "move", first["tache_id"], "--due", later)
    assert moved["echeance"] == later
    assert moved["moved"]
    assert "Cela déplace aussi" in said
    after = {one["tache_id"]: one for one in run(folder, "tasks", "list")[0]}
    for one in after.values():
        assert all(after[other]["echeance"] < one["debut"] for other in one["apres"])
    _, said = run(folder, "tasks", "move", first["tache_id"], "--due", today(500), status=1)
    assert "Au plus tard" in said
    assert run(folder, "tasks", "list")[0] == list(after.values())


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (("tasks", "add", "Une", "--due", "2027-02-30"), 1, "28 février 2027"),
        (("tasks", "add", "Une", "--due", "hier"), 2, "n'est pas une date"),
        (("tasks", "add", " ", "--due", "2027-02-20"), 1, "Dites ce qu'il y a à faire"),
        (
            ("tasks", "add", "Une", "--due", "2027-02-20", "--campaign", "Rien"),
            1,
            "pas de campagne",
        ),
        (("tasks", "done", "inconnue"), 1, "n'existe pas"),
        (("tasks", "list", "--campaign", "Rien"), 1, "pas de campagne"),
        (("plan", "create", "Rien"), 1, "pas de campagne"),
        (("reminders", "add", "Une", "--at", "2020-01-01T10:00"), 1, "déjà passé. Voulez-vous"),
        (("reminders", "add", "Une", "--at", "2027-02-31T10:00"), 1, "28 février 2027"),
        (("reminders", "add", "Une", "--at", "bientôt"), 2, "n'est pas une date"),
        (("reminders", "add", "Une", "--at", "2027-02-20", "--every", "heure"), 2, "--every"),
        (("reminders", "add", " ", "--at", "2027-02-20"), 1, "dit quelque chose"),
        (("reminders", "done", "inconnu"), 1, "n'existe pas"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else str(value),
)
def test_what_cannot_be_is_refused_with_a_sentence(
    folder: Path, arguments: tuple[str, ...], status: int, told: str
) -> None:
    assert told in run(folder, *arguments, status=status)[1]


def test_a_schedule_is_written_as_files(folder: Path, festival: str, tmp_path: Path) -> None:
    listed, _ = run(folder, "tasks", "list", "--campaign", festival)
    for end, begins in (
        ("ics", b"BEGIN:VCALENDAR"),
        ("csv", "\ufefftitre;debut".encode()),
        ("pdf", b"%PDF"),
        ("png", b"\x89PNG"),
    ):
        file = tmp_path / f"plan.{end}"
        written, _ = run(folder, "plan", "export", festival, "-o", str(file))
        assert written["bytes"] == file.stat().st_size
        assert file.read_bytes().startswith(begins)
    assert (tmp_path / "plan.ics").read_bytes().count(b"BEGIN:VEVENT") == len(listed)
    for name, status, told in (
        (str(tmp_path / "plan.doc"), 2, ".ics"),
        (str(tmp_path / "plan"), 2, ".ics"),
        ("/inconnu/plan.ics", 1, "écrit"),
    ):
        assert told in run(folder, "plan", "export", festival, "-o", name, status=status)[1]


REMINDER = {
    *("rappel_id", "texte", "quand", "pour", "tache", "prospect", "campagne", "etat"),
}
"""What the contract names of a reminder."""


def test_a_reminder_from_its_addition_to_its_end(folder: Path) -> None:
    day, _ = run(folder, "reminders", "add", "Appeler la MJC", "--at", today(20))
    assert set(day) >= REMINDER
    assert (day["quand"][:16], day["etat"]) == (f"{today(20)}T09:00", "Prévu")
    timed, _ = run(folder, "reminders", "add", "Le soir", "--at", f"{today(20)}T18:30:00")
    assert timed["quand"][11:16] == "18:30"
    assert datetime.fromisoformat(timed["quand"]).utcoffset() is not None
    weekly, _ = run(folder, "reminders", "add", "Réunion", "--at", today(20), "--every", "lundis")
    assert datetime.fromisoformat(weekly["quand"]).weekday() == 0
    later, _ = run(folder, "reminders", "snooze", day["rappel_id"], "--at", f"{today(30)}T10:00")
    assert (later["etat"], later["quand"][:10]) == ("Reporté", today(30))
    later, _ = run(folder, "reminders", "snooze", timed["rappel_id"])
    assert datetime.fromisoformat(later["quand"]) < datetime.now(UTC) + timedelta(hours=2)
    done, _ = run(folder, "reminders", "done", timed["rappel_id"][:8])
    assert done["etat"] == "Fait"
    listed = {one["rappel_id"]: one for one in run(folder, "reminders", "list")[0]}
    assert listed[timed["rappel_id"]]["etat"] == "Fait"
    assert listed[day["rappel_id"]]["etat"] == "Reporté"
    cancelled, _ = run(folder, "reminders", "cancel", weekly["rappel_id"])
    assert cancelled["etat"] == "Annulé"


def test_people_see_their_own_reminders(folder: Path) -> None:
    mimicom("users", "add", "luc@exemple.fr", "--data", str(folder), MIMICOM_PASSWORD="un-long-mot")
    own, _ = run(folder, "reminders", "add", "À moi", "--at", today(9), "--as", "luc@exemple.fr")
    assert own["pour"] == "luc@exemple.fr"
    seen, _ = run(folder, "reminders", "list", "--as", "luc@exemple.fr")
    assert [one["rappel_id"] for one in seen] == [own["rappel_id"]]


def test_suggestions_are_accepted_or_dismissed(folder: Path, festival: str) -> None:
    database = Database(Settings(data=folder, mongodb_uri=None))
    soon = datetime.now(UTC).replace(hour=0, minute=0, second=0) + timedelta(days=4)
    for name in ("Un", "Deux"):
        document = {"_id": name, "nom": name, "etat": "Brouillon", "cree_le": soon}
        database.mongo["campaigns"].insert_one(document | {"date_evenement": soon})
    database.close()
    listed, _ = run(folder, "suggestions", "list")
    ids = [one["suggestion_id"] for one in listed]
    assert ids[:2] == ["campagne-sans-mail:Un", "campagne-sans-mail:Deux"]
    assert all(one["reason"] and one["figures"] for one in listed)
    accepted, _ = run(folder, "suggestions", "accept", ids[0])
    assert accepted["task"]["origine"] == "suggestion"
    assert accepted["task"]["campagne"] == "Un"
    run(folder, "suggestions", "dismiss", ids[1])
    assert not {one["suggestion_id"] for one in run(folder, "suggestions", "list")[0]} & set(ids)
    assert "plus, proposée" in run(folder, "suggestions", "dismiss", ids[1], status=1)[1]
