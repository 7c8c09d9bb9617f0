"""Segments, likelihoods and advice in the conversation: typed, clicked, and told in words."""

from collections.abc import Iterator

import pytest

from assistant.acts.of_learning import AskAdvice, ExplainChance, FindSegments, TaskOfAdvice
from assistant.acts.of_lists import ShowList
from assistant.replies import Answer, Button, Choices, Confirm, Details, Groups, Reply, Table, Text
from assistant.router import Router
from core.accounts.models import OPERATOR, User
from core.database import Database
from core.services import Services, build
from core.vocabulary.values import ProspectType
from tests.assistant.conftest import GIGI, conversation_of


@pytest.fixture(scope="module")
def services(database_server: Database) -> Iterator[Services]:
    """A demonstration loaded once for this file; its model is learnt once."""
    for name in database_server.mongo.list_collection_names():
        if name != "meta":
            database_server.mongo[name].delete_many({})
    shelf = database_server.settings.folder / "learnt"
    for path in shelf.glob("answers*"):
        path.unlink()
    made = build(database_server)
    made.demo.load(OPERATOR, 1_200)
    yield made
    for path in shelf.glob("answers*"):
        path.unlink()


@pytest.fixture(scope="module")
def router(services: Services) -> Router:
    return Router(services)


def say(router: Router, text: str, user: User = GIGI, conversation: str = "c") -> Answer:
    (answer, *_) = router.turn(user, conversation_of(user, conversation), text)
    return answer


def click(router: Router, button: Button) -> Answer:
    assert button.act is not None
    (answer, *_) = router.act(GIGI, "c", button.act.as_json(), button.say)
    return answer


def words(answer: Answer) -> str:
    return "\n".join(one.text for one in answer.replies if isinstance(one, Text))


def buttons(answer: Answer) -> list[Button]:
    return [b for one in answer.replies if isinstance(one, Choices) for b in one.buttons]


def only(answer: Answer, kind: type[Reply]) -> Reply:  # type: ignore[valid-type]
    (found,) = [one for one in answer.replies if isinstance(one, kind)]
    return found


def test_groups_are_shown_named_and_listed_by_click_or_by_words(router: Router) -> None:
    answer = say(router, "fais 4 groupes")
    assert answer.intent == "segment_prospects"
    assert "**4 groupes**" in words(answer)
    assert only(answer, Groups)
    assert "Silhouette" in " ".join(only(answer, Details).lines)
    assert "silhouette" not in words(answer).lower()
    shown = [b for b in buttons(answer) if isinstance(b.act, ShowList)]
    assert len(shown) == 4
    clicked = click(router, shown[1])
    table = only(clicked, Table)
    assert str(table.total) in shown[1].label
    say(router, "fais 4 groupes")
    typed = say(router, shown[1].say)
    assert typed.filters == clicked.filters
    say(router, "fais 4 groupes")
    numbered = say(router, "montre le groupe 2")
    assert only(numbered, Table).total == table.total
    assert say(router, "enlève le segment").filters == {}
    say(router, "fais 4 groupes")
    assert say(router, "compare ces groupes").intent == "show_kpis"
    more = next(b for b in buttons(answer) if isinstance(b.act, FindSegments))
    assert "**5 groupes**" in words(click(router, more))


def test_what_can_t_be_grouped_is_told(router: Router) -> None:
    assert "de 2 à 12" in words(say(router, "fais 40 groupes", conversation="g"))


def test_who_is_likely_to_answer_and_why(router: Router) -> None:
    answer = say(router, "qui a le plus de chances de répondre parmi les médiathèques ?")
    assert answer.intent == "score_prospects"
    assert answer.filters == {"type_prospect": [ProspectType.MEDIATHEQUE]}
    table = only(answer, Table)
    assert table.source == "scores"
    assert "%" in words(answer)
    assert "AUC" not in words(answer)
    assert any("AUC" in line for line in only(answer, Details).lines)
    why = say(router, "pourquoi ?")
    assert "en moyenne" in words(why)
    explains = next(b for b in buttons(answer) if isinstance(b.act, ExplainChance))
    assert words(click(router, explains)) == words(why)
    say(router, "qui a le plus de chances de répondre parmi les médiathèques ?")
    second = say(router, "pourquoi la deuxième ?")
    assert second.intent == "score_prospects"
    assert words(second) != words(why)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("combien de réponses attendre ?", "neuf fois sur dix"),
        ("que me conseilles-tu pour relancer ?", "Relancez"),
        ("quel jour envoyer ?", ""),
        ("que me conseilles-tu ?", "neuf fois sur dix"),
    ],
)
def test_advice_answers_what_is_asked(router: Router, said: str, told: str) -> None:
    answer = say(router, said, conversation=f"a{len(said)}")
    assert answer.intent == "recommend_strategy"
    assert not answer.refused
    assert told in words(answer)


def test_advice_opens_its_people_and_becomes_a_task(router: Router, services: Services) -> None:
    answer = say(router, "que me conseilles-tu pour relancer ?")
    opens = next(b for b in buttons(answer) if isinstance(b.act, ShowList))
    table = only(click(router, opens), Table)
    assert str(table.total) in words(answer)
    task = next(b for b in buttons(answer) if isinstance(b.act, TaskOfAdvice))
    asked = only(click(router, task), Confirm)
    tasks = services.database.mongo["tasks"]
    before = tasks.count_documents({})
    router.confirm(GIGI, "c", asked.pending_id, yes=True)
    assert tasks.count_documents({}) == before + 1
    assert any(one["titre"].startswith("Relancer") for one in tasks.find())


def test_an_empty_base_is_told_what_is_missing(database: Database) -> None:
    router = Router(build(database))
    assert "vide" in words(say(router, "fais 4 groupes"))
    assert "200 mails" in words(say(router, "combien de réponses attendre ?"))
    assert AskAdvice  # its button is read strictly, as all are
