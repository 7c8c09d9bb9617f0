"""Groups as they are shown: no pair twice, no reason that is false of one of its records."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.database import Database
from core.duplicates import wording
from core.duplicates.grouping import Grouping, united
from core.duplicates.models import Group, Pair, Sureness
from core.duplicates.store import COLLECTIONS
from core.journal import service as journal
from core.prospects import store as prospects_store
from tests.core.duplicates.test_service import MANAGER, Base, prospect, versions


@pytest.fixture
def base(database: Database) -> Base:
    database.ensure((*journal.COLLECTIONS, *prospects_store.COLLECTIONS, *COLLECTIONS))
    database.mongo["meta"].delete_one({"_id": "duplicates"})
    return Base(database)


def pair(one: str, other: str, *reasons: str, sure: Sureness = Sureness.CERTAIN) -> Pair:
    ids = (one, other) if one < other else (other, one)
    return Pair(ids=ids, score=0.9, sureness=sure, reasons=reasons)


def test_a_reason_names_those_it_is_about() -> None:
    pairs = [
        pair("a", "b", "même e-mail"),
        pair("b", "c", "même téléphone"),
        pair("a", "c", "noms proches"),
        pair("a", "b", "noms proches"),
        pair("b", "c", "noms proches"),
    ]
    said = wording.sentence(pairs, Sureness.CERTAIN)
    assert "même e-mail (fiches 1 et 2)" in said
    assert "même téléphone (fiches 2 et 3)" in said
    assert "noms proches," in said


def test_what_is_not_true_of_every_two_is_told_two_by_two() -> None:
    pairs = [pair("a", "b", "noms proches"), pair("b", "c", "noms proches", "même site")]
    said = wording.sentence(pairs, Sureness.PROBABLE)
    assert "noms proches (fiches 1 et 2, 2 et 3)" in said


def test_a_record_forced_in_twice_is_one_group(base: Base) -> None:
    base.add(*(prospect(prospect_id=key, nom_structure="Le Dé", email="d@ex.fr") for key in "ab"))
    base.duplicates.watch(["a", "b"])
    base.duplicates.watch(["b", "a"])
    base.duplicates.find(MANAGER)
    groups, total = base.duplicates.groups(MANAGER)
    assert (total, groups[0].ids) == (1, ("a", "b"))
    assert "même e-mail" in groups[0].why
    assert len(base.duplicates.watched(MANAGER)) == 1


IDS = st.sampled_from("abcdef")
SURE = st.sampled_from(Sureness)


@given(
    st.lists(st.tuples(IDS, IDS, SURE).filter(lambda t: t[0] != t[1]), max_size=12),
    st.sets(st.tuples(IDS, IDS), max_size=8),
)
def test_no_pair_is_in_two_groups(
    drawn: list[tuple[str, str, Sureness]], alike: set[tuple[str, str]]
) -> None:
    pairs = {p.ids: p for a, b, sure in drawn for p in [pair(a, b, "même site", sure=sure)]}

    def judge(one: str, other: str) -> Pair | None:
        return pairs.get((one, other)) or (
            pair(one, other, "noms proches") if (one, other) in alike else None
        )

    groups = Grouping(judge, barred=lambda *_: False).groups(list(pairs.values()))
    watched = [_group(p) for p in list(pairs.values())[:3]]
    for some in (groups, united([*watched, *groups])):
        told = [p.ids for group in some for p in group.pairs]
        assert len(told) == len(set(told))
        assert set(pairs) <= set(told)


def _group(p: Pair) -> Group:
    return Group(group_id=p.ids[0], ids=p.ids, pairs=(p,), sureness=p.sureness, why="")


SENT = datetime(2026, 5, 1, tzinfo=UTC)


def recipient(campaign: str, key: str, status: str = "Envoyé") -> dict[str, object]:
    return {"_id": f"{campaign}:{key}", "campagne_id": campaign, "prospect_id": key,
            "etat": status, "envoye_le": SENT}  # fmt: skip


def event(campaign: str, key: str, kind: str) -> dict[str, object]:
    return {"_id": f"{campaign}:{key}:{kind}", "campagne_id": campaign, "prospect_id": key,
            "kind": kind, "le": SENT}  # fmt: skip


def test_campaigns_count_one_prospect_once_merged_and_two_once_unmerged(base: Base) -> None:
    base.add(*(prospect(prospect_id=key, email="d@ex.fr") for key in "ab"))
    base.mongo["recipients"].insert_many(
        [recipient("k1", "a", "Rebond"), recipient("k1", "b"), recipient("k2", "b")]
    )
    base.mongo["events"].insert_many(
        [event("k1", "a", "rebond"), event("k1", "b", "clic"), event("k2", "b", "réponse")]
    )
    names = ("recipients", "events")
    before = {n: sorted(base.mongo[n].find(), key=lambda d: d["_id"]) for n in names}
    entry = base.duplicates.merge(MANAGER, "a", ["b"], {}, versions(base, "a", "b"))
    sent = {d["_id"]: d["etat"] for d in base.mongo["recipients"].find()}
    assert sent == {"k1:a": "Envoyé", "k2:a": "Envoyé"}
    assert {d["prospect_id"] for d in base.mongo["events"].find()} == {"a"}
    assert {d["_id"] for d in base.mongo["events"].find()} == {"k1:a:clic", "k2:a:réponse"}
    base.duplicates.unmerge(MANAGER, base.entry("a", entry))
    assert {n: sorted(base.mongo[n].find(), key=lambda d: d["_id"]) for n in names} == before
