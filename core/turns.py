"""How the threads of this process take turns."""

import sys

_LONGEST = 0.0005
"""Seconds. Python's own are ten times as long."""


def take_short_turns() -> None:
    """Let whoever waited for a server or the base go on soon, while others compute.

    A mail is eight words said to a server, and a page some questions to the base: at each of them a
    thread gives its turn up, and gets it back once another has had its own.
    """
    sys.setswitchinterval(min(sys.getswitchinterval(), _LONGEST))
