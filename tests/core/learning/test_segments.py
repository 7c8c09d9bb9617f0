"""Segments: real groups are found, chance gives none, whatever is given gets a sentence."""

from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score

from core.database import Document
from core.jobs.models import Cancelled
from core.learning import clusters, profiles, segments
from core.learning.models import GENERIC
from core.prospects.documents import document_of
from tests.core.learning.drawing import NOW
from tests.factories import prospect, prospects


def records(*some: Any) -> list[Document]:
    return [document_of(one) for one in some]


def planted(count: int, seed: int = 3) -> tuple[list[Document], list[int]]:
    """Three profiles drawn apart, in turn."""
    rng = np.random.default_rng(seed)
    found, truth = [], []
    for n in range(count):
        profile = n % 3
        values: dict[str, Any] = [
            {"type_prospect": "MJC", "region": "Bretagne",
             "nb_adherents": int(rng.integers(200, 400)), "facebook": "mjc",
             "telephone": "+33145678901", "accepte_contact": True},
            {"type_prospect": "Influenceur", "region": "Île-de-France", "instagram": "moi",
             "x": "moi", "instagram_followers": int(rng.integers(8_000, 30_000))},
            {"type_prospect": "Éditeur", "region": "Occitanie", "site_web": "https://exemple.fr",
             "nb_adherents": int(rng.integers(1, 9)), "statut": "Refusé", "accepte_contact": False,
             "date_dernier_contact": (NOW - timedelta(days=int(rng.integers(300, 600)))).date()},
        ][profile]  # fmt: skip
        found.append(document_of(prospect(**values)))
        truth.append(profile)
    return found, truth


def test_planted_groups_are_found_by_themselves_and_named_apart() -> None:
    people, truth = planted(150)
    found = segments.segmented(profiles.frame_of(people, NOW), None, NOW)
    assert found.told.k == 3
    assert found.told.structure
    assert adjusted_rand_score(truth, found.labels) >= 0.9
    names = [one.name for one in found.told.segments]
    assert sorted(name.split()[0] for name in names) == ["Influenceurs", "MJC", "Éditeurs"]
    mjc = next(one for one in found.told.segments if one.name.startswith("MJC"))
    kind = next(trait for trait in mjc.traits if trait.field == "type_prospect")
    assert (kind.value, kind.share) == ("MJC", 1.0)
    assert kind.lift == pytest.approx(3.0)


def test_columns_shuffled_apart_have_no_structure() -> None:
    people, _ = planted(150)
    rng = np.random.default_rng(7)
    frame = profiles.frame_of(people, NOW).shuffled_apart(rng)
    assert not segments.segmented(frame, None, NOW).told.structure


def test_new_prospects_are_put_in_segments_without_learning_again() -> None:
    people, _ = planted(150)
    found = segments.segmented(profiles.frame_of(people, NOW), 3, NOW)
    assert found.grouping is not None
    stored = type(found.grouping).model_validate_json(found.grouping.model_dump_json())
    others, truth = planted(60, seed=8)
    names = segments.assigned(stored, profiles.frame_of(others, NOW))
    assert adjusted_rand_score(truth, names) >= 0.9
    known = segments.assigned(stored, profiles.frame_of(people, NOW))
    assert known == [found.told.segments[label].name for label in found.labels]
    # A type never seen, and nothing known at all.
    strange = records(prospect(type_prospect="Ludothèque", region="Corse"), prospect())
    assert set(segments.assigned(stored, profiles.frame_of(strange, NOW))) <= set(stored.names)


@settings(max_examples=25)
@given(st.lists(prospects(), max_size=24), st.none() | st.integers(-1, 14))
def test_every_prospect_is_in_one_segment_and_the_same_call_tells_the_same(
    some: list[Any], k: int | None
) -> None:
    frame = profiles.frame_of(records(*some), NOW)
    found = segments.segmented(frame, k, NOW).told
    assert sum(one.size for one in found.segments) == found.n == len(some)
    assert found.k == len(found.segments)
    assert len({one.name for one in found.segments}) == found.k
    assert segments.segmented(frame, k, NOW).told == found
    if k is None and 0 < len(some) < 10:
        assert [one.name for one in found.segments] == [GENERIC]
    if k is not None and not (2 <= k <= 12 and k < len(some)):
        assert found.refused
    if k is not None and found.refused is None:
        assert found.k == k


def test_those_who_are_all_alike_are_one_segment() -> None:
    alike = records(*(prospect() for _ in range(30)))
    found = segments.segmented(profiles.frame_of(alike, NOW), None, NOW).told
    assert ([one.name for one in found.segments], found.structure) == ([GENERIC], False)
    asked = segments.segmented(profiles.frame_of(alike, NOW), 4, NOW).told
    assert "se ressemblent trop" in str(asked.refused)


def test_one_huge_audience_is_no_group_by_itself() -> None:
    people, _ = planted(60)
    star = prospect(type_prospect="Influenceur", instagram="star", instagram_followers=90_000_000)
    frame = profiles.frame_of([*people, document_of(star)], NOW)
    found = segments.segmented(frame, 3, NOW).told
    assert min(one.size for one in found.segments) >= 15


def test_groups_are_chosen_on_some_rows_and_judged_by_others() -> None:
    for size in (20, 1_999):
        assert [len(some) for some in clusters._samples(size)] == [size, min(1_000, size)]
    for size in (2_000, 3_001, 50_000):
        choosing, judging = clusters._samples(size)
        assert (len(choosing), len(judging)) == (min(2_000, size // 2), 1_000)
        assert not set(choosing.tolist()) & set(judging.tolist())


def test_grouping_stops_when_it_is_asked_to() -> None:
    people, _ = planted(60)

    def stop() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        segments.segmented(profiles.frame_of(people, NOW), None, NOW, stop)


def test_tags_make_no_columns() -> None:
    tagged = records(*(prospect(tags=[f"t{n}-{m}" for m in range(50)]) for n in range(20)))
    assert profiles.frame_of(tagged, NOW).categories.keys() == set(profiles.CATEGORIES)
