"""Acts about segments, likelihoods of an answer, and advice."""

from typing import Annotated, Literal

from pydantic import Field

from assistant.acts.base import Act, Id
from assistant.acts.of_lists import OfSelection
from core.learning.advice import AdviceKind
from core.learning.segments import FEWEST, MOST


class FindSegments(OfSelection):
    """Put a selection in segments, in so many where that is said."""

    do: Literal["find_segments"] = "find_segments"
    clusters: Annotated[int, Field(ge=FEWEST, le=MOST)] | None = None


class RankByChance(OfSelection):
    """The prospects of a selection, the likeliest to answer first."""

    do: Literal["rank_by_chance"] = "rank_by_chance"


class ExplainChance(Act):
    """Why a prospect is as likely to answer as it is."""

    do: Literal["explain_chance"] = "explain_chance"
    id: Id


class AskAdvice(OfSelection):
    """Advice for a selection, on one thing or on all."""

    do: Literal["ask_advice"] = "ask_advice"
    about: Literal["all", "relaunch", "timing", "expected", "complete", "best"] = "all"


class TaskOfAdvice(OfSelection):
    """A task of a piece of advice, by its kind and its rank among those of its kind."""

    do: Literal["task_of_advice"] = "task_of_advice"
    kind: AdviceKind
    rank: Annotated[int, Field(ge=0, le=20)] = 0


class LearnAgain(Act):
    """Learn anew who answers."""

    do: Literal["learn_again"] = "learn_again"
