"""Days and moments of the command line: what is none at all is wrong usage, a day that no calendar
has is refused with the one that it may have meant."""

from datetime import date, datetime

from assistant.commands.common import misused


def day_of(text: str, today: date) -> date:
    """A day as `core.planning.days` reads it. Exit status 2 for what is no day at all."""
    from core.planning.days import Unreadable, read_day

    try:
        return read_day(text, today)
    except Unreadable as error:
        raise misused(error.message) from error


def moment_of(text: str, today: date) -> datetime:
    """A moment as `core.planning.days` reads it. Exit status 2 for what is none at all."""
    from core.planning.days import Unreadable, read_moment

    try:
        return read_moment(text, today)[0]
    except Unreadable as error:
        raise misused(error.message) from error
