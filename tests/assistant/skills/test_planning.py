"""Schedules, tasks, reminders and suggestions in the chat: by a sentence and by a click."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from assistant.acts.of_planning import (
    AcceptSuggestion,
    ChangeTask,
    DismissSuggestion,
    EndReminder,
    MoveTask,
    SnoozeReminder,
)
from assistant.replies import (
    Answer,
    Button,
    Choices,
    Confirm,
    Details,
    File,
    Form,
    PlanPicture,
    TaskList,
    Text,
)
from assistant.router import Router
from core.accounts.models import OPERATOR, Role, User
from core.campaigns.drafts import Draft
from core.database import Database
from core.planning.task import TaskQuery, TaskState
from core.reminders.models import ReminderState
from core.services import Services, build
from tests.factories import prospect
from tests.hands import MONDAY, Hands


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def services(database: Database, clock: Hands) -> Services:
    return build(database, clock)


@pytest.fixture
def gigi(services: Services) -> User:
    services.prospects.insert_imported(
        [prospect(nom_structure="MJC de Niort", ville="Niort", type_prospect="MJC")], None
    )
    for email, role in (("gigi@exemple.fr", Role.MANAGER), ("nico@exemple.fr", Role.BENEVOLE)):
        services.accounts.add(OPERATOR, email, role, "le festival de juin")
    return services.accounts.get("gigi@exemple.fr") or OPERATOR


Say = Callable[..., list[Answer]]


@pytest.fixture
def say(router: Router, gigi: User) -> Say:
    def speak(text: str, user: User = gigi) -> list[Answer]:
        return router.turn(user, f"c-{user.user_id}", text)

    return speak


@pytest.fixture
def press(router: Router, gigi: User) -> Say:
    def click(act: Any, user: User = gigi) -> list[Answer]:
        deed = act.act if isinstance(act, Button) else act
        return router.act(user, f"c-{user.user_id}", json.loads(json.dumps(deed.as_json())), "x")

    return click


def texts(answers: list[Answer]) -> str:
    said = [r for a in answers for r in a.replies]
    parts = [r.text for r in said if isinstance(r, Text)]
    parts += ["\n".join(r.lines) for r in said if isinstance(r, Details)]
    return "\n".join([*parts, *(r.question for r in said if isinstance(r, Confirm))]).replace(
        "\\", ""
    )


def find(answers: list[Answer], kind: type) -> Any:
    return next((r for a in answers for r in a.replies if isinstance(r, kind)), None)


def button(answers: list[Answer], label: str) -> Button:
    choices = (r for a in answers for r in a.replies if isinstance(r, Choices))
    return next(b for c in choices for b in c.buttons if label in b.label)


def tasks(services: Services, **query: Any) -> dict[str, Any]:
    found = services.planning.tasks.find(OPERATOR, TaskQuery(**query))
    return {task.titre: task for task in found}


@pytest.fixture
def festival(services: Services, gigi: User) -> str:
    """A campaign with its schedule."""
    draft = Draft(name="Festival 2027", objective="invitation", event=date(2027, 4, 17))
    made = services.campaigns.preparing.create(gigi, draft)
    plans = services.planning.campaigns
    plans.create(gigi, plans.draft(gigi, "Festival 2027"))
    return made.campagne_id


# --- schedules -----------------------------------------------------------------------------------


def test_a_schedule_is_shown_then_created_with_its_campaign(say: Say, services: Services) -> None:
    shown = say("fais-moi un rétroplanning pour le festival du 17 avril")
    assert "23 tâches avant le 17 avril 2027" in texts(shown)
    picture = find(shown, PlanPicture)
    assert (picture.kind, picture.event, picture.campaign_id) == ("festival", "2027-04-17", None)
    assert "Créer la campagne « Festival du 17 avril 2027 » et ses 23 tâches ?" in texts(shown)
    assert not tasks(services)
    made = say("oui")
    assert len(tasks(services)) == 23
    assert find(made, PlanPicture).campaign_id is not None
    assert len(find(made, TaskList).ids) == 23


def test_all_of_it_is_taken_back_at_a_click(say: Say, press: Say, services: Services) -> None:
    say("rétroplanning pour le festival du 17 avril")
    press(button(say("oui"), "Annuler ce rétroplanning"))
    assert not tasks(services)


def test_one_that_comes_late_has_its_proposal(say: Say, services: Services) -> None:
    shown = say("fais un rétroplanning pour une newsletter le 11 décembre")
    assert "Il manque" in texts(shown)
    assert find(shown, Confirm) is None
    reduced = button(shown, "version réduite")
    whole = button(shown, "Le planning complet quand même")
    asked = say(whole.say)
    assert whole.label.rpartition(": ")[2] in find(asked, Confirm).question
    say("fais un rétroplanning pour une newsletter le 11 décembre")
    asked = say("la version réduite")
    assert reduced.label.rpartition(": ")[2] in find(asked, Confirm).question
    say("oui")
    assert tasks(services)


def test_a_day_that_does_not_exist_is_asked_again(say: Say, services: Services) -> None:
    wrong = say("fais un rétroplanning pour l'assemblée générale du 31 février")
    assert "n'existe pas" in texts(wrong)
    assert button(wrong, "28 février 2027")
    assert "avant le 28 février 2027" in texts(say("le 28 février"))


def test_an_event_that_is_past_gets_a_day_that_can_be(say: Say) -> None:
    assert "premier jour possible" in texts(say("un rétroplanning pour le salon du 3 mars 2026"))


def test_what_is_planned_for_is_asked(say: Say, press: Say) -> None:
    asked = say("fais-moi un rétroplanning")
    assert "Quel jour" in texts(press(button(asked, "Salon")))
    assert "salon" in texts(say("le 17 juin"))


def test_a_campaign_has_its_schedule_shown_and_kept(say: Say, festival: str) -> None:
    shown = say("montre le rétroplanning de la campagne « Festival 2027 »")
    assert "0 tâche faite sur 23" in texts(shown)
    assert find(shown, PlanPicture).campaign_id == festival
    for said, end in (
        ("exporte le rétroplanning en PDF", ".pdf"),
        ("mets les tâches dans mon agenda", ".ics"),
        ("télécharge le planning en csv", ".csv"),
    ):
        file = find(say(said), File)
        assert (file.kind, file.selection_id, file.name[-4:]) == ("plan", festival, end)


def test_what_is_left_of_it_is_cancelled_with_its_number(
    say: Say, press: Say, festival: str, services: Services
) -> None:
    say("coche « Fixer les dates et le lieu »")
    assert "Annuler les 22 tâches" in texts(
        say("annule le rétroplanning de la campagne Festival 2027")
    )
    done = say("oui")
    open_ones = frozenset({TaskState.A_FAIRE})
    assert not tasks(services, campagne=festival, states=open_ones)
    press(button(done, "Les remettre"))
    assert len(tasks(services, campagne=festival, states=open_ones)) == 22


# --- tasks ---------------------------------------------------------------------------------------


@pytest.mark.usefixtures("festival")
def test_a_task_is_ticked_by_some_of_its_words(say: Say, press: Say, services: Services) -> None:
    done = say("la tâche visuels est faite")
    assert "« Préparer l'affiche et les visuels » est faite." in texts(done)
    title = "Préparer l'affiche et les visuels"
    assert tasks(services)[title].etat is TaskState.FAITE
    assert "déjà faite" in texts(say("la tâche visuels est faite"))
    press(button(done, "Annuler"))
    assert tasks(services)[title].etat is TaskState.A_FAIRE


@pytest.mark.usefixtures("festival")
def test_two_people_who_tick_the_same_are_told(say: Say, press: Say, services: Services) -> None:
    nico = services.accounts.get("nico@exemple.fr")
    key = tasks(services)["Fixer les dates et le lieu"].tache_id
    assert nico is not None
    press(ChangeTask(id=key, change="tick"), nico)
    told = texts(press(ChangeTask(id=key, change="tick")))
    assert "déjà faite par nico@exemple.fr" in told


@pytest.mark.usefixtures("festival")
def test_what_else_moves_is_shown_before_it_moves(say: Say, services: Services) -> None:
    before = tasks(services)
    shown = say("décale l'envoi de l'invitation de 3 jours")
    question = find(shown, Confirm).question
    assert "Cela déplace aussi" in texts(shown)
    assert tasks(services) == before
    moved = say("oui")
    after = tasks(services)
    changed = [title for title in after if after[title].echeance != before[title].echeance]
    assert f"Déplacer ces {len(changed)} tâches ?" == question
    assert len(find(moved, TaskList).ids) == len(changed)


@pytest.mark.usefixtures("festival")
def test_a_move_after_the_event_is_refused_with_a_day(
    say: Say, press: Say, services: Services
) -> None:
    refused = say("décale la tâche « Installer la salle et accueillir les bénévoles » au 20 avril")
    assert "après l'événement" in texts(refused)
    asked = press(button(refused, "La mettre au"))
    assert find(asked, Confirm) is not None


@pytest.mark.usefixtures("festival")
def test_a_move_is_shown_again_where_somebody_changed_something(
    say: Say, press: Say, services: Services
) -> None:
    say("décale l'envoi de l'invitation de 3 jours")
    key = tasks(services)["Laisser répondre et noter les réponses"].tache_id
    services.planning.tasks.rename(OPERATOR, key, "Laisser répondre")
    assert "changé entre-temps" in texts(say("oui"))


@pytest.mark.usefixtures("festival")
def test_which_of_several_is_asked(say: Say, services: Services) -> None:
    asked = say("la tâche mail est faite")
    assert "De quelle tâche" in texts(asked)
    assert "est faite" in texts(say("la deuxième"))
    states = frozenset({TaskState.FAITE})
    assert len(tasks(services, states=states)) == 1


@pytest.mark.usefixtures("festival")
def test_a_task_is_given_renamed_reopened_dropped(say: Say, services: Services) -> None:
    nico = services.accounts.get("nico@exemple.fr")
    assert nico is not None
    assert "est pour nico@exemple.fr" in texts(say("confie la réservation de la salle à Nico"))
    title = "Réserver la salle et demander les autorisations à la mairie"
    assert tasks(services)[title].responsable == nico.user_id
    say("renomme la tâche « Préparer l'affiche et les visuels » en « Affiche »")
    assert "Affiche" in tasks(services)
    say("la tâche affiche est faite")
    say("remets la tâche affiche à faire")
    assert tasks(services)["Affiche"].etat is TaskState.A_FAIRE
    say("supprime la tâche affiche")
    assert tasks(services)["Affiche"].etat is TaskState.ANNULEE
    assert "Je ne connais pas" in texts(say("confie la tâche salle à Zoé"))


def test_a_task_is_added_and_asked_for_its_day(say: Say, services: Services) -> None:
    say("ajoute une tâche : appeler la mairie pour vendredi")
    assert tasks(services)["appeler la mairie"].echeance == date(2026, 12, 4)
    asked = say("ajoute une tâche : acheter du café")
    assert "Pour quand" in texts(asked)
    say("demain")
    assert tasks(services)["acheter du café"].echeance == date(2026, 12, 1)
    wrong = say("ajoute une tâche : relire le programme pour le 31 avril")
    assert "n'existe pas" in texts(wrong)
    say("30/04/2027")
    assert tasks(services)["relire le programme"].echeance == date(2027, 4, 30)


def test_a_day_that_is_asked_for_may_be_clicked(say: Say, press: Say, services: Services) -> None:
    asked = say("ajoute une tâche : acheter du café")
    tomorrow, friday = button(asked, "01/12"), button(asked, "04/12")
    say("bonjour")
    press(tomorrow)
    assert tasks(services)["acheter du café"].echeance == date(2026, 12, 1)
    assert "déjà notée" in texts(press(friday))
    assert tasks(services)["acheter du café"].echeance == date(2026, 12, 1)
    asked = say("fais-moi un rétroplanning pour un salon le 31 avril 2027")
    assert "n'existe pas" in texts(asked)
    offered = button(asked, "30 avril 2027")
    assert "tâches avant le 30 avril 2027" in texts(press(offered))
    forged = offered.act.model_copy(update={"question": "x"})
    assert "n'est plus valable" in texts(press(forged))


def test_a_task_of_a_record_is_found_by_it(say: Say, services: Services) -> None:
    say("ajoute une tâche pour la MJC de Niort : envoyer le devis avant le 12 mars")
    assert tasks(services)["envoyer le devis"].prospect_id is not None
    shown = say("quelles sont les tâches de la MJC de Niort ?")
    assert len(find(shown, TaskList).ids) == 1


def test_a_task_after_its_event_is_told_with_a_proposal(
    say: Say, press: Say, festival: str, services: Services
) -> None:
    told = say("ajoute une tâche à la campagne « Festival 2027 » : ranger pour le 20 avril 2027")
    assert "après l'événement" in texts(told)
    act = button(told, "La mettre avant").act
    assert isinstance(act, MoveTask)
    assert act.due == date(2027, 4, 16)
    assert tasks(services, campagne=festival)["ranger"]


def test_what_is_to_be_done_is_told_by_time_person_and_campaign(
    say: Say, festival: str, services: Services
) -> None:
    services.planning.tasks.add(OPERATOR, "Payer la salle", date(2026, 11, 20))
    services.planning.tasks.add(
        OPERATOR, "Appeler", date(2026, 12, 2), responsable="nico@exemple.fr"
    )
    late = find(say("qu'est-ce qui est en retard ?"), TaskList)
    assert late.ids == (tasks(services)["Payer la salle"].tache_id,)
    week = say("que dois-je faire cette semaine ?")
    assert find(week, TaskList).ids == late.ids
    assert "1 autre tâche" in texts(week)
    people = say("qui fait quoi ?")
    titles = [r.title for a in people for r in a.replies if isinstance(r, TaskList)]
    assert titles == ["À personne pour l'instant", "nico"]
    assert "sur 23" in texts(say("où en sont les tâches ?"))
    of_nico = find(say("les tâches de Nico"), TaskList)
    assert of_nico.ids == (tasks(services)["Appeler"].tache_id,)
    assert len(find(say("les tâches de la campagne Festival 2027"), TaskList).ids) == 23
    assert "est faite" in texts([*say("qu'est-ce qui est en retard ?"), *say("coche la première")])


@pytest.mark.parametrize("said", ["qu'est ce qui est en retar", "les taches en retrad"])
def test_late_tasks_are_asked_for_with_a_slip_of_the_hand(say: Say, said: str) -> None:
    assert texts(say(said)) == texts(say("qu'est-ce qui est en retard ?"))


def test_the_form_of_a_task_changes_all_of_it(
    say: Say, router: Router, gigi: User, services: Services
) -> None:
    asked = find(say("ajoute une tâche"), Form)
    fields = {one["name"] for one in router.form(gigi, asked.form_id)["fields"]}
    assert fields == {"titre", "echeance", "responsable", "campagne"}
    wrong = {"titre": "Coller les affiches", "echeance": ""}
    assert "echeance" in router.submit(gigi, "c", asked.form_id, wrong)[0]
    router.submit(gigi, "c", asked.form_id, wrong | {"echeance": "2026-12-10"})
    assert tasks(services)["Coller les affiches"].echeance == date(2026, 12, 10)
    edited = find(say("modifie la tâche « Coller les affiches »"), Form)
    values = {"titre": "Coller", "echeance": "2026-12-11", "responsable": gigi.user_id}
    problems, answer = router.submit(gigi, f"c-{gigi.user_id}", edited.form_id, values)
    assert not problems
    assert answer is not None
    assert find([answer], Confirm) is not None
    assert tasks(services)["Coller"].responsable == gigi.user_id


@pytest.mark.usefixtures("festival")
def test_what_a_button_says_does_what_it_does(say: Say, press: Say, services: Services) -> None:
    title = "Préparer l'affiche et les visuels"
    card = say(f"montre la tâche « {title} »")
    assert tasks(services)[title].etat is TaskState.A_FAIRE
    for label in ("C'est fait", "Je m'en occupe", "Annuler la tâche"):
        said = texts(say(button(card, label).say))
        services.planning.tasks.set_state(
            OPERATOR, tasks(services)[title].tache_id, TaskState.A_FAIRE
        )
        assert said == texts(press(button(card, label))) or "pour vous" in said
        services.planning.tasks.set_state(
            OPERATOR, tasks(services)[title].tache_id, TaskState.A_FAIRE
        )
    moved = button(card, "Décaler d'une semaine")
    assert texts(say(moved.say)) == texts(press(moved))
    assert find(say(button(card, "Modifier").say), Form) is not None
    assert "Attend : « Fixer les dates et le lieu »" in texts(say("la tâche visuels"))
    late = button(say("qui fait quoi ?"), "Ce qui est en retard")
    assert texts(say(late.say)) == texts(press(late))


# --- reminders -----------------------------------------------------------------------------------


def test_a_reminder_is_set_for_a_day_and_an_hour(say: Say, services: Services, gigi: User) -> None:
    told = say("rappelle-moi d'appeler la MJC de Niort mardi à 10 h")
    assert "le mardi 1er décembre 2026 à 10 h" in texts(told)
    [one] = services.reminders.all(gigi)
    assert one.quand == datetime(2026, 12, 1, 9, tzinfo=UTC)
    assert one.texte == "appeler la MJC de Niort"
    assert one.prospect_id is not None


@pytest.mark.parametrize(
    "text", ["relancer L'Écho d'Été", "relancer L'Été", "appeler La Licorne (bis)"]
)
def test_the_end_of_a_name_is_no_moment(
    say: Say, services: Services, gigi: User, text: str
) -> None:
    say(f"rappelle-moi mardi de {text}")
    assert [one.texte for one in services.reminders.all(gigi)] == [text]


@pytest.mark.parametrize(
    ("said", "wall"),
    [
        ("rappelle-moi dans deux semaines de relancer", "2026-12-14T09:00"),
        ("rappelle-moi dans 20 minutes de relancer", "2026-11-30T09:20"),
        ("rappelle-moi à 14h30 de relancer", "2026-11-30T14:30"),
        ("rappelle-moi à 8h de relancer", "2026-12-01T08:00"),
        ("rappelle-moi demain soir de relancer", "2026-12-01T18:00"),
        ("rappelle-moi tous les lundis de relancer", "2026-12-07T09:00"),
        ("rappelle-moi le premier de chaque mois de relancer", "2026-12-01T09:00"),
        ("rappelle-moi la semaine prochaine de relancer", "2026-12-07T09:00"),
    ],
)
def test_moments_are_read(say: Say, services: Services, gigi: User, said: str, wall: str) -> None:
    assert "C'est noté" in texts(say(said))
    [one] = services.reminders.all(gigi)
    assert one.mur.isoformat(timespec="minutes") == wall
    assert one.texte == "relancer"


def test_a_time_that_cannot_be_gets_a_proposal_and_nothing_is_lost(
    say: Say, press: Say, services: Services, gigi: User
) -> None:
    wrong = say("rappelle-moi le 31 février de payer la salle")
    assert "n'existe pas" in texts(wrong)
    press(button(wrong, "28 février 2027"))
    past = say("rappelle-moi hier d'appeler la mairie")
    assert "est déjà passé" in texts(past)
    press(button(past, "1er décembre"))
    say("rappelle-moi de fermer le local")
    say("vendredi à 18 h")
    found = {
        one.texte: one.mur.isoformat(timespec="minutes") for one in services.reminders.all(gigi)
    }
    assert found == {
        "appeler la mairie": "2026-12-01T09:00",
        "fermer le local": "2026-12-04T18:00",
        "payer la salle": "2027-02-28T09:00",
    }


def test_reminders_are_listed_put_off_done_and_cancelled(
    say: Say, press: Say, services: Services, gigi: User
) -> None:
    say("rappelle-moi demain à 10 h de payer la salle")
    say("rappelle-moi vendredi de relire l'affiche")
    assert "2 rappels" in texts(say("mes rappels"))
    say("reporte le rappel payer la salle à jeudi 11 h")
    moved = services.reminders.named(gigi, "payer la salle")[0]
    assert moved.mur or moved.quand == datetime(2026, 12, 3, 10, tzinfo=UTC)
    done = say("le rappel payer la salle est fait")
    assert services.reminders.get(gigi, moved.rappel_id).etat is ReminderState.FAIT
    press(button(done, "Annuler"))
    assert services.reminders.get(gigi, moved.rappel_id).is_open
    say("annule le rappel relire l'affiche")
    assert "1 rappel" in texts(say("mes rappels"))


def test_somebody_else_is_reminded_and_sees_it_alone(
    say: Say, services: Services, gigi: User
) -> None:
    nico = services.accounts.get("nico@exemple.fr")
    assert nico is not None
    assert "Je le rappellerai à nico" in texts(say("rappelle à Nico de fermer la salle demain"))
    assert not services.reminders.all(gigi)
    assert "fermer la salle" in texts(say("mes rappels", nico))


def test_what_was_told_is_answered_by_a_word(
    say: Say, router: Router, services: Services, gigi: User, clock: Hands
) -> None:
    say("rappelle-moi dans 20 minutes d'appeler Ada")
    clock.moment += timedelta(minutes=21)
    assert services.reminders.telling.tell_due() == 1
    told = router.told(gigi, f"c-{gigi.user_id}", services.reminders.due_for(gigi))
    assert "Rappel" in texts(told)
    assert button(told, "C'est fait").act == EndReminder(
        id=services.reminders.all(gigi)[0].rappel_id, how="done"
    )
    say("plus tard")
    [one] = services.reminders.all(gigi)
    assert one.etat is ReminderState.REPORTE
    assert one.quand == clock.moment + timedelta(hours=1)
    clock.moment += timedelta(hours=2)
    services.reminders.telling.tell_due()
    router.told(gigi, f"c-{gigi.user_id}", services.reminders.due_for(gigi))
    say("c'est fait")
    assert services.reminders.get(gigi, one.rappel_id).etat is ReminderState.FAIT


def test_more_than_five_are_one_message(
    router: Router, services: Services, gigi: User, clock: Hands, press: Say
) -> None:
    for rank in range(6):
        services.reminders.add(gigi, f"Rappel {rank}", MONDAY + timedelta(hours=1 + rank))
    clock.moment += timedelta(days=1)
    services.reminders.telling.tell_due()
    told = router.told(gigi, "c", services.reminders.due_for(gigi))
    assert [len(one.replies) for one in told] == [2]
    assert texts(told).index("Rappel 0") < texts(told).index("Rappel 5")
    key = services.reminders.all(gigi)[0].rappel_id
    press(SnoozeReminder(id=key, until="tomorrow"))
    assert services.reminders.get(gigi, key).etat is ReminderState.REPORTE


# --- suggestions, the day ------------------------------------------------------------------------


def test_suggestions_greet_with_their_reasons(
    router: Router, services: Services, gigi: User, press: Say, say: Say
) -> None:
    greeted = [router.welcome(gigi, "new")]
    assert "1 prospect sur 1 de la base (100 %)" in texts(greeted)
    dismissed = press(DismissSuggestion(id="sans-email"))
    assert not services.planning.suggestions.all(gigi)
    press(button(dismissed, "proposer à nouveau"))
    assert services.planning.suggestions.all(gigi)
    press(AcceptSuggestion(id="sans-email"))
    assert [task.origine for task in tasks(services).values()] == ["suggestion"]
    assert "Rien à suggérer" in texts(say("quelles sont tes suggestions ?"))


def test_the_digest_is_told_once_a_day_where_there_is_something(
    say: Say, router: Router, services: Services, gigi: User
) -> None:
    assert "Rien d'urgent" in texts(say("mon bilan du matin"))
    services.planning.tasks.add(OPERATOR, "Payer la salle", date(2026, 11, 20))
    [digest] = [job for job in services.clockwork.jobs if job.name == "digest"]
    assert digest.work() == 2
    assert digest.work() == 0
    assert services.reminders.telling.tell_due() == 2
    told = router.told(gigi, "c", services.reminders.due_for(gigi))
    assert "1 tâche en retard" in texts(told)
    assert not services.reminders.all(gigi)


# --- changed minds -------------------------------------------------------------------------------


def test_the_kind_asked_for_is_told_alone(say: Say) -> None:
    say("fais moi un retroplanning pour le 17 avril")
    assert "festival" in texts(say("festival")).lower()
    say("fais moi un retroplanning pour le 17 avril")
    assert "salon, avant le 15 mai 2027" in texts(say("le salon du 15 mai")).replace("*", "")


def test_another_schedule_is_no_answer_to_the_day(say: Say) -> None:
    assert "n'existe pas" in texts(say("fais moi un planning pour une ag le 31 fevrier"))
    told = texts(say("fai un planing pour le festival du 15 mai")).replace("*", "")
    assert "Rétroplanning festival, avant le 15 mai 2027" in told


@pytest.mark.parametrize("sentence", ["donne les visuels à nico", "confie les visuels a nico"])
def test_a_task_is_given_without_accents_or_capitals(
    say: Say, services: Services, gigi: User, sentence: str
) -> None:
    say("ajoute une tâche : préparer les visuels pour le 10 décembre")
    say(sentence)
    (task,) = services.planning.tasks.find(gigi, TaskQuery())
    nico = services.accounts.get("nico@exemple.fr")
    assert nico is not None
    assert task.responsable == nico.user_id


def test_annule_takes_back_what_was_done_after_an_older_question(
    say: Say, clock: Hands, services: Services, gigi: User
) -> None:
    say("ajoute une tâche : préparer les visuels pour le 10 décembre")
    say("décale la tâche visuels de 3 jours")  # asked, and not answered
    clock.moment += timedelta(minutes=1)
    say("la tâche visuels est faite")
    asked = [r for a in say("annule") for r in a.replies if isinstance(r, Confirm)]
    assert asked
    say("oui")
    (task,) = services.planning.tasks.find(gigi, TaskQuery(states=frozenset(TaskState)))
    assert task.etat is TaskState.A_FAIRE
