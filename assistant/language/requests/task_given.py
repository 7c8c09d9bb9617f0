"""A task given to somebody: "donne l'envoi à Léa", where the classifier may hear a send."""

import re

from assistant.language.requests.asked import Asked
from assistant.language.requests.base import Request
from assistant.language.requests.task_changes import Change, TaskRequest, WhichTask, bare_words
from assistant.language.text.phrasings import Phrasings
from assistant.language.understanding import Intent

_WAYS = Phrasings("planning", " ", words="(?P<words>.+?)", rest="(?P<rest>.+)")
_GIVEN = re.compile(rf"(?:{_WAYS['task_assign']}) (?P<what>.+) (?:a|au) (?P<who>[a-z][a-z0-9]+)")


def claim_given(asked: Asked) -> tuple[Intent, Request] | None:
    """Whoever answers declines where no account or no task is called so."""
    found = _GIVEN.fullmatch(asked.said)
    if found is None:
        return None
    which = WhichTask(words=bare_words(found["what"]))
    return Intent.UPDATE_TASK, TaskRequest(Change.ASSIGN, which, to=found["who"])
