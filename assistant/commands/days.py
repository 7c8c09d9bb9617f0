"""Days of the command line."""

from datetime import date

from assistant.commands.common import misused


def day_of(text: str, today: date) -> date:
    """A day as `core.planning.days` reads it. Exit status 2 for what is no day at all."""
    from core.planning.days import Unreadable, read_day

    try:
        return read_day(text, today)
    except Unreadable as error:
        raise misused(error.message) from error
