"""Columns that go with no other neither make groups nor hide those that are there."""

from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score, silhouette_score

from core.learning import cohesion, encoding, profiles, segments
from core.learning.frames import Frame
from core.learning.separation import silhouettes_without
from core.prospects.documents import document_of
from tests.core.learning.drawing import NOW
from tests.factories import prospect

_KINDS = ("MJC", "Éditeur", "Médiathèque", "Influenceur", "Boutique spécialisée")
_REGIONS = ("Bretagne", "Occitanie", "Île-de-France", "Normandie", "Corse")
_STATUSES = ("Jamais contacté", "Contacté", "En attente de réponse", "Intéressé")


def drawn(groups: np.ndarray, noise: int, blurred: float, seed: int) -> Frame:
    """Profiles of a type, a region, a consent and an audience of their own, but for a share of
    each; and up to three columns that are drawn whoever it is."""
    rng = np.random.default_rng(seed)
    made = []
    for group in groups.tolist():
        kind, region, consent, audience = (
            int(rng.integers(max(groups) + 1)) if rng.random() < blurred else group
            for _ in range(4)
        )
        values: dict[str, Any] = {
            "type_prospect": _KINDS[kind],
            "region": _REGIONS[region],
            "accepte_contact": (True, None, False)[consent % 3],
            "nb_adherents": int(np.exp(2 + 1.5 * audience + 0.3 * rng.normal())),
        }
        if noise > 0 and rng.random() < 0.5:
            values["site_web"] = "https://exemple.fr"
        if noise > 1:
            values["statut"] = _STATUSES[int(rng.integers(4))]
        if noise > 2:
            values["facebook"] = "page"
            values["facebook_followers"] = int(np.exp(rng.normal(6, 2)))
        made.append(document_of(prospect(**values)))
    return profiles.frame_of(made, NOW)


@pytest.mark.parametrize("noise", range(4))
@pytest.mark.parametrize(
    "shares",
    [(0.7, 0.3), (1 / 3, 1 / 3, 1 / 3), (0.6, 0.25, 0.15), (0.4, 0.3, 0.2, 0.1), (0.2,) * 5],
)
def test_groups_are_found_whatever_else_is_in_the_records(
    shares: tuple[float, ...], noise: int
) -> None:
    rng = np.random.default_rng(noise)
    groups = rng.choice(len(shares), 400, p=shares)
    found = segments.segmented(drawn(groups, noise, 0.05, noise), None, NOW)
    assert found.told.structure
    assert adjusted_rand_score(groups, found.labels) >= 0.9


def test_what_is_unknown_of_some_is_no_group_by_itself() -> None:
    """One column tells it, whoever it is: a fifth have not said whether they may be written to."""
    rng = np.random.default_rng(4)
    groups = np.arange(300) % 3
    frame = drawn(groups, 1, 0.0, 4)
    asked = frame.categories["accepte_contact"]
    asked.codes[rng.random(300) < 0.2] = -1
    found = segments.segmented(frame, None, NOW)
    assert adjusted_rand_score(groups, found.labels) >= 0.9


def test_amounts_alone_tell_groups() -> None:
    rng = np.random.default_rng(5)
    groups = np.arange(300) % 3
    made = [
        document_of(
            prospect(
                nb_adherents=int(np.exp(2 + 2 * group + 0.3 * rng.normal())),
                facebook="page",
                facebook_followers=int(np.exp(9 - 2 * group + 0.3 * rng.normal())),
                date_dernier_contact=(NOW - timedelta(days=int(10 * 4.0**group))).date(),
                site_web="https://exemple.fr" if rng.random() < 0.5 else None,
            )
        )
        for group in groups.tolist()
    ]
    found = segments.segmented(profiles.frame_of(made, NOW), None, NOW)
    assert adjusted_rand_score(groups, found.labels) >= 0.9


@pytest.mark.parametrize("seed", range(5))
def test_with_nothing_that_goes_together_there_is_no_structure(seed: int) -> None:
    rng = np.random.default_rng(seed)
    frame = drawn(np.arange(300) % 3, 3, 0.0, seed).shuffled_apart(rng)
    assert not segments.segmented(frame, None, NOW).told.structure


def test_a_column_weighs_by_what_the_others_tell_of_it() -> None:
    frame = drawn(np.arange(300) % 3, 1, 0.1, 6)
    encoder = encoding.learn(frame)
    names = [one.name for one in (*encoder.categories, *encoder.numbers)]
    told = cohesion.measured(encoder.matrix(frame), encoder.blocks())
    assert told.together
    found = dict(zip(names, told.weights, strict=True))
    assert max(found.values()) == 1.0
    assert found.pop("completude") < 0.4
    assert min(found.values()) > 0.8
    apart = frame.shuffled_apart(np.random.default_rng(6))
    told = cohesion.measured(encoding.learn(apart).matrix(apart), encoder.blocks())
    assert (set(told.weights), told.together) == ({1.0}, False)


def test_the_silhouette_without_a_column_is_the_silhouette_of_the_others() -> None:
    rng = np.random.default_rng(7)
    matrix = rng.normal(size=(120, 5)).astype(np.float32)
    labels = rng.integers(0, 4, 120).astype(np.int32)
    labels[0] = 6  # A row alone.
    parts = [slice(0, 2), slice(2, 5)]
    others = [silhouette_score(matrix[:, one], labels) for one in reversed(parts)]
    expected = float(np.mean(others))
    assert silhouettes_without(matrix, parts, [labels]) == pytest.approx([expected], abs=1e-5)
    whole = float(silhouette_score(matrix, labels))
    assert silhouettes_without(matrix, [slice(0, 5)], [labels]) == pytest.approx([whole], abs=1e-5)
