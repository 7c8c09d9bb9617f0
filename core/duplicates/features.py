"""A record reduced to what can be compared: words, place, street, addresses on the web."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import ratio

from core.prospects.models import Prospect
from core.vocabulary.places import place_key
from core.vocabulary.text import fold
from core.vocabulary.values import Network

_TOWN_TYPO = 88
_LONG_WORD, _LONGER_WORD = 7, 10
"""From these lengths on, one typo and two are read over in words that many names have."""


@dataclass(frozen=True, slots=True)
class Light:
    """The few fields of a record that tell duplicates, canonical as in the base."""

    prospect_id: str
    nom_structure: str
    ville: str | None = None
    departement: str | None = None
    adresse: str | None = None
    email: str | None = None
    telephone: str | None = None
    site_web: str | None = None
    reseaux: tuple[str | None, ...] = ()
    """Accounts, in the order of `Network`."""
    type_prospect: str | None = None
    autres_emails: tuple[str, ...] = ()
    autres_telephones: tuple[str, ...] = ()


def light(prospect: Prospect) -> Light:
    """What is compared of a whole record."""
    return Light(
        prospect_id=prospect.prospect_id,
        nom_structure=prospect.nom_structure,
        ville=prospect.ville,
        departement=prospect.departement,
        adresse=prospect.adresse,
        email=prospect.email,
        telephone=prospect.telephone,
        site_web=prospect.site_web,
        reseaux=tuple(getattr(prospect, network.value) for network in Network),
        type_prospect=prospect.type_prospect.value,
        autres_emails=prospect.autres_emails,
        autres_telephones=prospect.autres_telephones,
    )


@dataclass(frozen=True, slots=True)
class Features:
    """What is compared of a record."""

    key: str
    words: tuple[str, ...]
    """The words that are its own, as written."""
    kinds: frozenset[str]
    core: str
    """Its own words in alphabetical order; its kind where it has no other."""
    town: str | None
    town_name: str | None
    departement: str | None
    street: str | None
    number: str | None
    email: str | None
    telephone: str | None
    mail_host: str | None
    site: str | None
    accounts: tuple[str, ...]
    type: str | None
    further: frozenset[str] = frozenset()
    """E-mails and telephones beside the main ones."""

    def shares_email(self, other: "Features") -> bool:
        """Whether an e-mail of one, main or further, is the other's."""
        return _shared(self, other, self.email, other.email, "@")

    def shares_telephone(self, other: "Features") -> bool:
        """The same of telephones."""
        return _shared(self, other, self.telephone, other.telephone, "+")


def _shared(
    one: Features, other: Features, mine: str | None, theirs: str | None, sign: str
) -> bool:
    if mine is not None and mine == theirs:
        return True
    if not one.further and not other.further:
        return False
    own = {key for key in (mine, *one.further) if key and sign in key}
    return not own.isdisjoint((theirs, *other.further))


