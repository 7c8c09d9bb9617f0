"""Tasks: listed, changed, undone, by several people at a time."""

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from core.accounts.models import OPERATOR, Role, User
from core.database import Database
from core.errors import Conflict, InvalidData, NotFound, Refused
from core.planning.creating import Choice, NotFeasible
from core.planning.plans import EventPassed
from core.planning.task import Origin, Task, TaskQuery, TaskState
from core.prospects.query import midnight
from core.services import Services, build

NOW = datetime(2026, 11, 30, 10, tzinfo=UTC)  # a Monday
TODAY = NOW.date()


@pytest.fixture
def services(database: Database) -> Services:
    return build(database, lambda: NOW)


def campaign(services: Services, name: str = "Festival 2027", **more: Any) -> str:
    """A campaign as its contract stores it; its id."""
    document = {
        "_id": f"c-{name}",
        "nom": name,
        "objectif": "invitation",
        "etat": "Brouillon",
        "date_evenement": midnight(date(2027, 6, 19)),
        "cree_le": NOW,
    }
    services.database.mongo["campaigns"].insert_one(document | more)
    return f"c-{name}"


def added(services: Services, title: str, due: date) -> Task:
    return services.planning.tasks.add(OPERATOR, title, due).task


def test_a_task_is_added_to_do_that_day(services: Services) -> None:
    task = added(services, "  Réserver   la salle ", date(2026, 12, 4))
    assert services.planning.tasks.get(OPERATOR, task.tache_id) == task
    assert (task.titre, task.debut, task.echeance) == ("Réserver la salle", *(task.echeance,) * 2)
    assert (task.etat, task.origine) == (TaskState.A_FAIRE, Origin.UTILISATEUR)


@pytest.mark.parametrize(
    "title", ["", "  ", "\u200b", "x" * 301], ids=["none", "blank", "unseen", "long"]
)
def test_a_title_that_says_nothing_is_refused(services: Services, title: str) -> None:
    with pytest.raises(InvalidData):
        services.planning.tasks.add(OPERATOR, title, TODAY)


def test_lists_of_what_is_late_and_of_the_week(services: Services) -> None:
    service = services.planning.tasks
    for title, due in (
        ("vendredi dernier", date(2026, 11, 27)),
        ("aujourd'hui", TODAY),
        ("dimanche", date(2026, 12, 6)),
        ("lundi prochain", date(2026, 12, 7)),
    ):
        added(services, title, due)
    done = added(services, "faite", date(2026, 11, 20))
    service.set_state(OPERATOR, done.tache_id, TaskState.FAITE)

    def titles(query: TaskQuery) -> list[str]:
        return [one.titre for one in service.find(OPERATOR, query)]

    assert titles(TaskQuery(late_on=TODAY)) == ["vendredi dernier"]
    assert titles(TaskQuery(week_of=TODAY)) == ["aujourd'hui", "dimanche"]
    assert titles(TaskQuery(late_on=TODAY, week_of=TODAY)) == []
    assert len(titles(TaskQuery())) == 5


def test_a_task_is_found_by_the_beginning_of_its_id(services: Services) -> None:
    task = added(services, "une", TODAY)
    service = services.planning.tasks
    assert service.get(OPERATOR, task.tache_id[:8]) == task
    for unknown in ("", "abc", task.tache_id[:3], task.tache_id + "0", "\uffff" * 5):
        with pytest.raises(NotFound):
            service.get(OPERATOR, unknown)


def test_ticking_is_journalled_and_undone(services: Services) -> None:
    task = added(services, "une", TODAY)
    written = services.planning.tasks.set_state(OPERATOR, task.tache_id[:8], TaskState.FAITE)
    assert (written.task.etat, written.task.faite_par) == (TaskState.FAITE, OPERATOR.email)
    assert written.entry_id is not None
    services.undo.undo(OPERATOR, written.entry_id)
    assert services.planning.tasks.get(OPERATOR, task.tache_id).etat is TaskState.A_FAIRE
    with pytest.raises(Refused, match="déjà annulée"):
        services.undo.undo(OPERATOR, written.entry_id)
    undone = services.journal.undone_by(written.entry_id)
    assert undone is not None
    services.undo.undo(OPERATOR, undone)  # an undo is taken back as well
    assert services.planning.tasks.get(OPERATOR, task.tache_id).etat is TaskState.FAITE


def test_an_undo_gives_way_to_what_came_since(services: Services) -> None:
    service = services.planning.tasks
    task = added(services, "une", TODAY)
    first = service.rename(OPERATOR, task.tache_id, "autre")
    service.set_state(OPERATOR, task.tache_id, TaskState.EN_COURS)
    assert first.entry_id is not None
    with pytest.raises(Refused, match="« autre » a changé depuis"):
        services.undo.undo(OPERATOR, first.entry_id)


