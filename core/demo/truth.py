"""The hidden model that the demonstration's answers follow, for learning to find again.

A mail sent to a prospect is answered with the probability

    sigmoid(INTERCEPT + TYPE[type] + BAND[audience band] + REGION[region] + HOUR[hour]
            + EVENING[type] when sent from 18:00 on)

where hours are those of Paris. So a games bar or a role-playing club answers better in the evening,
a municipal house in the morning; small audiences answer more than large ones; Grand Est and
Bretagne more than Île-de-France. An answer is positive with the probability

    sigmoid(POSITIVE_INTERCEPT + POSITIVE_TYPE[type] + POSITIVE_BAND[band])

and the mail is opened, by those who do not answer, with
sigmoid(OPEN_INTERCEPT + OPEN_HOUR_WEIGHT × HOUR[hour]). Nothing else matters: neither the day, nor
the campaign, nor consent (only those who consent are written to). What a table does not name is 0.
"""

from collections.abc import Mapping, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from core.vocabulary.values import AudienceBand, ProspectType

Floats = NDArray[np.float64]
Key = TypeVar("Key")

INTERCEPT = -2.2
TYPE: Mapping[str, float] = {
    ProspectType.ASSO_JDR: 0.8,
    ProspectType.LUDOTHEQUE: 0.7,
    ProspectType.BAR_A_JEUX: 0.5,
    ProspectType.MJC: 0.5,
    ProspectType.CSCS: 0.3,
    ProspectType.MEDIATHEQUE: 0.2,
    ProspectType.ARTISAN: -0.1,
    ProspectType.EDITEUR: -0.5,
    ProspectType.AUTRE: -0.6,
    ProspectType.INFLUENCEUR: -0.9,
}
BAND: Mapping[str, float] = {
    AudienceBand.UNDER_50: 0.4,
    AudienceBand.FROM_50: 0.2,
    AudienceBand.FROM_500: -0.3,
    AudienceBand.FROM_1000: -0.6,
}
REGION: Mapping[str, float] = {
    "Grand Est": 0.6,
    "Bretagne": 0.5,
    "Occitanie": 0.2,
    "Provence-Alpes-Côte d'Azur": -0.3,
    "Île-de-France": -0.6,
}
HOUR: Mapping[int, float] = {
    8: 0.1, 9: 0.5, 10: 0.6, 11: 0.3, 12: -0.2, 14: -0.4, 15: -0.4, 16: -0.3, 18: 0.2, 20: 0.1,
}  # fmt: skip
EVENING: Mapping[str, float] = {
    ProspectType.ASSO_JDR: 0.7,
    ProspectType.BAR_A_JEUX: 0.5,
    ProspectType.MJC: -0.5,
    ProspectType.CSCS: -0.6,
    ProspectType.MEDIATHEQUE: -0.6,
}
EVENING_FROM = 18

POSITIVE_INTERCEPT = 0.6
POSITIVE_TYPE: Mapping[str, float] = {
    ProspectType.ASSO_JDR: 0.6,
    ProspectType.LUDOTHEQUE: 0.5,
    ProspectType.MJC: 0.3,
    ProspectType.EDITEUR: -0.5,
    ProspectType.INFLUENCEUR: -0.8,
}
POSITIVE_BAND: Mapping[str, float] = {AudienceBand.UNDER_50: 0.3, AudienceBand.FROM_1000: -0.5}

OPEN_INTERCEPT = -0.6
OPEN_HOUR_WEIGHT = 0.8

SENDING_HOURS: tuple[int, ...] = tuple(HOUR)


def answer_probability(
    types: Sequence[str],
    bands: Sequence[str | None],
    regions: Sequence[str | None],
    hours: Sequence[int],
) -> Floats:
    """P(answer) of each send; `bands` and `regions` may be None, `hours` are Paris hours."""
    evening = np.array([hour >= EVENING_FROM for hour in hours], dtype=float)
    score = (
        INTERCEPT
        + effects(TYPE, types)
        + effects(BAND, bands)
        + effects(REGION, regions)
        + effects(HOUR, hours)
        + evening * effects(EVENING, types)
    )
    return sigmoid(score)


def positive_probability(types: Sequence[str], bands: Sequence[str | None]) -> Floats:
    """P(positive), of those who answer."""
    return sigmoid(
        POSITIVE_INTERCEPT + effects(POSITIVE_TYPE, types) + effects(POSITIVE_BAND, bands)
    )


def open_probability(hours: Sequence[int]) -> Floats:
    """P(opened), of those who do not answer."""
    return sigmoid(OPEN_INTERCEPT + OPEN_HOUR_WEIGHT * effects(HOUR, hours))


def effects(table: Mapping[Key, float], keys: Sequence[Key] | Sequence[Key | None]) -> Floats:
    """The coefficient of each key, 0 where the table has none."""
    return np.array([table.get(key, 0.0) if key is not None else 0.0 for key in keys])


def sigmoid(score: Floats) -> Floats:
    return 1.0 / (1.0 + np.exp(-score))
