"""The demonstration is the same each time, sound, and shows the effects of its hidden model."""

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import UTC, date, datetime

import phonenumbers
import pytest
from email_validator import validate_email

from core.clock import PARIS
from core.demo import truth
from core.demo.generate import generate
from core.demo.models import DemoBatch
from core.demo.planning import demo_reminders
from core.demo.words import foreign_towns, of_town, patterns, task_words, words
from core.errors import InvalidData
from core.planning.documents import task_of
from core.planning.task import TaskState
from core.prospects.models import Prospect
from core.reminders.documents import reminder_of
from core.vocabulary.places import communes_named, departement_of_postcode
from core.vocabulary.values import ProspectType, Response, Status

TODAY = date(2026, 11, 22)
ROWS = 3_000


@pytest.fixture(scope="module")
def batches() -> list[DemoBatch]:
    return list(generate(ROWS, 1, TODAY).batches())


@pytest.fixture(scope="module")
def prospects(batches: list[DemoBatch]) -> list[Prospect]:
    return [prospect for batch in batches for prospect in batch.prospects]


def test_the_same_seed_and_day_make_the_same_data() -> None:
    one, two = generate(50, 3, TODAY), generate(50, 3, TODAY)
    assert list(one.batches()) == list(two.batches())
    assert (one.campaigns, one.tasks) == (two.campaigns, two.tasks)
    assert list(generate(50, 4, TODAY).prospects()) != list(one.prospects())


def test_a_small_demonstration_begins_a_large_one(prospects: list[Prospect]) -> None:
    assert list(generate(1_300, 1, TODAY).prospects()) == prospects[:1_300]


@pytest.mark.parametrize("rows", [1, 999, 1_000, 1_001])
def test_there_are_as_many_prospects_as_asked(rows: int) -> None:
    assert len(list(generate(rows, 1, TODAY).prospects())) == rows


@pytest.mark.parametrize(("rows", "seed"), [(0, 1), (-5, 1), (1_000_001, 1), (10, -1)])
def test_a_size_out_of_bounds_is_refused(rows: int, seed: int) -> None:
    with pytest.raises(InvalidData):
        generate(rows, seed, TODAY)


def test_ids_addresses_and_telephones_are_nobody_elses(prospects: list[Prospect]) -> None:
    for field in ("prospect_id", "email", "telephone", "site_web", "facebook", "instagram"):
        values = [v for p in prospects if (v := getattr(p, field)) is not None]
        assert len(values) == len(set(values)), field


def test_addresses_are_on_reserved_domains(prospects: list[Prospect]) -> None:
    reserved = (".example.org", ".example.com", ".example.net")
    for p in prospects:
        if p.email is not None:
            checked = validate_email(p.email, check_deliverability=False)
            assert checked.normalized == p.email
            assert p.email.endswith(reserved)
        assert p.site_web is None or p.site_web.endswith(reserved)


def test_telephones_are_valid_and_of_the_region(prospects: list[Prospect]) -> None:
    for p in prospects:
        if p.telephone is None:
            continue
        number = phonenumbers.parse(p.telephone, None)
        assert phonenumbers.is_valid_number(number), p.telephone
        if p.region == "Île-de-France":
            assert p.telephone.startswith("+33199")
        if p.region == "Bretagne":
            assert p.telephone.startswith("+33261")


def test_towns_match_their_departement_region_and_postcode(prospects: list[Prospect]) -> None:
    for p in prospects:
        if p.pays != "France":
            assert (p.region, p.departement, p.telephone) == (None, None, None)
            continue
        named = communes_named(p.ville)
        assert (p.departement, p.region) in {(c.departement, c.region) for c in named}
        assert p.code_postal is not None
        assert any(p.code_postal in c.postcodes for c in named)
        assert departement_of_postcode(p.code_postal) is not None


def test_some_values_are_missing_as_in_life(prospects: list[Prospect]) -> None:
    def share(missing: Callable[[Prospect], bool]) -> float:
        return sum(map(missing, prospects)) / len(prospects)

    assert 0.2 < share(lambda p: p.email is None) < 0.3
    assert 0.2 < share(lambda p: p.telephone is None) < 0.4
    assert 0.3 < share(lambda p: p.accepte_contact is None) < 0.4
    assert 0.01 < share(lambda p: p.pays != "France") < 0.04
    assert {p.type_prospect for p in prospects} == set(ProspectType)
    assert {p.statut for p in prospects} == set(Status)