def test_an_addition_is_undone(services: Services) -> None:
    written = services.planning.tasks.add(OPERATOR, "une", TODAY)
    assert written.entry_id is not None
    services.undo.undo(OPERATOR, written.entry_id)
    assert services.planning.tasks.find(OPERATOR, TaskQuery()) == []


def test_ticking_twice_changes_nothing_and_keeps_who_was_first(services: Services) -> None:
    service, task = services.planning.tasks, added(services, "une", TODAY)
    marie = User(user_id="m", email="marie@exemple.fr", role=Role.BENEVOLE)
    service.set_state(marie, task.tache_id, TaskState.FAITE)
    again = service.set_state(OPERATOR, task.tache_id, TaskState.FAITE)
    assert (again.entry_id, again.task.faite_par) == (None, "marie@exemple.fr")


def test_of_many_who_tick_at_once_one_is_first_and_nobody_fails(services: Services) -> None:
    service, task = services.planning.tasks, added(services, "une", TODAY)
    people = [User(user_id=f"u{n}", email=f"u{n}@exemple.fr", role=Role.BENEVOLE) for n in range(6)]
    entries: list[str | None] = []
    start = threading.Barrier(len(people))

    def tick(user: User) -> None:
        start.wait()
        entries.append(service.set_state(user, task.tache_id, TaskState.FAITE).entry_id)

    at_once([lambda user=user: tick(user) for user in people])  # type: ignore[misc]
    assert len(entries) == len(people)
    assert sum(entry is not None for entry in entries) == 1


