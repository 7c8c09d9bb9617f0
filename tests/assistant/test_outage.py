"""A turn whose database fails is answered by what happened, without a promise."""

import pytest
from pymongo.errors import AutoReconnect

from assistant import router as routing
from assistant.language.understanding import Intent
from assistant.replies import Reply, Text
from assistant.skills.registry import Turn
from tests.assistant.conftest import Say


def test_a_failing_database_is_told_in_the_conversation(
    say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_turn: Turn) -> list[Reply]:
        raise AutoReconnect("connection closed")

    monkeypatch.setitem(routing.SKILLS, Intent.HELP, fail)
    (answer,) = say("que sais-tu faire ?")
    (told,) = answer.replies
    assert isinstance(told, Text)
    assert answer.refused
    assert "La base de données ne répond pas pour l'instant" in told.text
    assert "Rien n'a été perdu" not in told.text
