"""One raw cell in, the canonical value of the data contract out, or the reason why there is none.

Every function takes the text as found and returns a `Read`: (value, None), (None, None) where
there is nothing to read, or (None, reason). None of them raises.
"""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, TypeVar

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from rapidfuzz.distance import OSA

from core.clock import PARIS
from core.prospects.reasons import Reason
from core.vocabulary.text import fold, visible
from core.vocabulary.values import ContactMethod, ProspectType, Response, Status

T = TypeVar("T")
Read = tuple[T | None, Reason | None]

DEFAULT_COUNTRY = "FR"
MAX_NUMBER = 1_000_000_000

_VOCABULARY = Path(__file__).parents[1] / "vocabulary"
_SPACES = re.compile(r"\s+")
# Letters up to those with a mark of their own (Latin, spelt composed), and the usual punctuation:
# nothing of it is unseen, a space of another kind, or written in two ways.
_USUAL = re.compile(r"[ -~\xa1-\xac\xae-\u02ff‘’“”…–—]*")
_DASHES = frozenset("-–—_./?* ")


@cache
def _words(file: str) -> Mapping[str, Any]:
    return tomllib.loads((_VOCABULARY / file).read_text(encoding="utf-8"))


def _lookup(lists: Mapping[str, list[str]]) -> dict[str, str]:
    return {_key(word): value for value, words in lists.items() for word in [value, *words]}


def _key(word: str) -> str:
    # Marks such as ✓ fold to nothing and are their own key.
    return fold(word).replace(" ", "") or word.strip()


@cache
def _answers(part: str) -> Mapping[str, str]:
    return _lookup(_words("answers.toml")[part])


# Text


def clean(raw: str) -> str:
    """The text on one line: trimmed, composed accents, no invisible characters, plain spaces."""
    usual = raw.isprintable() if raw.isascii() else _USUAL.fullmatch(raw)
    if usual and "  " not in raw:
        return raw.strip()
    # Spaces first: a few of those that are not seen part words.
    text = unicodedata.normalize("NFC", visible(_SPACES.sub(" ", raw)))
    return _SPACES.sub(" ", text).strip()


def clean_lines(raw: str) -> str:
    """As `clean`, line by line: line breaks stay, as plain newlines."""
    text = raw.replace("\r\n", "\n").replace("\r", "\n")
    return "\n".join(clean(line) for line in text.split("\n")).strip()


def is_empty(text: str) -> bool:
    """Whether a cleaned cell says nothing: '', '-', 'n/a', 'néant', 'NC', 'pas de mail' …"""
    if len(text) > _LONGEST_EMPTY and text[0] not in _DASHES and not _may_say_nothing(text):
        return False
    return _says_nothing(text)


def _may_say_nothing(text: str) -> bool:
    """Whether a text that is not short begins as one of those that say nothing."""
    return len(text) <= _LONGEST_SAYING and text[:3].lower() in _first_letters()


_LONGEST_EMPTY = 6
_LONGEST_SAYING = 40


def is_error(text: str) -> bool:
    """Whether it is what a spreadsheet shows where it can't compute: '#REF!', '#VALEUR!' …"""
    return text.startswith("#") and text.strip().upper() in _errors()


@cache
def _errors() -> frozenset[str]:
    return frozenset(_words("answers.toml")["empty"]["errors"])


@cache
def _first_letters() -> frozenset[str]:
    words = _words("answers.toml")["empty"]
    first = (*words["words"], *words["lacking"])
    return frozenset(spelled[:3] for word in first for spelled in (word.lower(), f"({word}"))


def says_no_address(text: str) -> bool:
    """Whether a cell of e-mails or telephones says that there is none: 'x', 'non', 'pas d'e-mail',
    'en cours'."""
    return "@" not in text and (is_empty(text) or _key(text) in _no_address() or _lacks(text))


@cache
def _no_address() -> frozenset[str]:
    return frozenset(_key(word) for word in _words("answers.toml")["empty"]["no_address"])


@cache
def _lacking() -> re.Pattern[str]:
    words = _words("answers.toml")["empty"]
    before, nouns = ("|".join(map(fold, words[part])) for part in ("lacking", "nouns"))
    return re.compile(rf"(?:{before}) (?:(?:{nouns}) ?)+(?:{'|'.join(words['after'])})?")


def _lacks(text: str) -> bool:
    """'pas de mail', 'aucune adresse connue'."""
    return _lacking().fullmatch(fold(text)) is not None


