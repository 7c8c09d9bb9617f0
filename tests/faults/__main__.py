"""`make faults`: all that is killed, frozen or away, with one total.

`python -m tests.faults [KILLS_OF_EACH_KIND] [KILLS_OVER_SENDS] [MAILS] [SECONDS_AWAY]`
"""

import random
import sys
import tempfile
from pathlib import Path

from tests.faults import away
from tests.faults.killed import KINDS
from tests.faults.kills import problems, storms, table
from tests.faults.storm import storm

_DEFAULTS = (15, 40, 2_000, 60)


def main() -> None:
    """Exit with status 1 where anything is lost, half done, or not told."""
    given = tuple(map(int, sys.argv[1:]))
    each, over_sends, mails, seconds = (*given, *_DEFAULTS[len(given) :])
    seed = random.randrange(1_000)
    sys.stdout.write(f"seed {seed}\n")
    with tempfile.TemporaryDirectory(prefix="mimicom-kills-") as place:
        rows = storms(Path(place), KINDS, each, seed)
    sys.stdout.write(f"{table(rows)}\n{problems(rows)}")
    with tempfile.TemporaryDirectory(prefix="mimicom-faults-") as place:
        tally = storm(Path(place), over_sends, mails, seed)
    sys.stdout.write(f"{tally}\n")
    told = away.measured(seconds)
    kills = sum(row.kills.total() for row in rows.values()) + tally.kills.total()
    lost = sum(len(row.lost) for row in rows.values()) + tally.lost
    half = sum(len(row.half) for row in rows.values()) + tally.doubles + tally.beyond
    sys.stdout.write(f"{kills} kills: {lost} lost, {half} half done or done twice\n")
    sys.exit(not (told and tally.good and all(row.good for row in rows.values())))


if __name__ == "__main__":
    main()
