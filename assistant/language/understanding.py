"""What a turn is understood to mean: the public types of the language package."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from assistant.language.requests.base import Request
from core.prospects.filters import Filter, PresenceField


class Intent(StrEnum):
    """What the user wants; the values are those of the understanding contract."""

    HELP = "help"
    SMALL_TALK = "small_talk"
    FILTER_PROSPECTS = "filter_prospects"
    COUNT_PROSPECTS = "count_prospects"
    REFINE_FILTERS = "refine_filters"
    SHOW_PROSPECT = "show_prospect"
    ADD_PROSPECT = "add_prospect"
    EDIT_PROSPECT = "edit_prospect"
    DELETE_PROSPECT = "delete_prospect"
    PROSPECT_HISTORY = "prospect_history"
    RECORD_RESPONSE = "record_response"
    FIND_DUPLICATES = "find_duplicates"
    IMPORT_CSV = "import_csv"
    EXPORT_CSV = "export_csv"
    SHOW_KPIS = "show_kpis"
    CREATE_CAMPAIGN = "create_campaign"
    LIST_CAMPAIGNS = "list_campaigns"
    SHOW_CAMPAIGN = "show_campaign"
    CAMPAIGN_PERFORMANCE = "campaign_performance"
    SEGMENT_PROSPECTS = "segment_prospects"
    SCORE_PROSPECTS = "score_prospects"
    RECOMMEND_STRATEGY = "recommend_strategy"
    GENERATE_MAIL = "generate_mail"
    SEND_CAMPAIGN = "send_campaign"
    PLAN_CAMPAIGN = "plan_campaign"
    SHOW_TASKS = "show_tasks"
    UPDATE_TASK = "update_task"
    SET_REMINDER = "set_reminder"
    BACKUP = "backup"
    EXPORT_CHARTS = "export_charts"
    SETTINGS = "settings"
    OUT_OF_SCOPE = "out_of_scope"


@dataclass(frozen=True)
class Reading:
    """Another way to read the turn: the sentence that says it without doubt, and its intent."""

    intent: Intent
    say: str


@dataclass(frozen=True)
class Context:
    """What earlier turns left behind, small enough to be stored with a conversation."""

    filter: Filter = field(default_factory=Filter)
    last_prospect: str | None = None
    """The record last shown or spoken of: its name as written, or its id in a conversation that
    is kept, which holds no names."""
    last_campaign: str | None = None
    last_intent: Intent | None = None
    previous: Filter = field(default_factory=Filter)
    """The filter before its last change: what "les deux", "l'inverse" speak of."""
    focus: tuple[PresenceField, ...] = ()
    """The fields last spoken of: what "ceux qui n'en ont pas" lack."""


@dataclass(frozen=True)
class Understanding:
    """One request. `filters` is what the turn outputs; `context` what the next turn starts from."""

    intent: Intent
    confidence: float
    filters: Filter
    slots: dict[str, Any]
    context: Context
    alternatives: tuple[Reading, ...] = ()
    """The nearest other readings, best first: to be offered where `unsure`."""
    unsure: bool = False
    """True when the assistant should ask instead of act."""
    unread: tuple[str, ...] = ()
    """Parts of the sentence, as typed, that a request for prospects left aside."""
    left: Filter = field(default_factory=Filter)
    """What was in force before a whole new request started over."""
    request: Request = field(default_factory=Request)
    """What is asked for besides the selection and the slots, typed by what it is about."""
