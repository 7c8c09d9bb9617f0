"""Whom a sentence leaves out is never listed, and what it leaves aside is told.

Ten wordings of each kind that was mended, written for the kind, not for the case that showed it.
"""

from datetime import date
from typing import Any

import pytest

from assistant.language.understanding import Context, Understanding
from tests.assistant.language.asking import filters_of, language

TODAY = date(2026, 11, 22)
BRETAGNE = {"region": ["Bretagne"]}
MJC, LUDO, BAR, BOUTIQUE = "MJC", "Ludothèque", "Bar à jeux", "Boutique spécialisée"


def _read(said: str) -> dict[str, Any]:
    return filters_of(said, today=TODAY).as_json()


def _understood(said: str) -> Understanding:
    return language().understand(said, Context(), TODAY)[0]


@pytest.mark.parametrize(
    ("said", "left_out"),
    [
        ("les MJC sauf en Bretagne ou dans le Tarn", {**BRETAGNE, "departement": ["81"]}),
        ("les ludos hors Nantes, le Jura", {"ville": ["Nantes"], "departement": ["39"]}),
        ("éditeurs sans ceux du Lot et de Bretagne", {**BRETAGNE, "departement": ["46"]}),
        ("MJC hormis celles de Dijon ou du Var", {"departement": ["83"], "ville": ["Dijon"]}),
        ("artisans excepté le 12, Toulouse", {"departement": ["12"], "ville": ["Toulouse"]}),
        ("les bars à part l'Aude et à part Nice", {"departement": ["11"], "ville": ["Nice"]}),
        ("clubs en dehors du Cher ou de Bretagne", {**BRETAGNE, "departement": ["18"]}),
        ("les MJC, le Gers non, Pau non plus", {"departement": ["32"], "ville": ["Pau"]}),
        ("Metz et l'Eure exclues, les éditeurs", {"departement": ["27"], "ville": ["Metz"]}),
        ("les ludos pas dans le Var ni à Lens", {"departement": ["83"], "ville": ["Lens"]}),
    ],
)  # fmt: skip
def test_an_exception_goes_on_to_the_end_of_its_list(said: str, left_out: dict[str, Any]) -> None:
    found = _read(said)
    assert found["exclure"] == left_out
    assert not {"region", "departement", "ville"} & set(found)


@pytest.mark.parametrize(
    ("said", "wanted", "left_out"),
    [
        ("Bretagne sans le Finistère, MJC et ludos", [MJC, LUDO], {"departement": ["29"]}),
        ("Occitanie hors Toulouse : bars, boutiques", [BAR, BOUTIQUE], {"ville": ["Toulouse"]}),
        ("Normandie à part Caen ; ludothèques", [LUDO], {"ville": ["Caen"]}),
        ("Grand Est sauf la Marne, mjc et boutiques", [MJC, BOUTIQUE], {"departement": ["51"]}),
        ("PACA excepté Nice, les boutiques et les bars", [BAR, BOUTIQUE], {"ville": ["Nice"]}),
        ("Corse hormis Bastia : les MJC", [MJC], {"ville": ["Bastia"]}),
        ("sans l'Aube, le Grand Est : les ludos", [LUDO], {"departement": ["10"]}),
        ("Bretagne moins Brest, les MJC et les boutiques", [MJC, BOUTIQUE], {"ville": ["Brest"]}),
        ("MJC, bars et ludos de Corse sauf Bastia", [MJC, BAR, LUDO], {"ville": ["Bastia"]}),
        ("l'Occitanie en dehors du Lot, les bars à jeux", [BAR], {"departement": ["46"]}),
    ],
)  # fmt: skip
def test_types_after_a_place_left_out_are_wanted(
    said: str, wanted: list[str], left_out: dict[str, Any]
) -> None:
    found = _read(said)
    assert (sorted(found["type_prospect"]), found["exclure"]) == (sorted(wanted), left_out)
    assert found["region"]


