"""What is told once a model was learnt: the answer to what was asked before there was one."""

from collections.abc import Iterator

from assistant.language.requests.learning import Topic
from assistant.language.understanding import Intent
from assistant.replies import Reply, Text
from assistant.skills.learning.advising import told as told_advice
from assistant.skills.learning.ranking import told as told_ranks
from assistant.skills.learning.ranking import why_of
from assistant.skills.registry import Turn, on_end
from core.jobs.models import Job
from core.learning.jobs import SCORES
from core.prospects.filters import Filter


@on_end(SCORES)
def learnt(turn: Turn, job: Job) -> Iterator[Reply]:
    """A list, its reasons or advice; else what came of learning anew."""
    asked = job.result
    if "advice" in asked:
        # Some advice needs no model.
        turn.take(Filter.model_validate(asked["filter"]), Intent.RECOMMEND_STRATEGY)
        yield from told_advice(turn, Topic(asked["advice"]), asked.get("campaign"))
    elif asked["refused"]:
        yield Text(str(asked["sentence"]))
    elif "prospect" in asked:
        yield from why_of(turn, asked["prospect"])
    elif "filter" in asked:
        turn.take(Filter.model_validate(asked["filter"]), Intent.SCORE_PROSPECTS)
        yield from told_ranks(turn, asked.get("limit"))
    else:
        yield Text(str(asked["sentence"]))
