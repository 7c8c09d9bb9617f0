"""What the page gets of campaigns: JSON objects, each figure with what lists its people."""

from typing import TypedDict

from assistant.rendering.indicators.shapes import DashboardShown, LinesShown, Listing


class DeedShown(TypedDict):
    """A button: its label, what it does, and the sentence beside."""

    label: str
    say: str
    act: dict[str, object]
    first: bool
    """Whether it is what one does next, most often."""


class LineShown(TypedDict):
    """A line of the brief, with the button that changes it."""

    label: str
    value: str
    deed: DeedShown | None


class CountShown(Listing):
    """A count that opens its people."""

    label: str
    shown: str
    rule: str


class ProgressShown(TypedDict):
    done: int
    total: int
    words: str


class CampaignShown(TypedDict):
    """A campaign as it is now."""

    name: str
    state: str
    tone: str
    note: str
    lines: list[LineShown]
    conditions: list[DeedShown]
    """What the selection asks for; each button takes one off."""
    counts: list[CountShown]
    left_out: list[CountShown]
    steps: list[tuple[str, bool]]
    """What is to be done before the mails leave, in order; and whether it is."""
    progress: ProgressShown | None
    live: bool
    """It changes by itself: to be loaded again soon."""
    deeds: list[DeedShown]
    hint: str


class ResultsShown(DashboardShown):
    """What a campaign gave; `charts` are its curves."""

    charts: list[LinesShown]
    verdict: str
