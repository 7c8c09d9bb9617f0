"""Cells as people write them, and the values that they mean."""

import re
import unicodedata
from datetime import UTC, date, datetime

import phonenumbers
import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import example, given
from hypothesis import strategies as st

from core.prospects import normalise
from core.prospects.reasons import Reason
from core.vocabulary.text import visible
from core.vocabulary.values import ContactMethod, ProspectType, Response, Status

NOTHING = ("", " ", "-", "—", "n/a", "N/A", "néant", "NC", "nc", "\u00a0", "\u200b")


@pytest.mark.parametrize("cell", NOTHING)
def test_a_cell_that_says_nothing_is_no_mistake(cell: str) -> None:
    assert normalise.email(cell) == (None, None)
    assert normalise.telephone(cell) == (None, None)
    assert normalise.prospect_type(cell) == (None, None)
    assert normalise.boolean(cell) == (None, None)
    assert normalise.number(cell) == (None, None)
    assert normalise.day(cell) == (None, None)
    assert normalise.url(cell) == (None, None)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("Contact@MJC.fr", "contact@mjc.fr"),
        ("\u00a0a.b+c@gmail.com\u200b", "a.b+c@gmail.com"),
        ("info@example.com", "info@example.com"),
        ("a@médiathèque.fr", "a@médiathèque.fr"),
        ("a@mediathe\u0300que.fr", "a@mediathèque.fr"),
    ],
)
def test_an_email_is_trimmed_composed_and_lower_case(cell: str, value: str) -> None:
    assert normalise.email(cell) == (value, None)


@pytest.mark.parametrize("cell", ["pas-un-mail", "a@b", "a@@b.fr", "a b@c.fr", "a@b.fr, c@d.fr"])
def test_what_is_no_email_is_said(cell: str) -> None:
    assert normalise.email(cell) == (None, Reason.INVALID_EMAIL)


@given(
    st.from_regex(r"[a-z0-9._+-]{0,12}@[a-z0-9.-]{0,16}\.(fr|com|org|local)", fullmatch=True)
    | st.emails()
)
@example("a-@b.fr")
@example("a..b@c.fr")
@example("a@b--c.fr")
@example("a@-b.fr")
def test_emails_are_those_of_the_library(cell: str) -> None:
    try:
        expected = validate_email(
            cell.lower(), check_deliverability=False, test_environment=True
        ).normalized.lower()
    except EmailNotValidError:
        expected = None
    assert normalise.email(cell)[0] == expected


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("06 12 34 56 78", "+33612345678"),
        ("06.12.34.56.78", "+33612345678"),
        ("612345678", "+33612345678"),
        ("33612345678", "+33612345678"),
        ("612345678.0", "+33612345678"),
        ("+33 (0)6 12 34 56 78", "+33612345678"),
        ("0033 6 12 34 56 78", "+33612345678"),
        ("'0612345678", "+33612345678"),
        ("0262 41 23 45", "+262262412345"),
        ("0590 81 12 34", "+590590811234"),
        ("0594 28 12 34", "+594594281234"),
        ("0596 60 12 34", "+596596601234"),
        ("0692 12 34 56", "+262692123456"),
        ("+32 2 555 12 12", "+3225551212"),
    ],
)
def test_phones_are_read_as_french_people_write_them(cell: str, value: str) -> None:
    assert normalise.telephone(cell) == (value, None)


def test_a_phone_is_read_in_its_country() -> None:
    assert normalise.telephone("02 555 12 12", normalise.country_code("Belgique"))[0] == (
        "+3225551212"
    )


@pytest.mark.parametrize("cell", ["0102", "06 12 34 56 7", "abc", "00612345678", "0000000000"])
def test_possible_is_not_valid(cell: str) -> None:
    assert normalise.telephone(cell) == (None, Reason.INVALID_PHONE)


@given(st.from_regex(r"0[1-9][0-9]{8}", fullmatch=True))
def test_french_phones_are_those_of_the_library(cell: str) -> None:
    number = phonenumbers.parse(cell, "FR")
    if cell[1:4] in normalise.OVERSEAS:
        return
    expected = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    assert normalise.telephone(cell)[0] == (
        expected if phonenumbers.is_valid_number(number) else None
    )