def test_status_dates_and_answers_agree(prospects: list[Prospect]) -> None:
    expected = {Response.POSITIF: Status.INTERESSE, Response.NEGATIF: Status.REFUSE}
    for p in prospects:
        assert p.cree_le is not None
        assert p.modifie_le is not None
        assert p.cree_le <= p.modifie_le <= datetime(2026, 11, 22, tzinfo=UTC)
        if p.statut is Status.JAMAIS_CONTACTE:
            assert (p.date_dernier_contact, p.date_retour, p.retour_prospect) == (None, None, None)
            continue
        assert p.date_dernier_contact is not None
        assert p.date_dernier_contact < TODAY
        if p.retour_prospect is None:
            assert p.date_retour is None
            assert p.statut in {Status.CONTACTE, Status.EN_ATTENTE}
        else:
            assert p.statut is expected[p.retour_prospect]
            assert p.date_retour is not None
            assert p.date_dernier_contact <= p.date_retour <= TODAY


def test_prospects_agree_with_what_the_campaigns_did(batches: list[DemoBatch]) -> None:
    by_id = {p.prospect_id: p for batch in batches for p in batch.prospects}
    sent: dict[str, list[datetime]] = defaultdict(list)
    for batch in batches:
        for recipient in batch.recipients:
            p = by_id[recipient["prospect_id"]]
            assert p.email is not None
            assert p.accepte_contact is True
            assert p.cree_le is not None
            assert p.cree_le < recipient["envoye_le"]
            if recipient["etat"] == "Envoyé":
                sent[p.prospect_id].append(recipient["envoye_le"])
        for event in batch.events:
            p = by_id[event["prospect_id"]]
            if event["kind"] == "réponse":
                assert p.retour_prospect == event["valeur"]
                assert p.date_retour == event["le"].astimezone(PARIS).date()
    for key, moments in sent.items():
        assert by_id[key].date_dernier_contact == max(moments).astimezone(PARIS).date()


def test_events_follow_their_mail(batches: list[DemoBatch]) -> None:
    sent = {r["_id"]: r for batch in batches for r in batch.recipients}
    kinds: Counter[str] = Counter()
    for batch in batches:
        for event in batch.events:
            recipient = sent[f"{event['campagne_id']}:{event['prospect_id']}"]
            assert recipient["envoye_le"] < event["le"]
            assert (event["kind"] == "rebond") == (recipient["etat"] == "Rebond")
            kinds[event["kind"]] += 1
    assert set(kinds) == {"ouverture", "clic", "réponse", "rebond"}
    assert kinds["clic"] < kinds["ouverture"]


def test_received_campaigns_are_those_of_the_recipients(batches: list[DemoBatch]) -> None:
    names = {c["campagne_id"]: c["nom"] for c in generate(1, 1, TODAY).campaigns}
    for batch in batches:
        told = {key: set(found) for found, keys in batch.received.items() for key in keys}
        seen: dict[str, set[str]] = defaultdict(set)
        for recipient in batch.recipients:
            seen[recipient["prospect_id"]].add(names[recipient["campagne_id"]])
        assert told == seen