@lru_cache(maxsize=10_000)
def _says_nothing(text: str) -> bool:
    return (
        all(char in _DASHES for char in text)
        or _key(text) in _empty_words()
        or (len(text) > _LONGEST_EMPTY and _lacks(text))
    )


@cache
def _empty_words() -> frozenset[str]:
    return frozenset(_key(word) for word in _words("answers.toml")["empty"]["words"])


# E-mail and telephone

# What email-validator accepts for sure, and leaves as it is: the rest goes through it.
_LONGEST_PLAIN = 120
_PLAIN_EMAIL = re.compile(
    r"(?=[^@]{1,64}@)[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*"
    r"@(?:(?![^.]{64})[a-z0-9]+(?:-[a-z0-9]+)*\.)+"
    r"(?!(?:arpa|invalid|local|localhost|onion|test)$)[a-z]{2,20}"
)


def email(raw: str) -> Read[str]:
    """Lower case, checked by syntax alone; example.com and .test are allowed."""
    text = clean(raw).lower()
    if len(text) <= _LONGEST_PLAIN and _PLAIN_EMAIL.fullmatch(text):
        return text, None
    if is_empty(text):
        return None, None
    try:
        checked = validate_email(text, check_deliverability=False, test_environment=True)
    except (EmailNotValidError, ValueError):
        return None, Reason.INVALID_EMAIL
    return checked.normalized.lower(), None


# The numbers of overseas departements, which libphonenumber knows as countries of their own.
OVERSEAS = {
    **dict.fromkeys(("262", "263", "692", "693"), ("RE", 262)),
    **dict.fromkeys(("269", "639"), ("YT", 262)),
    **dict.fromkeys(("590", "690", "691"), ("GP", 590)),
    **dict.fromkeys(("594", "694"), ("GF", 594)),
    **dict.fromkeys(("596", "696", "697"), ("MQ", 596)),
}
_PHONE_MARKS = re.compile(r"[\s.\-/()\u2010-\u2015]+")
_FRENCH = re.compile(r"(?:(?:\+|00)?330?|0)?([1-9]\d{8})")


@lru_cache(maxsize=100_000)
def telephone(raw: str, country: str = DEFAULT_COUNTRY) -> Read[str]:
    """E.164. `country` is the ISO code by which numbers without a prefix are read."""
    text = clean(raw)
    if is_empty(text):
        return None, None
    if text.endswith(".0"):
        text = text[:-2]
    digits = _PHONE_MARKS.sub("", text)
    if country == DEFAULT_COUNTRY and (french := _FRENCH.fullmatch(digits)):
        national = french[1]
        if national[:3] in OVERSEAS:
            return _overseas(national)
        valid = _french_number().fullmatch(national)
        return (f"+33{national}", None) if valid else (None, Reason.INVALID_PHONE)
    return _any_number(digits if digits.startswith(("+", "00")) else text, country)


def _overseas(national: str) -> Read[str]:
    _, code = OVERSEAS[national[:3]]
    number, reason = _checked(code, int(national))
    return (number, reason) if number else _checked(33, int(national))


@cache
def _french_number() -> re.Pattern[str]:
    """libphonenumber's own patterns of the numbers of nine digits that exist in France."""
    metadata = phonenumbers.PhoneMetadata.metadata_for_region("FR", None)
    assert metadata is not None
    kinds = (
        *(metadata.fixed_line, metadata.mobile, metadata.toll_free, metadata.premium_rate),
        *(metadata.shared_cost, metadata.personal_number, metadata.voip, metadata.pager),
        *(metadata.uan, metadata.voicemail),
    )
    patterns = [kind.national_number_pattern for kind in kinds if kind is not None]
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns if pattern))


def _any_number(text: str, country: str) -> Read[str]:
    if text.startswith("00"):
        text = "+" + text[2:]
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return None, Reason.INVALID_PHONE
    return _checked(number.country_code or 0, number.national_number or 0, number)


def _checked(code: int, national: int, number: phonenumbers.PhoneNumber | None = None) -> Read[str]:
    number = number or phonenumbers.PhoneNumber(country_code=code, national_number=national)
    if not phonenumbers.is_valid_number(number):
        return None, Reason.INVALID_PHONE
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), None


