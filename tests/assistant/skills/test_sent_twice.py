"""A form sent twice at once, by a double click, two tabs or two hosts, is done once."""

import threading
from collections.abc import Callable, Mapping
from datetime import timedelta

import pytest

from assistant.replies import Answer, Form
from assistant.router import Router
from core.errors import InvalidData
from core.prospects.filters import Filter
from core.services import Services
from tests.assistant.conftest import GIGI, NICO, Say
from tests.factories import prospect

ADDED = {"nom_structure": "Ludimonde", "type_prospect": "Ludothèque", "ville": "Lyon"}


@pytest.fixture(autouse=True)
def known(services: Services) -> None:
    lac = prospect(prospect_id="m", nom_structure="MJC du Lac", type_prospect="MJC", ville="Annecy")
    services.prospects.insert_imported([lac], None)


def form_of(answers: list[Answer]) -> Form:
    return next(r for a in answers for r in a.replies if isinstance(r, Form))


def at_once(router: Router, form_id: str, values: Mapping[str, str], times: int) -> list[str]:
    """What each of those who send it at the same moment is told."""
    told: list[str] = []
    ready = threading.Barrier(times)

    def send() -> None:
        ready.wait()
        try:
            problems, answer = router.submit(GIGI, "c", form_id, values)
            told.append("done" if answer else str(problems))
        except InvalidData as error:
            told.append(error.message)

    threads = [threading.Thread(target=send) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def prospects(services: Services) -> int:
    return services.prospects.count(GIGI, Filter()) - 1


def comments(services: Services) -> int:
    return len(services.prospects.open(GIGI, "m").commentaires)


CASES = [
    ("je veux ajouter un prospect", ADDED, prospects),
    ("je veux ajouter un prospect", ADDED | {"email": "l@exemple.fr"}, prospects),
    ("je veux ajouter un prospect", ADDED | {"telephone": "0472000000"}, prospects),
    ("ajoute un commentaire à la MJC du Lac", {"commentaires": "Vue au festival."}, comments),
    ("ajoute un commentaire à la MJC du Lac", {"commentaires": "À rappeler en mai."}, comments),
]


@pytest.mark.parametrize("times", [2, 5])
@pytest.mark.parametrize(("said", "values", "count"), CASES)
def test_it_is_done_once(
    say: Say,
    router: Router,
    services: Services,
    said: str,
    values: Mapping[str, str],
    count: Callable[[Services], int],
    times: int,
) -> None:
    form = form_of(say(said))
    router.form(GIGI, form.form_id)
    told = at_once(router, form.form_id, values, times)
    assert told.count("done") == 1, told
    assert count(services) == 1
    assert all(one == "done" or "envoyé" in one or "envoi" in one for one in told), told


def test_a_form_with_a_problem_can_be_sent_again(
    say: Say, router: Router, services: Services
) -> None:
    form = form_of(say("je veux ajouter un prospect"))
    for _ in range(3):
        problems, answer = router.submit(GIGI, "c", form.form_id, {"email": "faux"})
        assert problems
        assert answer is None
    assert router.submit(GIGI, "c", form.form_id, ADDED)[1]
    assert prospects(services) == 1


def test_what_a_process_that_died_was_sending_can_be_sent_again(
    say: Say, router: Router, services: Services
) -> None:
    form = form_of(say("je veux ajouter un prospect"))
    conversations = router.conversations
    assert conversations.begin_sending(GIGI, form.form_id)
    with pytest.raises(InvalidData, match="déjà été envoyé"):
        router.submit(GIGI, "c", form.form_id, ADDED)
    for away in (timedelta(minutes=5), -timedelta(hours=1)):
        since = {"$set": {"sending": services.clock() - away}}
        services.database.mongo["pendings"].update_one({"_id": form.form_id}, since)
        assert conversations.begin_sending(GIGI, form.form_id)
        assert not conversations.begin_sending(GIGI, form.form_id)
    conversations.end_sending(GIGI, form.form_id)
    assert router.submit(GIGI, "c", form.form_id, ADDED)[1]


def test_a_form_of_somebody_else_is_not_sent(say: Say, router: Router) -> None:
    form = form_of(say("je veux ajouter un prospect"))
    assert not router.conversations.begin_sending(NICO, form.form_id)
    assert router.conversations.begin_sending(GIGI, form.form_id)
