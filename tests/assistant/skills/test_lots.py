"""What was cut, told and settled by sentences; kills are in tests/faults."""

import subprocess
import sys
import uuid
from pathlib import Path

import pytest

from assistant.acts.of_records import FinishLot, TakeBackLot
from assistant.replies import Answer, Button, Choices, Confirm, Text
from assistant.router import Router
from assistant.skills.duplicates.reviewing import payload_of
from core.accounts.models import Role, User
from core.clock import now
from core.privacy.store import PrivacyStore
from core.services import Services
from tests.assistant.conftest import GIGI, NICO, Say
from tests.factories import prospect

ADA = User(user_id="ada", email="ada@exemple.fr", role=Role.ADMIN)
FINISH, BACK = "termine la modification interrompue", "annule la modification interrompue"
KILLED = (
    "import os\nfrom core.jobs import runner\n"
    "with runner.running() as m: print(m, flush=True); os.kill(os.getpid(), 9)"
)


def texts(answers: list[Answer]) -> str:
    said = "\n".join(r.text for a in answers for r in a.replies if isinstance(r, Text))
    return said.replace("\\", "")


def buttons(answers: list[Answer]) -> list[Button]:
    found = (r for a in answers for r in a.replies if isinstance(r, Choices))
    return [b for c in found for b in c.buttons]


def says(answers: list[Answer]) -> list[str]:
    return [b.say for b in buttons(answers)]


@pytest.fixture
def pairs(services: Services) -> list[dict[str, object]]:
    """Three merges that a yes would make, and one that stops the program."""
    twins = [
        prospect(
            prospect_id=f"{n}{side}",
            nom_structure=f"MJC {n}",
            type_prospect="MJC",
            email=f"m{n}@exemple.fr",
        )
        for n in range(3)
        for side in "ab"
    ]
    services.prospects.insert_imported(twins, None)
    proposals = [services.duplicates.proposal(GIGI, [f"{n}a", f"{n}b"]) for n in range(3)]
    return [payload_of(one, [one.kept_id, *one.absorbed_ids], {}) for one in proposals]


@pytest.mark.parametrize("finished", [True, False])
def test_merges_that_were_cut_are_told_and_settled(
    services: Services, say: Say, pairs: list[dict[str, object]], finished: bool
) -> None:
    with pytest.raises(KeyError):
        services.merges.merge(GIGI, [pairs[0], {}, *pairs[1:]])
    services.database.mongo["lots"].update_one({}, {"$set": {"what.merges": pairs, "expected": 3}})
    assert "interrompue" not in texts(say("bonjour", NICO))  # who may not merge
    told = say("bonjour")
    assert "1 sur 3 faites" in texts(told)
    assert {FINISH, BACK} <= set(says(told))
    if finished:
        assert "2 groupes" in texts(say("termine les fusions interrompues"))
    else:
        assert "MJC 0" in texts(say(BACK))
        say("oui")
    left = services.database.mongo["prospects"].count_documents({})
    assert left == (3 if finished else 6)
    assert not services.lots.cut(GIGI)


def test_buttons_settle_the_change_that_they_are_about(
    services: Services, say: Say, router: Router, pairs: list[dict[str, object]]
) -> None:
    for cut in (pairs[:1], pairs[1:]):
        with pytest.raises(KeyError):
            services.merges.merge(GIGI, [*cut, {}])
    first, second = services.lots.cut(GIGI)
    finish, back = FinishLot(lot=second.lot), TakeBackLot(lot=second.lot)
    told = [one.act for one in buttons(say("bonjour"))]
    assert {FinishLot(lot=first.lot), TakeBackLot(lot=first.lot)} <= set(told)
    assert router.act(NICO, "n", finish.as_json())[0].refused
    assert router.act(NICO, "n", back.as_json())[0].refused
    assert "MJC 1" in texts(router.act(GIGI, "c", back.as_json()))
    say("oui")
    assert [one.lot for one in services.lots.cut(GIGI)] == [first.lot]
    for act in (finish, back):
        assert "déjà terminée" in texts(router.act(GIGI, "c", act.as_json()))
    assert len(services.prospects.many([f"{n}{side}" for n in range(3) for side in "ab"])) == 5


def test_an_erasure_that_was_cut_is_told_to_admins(services: Services, say: Say) -> None:
    key = str(uuid.uuid4())
    services.prospects.insert_imported([prospect(prospect_id=key, nom_structure="Bar")], None)
    process = subprocess.run(
        [sys.executable, "-c", KILLED],
        cwd=Path(__file__).parents[3], capture_output=True, text=True, check=False,
    )  # fmt: skip
    PrivacyStore(services.database).begin(key, process.stdout.strip(), now())
    assert "effacement" not in texts(say("bonjour"))
    told = say("bonjour", ADA)
    assert "Un effacement s'est interrompu" in texts(told)
    assert "Bar" not in texts(told)
    asked = say(next(one for one in says(told) if one.startswith("efface")), ADA)
    assert "Effacer définitivement **Bar**" in texts(asked)
    say("Bar", ADA)
    assert not services.privacy.cut(ADA)
    assert services.prospects.get(key) is None


def test_nothing_cut_nothing_told(say: Say, router: Router) -> None:
    assert "interrompu" not in texts(say("bonjour"))
    assert "déjà terminée" in texts(say(FINISH))
    assert "déjà terminée" in texts(say(BACK))
    assert "interrompu" not in texts([router.welcome(GIGI, "new")])


def test_the_question_just_asked_stays_the_one_answered(
    services: Services, say: Say, pairs: list[dict[str, object]]
) -> None:
    """What is told beside an answer is no question: the yes is for the answer's."""
    with pytest.raises(KeyError):
        services.merges.merge(GIGI, [pairs[0], {}])
    asked = say("mets le tag salon à toutes les MJC")
    assert any(isinstance(r, Confirm) for a in asked for r in a.replies)
    assert "s'est interrompue" in texts(asked)
    assert "C'est fait" in texts(say("oui"))