def national_telephone(e164: str) -> str:
    """As French people dial it: '06 12 34 56 78', or '00' and the country's code."""
    plain = "00" + e164.removeprefix("+")
    if not e164.startswith(("+33", "+262", "+590", "+594", "+596")):
        return plain
    national = e164[3:] if e164.startswith("+33") else e164[4:]
    shown = " ".join(("0" + national)[i : i + 2] for i in range(0, 10, 2))
    return shown if len(national) == 9 and telephone(shown)[0] == e164 else plain


@lru_cache(maxsize=1_000)
def country(raw: str) -> Read[str]:
    """The French name where the country is known, else as written."""
    text = clean(raw)
    return (None, None) if is_empty(text) else (_countries().get(_key(text), text), None)


def country_code(name: str | None) -> str:
    """The ISO code of a country's French name; FR where there is none or it is not known."""
    known = _words("countries.toml").get(name or "")
    return known[0] if known else DEFAULT_COUNTRY


@cache
def _countries() -> Mapping[str, str]:
    return _lookup(dict(_words("countries.toml")))


# Closed lists

_SMALL_WORDS = frozenset(
    ("a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les")
)
_TYPO_LENGTHS = ((9, 2), (4, 1))


@lru_cache(maxsize=10_000)
def prospect_type(raw: str) -> Read[ProspectType]:
    """The type, whatever its plural, accents or typos; Autre *and* a reason where unknown."""
    text = clean(raw)
    if is_empty(text):
        return None, None
    found = _type_named(_type_key(text))
    return (found, None) if found else (ProspectType.AUTRE, Reason.UNKNOWN_TYPE)


def is_type_word(word: str) -> bool:
    """Whether a word begins the name of a type: 'ludothèque', 'bar'."""
    return len(word) > _SHORTEST_TYPE and any(
        key.startswith(_type_key(word)) for key in _types() if _type_key(word)
    )


_SHORTEST_TYPE = 2


def _type_key(text: str) -> str:
    words = [word for word in fold(text).split() if word not in _SMALL_WORDS]
    return "".join(word if len(word) <= 3 else word.rstrip("sx") for word in words)


@cache
def _types() -> Mapping[str, ProspectType]:
    lists = _words("types.toml")
    return {_type_key(word): ProspectType(t) for t in lists for word in [t, *lists[t]]}


def _type_named(key: str) -> ProspectType | None:
    exact = _types().get(key) or _types().get(key.rstrip("s"))
    if exact:
        return exact
    near = {
        (distance, value)
        for word, value in _types().items()
        if (distance := OSA.distance(key, word)) <= _typos_allowed(word)
    }
    best = {value for distance, value in near if distance == min(near)[0]}
    return best.pop() if len(best) == 1 else None


def _typos_allowed(word: str) -> int:
    return next((typos for length, typos in _TYPO_LENGTHS if len(word) >= length), 0)


@lru_cache(maxsize=10_000)
def statut(raw: str) -> Read[Status]:
    """The status; 'Prospect' is Jamais contacté."""
    value, empty = _listed("statut", raw)
    return (None if value is None else Status(value)), (
        None if value or empty else Reason.UNKNOWN_STATUT
    )


@lru_cache(maxsize=10_000)
def retour(raw: str) -> Read[Response]:
    """Positif or Négatif."""
    value, empty = _listed("retour", raw)
    return (None if value is None else Response(value)), (
        None if value or empty else Reason.INVALID_RETOUR
    )


@lru_cache(maxsize=10_000)
def contact_method(raw: str) -> Read[ContactMethod]:
    """The way of contact."""
    value, empty = _listed("methode", raw)
    return (None if value is None else ContactMethod(value)), (
        None if value or empty else Reason.UNKNOWN_METHODE
    )


def _listed(part: str, raw: str) -> tuple[str | None, bool]:
    text = clean(raw)
    if is_empty(text):
        return None, True
    key = _key(text)
    words = _answers(part)
    return words.get(key) or _nearest(key, words), False


def _nearest(key: str, words: Mapping[str, str]) -> str | None:
    # One typo, in words long enough for it to be one.
    near = {value for word, value in words.items() if len(word) >= 6 and _one_typo(key, word)}
    return near.pop() if len(near) == 1 else None


def _one_typo(key: str, word: str) -> bool:
    return OSA.distance(key, word, score_cutoff=1) <= 1


@lru_cache(maxsize=10_000)
def boolean(raw: str) -> Read[bool]:
    """oui / o / 1 / vrai / true / yes / x, and their contraries."""
    return _yes_or_no(raw, ("boolean",))


