"""Acts about the assistant itself, and the demonstration."""

from typing import Literal

from assistant.acts.base import Act


class ShowHelp(Act):
    do: Literal["show_help"] = "show_help"


class LoadDemo(Act):
    do: Literal["load_demo"] = "load_demo"


class RemoveDemo(Act):
    do: Literal["remove_demo"] = "remove_demo"
