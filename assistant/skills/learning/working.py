"""What learns takes the processor whole: a process of its own does it, and other turns go on."""

from collections.abc import Iterator, Mapping
from typing import Any

from assistant.replies import Progress, Reply, Text
from assistant.skills.registry import ENDED, Turn
from core.jobs.models import JobState
from core.learning.jobs import SCORES

FEW_MAILS = 600
"""Mails that are learnt from within the turn: a quarter of a second. More is a job."""
LEARNING = "Apprentissage des réponses passées"
_LEARNS_FIRST = "J'apprends d'abord des mails déjà envoyés, cela prend un moment."
_LEARNS_STILL = "J'apprends encore : cette question aura sa réponse juste après."


def worked(
    turn: Turn, kind: str, payload: Mapping[str, Any], said: str, title: str
) -> Iterator[Reply]:
    """What came of a job, where it is short; else its progress: what came of it is told later."""
    jobs = turn.services.jobs
    job_id = jobs.start(turn.user, kind, dict(payload)).job_id
    job = jobs.wait(turn.user, job_id, turn.patience)
    if job.state is JobState.DONE and jobs.report_once(job_id):
        yield from ENDED[kind](turn, job)
        return
    yield Text(said)
    yield Progress(job_id, title)


def learning_first(turn: Turn, asked: Mapping[str, Any]) -> Iterator[Reply] | None:
    """Learning from many mails, where an answer needs that: `asked` is answered once it is done."""
    if not turn.services.learning.scores.must_learn(FEW_MAILS):
        return None
    said = _LEARNS_STILL if turn.services.jobs.is_under_way(SCORES) else _LEARNS_FIRST
    return worked(turn, SCORES, asked, said, LEARNING)
