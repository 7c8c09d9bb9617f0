"""What a moment that was said comes to: a day, an instant, or a sentence that says why not."""

from datetime import date, datetime, timedelta

from assistant.language.requests.moments import Moment
from assistant.language.requests.recurring import Every
from assistant.skills.registry import Turn
from core.clock import PARIS
from core.planning.days import MORNING, read_day, read_moment
from core.reminders.recurrence import Again, Each


def day_of(turn: Turn, moment: Moment) -> date | None:
    """The day by which something is due: the last one of a period, worked where it is far enough.
    InvalidData for a day that does not exist; None where none was said."""
    refuse_impossible(turn, moment)
    if moment.day is None:
        return turn.today if moment.delay or moment.hour else None
    if moment.last is None:
        return moment.day
    worked = turn.services.planning.plans.calendar().at_or_before(moment.last)
    return max(worked, moment.day)


def wall_of(turn: Turn, moment: Moment) -> datetime | None:
    """When a clock on a wall in Paris shows it; None where nothing was said."""
    refuse_impossible(turn, moment)
    now = turn.services.clock().astimezone(PARIS).replace(tzinfo=None, second=0, microsecond=0)
    if moment.delay is not None:
        return now + moment.delay
    hour = moment.hour or (moment.every.hour if moment.every else None)
    if moment.day is not None:
        first = moment.day
        if moment.last is not None and first <= now.date() < moment.last:
            first = now.date() + timedelta(days=1)  # "cette semaine": from tomorrow on
        return datetime.combine(first, hour or MORNING)
    if moment.every is not None:
        return _first(moment.every, datetime.combine(now.date(), hour or MORNING), now)
    if hour is None:
        return None
    wall = datetime.combine(now.date(), hour)
    return wall if wall > now else wall + timedelta(days=1)


def _first(every: Every, wall: datetime, now: datetime) -> datetime:
    """The first time that it comes, from now on."""
    if every.day_of_month is not None:
        return _in_month(every.day_of_month, wall, now)
    while wall <= now or (every.weekdays and wall.weekday() not in every.weekdays):
        wall += timedelta(days=1)
    return wall


def _in_month(day: int, wall: datetime, now: datetime) -> datetime:
    found = wall
    while found <= now or found.day != day:
        found += timedelta(days=1)
        if found - wall > timedelta(days=400):
            raise AssertionError("a month without that day")
    return found


def again_of(moment: Moment) -> Again | None:
    """How it comes again."""
    if moment.every is None:
        return None
    every = moment.every
    return Again(Each(every.unit), every.count, every.weekdays)


def refuse_impossible(turn: Turn, moment: Moment) -> None:
    """InvalidData, with the nearest that there is, for a day or an hour that no clock has."""
    if moment.impossible is not None:
        read_day(moment.impossible, turn.today)
    if moment.wrong_hour is not None:
        day = moment.day or turn.today
        read_moment(f"{day.isoformat()} {moment.wrong_hour}", turn.today)
