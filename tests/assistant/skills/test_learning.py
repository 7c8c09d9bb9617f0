"""Segments, likelihoods and advice in the conversation: typed, clicked, and told in words."""

from collections.abc import Iterator

import pytest

from assistant.acts.of_learning import AskAdvice, ExplainChance, FindSegments, TaskOfAdvice
from assistant.acts.of_lists import ShowList
from assistant.replies import (
    Answer,
    Button,
    Chips,
    Choices,
    Confirm,
    Details,
    Groups,
    Progress,
    Reply,
    Table,
    Text,
)
from assistant.router import Router
from assistant.skills.learning import grouping, working
from core.accounts.models import OPERATOR, User
from core.database import Database
from core.jobs.models import JobState
from core.prospects.filters import Filter
from core.services import Services, build
from core.vocabulary.values import ProspectType
from tests.assistant.conftest import GIGI, conversation_of
from tests.demonstration import learning_from


@pytest.fixture(scope="module")
def services(database_server: Database) -> Iterator[Services]:
    """A demonstration loaded once for this file; its model is learnt once."""
    with learning_from(database_server) as made:
        yield made


@pytest.fixture(scope="module")
def router(services: Services) -> Iterator[Router]:
    """What a test asks is answered in its turn: `test_long_work…` is about the other process."""
    services.learning.scores.train(OPERATOR)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(grouping, "SMALL_BASE", 1_300)
        yield Router(services)


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


def groups_of_mjc(router: Router) -> Answer:
    say(router, "montre les MJC")
    return say(router, "fais 4 groupes")


def test_groups_are_shown_named_and_listed_by_click_or_by_words(router: Router) -> None:
    answer = groups_of_mjc(router)
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
    groups_of_mjc(router)
    typed = say(router, shown[1].say)
    assert typed.filters == {"segment": clicked.filters["segment"]}
    groups_of_mjc(router)
    numbered = say(router, "montre le groupe 2")
    assert only(numbered, Table).total == table.total
    assert say(router, "enlève le segment").filters == {"type_prospect": ["MJC"]}
    groups_of_mjc(router)
    assert say(router, "compare ces groupes").intent == "show_kpis"
    more = next(b for b in buttons(answer) if isinstance(b.act, FindSegments))
    assert "**5 groupes**" in words(click(router, more))


@pytest.mark.parametrize(
    ("said", "rank", "intent"),
    [
        ("exporte le premier groupe en excel", 1, "export_csv"),
        ("combien de gens dans le 2e groupe ?", 2, "count_prospects"),
        ("montre le dernier groupe", -1, "filter_prospects"),
        ("télécharge la liste du groupe 3", 3, "export_csv"),
        ("écris un mail au deuxième groupe", 2, "generate_mail"),
        ("ouvre le groupe n°2", 2, "filter_prospects"),
        ("répartition par région du groupe 1", 1, "show_kpis"),
        ("qui est dans le troisième groupe", 3, "filter_prospects"),
        ("prépare une campagne pour le groupe 2", 2, "create_campaign"),
        ("le segment 2", 2, "filter_prospects"),
    ],
)
def test_what_is_asked_of_a_group_is_asked_of_its_people(
    router: Router, said: str, rank: int, intent: str
) -> None:
    say(router, "fais 4 groupes", conversation="ranked")
    shown = router.conversations.shown(GIGI, "ranked", "segments")
    assert shown is not None
    names = shown["names"]
    say(router, "montre les ludothèques", conversation="ranked")
    answer = say(router, said, conversation="ranked")
    assert answer.intent == intent
    assert answer.filters["segment"] == [names[rank - 1 if rank > 0 else rank]]


def test_a_group_that_is_not_there_is_told(router: Router) -> None:
    say(router, "montre les MJC", conversation="none")
    answer = say(router, "exporte le premier groupe en excel", conversation="none")
    assert "pas encore de groupes" in words(answer)
    say(router, "fais 4 groupes", conversation="none")
    assert "4 groupes" in words(say(router, "exporte le groupe 9", conversation="none"))
    assert "segment" not in (say(router, "fais 3 groupes", conversation="none").filters or {})


