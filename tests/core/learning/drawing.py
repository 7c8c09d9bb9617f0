"""Prospects and mails drawn for tests of learning: small, and always the same for a seed."""

import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import numpy as np

from core.database import Document
from core.learning.mails import Mail, answers_of, frame_of_mails
from core.learning.training import Lessons
from core.prospects.documents import document_of
from tests.factories import prospect

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
KINDS = ("MJC", "Éditeur", "Ludothèque", "Artisan")
REGIONS = ("Bretagne", "Occitanie", "Corse")
Odds = Callable[[str, int, int], float]
"""(type, members, hour) → probability of an answer."""


def by_kind(kind: str, members: int, hour: int) -> float:
    """Games libraries answer, publishers do not; the morning is better."""
    base = {"Ludothèque": 0.55, "MJC": 0.25, "Artisan": 0.12, "Éditeur": 0.04}[kind]
    return base * (1.0 if hour < 12 else 0.7)


def by_chance(kind: str, members: int, hour: int) -> float:
    """Nothing matters."""
    return 0.2


def people(count: int, seed: int = 1) -> list[Document]:
    """Records as stored."""
    rng = np.random.default_rng(seed)
    return [
        document_of(
            prospect(
                prospect_id=str(uuid.UUID(int=(seed << 64) + n)),
                nom_structure=f"Structure {n}",
                type_prospect=str(rng.choice(KINDS)),
                region=str(rng.choice(REGIONS)),
                nb_adherents=int(rng.integers(5, 2_000)),
                email=f"p{n}@exemple.fr",
                accepte_contact=True,
                site_web="https://exemple.fr" if rng.random() < 0.5 else None,
                cree_le=NOW - timedelta(days=900),
            )
        )
        for n in range(count)
    ]


def sent(
    records: Sequence[Document], campaigns: int = 4, odds: Odds = by_kind, seed: int = 1
) -> list[Mail]:
    """Mails of some campaigns, a month apart, to everybody, with their answers."""
    rng = np.random.default_rng(seed + 1_000)
    found = []
    for rank in range(campaigns):
        day = NOW - timedelta(days=30 * (campaigns - rank))
        for one in records:
            hour = int(rng.choice([9, 10, 14, 18]))
            at = day.replace(hour=hour - 2, minute=int(rng.integers(60)))
            answers = rng.random() < odds(one["type_prospect"], one["nb_adherents"], hour)
            found.append(
                Mail(
                    campaign_id=f"campagne-{rank}",
                    prospect_id=one["_id"],
                    at=at,
                    subject=f"Objet {rank}",
                    kind=one["type_prospect"],
                    region=one["region"],
                    answered=at + timedelta(days=1 + 4 * rng.random()) if answers else None,
                )
            )
    return sorted(found, key=lambda m: (m.at, m.prospect_id))


def lessons(mails: Sequence[Mail], records: Sequence[Document]) -> Lessons:
    """What is learnt from."""
    frame = frame_of_mails(mails, {one["_id"]: one for one in records}, {})
    made = Lessons.of(mails, frame)
    assert int(answers_of(mails).sum()) == int(made.answers.sum())
    return made


def silent(done: int, total: int, label: str) -> None:
    """Nobody watches."""
