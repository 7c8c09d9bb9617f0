"""A record opened by a misspelt name, against the bare indexed find of the same records."""

import random
import statistics
import time
from collections.abc import Callable
from string import ascii_lowercase

from benchmarks.measure import Row
from core.accounts.models import OPERATOR
from core.services import Services

NAMES = 200
LIMIT = 6


def measure(services: Services) -> list[Row]:
    """Median over records drawn at random, each typo looked for right after its floor."""
    prospects = services.database.mongo["prospects"]
    chance = random.Random(7)
    fields = {"nom_structure": 1, "son_nom": 1, "type_prospect": 1}
    every = sorted(prospects.find({}, fields), key=lambda document: str(document["_id"]))
    drawn = chance.sample(every, min(NAMES, len(every)))
    taken, floor, first = [], [], 0
    for document in drawn:
        right, wrong = _right(document), _typo(document["nom_structure"], chance)

        def bare(right: dict[str, str] = right) -> object:
            return list(prospects.find(right).limit(LIMIT))

        def through(wrong: str = wrong) -> list[str]:
            found = services.prospects.find_named(OPERATOR, wrong, LIMIT)
            return [prospect.nom_structure for prospect in found]

        through()
        floor.append(_ms(bare))
        taken.append(_ms(through))
        first += through()[:1] == [document["nom_structure"]]
    return [
        Row(
            "open by name with a typo, against an indexed find",
            statistics.median(taken),
            "ms",
            statistics.median(floor),
            "≤ 3 ×",
        ),
        Row("names with a typo found first", 100 * first / len(drawn), "%"),
    ]


def _right(document: dict[str, str]) -> dict[str, str]:
    """The indexed condition that finds the records of that name and type, rightly spelt."""
    return {name: document[name] for name in ("son_nom", "type_prospect")}


def _ms(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1_000


def _typo(name: str, chance: random.Random) -> str:
    """One letter more, less, other, or two swapped."""
    at = chance.randrange(1, len(name))
    other = chance.choice(ascii_lowercase)
    forms = (
        name[:at] + name[at + 1 :],
        name[:at] + other + name[at:],
        name[:at] + other + name[at + 1 :],
        name[: at - 1] + name[at] + name[at - 1] + name[at + 1 :],
    )
    return chance.choice(forms)