@pytest.mark.parametrize(
    ("said", "left_out"),
    [
        ("les prospects du Nord sauf MJC, boutiques", [MJC, BOUTIQUE]),
        ("les structures de Lens hors ludos/MJC", [LUDO, MJC]),
        ("le Gard, les boutiques ne m'intéressent pas", [BOUTIQUE]),
        ("les contacts de Pau, ludothèques pas souhaitées", [LUDO]),
        ("structures du Tarn différentes des MJC", [MJC]),
        ("ce qui n'a rien à voir avec les bars à jeux à Lyon", [BAR]),
        ("les prospects de l'Ain, les ludos à écarter", [LUDO]),
        ("prospects du 35, ne pas inclure les boutiques", [BOUTIQUE]),
        ("prospects de Lille, je veux aucune MJC", [MJC]),
        ("prospects du Jura, les bars à jeux non plus", [BAR]),
    ],
)
def test_types_left_out_in_any_wording(said: str, left_out: list[str]) -> None:
    found = _read(said)
    assert sorted(found["exclure"]["type_prospect"]) == sorted(left_out)
    assert "type_prospect" not in found


@pytest.mark.parametrize(
    ("said", "key", "values"),
    [
        ("les MJC de Pau, non les ludos", "type_prospect", [MJC]),
        ("ce sont les bars à jeux que je cherche, non les MJC", "type_prospect", [BAR]),
        ("les ludos oui, les MJC non", "type_prospect", [LUDO]),
        ("montre les boutiques, non les éditeurs", "type_prospect", [BOUTIQUE]),
        ("les éditeurs du 44, non les artisans", "type_prospect", ["Éditeur"]),
        ("les MJC, non, les ludos", "type_prospect", [LUDO]),
        ("les MJC, ah non les ludos", "type_prospect", [LUDO]),
        ("les MJC euh non les boutiques", "type_prospect", [BOUTIQUE]),
        ("les bars à jeux de Lyon et non les boutiques", "type_prospect", [BAR]),
        ("les MJC du 69, oups non du 38", "departement", ["38"]),
    ],
)
def test_not_these_is_no_correction(said: str, key: str, values: list[str]) -> None:
    assert _read(said)[key] == values


@pytest.mark.parametrize(
    ("said", "key", "fields"),
    [
        ("les MJC, pas celles avec un site", "sans", ["site_web"]),
        ("les ludos de Pau démunies de téléphone", "sans", ["telephone"]),
        ("les boutiques dépourvues de mail et de site web", "sans", ["email", "site_web"]),
        ("éditeurs dont on a le mail et non le téléphone", "sans", ["telephone"]),
        ("les MJC pas de facebook mais un site", "sans", ["facebook"]),
        ("les ludos ki non pas 2 site", "sans", ["site_web"]),
        ("les MJC à l'exception de celles n'ayant pas de mail", "avec", ["email"]),
        ("les bars à jeux, on oublie ceux sans site", "avec", ["site_web"]),
        ("artisans sauf ceux privés de téléphone", "avec", ["telephone"]),
        ("les MJC, n'oublie pas celles sans mail", "sans", ["email"]),
    ],
)
def test_fields_lacking_and_lacks_left_out(said: str, key: str, fields: list[str]) -> None:
    found = _read(said)
    assert sorted(found[key]) == sorted(fields)
    assert not set(fields) & set(found.get("avec" if key == "sans" else "sans", ()))


