"""How fast mails may leave, over all campaigns and processes: the base counts.

What was taken is kept by second for the last minute and by minute for the last hour; a change
names the version that it read, so that of two processes one reads again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pymongo import IndexModel

from core.database import CollectionSpec, Database

COLLECTIONS = (CollectionSpec("send_limits", (IndexModel([("_id", 1), ("version", 1)]),)),)
_ID = "mails"
AHEAD = 60
"""Minutes by which two machines' clocks may differ."""
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


@dataclass(frozen=True)
class Taken:
    """Mails taken, by the second and by the minute (whole numbers since 1970)."""

    seconds: Mapping[int, int] = field(default_factory=dict)
    minutes: Mapping[int, int] = field(default_factory=dict)


def allowance(taken: Taken, now: datetime, per_minute: int, per_hour: int) -> tuple[int, float]:
    """How many more may leave now; with none, how many seconds until one may. Pure.

    Windows slide: those begun are counted whole, so that no 60 s nor any hour ever holds more.
    """
    second, minute = int(now.timestamp()), int(now.timestamp()) // 60
    in_minute = {s: n for s, n in taken.seconds.items() if s > second - 61}
    in_hour = {m: n for m, n in taken.minutes.items() if m > minute - 61}
    left = min(per_minute - sum(in_minute.values()), per_hour - sum(in_hour.values()))
    if left > 0:
        return left, 0.0
    waits = []
    if sum(in_minute.values()) >= per_minute:
        waits.append(_free_at(in_minute, per_minute) + 61 - now.timestamp())
    if sum(in_hour.values()) >= per_hour:
        waits.append((_free_at(in_hour, per_hour) + 61) * 60 - now.timestamp())
    return 0, max(0.05, *waits)


def _free_at(taken: Mapping[int, int], limit: int) -> int:
    """The piece whose end lets one more leave."""
    over = sum(taken.values()) - limit
    for piece in sorted(taken):
        over -= taken[piece]
        if over < 0:
            return piece
    return max(taken)


class SpeedLimits:
    """Asked before each mail, or for some at a time."""

    def __init__(self, database: Database) -> None:
        self._limits = database.mongo["send_limits"]

    def take(self, wanted: int, now: datetime, per_minute: int, per_hour: int) -> tuple[int, float]:
        """Take at most `wanted`; (how many, seconds to wait where none). They are for this very
        second."""
        while True:
            found = self._limits.find_one({"_id": _ID}) or {}
            taken = Taken(_numbers(found.get("secondes")), _numbers(found.get("minutes")))
            if _of_a_wrong_clock(taken, now):
                self._write(found.get("version", 0), _brought_back(taken, now))
                continue
            left, wait = allowance(taken, now, per_minute, per_hour)
            count = min(wanted, left)
            if count <= 0:
                return 0, wait
            if self._write(found.get("version", 0), _with(taken, now, count)):
                return count, 0.0

    def _write(self, version: int, taken: Taken) -> bool:
        values = {
            "secondes": {str(k): v for k, v in taken.seconds.items()},
            "minutes": {str(k): v for k, v in taken.minutes.items()},
            "version": version + 1,
        }
        if version == 0:
            # The first of all: of two, the second finds it there.
            done = self._limits.update_one({"_id": _ID}, {"$setOnInsert": values}, upsert=True)
            return done.upserted_id is not None
        done = self._limits.update_one({"_id": _ID, "version": version}, {"$set": values})
        return done.modified_count == 1


def _with(taken: Taken, now: datetime, count: int) -> Taken:
    second = int(now.timestamp())
    minute = second // 60
    seconds = {s: n for s, n in taken.seconds.items() if s > second - 61}
    minutes = {m: n for m, n in taken.minutes.items() if m > minute - 61}
    seconds[second] = seconds.get(second, 0) + count
    minutes[minute] = minutes.get(minute, 0) + count
    return Taken(seconds, minutes)


def _of_a_wrong_clock(taken: Taken, now: datetime) -> bool:
    """Whether mails left so far in the future that only a clock set back since explains it."""
    minute = int(now.timestamp()) // 60
    return any(m > minute + AHEAD for m in taken.minutes)


def _brought_back(taken: Taken, now: datetime) -> Taken:
    """They may have left a moment ago: they count as of now, and an hour later no more."""
    second = int(now.timestamp())
    minutes: dict[int, int] = {}
    for m, n in taken.minutes.items():
        at = m if m <= second // 60 + AHEAD else second // 60
        minutes[at] = minutes.get(at, 0) + n
    return Taken({s: n for s, n in taken.seconds.items() if s <= second + AHEAD * 60}, minutes)


def _numbers(kept: Mapping[str, int] | None) -> dict[int, int]:
    return {int(key): value for key, value in (kept or {}).items()}