def at_once(works: list[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_a_task_is_given_to_an_account(services: Services) -> None:
    services.accounts.add(OPERATOR, "marie@exemple.fr", Role.BENEVOLE, "un-bon-mot-de-passe")
    service, task = services.planning.tasks, added(services, "une", TODAY)
    given = service.assign(OPERATOR, task.tache_id, " Marie@exemple.fr").task
    assert service.emails_of([given]) == {given.responsable: "marie@exemple.fr"}
    assert service.find(OPERATOR, TaskQuery(responsable=given.responsable)) == [given]
    services.accounts.disable(OPERATOR, "marie@exemple.fr")
    for email in ("marie@exemple.fr", "personne@exemple.fr"):
        with pytest.raises(NotFound, match="pas de compte ouvert"):
            service.assign(OPERATOR, task.tache_id, email)
    assert service.assign(OPERATOR, task.tache_id, None).task.responsable is None


def test_a_campaign_gets_its_schedule_whole_and_once(services: Services) -> None:
    key = campaign(services)
    plans, service = services.planning.campaigns, services.planning.tasks
    draft = plans.draft(OPERATOR, "festival 2027")
    made = plans.create(OPERATOR, draft)
    found = service.find(OPERATOR, TaskQuery(campagne=key))
    assert {one.tache_id for one in found} == {one.tache_id for one in made.tasks}
    assert {one.cle for one in found} == {one.key for one in draft.plan.tasks}
    assert all(one.origine is Origin.RETROPLANNING for one in found)
    by_key = {one.cle: one for one in found}
    assert set(by_key["relance"].apres) == {by_key["reponses"].tache_id}
    assert service.progress(OPERATOR, key) == (0, len(found))
    with pytest.raises(Refused, match="a déjà son rétroplanning"):
        plans.draft(OPERATOR, "Festival 2027")
    with pytest.raises(Conflict, match="vient de créer"):
        plans.create(OPERATOR, draft)
    services.undo.undo(OPERATOR, made.entry_id)
    assert service.find(OPERATOR, TaskQuery()) == []
    plans.create(OPERATOR, plans.draft(OPERATOR, "Festival 2027", "salon"))


def test_after_a_cancelled_schedule_there_may_be_another(services: Services) -> None:
    campaign(services)
    plans, service = services.planning.campaigns, services.planning.tasks
    for task in plans.create(OPERATOR, plans.draft(OPERATOR, "Festival 2027", "relance")).tasks:
        service.set_state(OPERATOR, task.tache_id, TaskState.ANNULEE)
    made = plans.create(OPERATOR, plans.draft(OPERATOR, "Festival 2027", "relance"))
    assert len(service.find(OPERATOR, TaskQuery())) == 2 * len(made.tasks)


@pytest.mark.parametrize(
    ("name", "purpose", "kind"),
    [
        ("Salon du livre", "invitation", "salon"),
        ("Juin 2027", "invitation", "festival"),
        ("Juin 2027", "bénévoles", "recherche de bénévoles"),
        ("Juin 2027", "partenariat", "appel à partenaires"),
        ("Juin 2027", "consentement", "campagne de mails"),
        ("AG", "autre", "assemblée générale"),
    ],
)
def test_the_kind_is_told_by_the_name_then_by_the_purpose(
    services: Services, name: str, purpose: str, kind: str
) -> None:
    campaign(services, name, objectif=purpose)
    assert services.planning.campaigns.draft(OPERATOR, name).plan.kind == kind


def test_a_campaign_that_cannot_be_planned_is_told_why(services: Services) -> None:
    draft = services.planning.campaigns.draft
    campaign(services, "Sans date", date_evenement=None)
    campaign(services, "Finie", etat="Terminée")
    campaign(services, "Juin", objectif="autre")
    campaign(services, "Festival passé", date_evenement=midnight(date(2026, 6, 19)))
    with pytest.raises(NotFound, match="« Sans date »"):
        draft(OPERATOR, "Inconnue")
    with pytest.raises(Refused, match="donnez-la"):
        draft(OPERATOR, "Sans date", "festival")
    assert draft(OPERATOR, "Sans date", "festival", date(2027, 6, 1)).plan.feasible
    with pytest.raises(Refused, match="terminée"):
        draft(OPERATOR, "Finie")
    with pytest.raises(NotFound, match="Quel rétroplanning"):
        draft(OPERATOR, "Juin")
    with pytest.raises(EventPassed, match="premier jour possible"):
        draft(OPERATOR, "Festival passé")


def test_one_that_is_too_late_is_created_as_chosen_only(services: Services) -> None:
    campaign(services, date_evenement="2027-02-05")
    plans = services.planning.campaigns
    draft = plans.draft(OPERATOR, "Festival 2027")
    with pytest.raises(NotFeasible, match="réduit tient"):
        plans.create(OPERATOR, draft)
    made = plans.create(OPERATOR, draft, Choice.PROPOSAL)
    assert min(one.debut for one in made.tasks) >= TODAY
    services.undo.undo(OPERATOR, made.entry_id)
    whole = plans.create(OPERATOR, plans.draft(OPERATOR, "Festival 2027"), Choice.ANYWAY)
    assert len(whole.tasks) > len(made.tasks)


def test_a_move_is_made_as_it_was_shown_and_undone_whole(services: Services) -> None:
    key = campaign(services)
    plans, service = services.planning.campaigns, services.planning.tasks
    plans.create(OPERATOR, plans.draft(OPERATOR, "Festival 2027"))
    before = {one.tache_id: one for one in service.find(OPERATOR, TaskQuery(campagne=key))}
    first = next(one for one in before.values() if one.cle == "reponses")
    later = services.planning.plans.calendar().after(first.echeance, 2)
    shown = service.moving(OPERATOR, first.tache_id, later)
    assert {one.task.cle for one in shown.others} >= {"relance", "appels", "programme"}
    written = service.move(OPERATOR, shown)
    after = {one.tache_id: one for one in service.find(OPERATOR, TaskQuery(campagne=key))}
    for one in after.values():
        assert all(after[other].echeance < one.debut for other in one.apres)
    assert {k for k in after if after[k].echeance != before[k].echeance} == {
        one.task.tache_id for one in shown.shifts
    }
    assert written.entry_id is not None
    services.undo.undo(OPERATOR, written.entry_id)
    back = {one.tache_id: one for one in service.find(OPERATOR, TaskQuery(campagne=key))}
    assert {k: one.plain() for k, one in back.items()} == {k: t.plain() for k, t in before.items()}


def test_a_move_shown_before_somebody_elses_change_is_refused_whole(services: Services) -> None:
    campaign(services)
    plans, service = services.planning.campaigns, services.planning.tasks
    made = plans.create(OPERATOR, plans.draft(OPERATOR, "Festival 2027"))
    first = next(one for one in made.tasks if one.cle == "reponses")
    later = services.planning.plans.calendar().after(first.echeance, 2)
    shown = service.moving(OPERATOR, first.tache_id, later)
    service.set_state(OPERATOR, shown.others[-1].task.tache_id, TaskState.EN_COURS)
    with pytest.raises(Conflict, match="Rien n'a été déplacé"):
        service.move(OPERATOR, shown)
    assert service.get(OPERATOR, first.tache_id).echeance == first.echeance


def test_what_is_done_does_not_move(services: Services) -> None:
    service, task = services.planning.tasks, added(services, "une", TODAY)
    service.set_state(OPERATOR, task.tache_id, TaskState.FAITE)
    with pytest.raises(Refused, match="est faite"):
        service.moving(OPERATOR, task.tache_id, date(2026, 12, 4))