@pytest.mark.parametrize(
    "said",
    [
        "les MJC sans celles qui ne veulent pas de mails",
        "les ludos, vire celles qui ne veulent plus de nos nouvelles",
        "les MJC qui n'ont pas demandé à ne plus être contactées",
        "boutiques qui n'ont pas demandé qu'on ne les contacte plus",
        "les éditeurs qui n'ont rien contre nos mails",
        "les artisans qui ne nous ont pas interdit de les contacter",
        "bars à jeux sauf ceux qui refusent nos mails",
        "les MJC, retire celles qui ne veulent pas de nos nouvelles",
        "clubs à part ceux qui ont demandé à ne plus être contactés",
        "les MJC hors celles qui nous ont interdit de leur écrire",
    ],
)
def test_who_said_no_is_never_listed(said: str) -> None:
    assert _read(said).get("accepte_contact") is not False


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("les MJC sans celles qui n'ont pas répondu", "En attente de réponse"),
        ("les ludos de Pau autres que celles qui sont intéressées", "Intéressé"),
        ("boutiques du Nord, vire les sans réponse", "En attente de réponse"),
        ("enlève ceux qui n'ont pas répondu des éditeurs de Lyon", "En attente de réponse"),
        ("les artisans, je veux pas ceux qui ont refusé", "Refusé"),
        ("les MJC sauf celles qui n'ont jamais été contactées", "Jamais contacté"),
        ("hormis celles qui n'ont pas encore répondu, les ludos", "En attente de réponse"),
        ("les bars à jeux à l'exception de ceux qui ont décliné", "Refusé"),
        ("retire les sans réponse des MJC du 33", "En attente de réponse"),
        ("éditeurs autres que ceux qui ont refusé", "Refusé"),
    ],
)
def test_statuses_left_out(said: str, status: str) -> None:
    found = _read(said)
    assert found["exclure"] == {"statut": [status]}
    assert "statut" not in found


@pytest.mark.parametrize(
    ("said", "town"),
    [
        ("les MJC non situées à Lille", "Lille"),
        ("les éditeurs, rien à Paris", "Paris"),
        ("des ludos mais je ne veux rien à Nantes", "Nantes"),
        ("les boutiques pas implantées à Lyon", "Lyon"),
        ("les artisans non installés à Nice", "Nice"),
        ("les MJC, retire-moi celles de Brest", "Brest"),
        ("enlève Rennes et montre les ludos", "Rennes"),
        ("les bars à jeux pas basés à Metz", "Metz"),
        ("les clubs, surtout rien sur Toulouse", "Toulouse"),
        ("les éditeurs jamais situés à Dijon", "Dijon"),
    ],
)
def test_towns_where_nobody_is_wanted(said: str, town: str) -> None:
    found = _read(said)
    assert found["exclure"] == {"ville": [town]}
    assert found["type_prospect"]
    assert "ville" not in found


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("les MJC de Pau, non de Lens", "non de Lens"),
        ("les éditeurs de Lyon, non du Jura", "non du Jura"),
        ("les artisans de Lille, pas de souci, avec un mail", ""),
        ("n'hésite pas à montrer les MJC de Pau", ""),
        ("les éditeurs, non pardon, les artisans", ""),
        ("il n'y a pas moyen de voir les MJC de Lens", ""),
    ],
)
def test_a_denial_without_effect_is_told(said: str, told: str) -> None:
    unread = _understood(said).unread
    assert told in " ".join(unread) if told else not unread


@pytest.mark.parametrize("tale", ["Chui dans le bus", "chuis au boulot là", "jsuis dans le train"])
def test_a_tale_in_sms_spelling_is_no_request(tale: str) -> None:
    found = language().understand(f"{tale}, trouve les mjc de Rennes", Context(), TODAY)
    assert [one.filters.ville for one in found] == [("Rennes",)]


@pytest.mark.parametrize("said", ["tous sauf les MJC et PACA", "tout sauf les éditeurs et Lyon"])
def test_a_place_left_out_beside_a_type(said: str) -> None:
    assert not {"region", "ville"} & set(_read(said))


