"""Acts about the rights of people and what is kept of them."""

from typing import Literal

from assistant.acts.base import Act


class ReviewRetention(Act):
    do: Literal["review_retention"] = "review_retention"


class PlanReview(Act):
    do: Literal["plan_review"] = "plan_review"


class EraseSilent(Act):
    """Those of the review, all at once: the exact number is typed."""

    do: Literal["erase_silent"] = "erase_silent"


class ShowRegister(Act):
    do: Literal["show_register"] = "show_register"


class ShowNotice(Act):
    do: Literal["show_notice"] = "show_notice"
