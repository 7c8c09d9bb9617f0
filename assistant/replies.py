"""What a skill may answer, as plain data. The same reply shows in the chat and in a terminal.

Replies that show data carry ids, not the data: it is loaded when shown, so that old conversations
show today's truth and keep no personal data.
"""

from dataclasses import dataclass, field
from typing import Literal

from assistant.acts.base import Act


@dataclass(frozen=True)
class Text:
    """A few sentences, in Markdown. Values taken from data must be escaped (`wording.escape`)."""

    text: str


@dataclass(frozen=True)
class Chip:
    """One condition of the selection; `say` is the sentence that takes it off."""

    label: str
    say: str
    act: Act | None = None


@dataclass(frozen=True)
class Chips:
    """What was understood of a selection."""

    chips: tuple[Chip, ...]


@dataclass(frozen=True)
class Table:
    """Rows of a selection or of an import's preview, paged and sortable."""

    source: Literal[
        "selection", "import", "import_columns", "import_added", "campaigns", "campaign_people",
        "record_mails", "scores",
    ]  # fmt: skip
    source_id: str
    title: str
    total: int
    sort: str | None = None
    descending: bool = False
    limit: int | None = None
    """At most so many rows, where the user asked for some only."""
    skip: int = 0
    """How many rows stand before the page shown first."""
    folded: bool = False
    """Whether the chat shows it only once it is unfolded."""


@dataclass(frozen=True)
class Details:
    """Plain sentences that the chat folds under a title; a terminal shows them at once."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Chart:
    """A breakdown of a selection by one indicator."""

    selection_id: str
    kpi: str
    title: str


@dataclass(frozen=True)
class Dashboard:
    """All indicators of a selection."""

    selection_id: str
    title: str


@dataclass(frozen=True)
class Comparison:
    """Two to four selections side by side, by one indicator or by the headlines of all."""

    selection_ids: tuple[str, ...]
    kpi: str
    title: str


@dataclass(frozen=True)
class Trend:
    """How the base, or a part of it, went."""

    selection_id: str
    title: str


@dataclass(frozen=True)
class Groups:
    """The segments of a selection, as they are noted on its records."""

    selection_id: str
    title: str


@dataclass(frozen=True)
class File:
    """A file made when it is fetched, from a selection."""

    name: str
    kind: Literal[
        "prospects",
        "chart",
        "comparison",
        "trend",
        "report",
        "access_text",
        "access_json",
        "import_errors",
        "import_report",
        "campaign_people",
        "campaign_mails",
        "campaign_results",
        "campaign_timeline",
        "plan",
    ]
    selection_id: str
    """For a campaign's or its schedule's, the campaign's id; for an access file, the record's id;
    for prospects, the export's; for an import's, its own; for a comparison, those of its sides
    joined by "_"."""
    label: str
    kpi: str | None = None
    """The indicator of a chart, a comparison or a report; a report without has them all."""


@dataclass(frozen=True)
class Card:
    """One prospect's record."""

    prospect_id: str


@dataclass(frozen=True)
class CampaignCard:
    """A campaign as it is now: its brief, how far its send is, and what can be done with it."""

    campaign_id: str


@dataclass(frozen=True)
class CampaignResults:
    """What a campaign gave: its figures, each with its people."""

    campaign_id: str
    title: str


@dataclass(frozen=True)
class TaskList:
    """Tasks to tick, by their ids, in that order."""

    ids: tuple[str, ...]
    title: str


@dataclass(frozen=True)
class Picture:
    """A picture that the page shows; a terminal writes it to a file. `file` says what it is of."""

    file: File
    alt: str


@dataclass(frozen=True)
class PlanPicture:
    """A schedule over time: of a campaign, or of a kind before a day (ISO), not created yet."""

    title: str
    campaign_id: str | None = None
    kind: str | None = None
    event: str | None = None
    reduced: bool = False
    """What can still be kept, rather than the whole."""


@dataclass(frozen=True)
class Button:
    """`act` is what it does; `say` is what is shown, and the sentence that, typed, does the same.

    Without an act, a click says the sentence."""

    label: str
    say: str
    name: str = "say"
    act: Act | None = None


@dataclass(frozen=True)
class Choices:
    """Buttons under an answer."""

    buttons: tuple[Button, ...]
    job_id: str | None = None
    """A job: without it, once it ended, they would do nothing, and the page takes them away."""


@dataclass(frozen=True)
class Confirm:
    """A question pending: nothing happens before its yes."""

    pending_id: str
    question: str
    """States the exact numbers."""
    yes: str
    no: str


@dataclass(frozen=True)
class Progress:
    """Long work under way."""

    job_id: str
    title: str


@dataclass(frozen=True)
class Upload:
    """An invitation to drop a file into the chat."""

    text: str


@dataclass(frozen=True)
class Form:
    """A form to fill: its fields and values are loaded when it is shown, by its pending id."""

    form_id: str
    title: str
    submit: str
    cancel: str


@dataclass(frozen=True)
class PasswordLink:
    """A link by which somebody chooses a password, made when its button is pressed, shown once."""

    pending_id: str
    title: str
    otherwise: str
    """How to do without the page."""


@dataclass(frozen=True)
class ShownOnce:
    """Something secret, made when its button is pressed, shown once and kept nowhere."""

    pending_id: str
    title: str
    button: str
    otherwise: str
    """How to do without the page."""


@dataclass(frozen=True)
class Mail:
    """A draft as its recipients will read it, loaded when it is shown."""

    draft_id: str
    number: int
    """Of the version."""


Figures = Chart | Dashboard | Comparison | Trend
OfCampaigns = CampaignCard | CampaignResults | Picture
Asking = Choices | Confirm | Upload | Form | PasswordLink | ShownOnce
Planned = TaskList | PlanPicture
Shown = Table | Figures | Groups | File | Card | Mail | OfCampaigns | Planned
Reply = Text | Details | Chips | Shown | Progress | Asking


@dataclass(frozen=True)
class Answer:
    """What one request got: how it was understood, and the replies in order."""

    intent: str
    confidence: float
    filters: dict[str, object]
    replies: tuple[Reply, ...] = field(default_factory=tuple)
    refused: bool = False
    """True when the request was understood but not done; the replies say why."""
