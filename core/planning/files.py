"""Tasks as files that other programs open: a calendar, a table."""

import codecs
import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from icalendar import Alarm, Calendar, Event, Timezone

from core.clock import PARIS
from core.planning.task import Task, TaskState
from core.prospects.cells import disarm

# The library's own has two kilobytes and one wrong hour.
_PARIS = "\r\n".join(
    (
        *("BEGIN:VTIMEZONE", "TZID:Europe/Paris"),
        *("BEGIN:DAYLIGHT", "DTSTART:19810329T020000", "TZOFFSETFROM:+0100", "TZOFFSETTO:+0200"),
        *("TZNAME:CEST", "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", "END:DAYLIGHT"),
        *("BEGIN:STANDARD", "DTSTART:19961027T030000", "TZOFFSETFROM:+0200", "TZOFFSETTO:+0100"),
        *("TZNAME:CET", "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU", "END:STANDARD"),
        "END:VTIMEZONE",
    )
)
_MORNING, _EVENING = time(9), time(18)
_DAY_OF = timedelta(hours=-9)
"""From the evening: an alarm in the morning of the last day."""
COLUMNS = (
    *("titre", "debut", "echeance", "etat", "responsable", "role", "canal", "campagne", "apres"),
    *("origine", "tache_id"),
)


def calendar_file(
    name: str, tasks: Sequence[Task], people: Mapping[str, str], now: datetime
) -> bytes:
    """An .ics of the tasks of a campaign: each from the morning of its first day to the evening of
    its last one, in Paris. `people` are e-mails by user_id."""
    calendar = Calendar()
    calendar.add("prodid", "-//MimiCom//planning//FR")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", "Europe/Paris")
    calendar.add_component(Timezone.from_ical(_PARIS))
    for task in tasks:
        calendar.add_component(_event(name, task, people, now))
    written: bytes = calendar.to_ical()
    return written


def _event(name: str, task: Task, people: Mapping[str, str], now: datetime) -> Event:
    event = Event()
    event.add("uid", f"{task.tache_id}@mimicom")
    event.add("sequence", task.version)
    event.add("dtstamp", now)
    event.add("dtstart", _at(task.debut, _MORNING))
    event.add("dtend", _at(task.echeance, _EVENING))
    done = task.etat is TaskState.FAITE
    event.add("summary", f"✓ {task.titre}" if done else task.titre)
    told = {
        "Campagne": name,
        "État": task.etat.value,
        "Responsable": people.get(task.responsable or ""),
        "Rôle": task.role,
        "Canal": task.canal,
    }
    lines = [f"{label} : {value}" for label, value in told.items() if value]
    event.add("description", "\n".join(lines))
    event.add("categories", [name])
    event.add("transp", "TRANSPARENT")
    if not done:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", task.titre)
        alarm.add("trigger", _DAY_OF, parameters={"RELATED": "END"})
        event.add_component(alarm)
    return event


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, PARIS)


def table_file(name: str, tasks: Sequence[Task], people: Mapping[str, str]) -> bytes:
    """A CSV for French spreadsheets, where no cell is run as a formula."""
    titles = {task.tache_id: task.titre for task in tasks}
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for task in tasks:
        cells = (
            task.titre,
            task.debut.isoformat(),
            task.echeance.isoformat(),
            task.etat.value,
            people.get(task.responsable or ""),
            task.role,
            task.canal,
            name,
            " | ".join(titles[key] for key in task.apres if key in titles),
            task.origine.value,
            task.tache_id,
        )
        writer.writerow([disarm(cell) if cell else "" for cell in cells])
    return codecs.BOM_UTF8 + text.getvalue().encode()