@pytest.mark.parametrize(
    ("e164", "shown"),
    [
        ("+33612345678", "06 12 34 56 78"),
        ("+262262412345", "02 62 41 23 45"),
        ("+3225551212", "003225551212"),
        ("+15145551234", "0015145551234"),
    ],
)
def test_a_phone_is_shown_so_that_it_can_be_read_again(e164: str, shown: str) -> None:
    assert normalise.national_telephone(e164) == shown
    assert normalise.telephone(shown)[0] == e164


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("mjc", ProspectType.MJC),
        ("M.J.C.", ProspectType.MJC),
        ("Ludothèques", ProspectType.LUDOTHEQUE),
        ("ludothèqe", ProspectType.LUDOTHEQUE),
        ("bibliotheque", ProspectType.MEDIATHEQUE),
        ("biblio", ProspectType.MEDIATHEQUE),
        ("Asso jdr", ProspectType.ASSO_JDR),
        ("clubs de JDR", ProspectType.ASSO_JDR),
        ("associations de jeu de rôle", ProspectType.ASSO_JDR),
        ("cafés-jeux", ProspectType.BAR_A_JEUX),
        ("BARS A JEUX", ProspectType.BAR_A_JEUX),
        ("magasin", ProspectType.BOUTIQUE),
        ("boutiques de jeux", ProspectType.BOUTIQUE),
        ("centres sociaux", ProspectType.CSCS),
        ("centre socioculturel", ProspectType.CSCS),
        ("youtubeurs", ProspectType.INFLUENCEUR),
        ("streameuse", ProspectType.INFLUENCEUR),
        ("Editeur", ProspectType.EDITEUR),
        ("autres", ProspectType.AUTRE),
    ],
)
def test_types_are_known_by_many_names(cell: str, value: ProspectType) -> None:
    assert normalise.prospect_type(cell) == (value, None)


@pytest.mark.parametrize(
    "cell", ["Épicerie", "Mairie", "Auteur", "Librairie", "Théâtre", "Artiste"]
)
def test_an_unknown_type_is_autre_and_said(cell: str) -> None:
    assert normalise.prospect_type(cell) == (ProspectType.AUTRE, Reason.UNKNOWN_TYPE)


@given(st.sampled_from(ProspectType), st.sampled_from([str.upper, str.lower, str.title, str]))
def test_every_type_is_known_in_any_case(value: ProspectType, case: type) -> None:
    assert normalise.prospect_type(case(value.value)) == (value, None)


def test_statuses_answers_and_methods() -> None:
    assert normalise.statut("Prospect") == (Status.JAMAIS_CONTACTE, None)
    assert normalise.statut("CONTACTE") == (Status.CONTACTE, None)
    assert normalise.statut("en attente") == (Status.EN_ATTENTE, None)
    assert normalise.statut("bof") == (None, Reason.UNKNOWN_STATUT)
    assert normalise.retour("négatif") == (Response.NEGATIF, None)
    assert normalise.retour("peut-être") == (None, Reason.INVALID_RETOUR)
    assert normalise.contact_method("e-mail") == (ContactMethod.EMAIL, None)


@pytest.mark.parametrize("cell", ["oui", "O", "1", "1.0", "Vrai", "true", "YES", "x", "X"])
def test_yes(cell: str) -> None:
    assert normalise.boolean(cell) == (True, None)


@pytest.mark.parametrize("cell", ["non", "N", "0", "0.0", "Faux", "false", "no"])
def test_no(cell: str) -> None:
    assert normalise.boolean(cell) == (False, None)


def test_neither_yes_nor_no_is_said() -> None:
    assert normalise.boolean("peut-être") == (None, Reason.INVALID_BOOL)


def test_an_opt_out_is_consent_inverted() -> None:
    assert normalise.consent_from_opposition("oui") == (False, None)
    assert normalise.consent_from_opposition("non") == (True, None)
    assert normalise.consent_from_opposition("désinscrit") == (False, None)
    assert normalise.consent_from_opposition("") == (None, None)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1743", 1743),
        ("1743.0", 1743),
        ("1743,00", 1743),
        ("1 234", 1234),
        ("1\u00a0234", 1234),
        ("1\u202f234\u202f567", 1_234_567),
        ("0", 0),
        ("1000000000", 1_000_000_000),
    ],
)
def test_whole_numbers(cell: str, value: int) -> None:
    assert normalise.number(cell) == (value, None)


@pytest.mark.parametrize("cell", ["-5", "12.5", "1 23", "12k", "1000000001", "beaucoup"])
def test_other_numbers_are_left_out(cell: str) -> None:
    assert normalise.number(cell) == (None, Reason.INVALID_NUMBER)


@pytest.mark.parametrize(
    "cell",
    [
        *("03/02/2024", "3/2/2024", "3-2-24", "03.02.2024", "2024-02-03", "2024/02/03"),
        *("2024-02-03T10:00:00Z", "03/02/2024 10:30", "3 février 2024", "samedi 3 février 2024"),
    ],
)
def test_dates_are_day_first_or_iso_and_lose_their_time(cell: str) -> None:
    assert normalise.day(cell) == (date(2024, 2, 3), None)


