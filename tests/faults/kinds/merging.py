"""Duplicates merged, several by one yes: a lot that is cut is told at the next start, and ended."""

from core.accounts.models import OPERATOR
from core.errors import MimiComError
from core.journal.models import Action
from core.services import Services
from tests.factories import prospect
from tests.faults.kinds.base import Found, Opening, Place, Said, Teller, opened

PAIRS, AT_ONCE = 120, 8


class Merges:
    """Lots of pairs."""

    name = "fusions"
    span = 1.5

    def prepare(self, services: Services, place: Place, rank: int) -> None:
        services.prospects.insert(
            [
                prospect(prospect_id=f"{rank}-{n}-{side}", nom_structure=f"Double {rank}-{n}",
                         email=f"d{rank}-{n}@exemple.fr", tags=(side,))
                for n in range(PAIRS) for side in "ab"
            ]
        )  # fmt: skip

    def work(self, opening: Opening, place: Place, rank: int, tell: Teller) -> None:
        with opened(opening) as services:
            for start in range(0, PAIRS, AT_ONCE):
                tell.begun(start)
                merged = services.merges.merge(OPERATOR, _asked(services, rank, start))
                if not merged.refused:
                    tell.done(start)

    def check(self, opening: Opening, place: Place, rank: int, said: Said) -> Found:
        found = Found()
        with opened(opening) as services:
            for lot in services.lots.cut(OPERATOR):
                try:
                    services.merges.finish(OPERATOR, lot)
                    found.resumed += 1
                except MimiComError as error:
                    found.half.append(error.message)
            for n in range(PAIRS):
                start = n - n % AT_ONCE
                state = _state(services, f"{rank}-{n}-a", f"{rank}-{n}-b")
                if state == "half":
                    found.half.append(f"{rank}-{n}")
                elif str(start) in said.done and state != "whole":
                    found.lost.append(f"{rank}-{n}")
            found.lost += [str(s) for s in said.done if s not in said.begun]
            open_ = services.database.mongo["lots"].count_documents({"state": "open"})
            found.half += ["a lot stays open"] * open_
        return found


def _asked(services: Services, rank: int, start: int) -> list[dict[str, object]]:
    asked: list[dict[str, object]] = []
    for n in range(start, start + AT_ONCE):
        ids = [f"{rank}-{n}-a", f"{rank}-{n}-b"]
        versions = [[one.prospect_id, one.version] for one in services.prospects.many(ids)]
        asked.append({"kept": ids[0], "absorbed": ids[1:], "choices": {}, "versions": versions})
    return asked


def _state(services: Services, kept: str, absorbed: str) -> str:
    """Whole with its one entry of the journal, absent, or half."""
    there = {one.prospect_id: one for one in services.prospects.many([kept, absorbed])}
    wanted = {"cible": kept, "action": Action.MERGE.value}
    entries = services.database.mongo["journal"].count_documents(wanted)
    if kept in there and absorbed not in there and entries == 1:
        return "whole" if set(there[kept].tags) == {"a", "b"} else "half"
    return "absent" if len(there) == 2 and entries == 0 else "half"
