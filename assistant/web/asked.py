"""What the page may send to Chainlit's routes, to our actions and through its socket.

Anything else never reaches Chainlit: what goes on is built from what these models read.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, StringConstraints, ValidationError

from assistant.web.ids import UUID

Id = Annotated[str, StringConstraints(pattern=f"^{UUID}$", max_length=36)]
Uuid4 = Annotated[
    str,
    StringConstraints(
        pattern="^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"
    ),
]
Name = Annotated[str, StringConstraints(pattern=r"^[\w.-]*$", max_length=200)]
"""Ids and names of our own: services say whose they are."""
Short = Annotated[str, StringConstraints(max_length=300)]


class Asked(BaseModel):
    """Read strictly; fields that Chainlit's page adds are left out."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)


class AnyObject(Asked):
    """A JSON object that its route reads itself."""

    model_config = ConfigDict(extra="allow")


class SessionCookie(Asked):
    session_id: Id


class Page(Asked):
    first: Annotated[int, Field(ge=1, le=100)]
    cursor: Id | None = None


class Searched(Asked):
    search: Short | None = None


class Threads(Asked):
    pagination: Page
    filter: Searched = Searched()


class ThreadName(Asked):
    threadId: Id  # noqa: N815
    name: Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]


class Thread(Asked):
    threadId: Id  # noqa: N815


class Called(Asked):
    name: Short
    payload: dict[str, JsonValue] = {}


class Action(Asked):
    sessionId: Id  # noqa: N815
    action: Called


class OnePending(Asked):
    pending_id: Name


class Answered(Asked):
    """What is answered in the conversation, or within the panel that asked."""

    panel: bool = False


class Confirmed(OnePending, Answered):
    yes: bool
    say: Annotated[str, StringConstraints(max_length=10_000)] | None = None


class Act(Answered):
    """A button: the router reads the act itself, and says so where it is none."""

    act: Annotated[dict[Name, JsonValue], Field(max_length=10)]
    say: Annotated[str, StringConstraints(max_length=200_000)] = ""


class OneJob(Asked):
    job_id: Name


class OneForm(Asked):
    form_id: Name


class LeftForm(OneForm, Answered):
    pass


class FilledForm(LeftForm):
    values: dict[Short, JsonValue] | None = None


TURNS: dict[str, type[Asked]] = {
    "confirm": Confirmed,
    "act": Act,
    "job_ended": OneJob,
    "form_submit": FilledForm,
    "form_cancel": LeftForm,
}
"""Actions that the conversation answers (`assistant/app.py`); elements load by their own."""


class Connection(Asked):
    """What a page says of itself when its socket connects."""

    sessionId: Id  # noqa: N815
    clientType: Literal["webapp"]  # noqa: N815
    threadId: Id | Literal[""] | None = None  # noqa: N815
    # The page always sends these two; MimiCom uses neither.
    userEnv: Literal["", "{}", "null"] | None = None  # noqa: N815
    chatProfile: Literal[""] | None = None  # noqa: N815


class Typed(Asked):
    id: Uuid4
    output: Annotated[str, StringConstraints(max_length=1_000_000)]


class FileReference(Asked):
    id: Id


class ClientMessage(Asked):
    message: Typed
    fileReferences: Annotated[list[FileReference], Field(max_length=10)] | None = None  # noqa: N815


EVENTS: dict[str, type[Asked] | None] = {
    "connect": Connection,
    "connection_successful": None,
    "client_message": ClientMessage,
    "clear_session": None,
    "stop": None,
    "disconnect": None,
}
"""Every event that a socket may send, and what it takes. Chainlit's others are closed."""


def wrong(error: ValidationError) -> str:
    """Names of the fields that did not fit. What was sent is not repeated: it may hold anything."""
    known = {str(found["loc"][-1]) for found in error.errors() if found["loc"]}
    names = sorted(name for name in known if name.isidentifier() and len(name) < 30)
    return f" ({', '.join(names[:5])})" if names else ""


def read(model: type[Asked], value: Any) -> dict[str, Any]:
    """What `value` says, by the names of the model. ValidationError."""
    return model.model_validate(value).model_dump()