@lru_cache(maxsize=10_000)
def consent(raw: str) -> Read[bool]:
    """As `boolean`, and the words of consent: inscrit, désabonné, opt-in …"""
    return _yes_or_no(raw, ("boolean", "consent"))


_YES_FIRST = re.compile(r"(?:oui|ok|yes|d['’]accord)\b(?!\s*\?)", re.I)
_NO_FIRST = re.compile(r"(?:non|no)\s*[,;:.!(/–—-]", re.I)


@lru_cache(maxsize=10_000)
def consent_in_words(raw: str) -> Read[bool]:
    """As `consent`, and an answer with words around it: 'oui, par mail', 'ne souhaite pas être
    contacté'. What leaves a doubt ('oui mais pas avant mai') is none."""
    value, reason = consent(raw)
    if reason is None:
        return value, None
    text, words = clean(raw), _words("answers.toml")["consent_in_words"]
    told = f" {fold(text)} "
    if _NO_FIRST.match(text) or any(f" {fold(no)} " in told for no in words["no"]):
        return False, None
    if told.split()[0:1] and told.split()[0] in words["begins_no"]:
        return False, None
    if _YES_FIRST.match(text) and not set(told.split()) & set(words["doubt"]):
        return True, None
    return None, reason


def consent_from_opposition(raw: str) -> Read[bool]:
    """Consent inverted: 'oui' to an opt-out or blacklist is no consent."""
    opposed, reason = boolean(raw)
    # 'désinscrit', 'blacklisted' are no consent whatever the column's sense.
    return consent(raw) if reason else (None if opposed is None else not opposed, None)


@lru_cache(maxsize=10_000)
def is_moment(raw: str) -> bool:
    """Whether it is a date, with or without a time; all zeros are none."""
    return any(char in raw for char in "123456789") and day(raw)[0] is not None


@lru_cache(maxsize=1_000)
def opted_out(raw: str) -> bool:
    """Whether a status says that somebody unsubscribed: 'unsubscribed', 'désinscrit' …"""
    return _key(clean(raw)) in _opted_out()


@cache
def _opted_out() -> frozenset[str]:
    return frozenset(_key(word) for word in _words("answers.toml")["opted_out"]["words"])


def _yes_or_no(raw: str, parts: tuple[str, ...]) -> Read[bool]:
    text = clean(raw)
    if is_empty(text):
        return None, None
    if text[0].isdigit() and not text.strip("0-/:. T"):
        # A tool's empty date.
        return (None, None) if len(text) > _LONGEST_EMPTY else (False, None)
    key = _key(text.replace(".0", "") if text in {"1.0", "0.0"} else text)
    for part in parts:
        if (answer := _yes_words(part).get(key)) is not None:
            return answer, None
    return None, Reason.INVALID_BOOL


@cache
def _yes_words(part: str) -> Mapping[str, bool]:
    words = _words("answers.toml")[part]
    return {_key(w): answer == "true" for answer in ("true", "false") for w in words[answer]}


# Numbers and dates

_NUMBER = re.compile(r"(\d{1,10}|\d{1,3}(?: \d{3}){1,3})(?:[.,]0+)?")


@lru_cache(maxsize=100_000)
def number(raw: str) -> Read[int]:
    """A whole number from 0 to 10⁹: '1743.0' is 1743, '1 234' (any space) is 1234."""
    text = clean(raw)
    if is_empty(text):
        return None, None
    found = _NUMBER.fullmatch(text)
    value = int(found[1].replace(" ", "")) if found else -1
    return (value, None) if 0 <= value <= MAX_NUMBER else (None, Reason.INVALID_NUMBER)


_TIME = r"(?:(?:\s*[T,]\s*|\s+|\s+à\s+)\d{1,2}\s*[:h]\s*\d{0,2}.*)?"
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})" + _TIME, re.I)
_COMPACT_ISO = re.compile(r"(\d{4})(\d{2})(\d{2})")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})" + _TIME, re.I)
_IN_WORDS = re.compile(r"(\d{1,2})(?:er)? ([a-z]+) (\d{4})(?: .*)?")
_WEEK_DAY = re.compile(r"^(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche) ")
_MONTHS = {
    word: month
    for month, words in enumerate(
        (
            *("janvier janv jan january", "fevrier fevr fev february feb", "mars mar march"),
            *("avril avr april apr", "mai may", "juin june jun", "juillet juil july jul"),
            *("aout august aug", "septembre sept sep september", "octobre oct october"),
            *("novembre nov november", "decembre dec december"),
        ),
        start=1,
    )
    for word in words.split()
}
_CENTURY_TURN = 70
_YEARS = range(1900, 2201)


