"""The rights of people and the duties of who keeps their data, by sentence."""

from datetime import UTC, datetime

import pytest

from assistant.replies import Answer, Confirm, Details, File, Form, Progress, Text
from assistant.router import Router
from core.accounts.models import Role, User
from core.privacy.sensitive import warned
from core.prospects.filters import Filter
from core.services import Services
from tests.assistant.conftest import GIGI, NICO, conversation_of
from tests.factories import prospect

ADA = User(user_id="ada", email="ada@exemple.fr", role=Role.ADMIN)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def router(services: Services) -> Router:
    services.accounts.add(ADA, ADA.email, Role.ADMIN, "un mot de passe long")
    services.jobs._spawn = lambda job: True  # type: ignore[method-assign]
    old = [prospect(nom_structure=f"Ancien {n}", cree_le=LONG_AGO) for n in range(3)]
    new = prospect(
        nom_structure="Le Donjon de Foix",
        ville="Foix",
        type_prospect="Bar à jeux",
        cree_le=services.clock(),
    )
    services.prospects.insert([*old, new])
    return Router(services)


def said(router: Router, text: str, user: User = ADA) -> list[Answer]:
    return router.turn(user, conversation_of(user), text)


def texts(answers: list[Answer]) -> str:
    return "\n".join(r.text for a in answers for r in a.replies if isinstance(r, Text))


def found(answers: list[Answer], kind: type) -> list[object]:
    return [r for a in answers for r in a.replies if isinstance(r, kind)]


def test_register_and_notice(router: Router, services: Services) -> None:
    shown = said(router, "montre-moi le registre des traitements")
    assert [one.title for one in found(shown, Details)] == [  # type: ignore[attr-defined]
        "Gestion des prospects", "Campagnes de mails", "Comptes des utilisateurs",
    ]  # fmt: skip
    services.configuration.set(ADA, "smtp.sender", "Festival <contact@asso.fr>")
    services.configuration.set(ADA, "retention.years", "2")
    told = texts(said(router, "mention d'information", NICO))
    assert "Festival" in told
    assert "2 ans" in told
    assert said(router, "registre des traitements", NICO)[0].refused


def test_the_proof_of_a_consent_says_who_when_how_and_with_which_words(
    router: Router, services: Services
) -> None:
    services.configuration.set(ADA, "consent.wording", "J'accepte vos nouvelles")
    (one,) = services.prospects.find_named(ADA, "Le Donjon de Foix")
    none = texts(said(router, "preuve de consentement du Donjon de Foix"))
    assert "Aucun consentement" in none
    services.records.edit(GIGI, one.prospect_id, {"accepte_contact": "oui"})
    told = texts(said(router, "preuve de consentement du Donjon de Foix"))
    assert "oui" in told
    assert "gigi@exemple" in told.replace("\\", "")
    assert "J'accepte vos nouvelles" in told
    assert said(router, "preuve de consentement du Donjon de Foix", NICO)[0].refused


@pytest.mark.parametrize(
    "sentence",
    [
        "portabilité des données du Donjon de Foix",
        "droit d'accès du Donjon de Foix",
        "donne-moi les données personnelles du Donjon de Foix",
    ],
)
def test_access_and_portability(router: Router, sentence: str) -> None:
    kinds = {one.kind for one in found(said(router, sentence), File)}  # type: ignore[attr-defined]
    assert kinds == {"access_text", "access_json"}


def test_review_task_and_erasure_of_many(router: Router, services: Services) -> None:
    told = texts(said(router, "revue de conservation", GIGI))
    assert "3 prospects" in told
    assert "C'est noté" in texts(said(router, "planifie la revue de conservation", GIGI))
    assert services.rights.retention.plan_review(GIGI) is None  # it is there
    asked = said(router, "efface les prospects sans signe")
    (form,) = found(asked, Form)
    assert isinstance(form, Form)
    problems, nothing = router.submit(ADA, conversation_of(ADA), form.form_id, {"nombre": "2"})
    assert problems
    assert nothing is None
    assert services.prospects.count(ADA, Filter()) == 4
    problems, answer = router.submit(ADA, conversation_of(ADA), form.form_id, {"nombre": "3"})
    assert not problems
    assert answer is not None
    (job,) = found([answer], Progress)
    assert isinstance(job, Progress)
    services.jobs.run(job.job_id)
    ended = router.ended(ADA, conversation_of(ADA), job.job_id)
    assert ended is not None
    assert "3 personnes" in texts([ended])
    assert services.prospects.count(ADA, Filter()) == 1
    assert said(router, "efface les prospects sans signe", GIGI)[0].refused


def test_a_selection_is_erased_by_its_number_for_admins_alone(router: Router) -> None:
    assert found(said(router, "efface les bars à jeux"), Form)
    assert not found(said(router, "efface les bars à jeux", GIGI), Form)
    assert not found(said(router, "efface toute la base"), Form)


def test_sensitive_words_are_warned_about(router: Router) -> None:
    assert warned("son président est malade et syndiqué à la CGT") == (
        "la santé", "l'appartenance syndicale",
    )  # fmt: skip
    assert not warned("à rappeler après la rentrée, très intéressé par les jeux coopératifs")
    asked = said(router, "ajoute un commentaire au Donjon de Foix : en dépression depuis mars")
    assert "sensibles" in texts(asked)
    assert found(asked, Confirm)
