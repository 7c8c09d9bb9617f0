"""Where there is doubt, a reading that is chosen does what its sentence does, and is never read."""

import re

import pytest

from assistant.acts.of_talk import TakeReading
from assistant.language.intent_table import Intent
from assistant.replies import Answer, Choices
from assistant.router import Router
from assistant.skills.talk.doubting import reading_button
from core.accounts.models import Role, User
from core.prospects.filters import Filter
from core.services import Services
from core.vocabulary.values import ProspectType
from tests.assistant.conftest import GIGI, Say, conversation_of
from tests.factories import prospect

ADA = User(user_id="ada", email="ada@exemple.fr", role=Role.ADMIN)
TWIN = User(user_id="lila", email=GIGI.email, role=Role.MANAGER)
DOUBTFUL = "débarrasse-nous de la fiche de Trollopolis"
FOREIGN = "supprime la fiche de Merci"
"""The sentence beside a click: it would mean something else."""
NAMES = ("Double Six", "Merci", "Oui", "Historique", "Le Pion et le Roi", "Liste des prospects")


@pytest.fixture(autouse=True)
def base(services: Services) -> None:
    services.prospects.insert_imported(
        [
            prospect(nom_structure=name, prospect_id=name.replace(" ", "-"), region="Bretagne",
                     type_prospect="MJC", ville="Rennes")
            for name in NAMES
        ],
        None,
    )  # fmt: skip


def press(router: Router, reading: TakeReading, user: User) -> list[Answer]:
    return router.act(user, conversation_of(user), reading.as_json(), FOREIGN)


_OF_THIS_TIME = re.compile(r"[\da-f]{8}-[\da-f-]{27}|(?<=seed=)\d+")


def shown(answers: list[Answer]) -> list[tuple[str, object, str]]:
    """What is answered, but for the ids of this time."""
    return [(a.intent, a.filters, _OF_THIS_TIME.sub("", str(a.replies))) for a in answers]


@pytest.mark.parametrize("intent", sorted(set(Intent) - {Intent.OUT_OF_SCOPE}))
def test_a_reading_does_what_its_sentence_does(router: Router, say: Say, intent: Intent) -> None:
    before, reading = "montre les MJC de Bretagne", TakeReading(intent=intent)
    say(before)
    typed = say(reading_button(reading).say)
    say(before, TWIN)
    assert shown(press(router, reading, TWIN)) == shown(typed)


@pytest.mark.parametrize("intent", [Intent.FILTER_PROSPECTS, Intent.COUNT_PROSPECTS])
def test_the_conditions_that_were_given_are_kept(router: Router, say: Say, intent: Intent) -> None:
    said = Filter(region=("Bretagne",), type_prospect=(ProspectType.MJC,))
    reading = TakeReading(intent=intent, filter=said)
    before = "montre les clubs de Metz"
    say(before)
    typed = say(reading_button(reading).say)
    say(before, TWIN)
    assert shown(press(router, reading, TWIN)) == shown(typed)
    assert router.conversations.recall(TWIN, conversation_of(TWIN)).filter == said


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_was_given_is_not_read_again(router: Router, name: str) -> None:
    for intent in (one for one in Intent if one.about.say_of):
        reading = TakeReading(intent=intent, name=name)
        assert name in reading_button(reading).say
        [answer, *_] = press(router, reading, ADA)
        assert answer.intent == intent.value
        opened = router.conversations.recall(ADA, conversation_of(ADA))
        assert (opened.last_prospect, opened.last_intent) == (name.replace(" ", "-"), intent)


def test_a_reading_that_is_chosen_is_learnt_from_once(router: Router, say: Say) -> None:
    [answer] = say(DOUBTFUL)
    [choices] = [reply for reply in answer.replies if isinstance(reply, Choices)]
    acts = [button.act for button in choices.buttons if isinstance(button.act, TakeReading)]
    assert len(acts) == len(choices.buttons)
    assert {act.name for act in acts} == {"Trollopolis"}
    other = next(act for act in acts if act.intent != answer.intent)
    for _ in range(2):
        press(router, other, GIGI)
    kept = router.services.database.settings.folder / "learnt" / "corrections.jsonl"
    [learnt] = kept.read_text("utf-8").splitlines()
    assert DOUBTFUL in learnt
    assert other.intent.value in learnt
