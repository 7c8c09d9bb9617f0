"""What a chip says takes exactly that chip off; a sentence gives exactly its filter."""

from datetime import date
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.language.dialogue.own_words import read_chip, read_sentence
from assistant.language.grammar.reading import read
from assistant.language.phrasing.chips import MANY, Chip, chips, describe, sentence
from assistant.language.phrasing.naming import named_place
from assistant.language.text.splitting import split
from core.prospects.filters import Filter, KnownField, PresenceField
from core.vocabulary.places import DEPARTEMENTS, REGIONS, all_communes
from core.vocabulary.values import AudienceBand, Network, ProspectType, Response, Status
from tests.assistant.language.asking import filters_of, places

TODAY = date(2026, 3, 18)
COUNTRIES = ("France", "Belgique", "Suisse", "Luxembourg", "Canada", "Pays-Bas", "Ruritanie")

some_text = (
    st.text(st.characters(codec="utf-8", exclude_characters='«»“”"', exclude_categories=("C", "Z")))
    | st.sampled_from(("Noël 2025", "fête du jeu", "Ludo 33 et MJC", "sans mail", "d'ici le 12"))
).filter(lambda text: 0 < len(text) <= 60)
numbers = st.integers(0, 2_000_000)


@st.composite
def number_ranges(draw: st.DrawFn) -> dict[str, int]:
    low, high = sorted((draw(numbers), draw(numbers)))
    return draw(st.sampled_from(({"min": low}, {"max": high}, {"min": low, "max": high})))


@st.composite
def day_ranges(draw: st.DrawFn) -> dict[str, int]:
    """Days as answers take: few of them, often the same at both ends."""
    low, high = sorted((draw(st.integers(0, 9)), draw(st.integers(0, 9))))
    return draw(st.sampled_from(({"min": low}, {"max": high}, {"min": low, "max": high})))


@st.composite
def date_ranges(draw: st.DrawFn) -> dict[str, str]:
    days = st.dates(date(2015, 1, 1), date(2026, 3, 16))
    first, last = sorted((draw(days), draw(days)))
    both = {"apres": first.isoformat(), "avant": last.isoformat()}
    return draw(st.sampled_from(({"apres": both["apres"]}, {"avant": both["avant"]}, both)))


def some(values: Any, most: int = 3) -> st.SearchStrategy[list[Any]]:
    return st.lists(st.sampled_from(list(values)), unique=True, max_size=most)


towns = st.sampled_from([commune.name for commune in all_communes()]) | some_text
LISTS: dict[str, st.SearchStrategy[list[Any]]] = {
    "type_prospect": some(ProspectType),
    "region": some(REGIONS),
    "departement": some(DEPARTEMENTS),
    "ville": st.lists(towns, unique=True, max_size=2),
    "pays": some(COUNTRIES),
    "statut": some(Status),
    "retour": some(Response, 2),
    "tranche_public": some(AudienceBand),
    "code_postal": some(("35000", "29200", "97400", "01234")),
    "domaine": some(("gmail.com", "orange.fr", "mail.asso-jeux.org", "x.xn--p1ai")),
    "tag": st.lists(some_text, unique=True, max_size=2),
}
EXCLUDED_TEXTS = ("source", "nom_commence")
DAYS = ("ajoute", "modifie")
MANY_VALUES = {
    "type_prospect": some(ProspectType, 11),
    "region": some(REGIONS, 18),
    "departement": some(DEPARTEMENTS, 12),
    "ville": st.lists(towns, unique=True, min_size=MANY + 1, max_size=20),
}


@st.composite
def filters(draw: st.DrawFn) -> Filter:
    """Filters whose every key constrains: nothing is left out of what a list leaves out already."""
    values: dict[str, Any] = {}
    excluded: dict[str, Any] = {}
    for key in draw(some(LISTS, 4)):
        values[key] = draw(LISTS[key])
    for key in draw(some(LISTS, 2)):
        some_values = draw(LISTS[key] | MANY_VALUES.get(key, LISTS[key]))
        excluded[key] = [] if values.get(key) else some_values
    fields = draw(st.permutations(list(PresenceField)))
    values["avec"], values["sans"] = fields[:2][: draw(st.integers(0, 2))], fields[2:4][1:]
    known = draw(st.permutations(list(KnownField)))
    values["avec"] = draw(st.permutations([*values["avec"], *known[: draw(st.integers(0, 2))]]))
    values["sans"] = draw(
        st.permutations([*values["sans"], *known[2 : 2 + draw(st.integers(0, 2))]])
    )
    if draw(st.booleans()):
        values["avec_un_de"] = fields[4 : 6 + draw(st.integers(0, 3))]
    values["accepte_contact"] = draw(st.sampled_from((None, True, False)))
    if draw(st.booleans()):
        values["adherents"] = draw(number_ranges())
    networks = draw(some((*Network, "total"), 2))
    values["followers"] = {network: draw(number_ranges()) for network in networks}
    if draw(st.booleans()):
        values["dernier_contact"] = draw(date_ranges())
    if draw(st.booleans()):
        values["delai_reponse"] = draw(number_ranges() | day_ranges())
    values["campagne"] = draw(st.none() | some_text)
    values["texte"] = draw(st.none() | some_text)
    values["source"] = draw(st.none() | some_text)
    values["nom_commence"] = draw(st.none() | some_text)
    values["mobile"] = draw(st.sampled_from((None, True, False)))
    for key in DAYS:
        values[key] = draw(st.none() | date_ranges())
        excluded[key] = draw(st.none() | date_ranges())
    for key in EXCLUDED_TEXTS:
        some_values = draw(st.lists(some_text, unique=True, max_size=2))
        excluded[key] = [value for value in some_values if value != values[key]]
    values["exclure"] = {key: value for key, value in excluded.items() if value}
    return Filter.model_validate({k: v for k, v in values.items() if v not in (None, [], {})})


