"""What durability costs: the same inserts where a write survives a power cut, or a kill only."""

import time
from pathlib import Path

from benchmarks.measure import Row
from core.database import Database
from core.settings import Settings

WRITES = 500


def measure(place: Path) -> list[Row]:
    """Inserts one by one under each setting."""
    safe = _writes(Settings(data=place / "fsync", mongodb_uri=None, durability="power-loss"))
    floor = _writes(Settings(data=place / "none", mongodb_uri=None, durability="process-kill"))
    return [Row(f"{WRITES} durable inserts, against process-kill ones", safe, "ms", floor)]


def _writes(settings: Settings) -> float:
    database = Database(settings)
    try:
        start = time.perf_counter()
        for n in range(WRITES):
            database.mongo["bench"].insert_one({"_id": n})
        return (time.perf_counter() - start) * 1_000
    finally:
        database.close()
