"""The `mimicom` command: from a terminal what the chat does, on the same services.

The commands are in `assistant/commands`, a file a word, and are found by themselves: each file has
`add_to`. Heavy imports are made inside them, so that each starts with what it needs.
"""

import importlib
import pkgutil
import sys

import typer
from typer.exceptions import TyperException

from assistant import commands
from assistant.commands.common import people
from assistant.commands.french import FrenchTyper, in_french

FIRST = ("serve", "demo", "ask", "import", "export", "kpis", "doctor")
"""What the help shows first, in this order; the rest follows by name."""


def _found() -> FrenchTyper:
    """The console script, with all its commands."""
    script = FrenchTyper("MimiCom : l'assistante de votre base de prospects.")
    for one in pkgutil.iter_modules(commands.__path__, f"{commands.__name__}."):
        module = importlib.import_module(one.name)
        if hasattr(module, "add_to"):
            module.add_to(script)
    rank = {name: place for place, name in enumerate(FIRST)}
    last = len(rank)
    script.registered_commands.sort(
        key=lambda one: (rank.get(one.name or "", last), one.name or "")
    )
    script.registered_groups.sort(key=lambda one: one.name or "")
    return script


app = _found()


def main() -> None:
    """The console script. Exit status: 0 done, 1 refused with a reason, 2 wrong usage."""
    try:
        status = app(standalone_mode=False)
    except TyperException as misuse:
        if said := misuse.format_message():
            people.print(in_french(said), style="red", markup=False)
        people.print("Voyez « mimicom --help ».", markup=False)
        sys.exit(2)
    except typer.Abort:
        people.print("Arrêté.")
        sys.exit(1)
    sys.exit(status if isinstance(status, int) else 0)


if __name__ == "__main__":
    main()