@cache
def words() -> Mapping[str, Any]:
    """The lists of words.toml."""
    text = Path(__file__).with_name("words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def _small() -> frozenset[str]:
    return frozenset(words()["small"])


@cache
def _phrases() -> tuple[re.Pattern[str], Mapping[str, str]]:
    """A pattern of all phrases that make a kind or say nothing, and the kind of each ('' if none).

    The longest first: 'maison des jeunes et de la culture' before 'maison'.
    """
    found = {phrase: kind for kind, list_ in words()["kinds"].items() for phrase in list_}
    found |= dict.fromkeys(words()["fillers"]["words"], "")
    ordered = sorted(found, key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(map(re.escape, ordered)) + r")\b"), found


# Without its accent, the word of so many names here is a small word.
_INITIALS = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_DICE = re.compile(r"\bdés\b", re.I)


@lru_cache(maxsize=50_000)
def name_parts(name: str, town: str | None) -> tuple[tuple[str, ...], frozenset[str]]:
    """The words that are a name's own, and its kinds; the town it is in is not its own."""
    pattern, kinds = _phrases()
    joined = _INITIALS.sub(lambda found: found[0].replace(".", ""), name)
    folded = " ".join(map(_corrected, fold(_DICE.sub("dice", joined)).split()))
    found: set[str] = set()

    def put_aside(match: re.Match[str]) -> str:
        found.add(kinds[match[0]])
        return " "

    short = words()["short"]
    rest = [short.get(word, word) for word in pattern.sub(put_aside, folded).split()]
    own = [word for word in _without_town(rest, town) if word not in _small()]
    return tuple(own), frozenset(found - {""})


def _without_town(rest: list[str], town: str | None) -> list[str]:
    """Taken out wherever it stands, with its typos."""
    length = len(town.split()) if town else 0
    kept, at = [], 0
    while at < len(rest):
        if town and length and ratio(" ".join(rest[at : at + length]), town) >= _TOWN_TYPO:
            at += length
            continue
        kept.append(rest[at])
        at += 1
    return kept


@cache
def _known_words() -> tuple[str, ...]:
    phrases = " ".join(_phrases()[1])
    return tuple(sorted({word for word in phrases.split() if len(word) >= _LONG_WORD}))


@lru_cache(maxsize=20_000)
def _corrected(word: str) -> str:
    """A word that many names have, without its typo."""
    if len(word) < _LONG_WORD - 1 or word in _known_words():
        return word
    typos = 2 if len(word) >= _LONGER_WORD else 1
    near = [k for k in _known_words() if OSA.distance(word, k, score_cutoff=typos) <= typos]
    return near[0] if len(near) == 1 else word


_NUMBER = re.compile(r"^(\d+)\s*(?:bis|ter|b|t)?\b")
_BOX = re.compile(r"\b(?:bp|cs|cedex)\b.*$|\b\d{5}\b.*$")


@lru_cache(maxsize=20_000)
def street_of(address: str | None) -> tuple[str | None, str | None]:
    """The street without its small words, and the number in it."""
    text = _BOX.sub("", fold(address or ""))
    found = _NUMBER.match(text)
    rest = text[found.end() :] if found else text
    forms = words()["streets"]
    street = " ".join(forms.get(w, w) for w in rest.split() if w not in _small())
    return street or None, found[1] if found else None


@cache
def _public_mail() -> frozenset[str]:
    return frozenset(words()["hosts"]["public_mail"])


@cache
def _shared_sites() -> tuple[str, ...]:
    return tuple(words()["hosts"]["shared_sites"])


def mail_host(email: str | None) -> str | None:
    """The domain of an e-mail, unless anybody can have one there."""
    host = (email or "").rpartition("@")[2]
    return host if host and host not in _public_mail() else None


def site_key(url: str | None) -> str | None:
    """The host of a site; with its page where many share the host."""
    if not url:
        return None
    address = url.lower().partition("://")[2] or url.lower()
    host, _, path = address.partition("/")
    host = host.rpartition("@")[2].partition(":")[0].removeprefix("www.")
    if host in _shared_sites():
        page = path.split("?")[0].split("#")[0].strip("/")
        return f"{host}/{page}" if page else None
    return host or None


def account_key(network: Network, account: str) -> str | None:
    """An account, by its handle or its address."""
    text = account.strip().lower().rstrip("/").partition("?")[0]
    handle = text.rpartition("/")[2].lstrip("@")
    return f"{network.value}:{handle}" if len(handle) > 2 else None


def features(record: Light) -> Features:
    """What is compared of a record."""
    town = place_key(record.ville) if record.ville else None
    own, kinds = name_parts(record.nom_structure, town)
    street, number = street_of(record.adresse)
    return Features(
        key=record.prospect_id,
        words=own,
        kinds=kinds,
        core=" ".join(sorted(own)) or " ".join(sorted(kinds)),
        town=town,
        town_name=record.ville,
        departement=record.departement,
        street=street,
        number=number,
        email=record.email,
        telephone=record.telephone,
        mail_host=mail_host(record.email),
        site=site_key(record.site_web),
        accounts=tuple(_accounts(record.reseaux)),
        type=record.type_prospect,
        further=frozenset((*record.autres_emails, *record.autres_telephones)),
    )


def _accounts(accounts: Iterable[str | None]) -> Iterable[str]:
    for network, account in zip(Network, accounts, strict=False):
        if account and (key := account_key(network, account)):
            yield key
