"""Settings in the conversation: one's own, and the installation's for admins."""

import pytest

from assistant.replies import Confirm
from core.accounts.models import Role, User
from core.configuration.keys import SEND_PER_MINUTE, SMTP_URL
from core.services import Services
from tests.assistant.conftest import GIGI, Say
from tests.assistant.skills.test_turns import find, texts

ADMIN = User(user_id="ada", email="ada@exemple.fr", role=Role.ADMIN)


def test_an_admin_reads_the_settings_of_the_installation(say: Say) -> None:
    told = texts(say("réglages", user=ADMIN))
    assert "`send.per_minute`) : **30**, d'origine" in told
    assert "send.per_minute" not in texts(say("réglages"))


def test_an_admin_changes_one_by_a_sentence(say: Say, services: Services) -> None:
    question = find(say("règle send.per_minute à 20.", user=ADMIN), Confirm).question
    assert "`send.per_minute` sur **20**" in question
    assert services.configuration.get(SEND_PER_MINUTE) == 30
    assert "minute : 20" in texts(say("oui", user=ADMIN))
    assert services.configuration.get(SEND_PER_MINUTE) == 20


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("règle send.per_minute à beaucoup", "nombre entier"),
        ("règle smtp.url à smtp://a:s3cret@exemple.fr", "mimicom settings set smtp.url -"),
    ],
)
def test_what_can_not_be_set_is_told(say: Say, services: Services, text: str, told: str) -> None:
    answers = say(text, user=ADMIN)
    assert told in texts(answers)
    assert find(answers, Confirm) is None
    assert services.configuration.get(SMTP_URL) is None


def test_others_change_nothing(say: Say) -> None:
    answers = say("règle send.per_minute à 20", user=GIGI)
    assert "Vous ne pouvez pas changer les réglages" in texts(answers)
    assert find(answers, Confirm) is None


def test_what_is_no_setting_is_somebody_elses_sentence(say: Say) -> None:
    answers = say("mets exemple.fr à jour", user=ADMIN)
    assert find(answers, Confirm) is None
    assert "aucun réglage" not in texts(answers).casefold()