def without(before: Filter, chip: Chip, place: int) -> dict[str, Any]:
    """The filter as JSON, less what that chip stands for."""
    values = before.as_json()
    same = [at for at, other in enumerate(chips(before)) if other.key == chip.key]
    holder, key = values, chip.key
    if chip.key.startswith("exclure."):
        holder, key = values["exclure"], chip.key.removeprefix("exclure.")
        if len(holder[key]) > MANY:
            holder[key] = holder[key][:1]
    if key in {*LISTS, "avec", "sans"} or (holder is not values and key in EXCLUDED_TEXTS):
        del holder[key][same.index(place)]
    elif key == "followers":
        del holder[key][list(holder[key])[same.index(place)]]
    else:
        del holder[key]
    if not holder.get(key):
        holder.pop(key, None)
    if not values.get("exclure"):
        values.pop("exclure", None)
    return values


SLOWLY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@given(filters())
@SLOWLY
def test_saying_a_chip_takes_exactly_that_chip_off(before: Filter) -> None:
    for place, chip in enumerate(chips(before)):
        said = read_chip(chip.say, before)
        assert said is not None
        assert said.as_json() == without(before, chip, place), chip.say
        assert split(chip.say) == [chip.say]


@given(filters())
@SLOWLY
def test_a_sentence_is_understood_as_its_filter(wanted: Filter) -> None:
    understood = read_sentence(read(sentence(wanted), TODAY), TODAY)
    assert understood is not None, sentence(wanted)
    assert _sorted(understood.as_json()) == _sorted(wanted.as_json()), sentence(wanted)
    assert split(sentence(wanted)) == [sentence(wanted)]


@given(filters())
@SLOWLY
def test_every_filter_can_be_described(any_filter: Filter) -> None:
    assert describe(any_filter)
    assert "  " not in describe(any_filter)


def _sorted(values: Any) -> Any:
    if isinstance(values, dict):
        return {key: _sorted(value) for key, value in values.items()}
    return sorted(values) if isinstance(values, list) else values


def test_every_commune_can_be_named() -> None:
    for commune in all_communes()[::23]:
        said = named_place("ville", commune.name)
        assert "«" in said or places(f"enlève {said}") == [("ville", (commune.name,))]


def test_words_are_plain_french() -> None:
    wanted = Filter.model_validate(
        {"type_prospect": ["Bar à jeux"], "region": ["Occitanie"], "sans": ["email"]}
    )
    assert describe(wanted) == "les bars à jeux en Occitanie sans e-mail"
    assert describe(Filter()) == "tous les prospects"
    old = {"statut": ["Contacté"], "dernier_contact": {"avant": "2026-02-28"}}
    said = describe(Filter.model_validate(old))
    assert said == "les prospects contactés avant le 1er mars 2026"
    labels = {chip.label: chip.say for chip in chips(wanted)}
    assert labels == {
        "bars à jeux": "enlève les bars à jeux",
        "Occitanie": "enlève la région Occitanie",
        "sans e-mail": "enlève la condition sans e-mail",
    }


def test_a_chip_clicked_twice_leaves_nobody_out() -> None:
    before = Filter(type_prospect=(ProspectType.MJC,))
    for say in ("enlève la région Bretagne", "enlève la ville de Paris"):
        assert filters_of(say, before) == before


def test_the_phrase_agrees_with_who_is_spoken_of() -> None:
    never = (Status.JAMAIS_CONTACTE,)
    mjc, bar = ProspectType.MJC, ProspectType("Bar à jeux")
    one = Filter(type_prospect=(mjc,), statut=never, accepte_contact=True)
    assert describe(one) == "les MJC jamais contactées qui acceptent d'être contactées"
    both = Filter(type_prospect=(mjc, bar), statut=never)
    assert describe(both) == "les MJC et les bars à jeux jamais contactés"


def test_what_is_unknown_is_said_plainly() -> None:
    wanted = Filter.model_validate({"sans": ["region", "accepte_contact", "email"]})
    assert describe(wanted) == "les prospects sans région connue ni consentement connu ni e-mail"
    labels = [chip.label for chip in chips(wanted)]
    assert labels == ["région non renseignée", "consentement inconnu", "sans e-mail"]
    assert chips(wanted)[0].say == "enlève la condition région non renseignée"


def test_delays_are_said_in_days() -> None:
    said = {
        (0, 0): "le jour même",
        (1, 1): "le lendemain",
        (4, 7): "en 4 à 7 jours",
        (5, 5): "en 5 jours",
        (31, None): "en plus de 30 jours",
        (None, 6): "en moins de 7 jours",
    }
    for (low, high), words in said.items():
        wanted = Filter.model_validate({"delai_reponse": _bounded(low, high)})
        assert describe(wanted) == f"les prospects ayant répondu {words}"
        (chip,) = chips(wanted)
        assert chip.label == f"réponse {words}"


def _bounded(low: int | None, high: int | None) -> dict[str, int]:
    return {key: days for key, days in (("min", low), ("max", high)) if days is not None}


def test_a_long_exclusion_is_told_in_short() -> None:
    towns = [commune.name for commune in all_communes()[:20]]
    wanted = Filter.model_validate({"ville": ["Brest"], "exclure": {"ville": towns}})
    assert describe(wanted).endswith(" et 17 autres villes")
    assert describe(wanted).count(",") == 3
    group = chips(wanted)[-1]
    assert (group.label, group.say) == ("sauf 20 villes", "enlève l'exclusion des villes")
    left = read_chip(group.say, wanted)
    assert left == Filter.model_validate({"ville": ["Brest"]})
    assert all(town in sentence(wanted) for town in towns)
