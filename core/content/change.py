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
    """ "wrong|right": words replaced, wherever they stand."""
    CALM = "calm"
    """Words in capitals written as others; `value`: those that stay, by "|"."""
    QUIET = "quiet"
    """Exclamation marks become full stops."""
    CUT = "cut"
    """Sentences that hold those words go."""
    DEFAULT = "default"
    """ "field|words": what is said to whoever lacks a field."""
    OPTIONAL = "optional"
    """Sentences that name a field are left out for whoever lacks it."""
    ACCEPT = "accept"
    """A word is right, whatever the dictionary says."""
    DESCRIBE = "describe"
    """Pictures get a text; `value` where it is given."""
    LIGHTEN = "lighten"
    """Pictures are made small, and sent with the mail."""
    READABLE = "readable"
    """Colours get the contrast that they lack."""
    SLIM = "slim"
    """The HTML is made lighter; left out where that is not enough."""


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