@pytest.mark.parametrize("cell", ["31/02/2024", "2024-13-01", "03/25/2024", "hier", "45000"])
def test_impossible_dates_are_left_out(cell: str) -> None:
    assert normalise.day(cell) == (None, Reason.INVALID_DATE)


def test_an_instant_is_in_utc() -> None:
    assert normalise.instant("2024-02-03T10:00:00+01:00") == (
        datetime(2024, 2, 3, 9, tzinfo=UTC),
        None,
    )


def test_web_addresses() -> None:
    assert normalise.url("https://mjc.fr/a?b") == ("https://mjc.fr/a?b", None)
    assert normalise.url("www.mjc.fr") == ("https://www.mjc.fr", None)
    for cell in ("le site", "javascript:alert(1)", "mjc", "http://"):
        assert normalise.url(cell) == (None, Reason.INVALID_URL)
    assert normalise.network("@mjc_lilas") == ("@mjc_lilas", None)
    assert normalise.network("@x") == ("@x", None)
    assert normalise.network("oui") == (None, Reason.INVALID_URL)


READERS = (
    *(normalise.email, normalise.telephone, normalise.prospect_type, normalise.statut),
    *(normalise.retour, normalise.contact_method, normalise.boolean, normalise.consent),
    *(normalise.number, normalise.day, normalise.instant, normalise.url, normalise.network),
    *(normalise.country, normalise.consent_from_opposition),
)


@given(st.text(max_size=60))
@example("٣" * 9)
@example("²³")
@example("१/२/२०२४")
def test_no_cell_makes_a_reader_fail(cell: str) -> None:
    for reader in READERS:
        value, reason = reader(cell)
        if reason is not None and reason is not Reason.UNKNOWN_TYPE:
            assert value is None


@given(st.text(max_size=60))
def test_clean_text_stays_as_it_is(cell: str) -> None:
    assert normalise.clean(normalise.clean(cell)) == normalise.clean(cell)
    assert normalise.clean_lines(normalise.clean_lines(cell)) == normalise.clean_lines(cell)


_ATOMS = st.text("ab0-_+.", min_size=1, max_size=12)


_ENDS = st.sampled_from(("fr", "test", "local", "onion", "bzh", "xn--a", "a"))


@given(st.builds("{}@{}.{}".format, _ATOMS, _ATOMS, _ENDS))
def test_what_is_read_as_plain_is_what_email_validator_says(text: str) -> None:
    try:
        checked = validate_email(text, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        assert normalise.email(text)[0] is None
    else:
        assert normalise.email(text) == (checked.normalized.lower(), None)


TURNS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
HIDES = (
    "\u200b\u200c\u2060\u2061\u2064\u206a\u00ad\u034f\u180e\ufeff\ufff9\u3164\u115f\U000e0041\x92"
)


@pytest.mark.parametrize("hidden", [*TURNS, *HIDES, "\u200d", "\ufe0f", "\ud800"])
def test_what_nobody_sees_is_in_no_name(hidden: str) -> None:
    assert normalise.clean(f"{hidden}MJC{hidden} du Lac{hidden}") == "MJC du Lac"
    assert normalise.clean_lines(f"un{hidden}\ndeux{hidden}") == "un\ndeux"
    assert normalise.is_empty(normalise.clean(hidden * 3))


SCOTLAND = "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"


@pytest.mark.parametrize("name", [
    "Ludo 👩‍👩‍👧‍👦", "Arc 🏳️‍🌈", "❤️‍🔥", "👩🏽‍🚀", SCOTLAND + " Écosse",
    "1️⃣ rue", "✈️", "🇫🇷", "جمعية", "ประเทศไทย", "L’Œuf",
])  # fmt: skip
def test_pictures_and_letters_of_a_name_stay_whole(name: str) -> None:
    assert normalise.clean(name) == name


@given(st.text())
def test_a_clean_text_is_clean(raw: str) -> None:
    assert normalise.clean(normalise.clean(raw)) == normalise.clean(raw)


USUAL = st.characters(max_codepoint=0x370) | st.sampled_from("‘’“”…–— \u2028\u200b")


@given(st.text(USUAL, max_size=6))
def test_what_is_usual_is_cleaned_as_all_text_is(raw: str) -> None:
    """Usual text is not looked at character by character."""
    spaced = re.sub(r"\s+", " ", raw)
    plain = unicodedata.normalize("NFC", visible(spaced))
    assert normalise.clean(raw) == re.sub(r"\s+", " ", plain).strip()
