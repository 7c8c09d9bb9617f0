"""Calendars, schedules and days drawn at random."""

from datetime import date, timedelta

from hypothesis import strategies as st

from core.configuration.keys import PLANNING_ZONE
from core.planning.calendar import WEEK, WorkingDays
from core.planning.models import Schedule, Step

DAYS = st.dates(date(2026, 1, 1), date(2028, 6, 30))
ZONES = (
    *("metropole", "alsace-moselle", "guadeloupe", "guyane", "martinique", "mayotte"),
    *("la-reunion", "saint-barthelemy", "saint-martin", "saint-pierre-et-miquelon"),
    *("nouvelle-caledonie", "polynesie-francaise", "wallis-et-futuna"),
)
assert all(PLANNING_ZONE.read(zone) == zone for zone in ZONES)
_OFF = st.builds(
    lambda first, length: (first, first + timedelta(days=length)), DAYS, st.integers(0, 20)
)
CALENDARS = st.builds(
    WorkingDays,
    days=st.sampled_from(sorted(WEEK)),
    zone=st.sampled_from(ZONES),
    school_zone=st.none() | st.sampled_from("ABC"),
    off=st.lists(_OFF, max_size=3).map(tuple),
)


@st.composite
def schedules(draw: st.DrawFn, most: int = 12) -> Schedule:
    """Tasks that wait for earlier ones, in an order that tells nothing."""
    count = draw(st.integers(1, most))
    steps = [
        Step(
            cle=f"t{rank}",
            titre=f"Tâche {rank}",
            duree=draw(st.integers(1, 12)),
            avant=draw(st.integers(0, 25)),
            apres=[f"t{one}" for one in sorted(draw(st.sets(st.integers(0, rank - 1), max_size=3)))]
            if rank
            else [],
            facultative=draw(st.booleans()),
        )
        for rank in range(count)
    ]
    return Schedule(nom="essai", mots=[], taches=draw(st.permutations(steps)))
