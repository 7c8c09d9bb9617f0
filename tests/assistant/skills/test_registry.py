"""What the language may hear and who answers it: the tables and the skills name the same."""

from assistant.language.requests.commands import COMMANDS
from assistant.language.requests.reading import ANSWERS, CAMPAIGN_ALONE, CLAIMS, NAMED_ALONE
from assistant.router import Router
from assistant.skills import registry
from tests.assistant.conftest import GIGI


def test_every_command_has_its_skill_and_no_skill_is_deaf() -> None:
    names = [command.name for command in COMMANDS]
    assert len(names) == len(set(names))
    assert set(names) == set(registry.COMMANDS)


def test_every_claim_and_every_question_has_its_skill() -> None:
    assert {name for name, _ in CLAIMS} | {CAMPAIGN_ALONE, NAMED_ALONE} == set(registry.CLAIMS)
    assert set(ANSWERS) == set(registry.ANSWERED)


def test_one_who_declines_leaves_the_sentence_to_the_next(router: Router) -> None:
    """ "la première" is no row where no table is shown: the classifier is asked."""
    [answer] = router.turn(GIGI, "c", "la première")
    assert answer.intent != "show_prospect" or answer.confidence < 1.0
