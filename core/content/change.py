"""One thing that may be asked of a draft."""

import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from core.content.recipes import Part


class Kind(StrEnum):
    """What changes."""

    SHORTER = "shorter"
    LONGER = "longer"
    TONE = "tone"
    FAMILIAR = "familiar"
    POLITE = "polite"
    INCLUSIVE = "inclusive"
    PLAIN = "plain"
    FIRST = "first"
    FOLLOWING = "following"
    AGAIN = "again"
    LINK = "link"
    UNLINK = "unlink"
    DATE = "date"
    PLACE = "place"
    EVENT = "event"
    PRICE = "price"
    HOURS = "hours"
    DETAIL = "detail"
    SUBJECT = "subject"
    PREVIEW = "preview"
    BUTTON = "button"
    PARAGRAPH = "paragraph"
    DROP = "drop"
    PUT_BACK = "put_back"
    BY_TYPE = "by_type"
    OBJECTIVE = "objective"
    SPELLING = "spelling"


class Change(BaseModel):
    """One thing asked of a draft."""

    model_config = ConfigDict(frozen=True)

    kind: Kind
    value: Annotated[str, Field(max_length=20_000)] | None = None
    day: datetime.date | None = None
    end: datetime.date | None = None
    of_month: Annotated[int, Field(ge=1, le=31)] | None = None
    """A day said alone, "le 24": of the month of the event."""
    part: Part | None = None
