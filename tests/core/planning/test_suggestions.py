"""Suggestions from the state of things: each with its figures, decided once."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from core.accounts.models import OPERATOR, Role, User
from core.database import Database
from core.errors import Conflict, NotFound
from core.planning.suggesting import Suggestion
from core.planning.suggestions import AGAIN_AFTER
from core.planning.task import Origin, TaskState
from core.prospects.query import midnight
from core.services import Services, build
from core.vocabulary.values import ProspectType, Response, Status
from tests.factories import prospect
from tests.hands import Hands

NOW = datetime(2026, 11, 30, 10, tzinfo=UTC)
TODAY = NOW.date()


@pytest.fixture
def clock() -> Hands:
    return Hands(NOW)


@pytest.fixture
def services(database: Database, clock: Hands) -> Services:
    return build(database, clock)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def silent(count: int, days: int = 10) -> list[Any]:
    values = {"statut": Status.EN_ATTENTE, "date_dernier_contact": ago(days)}
    return [prospect(email=f"s{n}-{days}@exemple.fr", **values) for n in range(count)]


def found(services: Services) -> dict[str, Suggestion]:
    every = services.planning.suggestions.all(OPERATOR)
    assert len({one.suggestion_id for one in every}) == len(every)
    assert all(one.title and one.reason and one.figures for one in every)
    return {one.suggestion_id: one for one in every}


def campaign(services: Services, name: str, days: int, **more: Any) -> None:
    document = {
        "_id": name,
        "nom": name,
        "etat": "Brouillon",
        "date_evenement": midnight(ago(-days)),
        "cree_le": NOW,
    }
    services.database.mongo["campaigns"].insert_one(document | more)


def event(services: Services, kind: str, of: str, days: int, **more: Any) -> None:
    document = {"_id": f"c:{of}:{kind}", "prospect_id": of, "kind": kind}
    le = NOW - timedelta(days=days)
    services.database.mongo["events"].insert_one(document | {"le": le} | more)


def test_an_empty_base_suggests_nothing(services: Services) -> None:
    assert found(services) == {}


def test_those_who_have_not_answered_after_a_week(services: Services) -> None:
    services.prospects.insert([*silent(3, 7), *silent(2, 6), *silent(2, 61), *silent(1, 60)])
    one = found(services)["sans-reponse"]
    assert one.figures == {"prospects": 4, "jours": 7}
    assert one.filter is not None
    assert services.prospects.count(OPERATOR, one.filter) == 4
    assert one.title == "Relancer 4 prospects sans réponse"


def test_one_alone_is_said_in_the_singular(services: Services) -> None:
    services.prospects.insert(silent(1))
    one = found(services)["sans-reponse"]
    assert one.title == "Relancer 1 prospect sans réponse"
    assert one.reason.startswith("1 prospect contacté il y a 7 à 60 jours attend une relance")


def test_part_of_the_base_or_of_a_target_without_an_address(services: Services) -> None:
    services.prospects.insert(
        [
            *(prospect(email=f"a{n}@exemple.fr") for n in range(6)),
            *(prospect(type_prospect=ProspectType.MJC) for _ in range(2)),
            prospect(type_prospect=ProspectType.MJC, email="mjc@exemple.fr"),
        ]
    )
    assert found(services)["sans-email"].figures == {"prospects": 2, "total": 9, "part": 0.2222}
    campaign(services, "Festival", 60, filtre={"type_prospect": ["MJC"]})
    of_target = found(services)["sans-email:Festival"]
    assert of_target.figures == {"prospects": 2, "total": 3, "part": 0.6667}
    assert of_target.filter is not None
    assert services.prospects.count(OPERATOR, of_target.filter) == 2
    assert "sans-email" not in found(services)


def test_a_few_without_an_address_are_no_matter(services: Services) -> None:
    services.prospects.insert([prospect(email=f"a{n}@exemple.fr") for n in range(99)])
    services.prospects.insert([prospect()])
    assert found(services) == {}


def test_bounces_of_records_that_nobody_has_corrected(services: Services) -> None:
    known = [
        prospect(email="a@exemple.fr", modifie_le=NOW - timedelta(days=30)),
        prospect(email="b@exemple.fr", modifie_le=NOW - timedelta(days=2)),
        prospect(modifie_le=NOW - timedelta(days=30)),
        prospect(email="d@exemple.fr"),
    ]
    services.prospects.insert(known)
    for one in known:
        event(services, "rebond", one.prospect_id, 5)
    event(services, "rebond", "gone", 5)
    assert found(services)["rebonds"].figures == {"prospects": 2}


def test_answers_that_nobody_has_noted(services: Services) -> None:
    known = [prospect(email=f"{n}@exemple.fr") for n in range(3)]
    known.append(prospect(email="x@exemple.fr", retour_prospect=Response.POSITIF))
    services.prospects.insert(known)
    for rank, one in enumerate(known):
        event(services, "réponse", one.prospect_id, 5, valeur="Positif" if rank == 0 else None)
    assert found(services)["reponses-a-noter"].figures == {"prospects": 2}


def test_a_campaign_in_ten_days_without_a_mail(services: Services) -> None:
    campaign(services, "Bientôt", 10)
    campaign(services, "Plus tard", 11)
    campaign(services, "Prête", 5, modele="invitation")
    campaign(services, "Écrite", 5, mail={"objet": "Bonjour"})
    campaign(services, "Annulée", 5, etat="Annulée")
    campaign(services, "Passée", -1)
    assert set(found(services)) == {"campagne-sans-mail:Bientôt"}
    assert found(services)["campagne-sans-mail:Bientôt"].figures == {"jours": 10}


def test_consents_that_will_soon_be_too_old(services: Services) -> None:
    def person(years: float, **more: Any) -> Any:
        values = {
            "type_prospect": ProspectType.ARTISAN,
            "accepte_contact": True,
            "email": f"{years}-{len(more)}@exemple.fr",
            "cree_le": NOW - timedelta(days=365 * years),
        }
        return prospect(**(values | more))

    services.prospects.insert(
        [
            person(2.9),
            person(4),
            person(1),
            person(2.9, retour_prospect=Response.POSITIF),
            person(2.9, accepte_contact=None, statut=Status.JAMAIS_CONTACTE),
            person(2.9, type_prospect=ProspectType.MJC, source="a", pays="France"),
        ]
    )
    assert found(services)["consentements"].figures == {"prospects": 2, "annees": 3}


def test_accepting_makes_a_task_and_it_is_not_suggested_meanwhile(
    services: Services, clock: Hands
) -> None:
    services.prospects.insert(silent(3))
    accepted = services.planning.suggestions.accept(OPERATOR, "sans-reponse")
    task = services.planning.tasks.get(OPERATOR, accepted.written.task.tache_id)
    assert (task.titre, task.origine) == ("Relancer 3 prospects sans réponse", Origin.SUGGESTION)
    assert task.echeance == ago(-7)
    assert found(services) == {}
    with pytest.raises(NotFound):
        services.planning.suggestions.accept(OPERATOR, "sans-reponse")
    clock.moment = NOW + AGAIN_AFTER
    assert found(services) == {}  # the task is still to be done
    services.planning.tasks.set_state(OPERATOR, task.tache_id, TaskState.FAITE)
    assert set(found(services)) == {"sans-reponse"}
    services.planning.suggestions.accept(OPERATOR, "sans-reponse")


def test_the_task_of_a_campaign_is_due_before_its_event(services: Services) -> None:
    campaign(services, "Bientôt", 3)
    written = services.planning.suggestions.accept(OPERATOR, "campagne-sans-mail:Bientôt").written
    assert (written.task.campagne, written.task.echeance) == ("Bientôt", ago(-2))


def test_dismissed_it_is_not_suggested_again(services: Services, clock: Hands) -> None:
    services.prospects.insert(silent(3))
    assert services.planning.suggestions.dismiss(OPERATOR, "sans-reponse").suggestion.figures
    for days in (0, 30, 45):
        clock.moment = NOW + timedelta(days=days)
        services.prospects.insert(silent(2, 10 - days))
        assert "sans-reponse" not in found(services)
    (entry,) = services.journal.of("sans-reponse")
    assert (entry.action, entry.details["titre"]) == (
        "suggestion écartée",
        "Relancer 3 prospects sans réponse",
    )
    with pytest.raises(NotFound):
        services.planning.suggestions.dismiss(OPERATOR, "sans-reponse")
    with pytest.raises(NotFound):
        services.planning.suggestions.dismiss(OPERATOR, "inconnue")


def test_of_two_who_decide_at_once_one_is_told(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    services.prospects.insert(silent(3))
    marie = User(user_id="m", email="marie@exemple.fr", role=Role.BENEVOLE)
    first, second = services.planning.suggestions, services.planning.suggestions
    seen = first.all(OPERATOR)[0]
    first.dismiss(marie, seen.suggestion_id)
    # What the second one saw is from before.
    monkeypatch.setattr(type(second), "_open", lambda *_: seen)
    monkeypatch.setattr(type(second._store), "all", lambda _: {})
    for decide in (second.accept, second.dismiss):
        with pytest.raises(Conflict, match="vient de décider"):
            decide(OPERATOR, seen.suggestion_id)
    assert services.planning.tasks.late(OPERATOR) == []
    assert services.database.mongo["tasks"].count_documents({}) == 0
