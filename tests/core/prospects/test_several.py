"""Cells with several e-mails or telephones, and words around them."""

import pytest

from core.prospects.normalise import is_empty
from core.prospects.reasons import Reason
from core.prospects.several import emails, telephones

A, B = "a@example.org", "b@example.org"
FIX, MOBILE = "+33478123456", "+33612345678"


@pytest.mark.parametrize(
    "cell",
    [
        f"{A} ; {B}", f"{A}, {B}", f"{A} / {B}", f"{A}\n{B}", f"{A} {B}", f"{A} ou {B}",
        f"{A} et {B}", f"{A}|{B}", f"mailto:{A};mailto:{B}", f"Julie <{A}>, Paul <{B}>",
        f"{A} (pro) ; {B} (perso)", f"pro : {A} perso : {B}", f"{A} - {B}", f"{A};{A};{B}",
        f"A@Example.org;{B}", f"a (at) example.org / {B}", f"<{A}> <{B}>", f"néant / {A} / {B}",
    ],
)  # fmt: skip
def test_both_addresses_are_kept(cell: str) -> None:
    assert emails(cell).values == (A, B)
    assert emails(cell).reason is None


@pytest.mark.parametrize(
    "cell", [f"mailto:{A}", f"Julie Roux <{A}>", f'"{A}"', f"{A} (accueil)", f"{A};", f"<{A}>"]
)
def test_what_is_around_an_address_goes(cell: str) -> None:
    assert (emails(cell).values, emails(cell).reason) == ((A,), None)


@pytest.mark.parametrize(
    "cell", ["jean dupont@example.org", "jean,dupont@example.org", "a@", "x@y"]
)
def test_an_address_in_doubt_is_none(cell: str) -> None:
    assert emails(cell).reason is Reason.INVALID_EMAIL


def test_what_is_left_out_beside_an_address_is_told() -> None:
    told = emails(f"{A} ; pas@bon")
    assert (told.values, told.left, told.reason) == ((A,), ("pas@bon",), Reason.INVALID_FURTHER)


@pytest.mark.parametrize(
    "cell",
    [
        "04 78 12 34 56 / 06 12 34 56 78", "0478123456 ou 0612345678", "0478123456\n0612345678",
        "04.78.12.34.56 - 06.12.34.56.78", "0478123456 0612345678", "0478123456, 0612345678",
        "0478123456;0612345678;", "04 78 12 34 56 et 06 12 34 56 78", "0478123456|0612345678",
        "fixe 04 78 12 34 56 portable 06 12 34 56 78", "+33478123456 / +33 6 12 34 56 78",
        "Tél : 04 78 12 34 56 (bureau), 06 12 34 56 78 (Julie)", "+33 (0)4 78 12 34 56 / 612345678",
    ],
)  # fmt: skip
def test_both_telephones_are_kept(cell: str) -> None:
    assert telephones(cell).values == (FIX, MOBILE)
    assert telephones(cell).reason is None


@pytest.mark.parametrize(
    "cell", ["04 78 12 34 56 poste 12", "0478123456 ext. 3", "04 78 12 34 56 p.7"]
)
def test_an_extension_leaves_the_number_with_a_warning(cell: str) -> None:
    assert (telephones(cell).values, telephones(cell).reason) == ((FIX,), Reason.PHONE_EXTENSION)


@pytest.mark.parametrize("cell", ["06 - 12 - 34 - 56 - 78", "06/12/34/56/78", "06.12.34.56.78"])
def test_one_number_in_pieces_is_one(cell: str) -> None:
    assert telephones(cell).values == (MOBILE,)


def test_a_number_cut_short_is_told() -> None:
    told = telephones("06 12 34 56 78/79")
    assert (told.values, told.left, told.reason) == ((MOBILE,), ("79",), Reason.INVALID_PHONE)


NONE = (
    "-|/|n/a|#N/A|#N/D|NC|N.C.|NR|ND|s/o|néant|aucun|aucune|sans|rien|vide|inconnu|Inconnue|"
    "non renseigné|non communiqué|pas de mail|pas d'email|pas de téléphone|aucun site internet|"
    "(vide)|null|None|à compléter|sans adresse mail|Non renseignée|non connu|?|..."
)


@pytest.mark.parametrize("word", NONE.split("|"))
def test_words_for_none(word: str) -> None:
    assert is_empty(word)
    assert emails(word) == telephones(word) == emails("")


@pytest.mark.parametrize("word", ["x", "X", "0", "non", "en cours", "TBD", "RAS", "à venir"])
def test_words_for_none_in_a_cell_of_addresses_alone(word: str) -> None:
    assert not is_empty(word)
    assert emails(word) == telephones(word) == emails("")


@pytest.mark.parametrize(
    "name", ["Pas-de-Calais", "Sans Souci", "Aucune idée", "Rien à signaler", "Nonette", "Videlles"]
)
def test_what_begins_so_and_says_something(name: str) -> None:
    assert not is_empty(name)