def test_the_data_show_the_effects_of_the_hidden_model() -> None:
    """Observed answer rates are those that the model gives, by type, region, audience and hour."""
    observed: dict[tuple[str, object], list[float]] = defaultdict(list)
    expected: dict[tuple[str, object], list[float]] = defaultdict(list)
    for batch in generate(15_000, 5, TODAY).batches():
        by_id = {p.prospect_id: p for p in batch.prospects}
        answered = {
            (e["campagne_id"], e["prospect_id"]) for e in batch.events if e["kind"] == "réponse"
        }
        last = max(r["envoye_le"] for r in batch.recipients)
        # The last campaign's answers are still coming in; bounces can't answer.
        sends = [
            r
            for r in batch.recipients
            if r["etat"] == "Envoyé" and (last - r["envoye_le"]).days > 3
        ]
        who = [by_id[r["prospect_id"]] for r in sends]
        hours = [r["envoye_le"].astimezone(PARIS).hour for r in sends]
        truths = truth.answer_probability(
            [p.type_prospect.value for p in who],
            [p.audience_band() for p in who],
            [p.region for p in who],
            hours,
        )
        for r, p, hour, chance in zip(sends, who, hours, truths, strict=True):
            evening = hour >= truth.EVENING_FROM
            for group in (
                ("type", p.type_prospect),
                ("region", p.region),
                ("band", p.audience_band()),
                ("hour", hour),
                ("type in the evening", (p.type_prospect, evening)),
            ):
                observed[group].append((r["campagne_id"], p.prospect_id) in answered)
                expected[group].append(float(chance))
    for group, chances in expected.items():
        n = len(chances)
        mean = sum(chances) / n
        noise = (mean * (1 - mean) / n) ** 0.5
        assert abs(sum(observed[group]) / n - mean) < 4 * noise + 1e-3, group
    rate = {group: sum(found) / len(found) for group, found in observed.items()}
    assert rate["type", ProspectType.ASSO_JDR] > 2 * rate["type", ProspectType.INFLUENCEUR]
    assert rate["region", "Bretagne"] > 1.3 * rate["region", "Île-de-France"]
    assert rate["hour", 10] > 1.3 * rate["hour", 15]
    evening = rate["type in the evening", (ProspectType.MEDIATHEQUE, True)]
    assert evening < rate["type in the evening", (ProspectType.MEDIATHEQUE, False)]


def test_campaigns_are_past_and_on_working_days() -> None:
    campaigns = generate(1, 1, TODAY).campaigns
    assert len({c["nom"] for c in campaigns}) == len(campaigns)
    for campaign in campaigns:
        assert campaign["cree_le"] < campaign["envoyee_le"] < datetime(2026, 11, 21, tzinfo=UTC)
        assert campaign["envoyee_le"].astimezone(PARIS).weekday() < 5
        assert campaign["filtre"]["accepte_contact"] is True


def test_tasks_are_late_done_due_today_and_to_come() -> None:
    tasks = [task_of(document) for document in generate(1, 1, TODAY).tasks]
    assert any(task.etat is TaskState.FAITE for task in tasks)
    assert any(task.is_late(TODAY) for task in tasks)
    assert any(task.is_open and task.echeance == TODAY for task in tasks)
    assert any(task.is_open and task.echeance > TODAY for task in tasks)
    assert all(task.debut <= task.echeance for task in tasks)


def test_two_reminders_are_to_come_for_who_loads_it() -> None:
    reminders = [reminder_of(document) for document in demo_reminders(1, TODAY, "marie")]
    assert len(reminders) == 2
    assert all(one.is_pending and one.pour == "marie" for one in reminders)
    assert all(one.local.date() > TODAY for one in reminders)


@pytest.mark.parametrize(
    ("town", "said"),
    [
        ("Lyon", "de Lyon"), ("Arles", "d'Arles"), ("Le Mans", "du Mans"), ("Hyères", "d'Hyères"),
        ("Les Ulis", "des Ulis"), ("La Rochelle", "de La Rochelle"), ("L'Isle", "de L'Isle"),
        ("Évry", "d'Évry"), ("Haguenau", "de Haguenau"), ("Halluin", "d'Halluin"),
        ("Ham", "de Ham"), ("Yerres", "d'Yerres"),
    ],
)  # fmt: skip
def test_towns_take_the_right_preposition(town: str, said: str) -> None:
    assert of_town(town) == said


def test_the_words_are_sound() -> None:
    for kind in ProspectType:
        for pattern in patterns(kind.value):
            names = [part.split("}")[0] for part in pattern.split("{")[1:]]
            assert all(name in {"ville", "de_ville"} or words(name) for name in names), pattern
    for name in ("prenoms", "noms", "quartiers", "merveille", "voies", "etiquettes"):
        assert len(words(name)) == len(set(words(name))), name
    assert {country for country, _, _ in foreign_towns()} >= {"Belgique", "Suisse", "Canada"}
    assert len(task_words()) > 5