@pytest.mark.parametrize(
    ("said", "kept", "left_out"),
    [
        ("Normandie, le Calvados mis à part, en attente de réponse",
         {"region": ["Normandie"], "statut": ["En attente de réponse"]}, {"departement": ["14"]}),
        ("les MJC, Brest mise à part, qui acceptent le contact",
         {"type_prospect": [MJC], "accepte_contact": True}, {"ville": ["Brest"]}),
        ("les boutiques, Lille exclue, jamais contactées",
         {"type_prospect": [BOUTIQUE], "statut": ["Jamais contacté"]}, {"ville": ["Lille"]}),
        ("les ludothèques, le Gers excepté, intéressées",
         {"type_prospect": [LUDO], "statut": ["Intéressé"]}, {"departement": ["32"]}),
        ("les bars à jeux, Pau mis de côté, qui n'ont pas répondu",
         {"type_prospect": [BAR], "statut": ["En attente de réponse"]}, {"ville": ["Pau"]}),
        ("les MJC, non comprises celles de l'Essonne", {"type_prospect": [MJC]},
         {"departement": ["91"]}),
        ("les ludothèques non incluses celles de Lyon", {"type_prospect": [LUDO]},
         {"ville": ["Lyon"]}),
        ("les MJC dont on ne connaît pas le téléphone, sauf à Nantes",
         {"type_prospect": [MJC], "sans": ["telephone"]}, {"ville": ["Nantes"]}),
        ("tous les prospects nous intéressent, sauf ceux de Corse", {}, {"region": ["Corse"]}),
    ],
)  # fmt: skip
def test_what_follows_an_exception_said_after_its_place(
    said: str, kept: dict[str, Any], left_out: dict[str, Any]
) -> None:
    found = _read(said)
    assert found.pop("exclure") == left_out
    assert found == kept


@pytest.mark.parametrize(
    "said",
    [
        "les MJC dont on ne sait pas le mail", "MJC dont nous ne connaissons pas l'e-mail",
        "les mjc dont on connait pas le mail", "MJC dont je ne connais pas l'adresse mail",
    ],
)  # fmt: skip
def test_what_is_not_known_is_lacking(said: str) -> None:
    assert _read(said) == {"type_prospect": [MJC], "sans": ["email"]}


@pytest.mark.parametrize("name", ["Petit Dé", "Grand Dé", "Petits Dés", "Le Dé", "Les Petits Dés"])
def test_a_die_is_a_word_of_a_name(name: str) -> None:
    found = _understood(f"ouvre la fiche de la ludothèque {name}")
    assert str(found.slots["prospect"]).endswith(name)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("c'est quoi le téléphone de la librairie Chapitre Neuf", "librairie Chapitre Neuf"),
        ("quel est le mail de la librairie Le Livre Ouvert", "librairie Le Livre Ouvert"),
        ("donne-moi le site de la bouquinerie Tome Deux", "bouquinerie Tome Deux"),
    ],
)
def test_a_field_of_somebody_with_a_capital_opens_them(said: str, name: str) -> None:
    found = _understood(said)
    assert (found.intent, found.slots["prospect"]) == ("show_prospect", name)


@pytest.mark.parametrize("said", ["quel est le numéro de la mairie", "le site de la météo"])
def test_a_field_of_no_name_is_nobody(said: str) -> None:
    assert _understood(said).intent == "out_of_scope"


@pytest.mark.parametrize(
    ("said", "span"),
    [
        ("MJC, ≥ 100 adh.", {"min": 100}), ("MJC ≤ 200 adh.", {"max": 200}),
        ("mjc ⩾ 100 adhérents", {"min": 100}), ("mjc adhérents≥50", {"min": 50}),
        ("mjc, adh ≤ 30", {"max": 30}), ("MJC ⩽ 80 adhérents", {"max": 80}),
        ("MJC >= 100 adh.", {"min": 100}), ("MJC <= 30 adh", {"max": 30}),
    ],
)  # fmt: skip
def test_signs_of_bounds(said: str, span: dict[str, int]) -> None:
    assert _read(said) == {"type_prospect": [MJC], "adherents": span}