def test_a_segment_narrows_or_is_left_out(router: Router, services: Services) -> None:
    say(router, "fais 4 groupes", conversation="s")
    segments = services.learning.segments.sizes(OPERATOR, Filter())
    name, size = segments[0]
    mjc = Filter(type_prospect=(ProspectType.MJC,))
    inside = Filter(type_prospect=(ProspectType.MJC,), segment=(name,))
    total, within = (services.prospects.count(OPERATOR, one) for one in (mjc, inside))
    said = f"montre les MJC du segment « {name} »"
    assert Filter.model_validate(say(router, said, conversation="s").filters) == inside
    left = say(router, f"combien de MJC sauf le segment « {name} » ?", conversation="s")
    assert left.intent == "count_prospects"
    assert str(total - within) in words(left)
    say(router, "montre tous les prospects", conversation="s")
    answer = say(router, f"sauf le segment « {name} »", conversation="s")
    assert only(answer, Table).total == 1_200 - size
    (chip,) = [chip for one in answer.replies if isinstance(one, Chips) for chip in one.chips]
    assert chip.label == f"sauf segment « {name} »"
    assert say(router, chip.say, conversation="s").filters == {}


def test_long_work_is_done_elsewhere_and_told_when_it_is_done(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grouping, "SMALL_BASE", 500)
    hurried, patient = (Router(services, patience=seconds) for seconds in (0.0, 600.0))
    answer = say(hurried, "fais 5 groupes", OPERATOR, "j")
    job_id = only(answer, Progress).job_id
    assert services.jobs.wait(OPERATOR, job_id, 600).state is JobState.DONE
    told = hurried.ended(OPERATOR, conversation_of(OPERATOR, "j"), job_id)
    assert told is not None
    assert "**5 groupes**" in words(told)
    for path in (services.database.settings.folder / "learnt").glob("answers*"):
        path.unlink()
    answer = say(patient, "combien de réponses attendre des MJC ?", OPERATOR, "j")
    assert "neuf fois sur dix" in words(answer)
    assert not [one for one in answer.replies if isinstance(one, Progress)]
    assert list((services.database.settings.folder / "learnt").glob("answers*.skops"))


def test_it_is_said_once_that_it_learns_first(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in (services.database.settings.folder / "learnt").glob("answers*"):
        path.unlink()
    monkeypatch.setattr(working, "FEW_MAILS", 0)
    hurried = Router(services, patience=0.0)
    said = "combien de réponses attendre des MJC ?"
    answers = [say(hurried, said, OPERATOR, "k") for _ in range(2)]
    assert words(answers[0]).startswith("J'apprends d'abord")
    assert words(answers[1]).startswith("J'apprends encore")
    for answer in answers:
        job_id = only(answer, Progress).job_id
        assert services.jobs.wait(OPERATOR, job_id, 600).state is JobState.DONE


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
        ("quel jour envoyer ?", "jour"),
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


@pytest.mark.parametrize(
    "said",
    [
        "combien de réponses attendre si j'écris aux mjc de bretagne",
        "combien de retours espérer des MJC de Bretagne ?",
        "si j'écris aux MJC de Bretagne, combien de réponses attendre ?",
        "combien de reponse je peu attendre des mjc de bretagne",
        "combien vont répondre si on envoie un mail aux MJC de Bretagne ?",
        "combien de MJC de Bretagne répondront si on les contacte ?",
    ],
)
def test_answers_are_awaited_of_whom_the_sentence_names(router: Router, said: str) -> None:
    answer = say(router, said, conversation="awaited")
    assert answer.intent == "recommend_strategy"
    assert answer.filters == {"type_prospect": ["MJC"], "region": ["Bretagne"]}
