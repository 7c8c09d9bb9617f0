"""The long work of learning, and what is learnt again by the clock."""

from datetime import timedelta

from core.accounts.models import OPERATOR, User
from core.jobs.clockwork import ClockJob, Every
from core.jobs.models import Details, JobKind, Progress, Resumed
from core.jobs.service import JobService
from core.learning import segmenting, training
from core.learning.service import Learning
from core.prospects.filters import Filter

SEGMENTS, SCORES = "segments", "scores"
IF_DUE = "if_due"
_ANOTHER = "Un autre apprentissage se termine"
_NOTHING_NEW = "Trop peu de nouveaux mails pour apprendre à nouveau."


def job_kinds(learning: Learning) -> tuple[JobKind, ...]:
    """Segments and models, each in a process of its own."""

    def segments(user: User, payload: Details, progress: Progress) -> Details:
        filter = Filter.model_validate(payload["filter"])
        found = learning.segments.find(user, filter, payload.get("clusters"), progress)
        return {"filter": payload["filter"], "told": found.as_json()}

    def scores(user: User, payload: Details, progress: Progress) -> Details:
        if payload.get(IF_DUE) and not learning.scores.due():
            return {**payload, "replaced": False, "refused": True, "sentence": _NOTHING_NEW}
        with learning.scores.alone(lambda: progress(0, 3, _ANOTHER)):
            return {**payload, **_learnt(learning, user, payload, progress)}

    again = Resumed("what was learnt is written whole at the end: it is learnt again")
    return (
        JobKind(SEGMENTS, segmenting.STEPS, segments, again),
        JobKind(SCORES, training.STEPS, scores, again),
    )


def _learnt(learning: Learning, user: User, payload: Details, progress: Progress) -> Details:
    asked = "filter" in payload or "prospect" in payload
    if asked and not learning.scores.must_learn():  # learnt meanwhile, for somebody else
        refused = learning.scores.refusal(user)
        told = {"replaced": False, "refused": refused is not None}
        return told | {"sentence": refused or ""}
    trained = learning.scores.train(user, progress)
    told = {"replaced": trained.replaced, "refused": trained.refused}
    return told | {"sentence": trained.sentence}


def clock_jobs(learning: Learning, jobs: JobService) -> tuple[ClockJob, ...]:
    """Learning again once enough new mails have come, in a process of its own."""

    def learn_again() -> bool:
        if not learning.scores.may_be_due():
            return False
        jobs.start(OPERATOR, SCORES, {IF_DUE: True})
        return True

    return (ClockJob("learning", Every(timedelta(hours=6), past=timedelta(hours=1)), learn_again),)
