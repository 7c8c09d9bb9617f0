"""Acts about the assistant itself, and the demonstration."""

from typing import Annotated, Literal

from pydantic import StringConstraints

from assistant.acts.base import Act
from assistant.language.intent_table import Intent
from core.prospects.filters import Filter


class ShowHelp(Act):
    do: Literal["show_help"] = "show_help"


class LoadDemo(Act):
    do: Literal["load_demo"] = "load_demo"


class RemoveDemo(Act):
    do: Literal["remove_demo"] = "remove_demo"


class TakeReading(Act):
    """One of the readings offered where there is doubt, with the conditions or the name that the
    user had given."""

    do: Literal["take_reading"] = "take_reading"
    intent: Intent
    filter: Filter | None = None
    name: Annotated[str, StringConstraints(min_length=1, max_length=200)] | None = None
