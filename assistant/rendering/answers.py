"""An answer as JSON: the document of `mimicom ask --json`."""

from typing import NotRequired, TypedDict

from assistant.rendering.table_pages import PlainTable


class Action(TypedDict):
    """What may be done next: `say` does it."""

    name: str
    label: str
    say: str


class Picture(TypedDict):
    title: str
    png: str


class NamedFile(TypedDict):
    name: str
    path: str


class MailCheck(TypedDict):
    """One thing that was looked at: `level` is ok, warning or error."""

    name: str
    level: str
    message: str


class MailDocument(TypedDict):
    """A draft, as its first recipient reads it; `html` is a file."""

    subject: str
    subjects: list[str]
    preheader: str
    text: str
    html: str
    checks: list[MailCheck]


class AnswerDocument(TypedDict):
    """The document of `mimicom ask --json`, as the commands contract writes it."""

    intent: str
    confidence: float
    filters: dict[str, object]
    text: str
    tables: list[PlainTable]
    charts: list[Picture]
    files: list[NamedFile]
    actions: list[Action]
    mails: list[MailDocument]
    form: dict[str, object] | None
    then: NotRequired[list["AnswerDocument"]]
    """The documents of the sentence's further requests."""