def day(raw: str) -> Read[date]:
    """A date, day first or ISO; the time of day is dropped."""
    return _day(raw, _FRENCH_ORDER)


def day_after_month(raw: str) -> Read[date]:
    """The same in a file whose dates are written as Americans do: '03/25/2026'."""
    return _day(raw, _AMERICAN_ORDER)


_FRENCH_ORDER, _AMERICAN_ORDER = (3, 2, 1), (3, 1, 2)


@lru_cache(maxsize=50_000)
def _day(raw: str, figures: tuple[int, int, int]) -> Read[date]:
    """`figures` are the places of year, month and day in a date of figures."""
    text = clean(raw)
    if is_empty(text):
        return None, None
    for pattern, order in ((_ISO, (1, 2, 3)), (_COMPACT_ISO, (1, 2, 3)), (_DAY_FIRST, figures)):
        if found := pattern.fullmatch(text):
            return _date(*(int(found[part]) for part in order))
    if found := _IN_WORDS.fullmatch(_WEEK_DAY.sub("", fold(text))):
        return _date(int(found[3]), _MONTHS.get(found[2], 0), int(found[1]))
    return None, Reason.INVALID_DATE


def _date(year: int, month: int, day_of_month: int) -> Read[date]:
    if year < 100:
        year += 2000 if year < _CENTURY_TURN else 1900
    if year not in _YEARS:
        return None, Reason.INVALID_DATE
    try:
        return date(year, month, day_of_month), None
    except ValueError:
        return None, Reason.INVALID_DATE


def instant(raw: str) -> Read[datetime]:
    """An ISO date and time, in UTC where no zone is written, or a French one, of Paris
    ('12/03/2026 14:05:33'); a date alone is its midnight."""
    text = clean(raw)
    if is_empty(text):
        return None, None
    try:
        moment = _french_moment(text) or datetime.fromisoformat(text)
    except ValueError:
        value, reason = day(text)
        if value is None:
            return None, reason
        moment = datetime(value.year, value.month, value.day, tzinfo=UTC)
    if moment.year not in _YEARS:
        return None, Reason.INVALID_DATE
    if moment.tzinfo is UTC and not moment.microsecond:
        # As the product writes them.
        return moment, None
    zoned = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    # MongoDB keeps milliseconds.
    zoned = zoned.replace(microsecond=zoned.microsecond // 1000 * 1000)
    return zoned.astimezone(UTC), None


_FRENCH_MOMENT = re.compile(r"\d\d/\d\d/\d{4} \d\d:\d\d(?::\d\d)?")


def _french_moment(text: str) -> datetime | None:
    if text[2:3] != "/" or not _FRENCH_MOMENT.fullmatch(text):
        return None
    pattern = "%d/%m/%Y %H:%M:%S" if text.count(":") == 2 else "%d/%m/%Y %H:%M"
    return datetime.strptime(text, pattern).replace(tzinfo=PARIS)


# Web

_HOST = r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_]{2,24}"
_URL = re.compile(rf"(?:(https?)://)?(?:[^\s@/]+@)?{_HOST}(?::\d{{1,5}})?(?:[/?#]\S*)?", re.I)
_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*:", re.I)


def url(raw: str) -> Read[str]:
    """A web address; 'https://' is put before those that come without."""
    text = clean(raw)
    if is_empty(text):
        return None, None
    found = _URL.fullmatch(text)
    if not found or "@" in text.split("/")[0]:
        return None, Reason.INVALID_URL
    return (text if found[1] else f"https://{text}"), None


def network(raw: str) -> Read[str]:
    """An account on a social network: its address or its name, as written."""
    text = clean(raw)
    if is_empty(text):
        return None, None
    looks_like_address = "://" in text or "www." in text.lower() or _SCHEME.match(text)
    # 'oui', 'non': the column was used as a tick box, there is no account to keep.
    ticked = len(text) < 6 and text[0] != "@" and boolean(text)[1] is None
    if ticked or (looks_like_address and not _URL.fullmatch(text)):
        return None, Reason.INVALID_URL
    return text, None
