"""A file whose accents may be read in two ways: asked about before anything is said of it."""

from pathlib import Path

import pytest

from assistant.acts.of_imports import ReadAs
from assistant.replies import Answer, Choices, Confirm, Text
from assistant.router import Router
from assistant.skills.registry import Uploaded
from core.services import Services
from tests.assistant.conftest import GIGI, NICO, Say

DOUBTFUL = "Structure;Ville;Type\nFrançois;Lyon;MJC\nLa Façade;Besançon;MJC\n"


def of(answers: list[Answer], kind: type):  # type: ignore[no-untyped-def, type-arg]
    return next((r for a in answers for r in a.replies if isinstance(r, kind)), None)


def texts(answers: list[Answer]) -> str:
    return "\n".join(r.text for a in answers for r in a.replies if isinstance(r, Text))


@pytest.fixture
def asked(router: Router, tmp_path: Path) -> list[Answer]:
    path = tmp_path / "vieux.csv"
    path.write_bytes(DOUBTFUL.encode("cp850"))
    return router.turn(GIGI, "c", "", [Uploaded(path.name, path)])


def names(services: Services) -> set[str]:
    found = services.database.mongo["prospects"].find({}, {"nom_structure": 1})
    return {one["nom_structure"] for one in found}


def test_a_click_says_which_reading_is_right(
    router: Router, say: Say, services: Services, asked: list[Answer]
) -> None:
    assert "deux façons" in texts(asked)
    assert of(asked, Confirm) is None
    buttons = {one.label: one for one in of(asked, Choices).buttons}
    assert len(buttons) == 2
    right = buttons["François, Façade, Besançon"]
    assert isinstance(right.act, ReadAs)
    assert router.act(NICO, "d", right.act.as_json(), "")[0].refused
    shown = router.act(GIGI, "c", right.act.as_json(), "")
    assert of(shown, Confirm) is not None
    assert "deux façons" not in texts(shown)
    say("oui")
    assert names(services) == {"François", "La Façade"}


def test_a_sentence_does_the_same(say: Say, services: Services, asked: list[Answer]) -> None:
    labels = [one.label for one in of(asked, Choices).buttons]
    first = labels.index("François, Façade, Besançon") == 0
    said = "lis les accents comme d'abord" if first else "lis les accents autrement"
    assert of(say(said), Confirm) is not None
    say("oui")
    assert names(services) == {"François", "La Façade"}


def test_the_other_reading_may_be_wanted(say: Say, services: Services, asked: list[Answer]) -> None:
    for one in of(asked, Choices).buttons:
        assert of(say(one.say), Confirm) is not None, one.say
    assert not names(services)


def test_a_plain_file_is_read_in_one_way(router: Router, say: Say, tmp_path: Path) -> None:
    path = tmp_path / "clair.csv"
    path.write_text(DOUBTFUL, "utf-8")
    assert of(router.turn(GIGI, "c", "", [Uploaded(path.name, path)]), Confirm) is not None
    assert "que d'une façon" in texts(say("lis les accents autrement"))
