"""Duplicates: exact ones against a scan, fuzzy ones by the clock, and how right they are.

The synthetic set is the demonstration's prospects, of which some are written a second time as
people would, and near misses that look alike and are not the same. The demonstration draws its
names from short lists: a tenth of 100,000 of its prospects have a namesake in their own town, with
an address and contacts of their own; these count as different, which is harder than real life.
"""

import random
import resource
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations

from benchmarks.measure import Row, paired_ms
from core.demo.generate import generate
from core.duplicates.features import Light, light
from core.duplicates.finding import find_groups
from core.duplicates.models import Group, Sureness
from core.duplicates.service import DuplicateService
from core.services import Services
from core.vocabulary.text import fold, strip_accents

SEED = 5
DAY = date(2026, 11, 22)
TWICE = 0.05
"""Share of the records that have a duplicate."""
NEAR_MISSES = 0.05


def measure(services: Services, rows: int = 100_000) -> list[Row]:
    """Speed on the base that is open, truth on a synthetic set of the same size."""
    duplicates = DuplicateService(
        services.database, services.prospects, services.journal, services.clock
    )
    collection = services.database.mongo["prospects"]

    def scan() -> int:
        keys = {"email": 1, "telephone": 1}
        return sum(1 for _ in collection.find({}, keys, batch_size=5_000))

    exact, floor = paired_ms(duplicates.exact_groups, scan, runs=3)
    found = [Row("exact duplicates of the base, against a scan", exact, "ms", floor, "≤ 2")]
    _, small, _ = _timed(synthetic(rows // 4).records)
    made = synthetic(rows)
    taken, large, groups = _timed(made.records)
    found += [
        Row("fuzzy duplicates", taken, "s", None, "< 60 at 100,000"),
        Row(
            "fuzzy: processor time per record, against a quarter of them",
            large / small / 4,
            "×",
            None,
            "~ 1",
        ),
    ]
    return found + truth(made, groups)


def _timed(records: list[Light]) -> tuple[float, float, list[Group]]:
    """Seconds by the clock and of processor (what others do does not count), and the groups."""
    start, worked = time.perf_counter(), time.process_time()
    groups = find_groups(records)
    return time.perf_counter() - start, time.process_time() - worked, groups


# How right


def truth(made: "Synthetic", groups: list[Group]) -> list[Row]:
    """Precision and recall, over pairs of records."""
    said = {p: g.sureness for g in groups for p in combinations(g.ids, 2)}
    right = {tuple(sorted(pair)) for pair in made.same}
    rows = []
    levels: tuple[Sureness, ...] = ()
    for sureness in Sureness:
        levels = (*levels, sureness)
        some = {p for p, level in said.items() if level in levels}
        name = f"fuzzy, down to « {sureness.value} »"
        rows.append(Row(f"{name}: precision", 100 * len(some & right) / max(1, len(some)), "%"))
        rows.append(Row(f"{name}: recall", 100 * len(some & right) / max(1, len(right)), "%"))
    hard = {p for p in right if p not in made.keyed}
    recall = 100 * len(hard & said.keys()) / max(1, len(hard))
    rows.append(Row("recall where no e-mail nor phone is shared", recall, "%"))
    for kind in sorted(set(made.same.values())):
        of_kind = {tuple(sorted(p)) for p, k in made.same.items() if k == kind} - made.keyed
        share = 100 * len(of_kind & said.keys()) / max(1, len(of_kind))
        rows.append(Row(f"… {kind} ({len(of_kind)})", share, "%"))
    return rows


# The synthetic set


@dataclass
class Synthetic:
    """Records, which pairs are the same (and how they differ), and which share an exact key."""

    records: list[Light]
    same: dict[tuple[str, str], str]
    keyed: set[tuple[str, str]]


def synthetic(rows: int, seed: int = SEED) -> Synthetic:
    """About `rows` records, duplicates and near misses among them."""
    chance = random.Random(seed)
    base = [light(p) for p in generate(int(rows / 1.1), SEED, DAY).prospects()]
    made = Synthetic(list(base), {}, set())
    ways = sorted(WAYS)
    for rank, record in enumerate(chance.sample(base, int(len(base) * TWICE))):
        way = ways[rank % len(ways)]
        twin = WAYS[way](_reached(record, chance), chance)
        twin = replace(twin, prospect_id=f"twin-{rank}")
        made.records.append(twin)
        pair = (record.prospect_id, twin.prospect_id)
        made.same[pair] = way
        if _keyed(record, twin):
            made.keyed.add((min(pair), max(pair)))
    misses = sorted(MISSES)
    for rank, record in enumerate(chance.sample(base, int(len(base) * NEAR_MISSES))):
        miss = MISSES[misses[rank % len(misses)]](record, chance)
        made.records.append(replace(miss, prospect_id=f"miss-{rank}"))
    chance.shuffle(made.records)
    return made


def _keyed(one: Light, other: Light) -> bool:
    return (one.email is not None and one.email == other.email) or (
        one.telephone is not None and one.telephone == other.telephone
    )


def _reached(record: Light, chance: random.Random) -> Light:
    """The same contacts, others or none, as two people would note them."""
    changed = record
    if chance.random() < 0.7:
        changed = replace(changed, email=_other_email(record, chance))
    if chance.random() < 0.7:
        phone = f"+336{chance.randrange(10**8):08d}" if chance.random() < 0.5 else None
        changed = replace(changed, telephone=phone)
    if chance.random() < 0.5:
        changed = replace(changed, site_web=None)
    if chance.random() < 0.4:
        changed = replace(changed, adresse=None)
    if chance.random() < 0.6:
        changed = replace(changed, reseaux=())
    return changed


def _other_email(record: Light, chance: random.Random) -> str | None:
    drawn = chance.random()
    if drawn < 0.4:
        return None
    if drawn < 0.7 and record.email:
        return "secretariat@" + record.email.partition("@")[2]
    name = fold(f"{record.nom_structure} {record.ville} {record.prospect_id[:3]}")
    return f"{name.replace(' ', '')}@gmail.com"


Way = Callable[[Light, random.Random], Light]


def _typo(record: Light, chance: random.Random) -> Light:
    name = record.nom_structure
    letters = [
        at for at in range(1, len(name) - 1) if name[at].isalpha() and name[at + 1].isalpha()
    ]
    for _ in range(1 + (len(name) > 20)):
        at = chance.choice(letters or [0])
        one, two = name[at : at + 1], name[at + 1 : at + 2]
        name = name[:at] + chance.choice((two + one, one, one + one + two)) + name[at + 2 :]
    return replace(record, nom_structure=name)


SHORT = {
    "Association": "Assoc.",
    "Bibliothèque": "Bib.",
    "Médiathèque": "Médiath.",
    "Ludothèque": "Ludo",
    "Maison des jeunes et de la culture": "MJC",
    "Centre socioculturel": "CSC",
    "Centre social et culturel": "CSC",
    "Saint": "St",
    "Compagnie": "Cie",
    "Éditions": "Éd.",
}


def _abbreviated(record: Light, chance: random.Random) -> Light:
    name = record.nom_structure
    for long, short in SHORT.items():
        name = name.replace(long, short)
    if name == record.nom_structure:
        name = f"Asso {name}"
    address = (record.adresse or "").replace("avenue", "av.").replace("boulevard", "bd")
    return replace(record, nom_structure=name, adresse=address or None)


def _order(record: Light, chance: random.Random) -> Light:
    words = record.nom_structure.split()
    at = chance.randrange(len(words))
    return replace(record, nom_structure=" ".join(words[at:] + words[:at]))


def _accents(record: Light, chance: random.Random) -> Light:
    return replace(record, nom_structure=strip_accents(record.nom_structure).upper())


def _no_town(record: Light, chance: random.Random) -> Light:
    return replace(record, ville=None, departement=None)


def _town_name(record: Light, chance: random.Random) -> Light:
    return replace(record, nom_structure=f"{record.nom_structure} {record.ville}")


WAYS: dict[str, Way] = {
    "a typo": _typo,
    "abbreviated": _abbreviated,
    "another word order": _order,
    "capitals, no accents": _accents,
    "no town": _no_town,
    "the town added": _town_name,
    "moved phone, same name": lambda record, chance: record,
}


def _bare(record: Light) -> Light:
    return replace(record, email=None, telephone=None, reseaux=())


TOWNS = (("Lyon", "69"), ("Brest", "29"), ("Colmar", "68"), ("Albi", "81"))


def _branch(record: Light, chance: random.Random) -> Light:
    """The same name and site in another town."""
    town, area = chance.choice([t for t in TOWNS if t[1] != record.departement])
    return replace(_bare(record), ville=town, departement=area, adresse=None)


def _neighbour(record: Light, chance: random.Random) -> Light:
    """Another house of the same kind at another address of the town."""
    people = ("Zola", "Ferrat", "Signoret", "Barbara", "Prévert", "Camus", "Césaire")
    kind = record.nom_structure.split()[0]
    name = f"{kind} {chance.choice(people)}"
    return replace(_bare(record), nom_structure=name, site_web=None, adresse="3 rue du Puits")


def _numbered(record: Light, chance: random.Random) -> Light:
    """Its second house."""
    name = f"{record.nom_structure} 2"
    return replace(_bare(record), nom_structure=name, adresse="8 place des Halles", site_web=None)


def _town_hall(record: Light, chance: random.Random) -> Light:
    """Another service at the same address and mail domain."""
    town = fold(record.ville or "").replace(" ", "-")
    host = (record.email or f"a@{town}.example.org").partition("@")[2]
    name = f"Conservatoire {chance.choice(('Ravel', 'Satie', 'Fauré'))}"
    return replace(_bare(record), nom_structure=name, email=f"musique@{host}", site_web=None)


MISSES: dict[str, Way] = {
    "branch": _branch,
    "neighbour": _neighbour,
    "numbered": _numbered,
    "town hall": _town_hall,
}


def main() -> None:
    """`python -m benchmarks.duplicates [rows …]`: the fuzzy part alone, with mistakes shown."""
    import sys

    for rows in [int(word) for word in sys.argv[1:]] or [100_000]:
        made = synthetic(rows)
        taken, worked, groups = _timed(made.records)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024
        print(f"\n{len(made.records):,} records: {taken:.1f} s ({worked:.1f} of processor)")
        by_sureness = Counter(group.sureness.value for group in groups)
        print(f"memory at most {memory:,.0f} MB; groups: {dict(by_sureness)}")
        for row in truth(made, groups):
            print(f"  {row.name:<50}{row.value:>8.1f} {row.unit}")
        for line in _mistakes(made, groups):
            print("   ", line)


def _mistakes(made: Synthetic, groups: list[Group], shown: int = 25) -> Iterator[str]:
    right = {tuple(sorted(pair)) for pair in made.same}
    by_id = {r.prospect_id: r for r in made.records}
    pairs = {p.ids: p for g in groups for p in g.pairs}
    wrong = [p for p in pairs.values() if p.ids not in right]
    chance = random.Random(1)
    for pair in chance.sample(wrong, min(shown, len(wrong))):
        yield f"WRONG {pair.sureness.value} {pair.score} {pair.reasons}"
        yield from (f"      {_shown(by_id[key])}" for key in pair.ids)
    missed = sorted(right - {p for g in groups for p in combinations(g.ids, 2)})
    for ids in chance.sample(missed, min(shown, len(missed))):
        yield f"MISSED {made.same.get(ids) or made.same.get(ids[::-1])}"
        yield from (f"      {_shown(by_id[key])}" for key in ids)


def _shown(r: Light) -> str:
    parts = (r.nom_structure, r.ville, r.adresse, r.email, r.telephone, r.site_web)
    return " | ".join(part or "–" for part in parts)


if __name__ == "__main__":
    main()
