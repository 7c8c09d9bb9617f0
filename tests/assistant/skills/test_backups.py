"""Backups in the conversation: taken, listed, verified, compared, restored and taken back."""

import json
import shutil
from dataclasses import replace
from typing import Any

import pytest

from assistant.replies import Answer, Choices, Confirm, Progress, Text
from assistant.router import Router
from assistant.terminal_chat import TerminalChat
from core.accounts.models import Role, User
from core.services import Services
from tests.assistant.conftest import GIGI
from tests.factories import prospect

ADA = User(user_id="ada", email="ada@exemple.fr", role=Role.ADMIN)


@pytest.fixture
def router(services: Services) -> Router:
    """With the jobs done here, so that nobody waits for a process."""
    shutil.rmtree(services.database.settings.folder / "backups", ignore_errors=True)
    services.backups.restoring = replace(services.backups.restoring, patience=0.0)
    services.accounts.add(ADA, ADA.email, Role.ADMIN, "un mot de passe long")
    services.jobs._spawn = lambda job: True  # type: ignore[method-assign]
    return Router(services)


def said(router: Router, text: str, user: User = ADA) -> list[Answer]:
    return router.turn(user, f"c-{user.user_id}", text)


def texts(answers: list[Answer]) -> str:
    return "\n".join(r.text for a in answers for r in a.replies if isinstance(r, Text))


def ended(router: Router, answers: list[Answer]) -> list[Answer]:
    """What is told once the job of these answers is done."""
    (job,) = (r.job_id for a in answers for r in a.replies if isinstance(r, Progress))
    router.services.jobs.run(job)
    answer = router.ended(ADA, "c-ada", job)
    assert answer is not None
    return [answer]


def clicked(router: Router, answers: list[Answer], label: str) -> list[Answer]:
    buttons = [b for a in answers for r in a.replies if isinstance(r, Choices) for b in r.buttons]
    act = next(b.act for b in buttons if b.label.startswith(label))
    assert act is not None
    return router.act(ADA, "c-ada", act.as_json())


def add(services: Services, *names: str) -> None:
    services.prospects.insert([prospect(nom_structure=name) for name in names], None)


def names(services: Services) -> set[str]:
    return {d["nom_structure"] for d in services.database.mongo["prospects"].find()}


def test_saved_listed_verified_restored_and_taken_back(router: Router, services: Services) -> None:
    add(services, "La Licorne", "Le Donjon")
    made = ended(router, said(router, "sauvegarde la base"))
    assert "2 prospects" in texts(made)
    assert "lue jusqu'au bout (2 prospects)" in texts(ended(router, clicked(router, made, "La v")))
    add(services, "La Taverne")
    listed = said(router, "liste des sauvegardes")
    assert "1 sauvegarde" in texts(listed)
    asked = ended(router, clicked(router, listed, "Revenir au"))
    confirm = next(r for r in asked[0].replies if isinstance(r, Confirm))
    assert "1 fiche d'aujourd'hui en moins" in confirm.question
    assert names(services) == {"La Licorne", "Le Donjon", "La Taverne"}
    done = ended(router, [router.confirm(ADA, "c-ada", confirm.pending_id, yes=True)])
    assert "2 prospects" in texts(done)
    assert names(services) == {"La Licorne", "Le Donjon"}
    back = ended(router, clicked(router, done, "Annuler cette"))
    again = next(r for r in back[0].replies if isinstance(r, Confirm))
    ended(router, [router.confirm(ADA, "c-ada", again.pending_id, yes=True)])
    assert names(services) == {"La Licorne", "Le Donjon", "La Taverne"}


def test_what_changed_since_a_day_is_told(router: Router, services: Services) -> None:
    add(services, "La Licorne")
    ended(router, said(router, "fais une sauvegarde"))
    add(services, "La Taverne")
    told = ended(router, said(router, "qu'est-ce qui a changé depuis aujourd'hui ?"))
    assert "1 prospect ajouté" in texts(told)
    nothing = said(router, "qu'est-ce qui a changé depuis le 1er octobre 2020 ?")
    assert nothing[0].intent == "prospect_history"


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("restaure la sauvegarde du 12 mars 2020", "Il n'y a pas encore de sauvegarde"),
        ("combien de sauvegardes ?", "Il n'y a pas encore de sauvegarde"),
        ("sauvegarde automatique", "chaque nuit à 2 h 30"),
        ("où sont les sauvegardes ?", "backup.folder"),
    ],
)
def test_what_is_said_where_there_is_none(router: Router, sentence: str, told: str) -> None:
    assert told in texts(said(router, sentence))


@pytest.mark.parametrize(
    "act", ["make_backup", "list_backups", "verify_backup", "restore_backup", "compare_backup"]
)
def test_for_admins_only(router: Router, act: str) -> None:
    asked: dict[str, Any] = {"do": act}
    if act.endswith("_backup") and act != "make_backup":
        asked["backup"] = "mimicom-20260101-000000-nuit.mimicom"
    answers = router.act(GIGI, "c-gigi", asked)
    assert answers[0].refused
    assert "admin" in texts(answers)
    assert said(router, "sauvegarde la base", GIGI)[0].refused


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("restaure la derniere sauvegarde", "Ce que changerait cette sauvegarde"),
        ("qu'est ce qui a changé depuis la derniere sauvegarde ?", "Comparaison"),
    ],
)
def test_the_last_one_is_known(
    router: Router, services: Services, sentence: str, told: str
) -> None:
    add(services, "MJC du Lac")
    ended(router, said(router, "sauvegarde la base"))
    titles = [r.title for a in said(router, sentence) for r in a.replies if isinstance(r, Progress)]
    assert titles
    assert titles[0].startswith(told)


def test_a_terminal_waits_for_what_it_began(
    router: Router, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`mimicom ask` ends with the backup made; nobody else would wait for it."""
    add(services, "MJC du Lac")
    jobs = services.jobs
    monkeypatch.setattr(jobs, "_spawn", lambda job: bool(jobs.run(job.job_id)) or True)
    document, refused = TerminalChat(services, ADA, "c").ask("sauvegarde la base")
    assert not refused
    assert "C'est sauvegardé" in json.dumps(document, ensure_ascii=False)
