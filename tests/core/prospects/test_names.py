"""A record is found by its name, however it is misspelt, turned round or cut short."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.accounts.models import OPERATOR
from core.clock import now
from core.database import Database
from core.journal.service import JournalService
from core.prospects import names
from core.prospects.models import Prospect
from core.prospects.rekeying import rekey
from core.prospects.service import ProspectService
from core.vocabulary.values import ProspectType as T
from tests.factories import prospect

# (name, type, town, ways in which people write it)
MISSPELT = (
    ("MJC d'Angers", T.MJC, "Angers", ("mjc d'anger", "MJC Angres", "la mjc d'angerss")),
    ("MJC de Bellevue", T.MJC, "Nantes", ("mjc belevue", "m.j.c Bellevu", "mcj de bellevue")),
    ("MJC Jacques-Prévert", T.MJC, "Brest", ("mjc jaque prevert", "MJC Jacques Prévers")),
    ("MJC - Espace Louis-Aragon", T.MJC, "Tours", ("mjc louis arragon", "mjc espace loui aragon")),
    ("Ludothèque du Château", T.LUDOTHEQUE, "Blois", ("ludotheke du chateau", "ludoteque chato")),
    (
        "Ludothèque Pirouette",
        T.LUDOTHEQUE,
        "Lyon",
        ("piroutte", "ludothèque pirouete", "pirrouette"),
    ),
    ("Ludothèque Colin-Maillard", T.LUDOTHEQUE, "Metz", ("colin mayard", "ludo colinmaillard")),
    (
        "Ludothèque Le Chat Perché",
        T.LUDOTHEQUE,
        "Pau",
        ("le chat percher", "ludotheque chat perchez"),
    ),
    ("Ludothèque Croc'jeux", T.LUDOTHEQUE, "Dole", ("crocjeux", "ludothèque croc jeu")),
    ("Joujouthèque", T.LUDOTHEQUE, "Gap", ("joujoutheque", "joujoutek", "jou jou thèque")),
    ("Dédalle", T.BAR_A_JEUX, "Lille", ("Dedalus", "dedale", "Dédal")),
    (
        "Le Meeple Heureux",
        T.BAR_A_JEUX,
        "Nancy",
        ("le miple heureux", "meeple heureu", "mepple heureux"),
    ),
    ("L'Échiquier, café ludique", T.BAR_A_JEUX, "Caen", ("echiquié", "l'echicier", "eschiquier")),
    ("Le Dé à Jouer", T.BAR_A_JEUX, "Reims", ("le dé a jouet", "dé à joué")),
    ("Le Joker Gourmand", T.BAR_A_JEUX, "Dijon", ("joker gourmant", "jocker gourmand")),
    (
        "La Confrérie de la Salamandre",
        T.ASSO_JDR,
        "Blois",
        ("confrerie salamendre", "confrairie de la salamandre"),
    ),
    (
        "Les Arpenteurs du Crépuscule",
        T.ASSO_JDR,
        "Laon",
        ("arpanteurs du crepuscule", "arpenteur crépuscul"),
    ),
    (
        "Le Grimoire de la Mandragore",
        T.ASSO_JDR,
        "Sens",
        ("grimoir de la mandragor", "mandragore grimoire"),
    ),
    ("Le Donjon du Dragon", T.ASSO_JDR, "Lens", ("donjon du dragn", "le donjhon du dragon")),
    (
        "L'Antre du Phénix",
        T.ASSO_JDR,
        "Nice",
        ("antre du fenix", "lantre du phenix", "l'entre du phénix"),
    ),
    (
        "Médiathèque Robert-Desnos",
        T.MEDIATHEQUE,
        "Creil",
        ("mediathek robert desnosse", "médiathèque robert denos"),
    ),
    (
        "Médiathèque Aimé-Césaire",
        T.MEDIATHEQUE,
        "Sète",
        ("mediatheque aime cezaire", "mediateque emé césaire"),
    ),
    (
        "Bibliothèque George-Sand",
        T.MEDIATHEQUE,
        "La Châtre",
        ("bibliotheque georges sand", "biblioteque george sant"),
    ),
    (
        "Centre social Simone-de-Beauvoir",
        T.CSCS,
        "Rouen",
        ("centre social simone de bovoir", "simone beauvoire"),
    ),
    (
        "Centre socioculturel Les Hirondelles",
        T.CSCS,
        "Niort",
        ("les irondelles", "centre socio culturel hirondele"),
    ),
    ("La Caverne du Gobelin", T.BOUTIQUE, "Nîmes", ("caverne du goblin", "la cavern du gobelin")),
    (
        "L'Échoppe aux Figurines",
        T.BOUTIQUE,
        "Albi",
        ("echope aux figurines", "l'échoppe o figurine"),
    ),
    (
        "Éditions du Chat Bossu",
        T.EDITEUR,
        "Paris",
        ("edition du chat bosu", "les editions du chat bossue"),
    ),
    ("Ébénisterie Grondin", T.ARTISAN, "Cholet", ("ebenisterie grondain", "ébenistrie grondin")),
    (
        "Critique et Compagnie",
        T.INFLUENCEUR,
        "Lyon",
        ("critik et compagnie", "critiques & compagny"),
    ),
)
PAIRS = [(wrong, name) for name, _, _, ways in MISSPELT for wrong in ways]
FOUND_FIRST, FOUND_IN_FIVE = 0.93, 0.95


@pytest.fixture
def service(database: Database) -> ProspectService:
    return ProspectService(database, JournalService(database, now), now)


def add(service: ProspectService, *records: Prospect) -> None:
    service.insert(records)


def found(service: ProspectService, name: str, limit: int = 5) -> list[str]:
    return [p.nom_structure for p in service.find_named(OPERATOR, name, limit)]


def known(name: str, kind: T = T.AUTRE, ville: str = "Lyon", **values: str) -> Prospect:
    return prospect(nom_structure=name, type_prospect=kind, ville=ville, **values)


def test_misspelt_names_are_found(service: ProspectService) -> None:
    add(service, *(known(name, kind, town) for name, kind, town, _ in MISSPELT))
    answers = [(found(service, wrong), name) for wrong, name in PAIRS]
    first = sum(answer[:1] == [name] for answer, name in answers)
    among = sum(name in answer for answer, name in answers)
    missed = [
        w for (w, _), (answer, name) in zip(PAIRS, answers, strict=True) if name not in answer
    ]
    assert len(PAIRS) >= 60
    assert first >= FOUND_FIRST * len(PAIRS), (first, len(PAIRS), missed)
    assert among >= FOUND_IN_FIVE * len(PAIRS), missed


def test_the_exact_name_comes_before_all_others(service: ProspectService) -> None:
    add(service, known("Le Dragon"), known("Le Dragon Bleu"), known("Le Dragan"))
    assert found(service, "LE DRAGON") == ["Le Dragon"]


def test_words_in_any_order_come_before_what_is_like_them(service: ProspectService) -> None:
    add(service, known("MJC d'Angers", T.MJC, "Angers"), known("MJC d'Anglet", T.MJC, "Anglet"))
    assert found(service, "Angers MJC") == ["MJC d'Angers"]


def test_a_type_in_a_town_is_found_whatever_its_name(service: ProspectService) -> None:
    add(
        service,
        known("Pirouette", T.LUDOTHEQUE, "Dax"),
        known("Cabriole", T.LUDOTHEQUE, "Pau"),
        known("Le Pion", T.BAR_A_JEUX, "Dax"),
    )
    assert found(service, "la ludothèque de Dax") == ["Pirouette"]


def test_the_town_beside_the_name_tells_namesakes_apart(service: ProspectService) -> None:
    add(service, *(known("Ludothèque Pirouette", T.LUDOTHEQUE, t) for t in ("Lyon", "Dax")))
    [one] = service.find_named(OPERATOR, "Pirouette de Dax")
    assert one.ville == "Dax"


def test_a_contact_is_found_in_any_order(service: ProspectService) -> None:
    add(service, known("Le Donjon", nom_contact="Marie Lefèvre"), known("Le Pion"))
    assert found(service, "lefevre marie") == ["Le Donjon"]


def test_a_part_of_a_word_is_found(service: ProspectService) -> None:
    add(service, known("Ludothèque Pirouette", T.LUDOTHEQUE), known("Le Pion"))
    assert found(service, "irouet") == ["Ludothèque Pirouette"]


@pytest.mark.parametrize("nonsense", ["xylophage intergalactique", "zzzz qqqq", "", "?!", "42"])
def test_nonsense_finds_nobody(service: ProspectService, nonsense: str) -> None:
    add(service, *(known(name, kind, town) for name, kind, town, _ in MISSPELT))
    assert found(service, nonsense) == []


def test_the_nearest_names_are_told_once_each(service: ProspectService) -> None:
    add(
        service, known("Le Griffon Blanc"), known("Le Griffon Blanc", ville="Pau"), known("Le Pion")
    )
    near = service.nearest_names(OPERATOR, "grifon blan noir")
    assert [p.nom_structure for p in near] == ["Le Griffon Blanc"]


def test_records_of_before_the_keys_are_found(database: Database, service: ProspectService) -> None:
    add(service, *(known(f"Le Donjon {n}") for n in "abcde"), known("Ludothèque Pirouette"))
    database.mongo["prospects"].update_many({}, {"$unset": {"cles_nom": "", "son_nom": ""}})
    database.mongo["meta"].delete_one({"_id": "cles_nom"})
    database.mongo["prospects"].create_index("nom_norm")
    assert rekey(database) == 6
    assert "nom_norm_1" not in database.mongo["prospects"].index_information()
    assert found(service, "piroutte") == ["Ludothèque Pirouette"]
    assert rekey(database) == 0


def sound_kept(name: str, town: str = "") -> str:
    """How a record keeps the sound of its name."""
    return names.stored(name, town, None)["son_nom"]


@given(st.text(max_size=60), st.text(max_size=20), st.none() | st.text())
def test_any_text_has_few_short_keys(name: str, town: str, contact: str | None) -> None:
    made = names.keys(name, town, contact)
    assert made == sorted(set(made))
    assert all(len(key) <= 30 for key in [*made, sound_kept(name, town)])


@given(st.text(max_size=60))
def test_a_name_has_the_sound_it_is_looked_for_by(name: str) -> None:
    asked = names.wanted(name)
    if asked is not None:
        assert sound_kept(name) in asked.sound_keys()


@given(st.text("bdfgklmnprstv", min_size=5, max_size=12), st.data())
def test_a_sound_with_one_letter_wrong_is_looked_for(name: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(name) - 1))
    other = data.draw(st.sampled_from("bdfgklmnprstv"))
    for typo in (
        name[:at] + name[at + 1 :],
        name[:at] + other + name[at:],
        name[:at] + other + name[at + 1 :],
    ):
        asked = names.wanted(typo)
        assert asked is not None
        # A letter at the end may be silent, and one beside its twin is heard once.
        if names.sound(typo) == typo and names.sound(name) == name:
            assert sound_kept(name) in asked.typo_keys()


def test_a_typo_in_a_small_word_still_finds_a_name_of_one_word(service: ProspectService) -> None:
    add(service, known("CSCS du Lotissement", T.CSCS))
    assert found(service, "CSCS dyu Lotissement") == ["CSCS du Lotissement"]
