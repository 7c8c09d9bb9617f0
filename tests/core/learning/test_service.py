"""What learning does on a real base: segments noted and frozen, likelihoods kept, advice."""

from collections.abc import Iterator

import pytest

from core.accounts.models import OPERATOR
from core.campaigns.drafts import Draft
from core.content.models import Mail
from core.database import Database
from core.learning.advice import AdviceKind
from core.learning.mails import waited
from core.learning.models import GENERIC
from core.prospects.filters import Filter
from core.services import Services, build
from core.vocabulary.values import ProspectType
from tests.demonstration import learning_from
from tests.factories import prospect

MAIL = Mail(sujet="Bonjour {{ nom_structure }}", texte="Venez nous voir.")
ALL = Filter()


@pytest.fixture(scope="module")
def services(database_server: Database) -> Iterator[Services]:
    """A small demonstration, loaded once: tests of this file read it, or add to it."""
    with learning_from(database_server) as made:
        yield made


def test_segments_are_noted_on_records_and_frozen_by_campaigns(services: Services) -> None:
    found = services.learning.segments.find(OPERATOR, ALL, 4)
    assert (found.k, found.n) == (4, 1_200)
    assert found == services.learning.segments.find(OPERATOR, ALL, 4)
    for one in found.segments:
        listed = services.prospects.count(OPERATOR, Filter(segment=(one.name,)))
        assert listed == one.size
    new = prospect(type_prospect="MJC", email="nouvelle@exemple.fr", cree_le=services.clock())
    services.prospects.insert([new])
    made = services.campaigns.preparing.create(OPERATOR, Draft("Segments", ALL))
    made = services.campaigns.preparing.set_mail(OPERATOR, made, MAIL)
    brief = services.campaigns.preparing.brief(OPERATOR, made)
    names = {one.name for one in found.segments}
    assert set(brief.segments) <= names
    assert sum(brief.segments.values()) == brief.eligible
    made = services.campaigns.preparing.approve(OPERATOR, made)
    assert services.campaigns.preparing.brief(OPERATOR, made).segments == brief.segments
    rows = services.database.mongo["recipients"].find({"campagne_id": made.campagne_id})
    frozen = {row["prospect_id"]: row["segment"] for row in rows}
    assert frozen[new.prospect_id] in names
    services.prospects.remove([new.prospect_id])


def test_segments_of_a_part_are_of_that_part(services: Services) -> None:
    filter = Filter(type_prospect=(ProspectType.MJC,))
    found = services.learning.segments.find(OPERATOR, filter)
    assert found.n == services.prospects.count(OPERATOR, filter)
    assert sum(one.size for one in found.segments) == found.n


def test_what_needs_no_model_does_not_wait_for_one(services: Services) -> None:
    learning = services.learning
    assert learning.scores.must_learn()
    kinds = frozenset(AdviceKind) - {AdviceKind.EXPECTED, AdviceKind.RELAUNCH}
    told = learning.advice.of(OPERATOR, ALL, kinds=kinds)
    assert learning.scores.refusal(OPERATOR, of_a_model=False) is None
    assert learning.scores.must_learn()  # still: nothing was learnt meanwhile
    assert told == [a for a in learning.advice.all(OPERATOR) if a.kind in kinds]
    assert told


def test_likelihoods_are_learnt_once_and_told_with_their_model(services: Services) -> None:
    filter = Filter(type_prospect=(ProspectType.LUDOTHEQUE,))
    found = services.learning.scores.find(OPERATOR, filter, 5)
    if found.refused is not None:
        pytest.fail(found.refused)
    assert len(found.rows) == 5
    odds = [one.probability for one in found.rows]
    assert odds == sorted(odds, reverse=True)
    assert found.total == services.prospects.count(OPERATOR, filter)
    assert found.model is not None
    again = services.learning.scores.find(OPERATOR, filter, 5)
    assert again == found
    first = services.learning.scores.of(OPERATOR, found.rows[0].prospect_id)
    assert first.rows[0].probability == pytest.approx(odds[0])
    stored = services.database.mongo["scores"].find_one({"_id": found.rows[0].prospect_id})
    assert stored is not None
    assert stored["modele"] == found.model.model_id
    assert stored["empreinte"] == found.model.fingerprint
    # Another process finds the same model on the disk.
    other = build(services.database)
    assert other.learning.scores.find(OPERATOR, filter, 5).model == found.model
    assert not services.learning.scores.due()


def test_advice_rests_on_its_figures(services: Services) -> None:
    found = services.learning.advice.all(OPERATOR)
    kinds = [one.kind for one in found]
    assert AdviceKind.EXPECTED in kinds
    assert AdviceKind.RELAUNCH in kinds
    assert AdviceKind.WEEKDAY not in kinds  # one day a campaign: it can't be told
    for one in found:
        assert int(one.figures["n"]) > 0
        assert one.say
        if one.kind is AdviceKind.EXPECTED:
            assert one.figures["low"] <= one.figures["value"] <= one.figures["high"]  # type: ignore[operator]
        elif one.kind is AdviceKind.RELAUNCH:
            answers = float(one.figures["value"]) * float(one.figures["reachable"])
            assert float(one.figures["low"]) <= answers <= float(one.figures["high"])
        elif "low" in one.figures:
            assert float(one.figures["low"]) > float(one.figures["mean"])
        elif one.filter is not None:
            assert services.prospects.count(OPERATOR, one.filter) == one.figures["n"]
    campaign = services.campaigns.preparing.named(OPERATOR, "Festival d'hiver")
    target = services.learning.advice.expected(OPERATOR, campaign.filtre, campaign)
    assert target is not None
    assert "Festival d'hiver" in target.sentence


def test_a_model_kept_is_dropped_where_its_mails_are_gone(services: Services) -> None:
    database = services.database
    lessons = services.learning.scores.lessons()
    assert waited(lessons.mails).days <= 14
    kept = list(database.mongo["recipients"].find())
    database.mongo["recipients"].delete_many({})
    try:
        found = services.learning.scores.find(OPERATOR, ALL)
        assert found.rows == ()
        assert "200 mails" in str(found.refused)
        assert [a.kind for a in services.learning.advice.all(OPERATOR)] == [
            AdviceKind.RELAUNCH,
            AdviceKind.COMPLETE,
        ]
    finally:
        database.mongo["recipients"].insert_many(kept)
    assert services.learning.scores.find(OPERATOR, ALL, 1).refused is None


def test_an_empty_base_gets_sentences(database: Database) -> None:
    services = build(database)
    assert services.learning.segments.find(OPERATOR, ALL).refused
    assert services.learning.scores.find(OPERATOR, ALL).refused
    assert services.learning.scores.train(OPERATOR).refused
    assert services.learning.advice.all(OPERATOR) == []
    assert services.learning.segments.of([{"_id": "x"}]) == [GENERIC]
