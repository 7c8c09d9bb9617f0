"""A prospect before anybody wrote to it: name, town, addresses, networks, consent."""

import math
import uuid
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from typing import Any

import numpy as np

from core.demo.models import SOURCE
from core.demo.profiles import PROFILES, Profile
from core.demo.towns import Place, Telephones, draw_place
from core.demo.words import filled, patterns, pick
from core.vocabulary.text import fold
from core.vocabulary.values import ContactMethod, Network, ProspectType

NAMESPACE = uuid.UUID("6f0a6ce5-52d3-5a0e-9d0b-5b1c7f3f6a11")
Draft = dict[str, Any]
"""Field → value of a prospect in the making."""

_TYPES = tuple(PROFILES)
_WEIGHTS = list(accumulate(PROFILES[kind].weight for kind in _TYPES))
_NOT_IN_ADDRESSES = frozenset(
    ("de", "du", "des", "d", "la", "le", "les", "l", "et", "a", "au", "aux")
)
_CONSENT_YES, _CONSENT_NO = 0.56, 0.66
_OLDEST_DAYS = 900
_CHANCES = 64
"""Chances in [0, 1) drawn for each prospect; more than the longest path uses."""


class Organisations:
    """Makes drafts one after the other; remembers which addresses and numbers are taken."""

    def __init__(self, seed: int, today: date) -> None:
        self._seed = seed
        self._midnight = datetime.combine(today, time(), tzinfo=UTC)
        self._telephones = Telephones(seed)
        self._domains: set[str] = set()

    def drafts(self, first: int, count: int, rng: np.random.Generator) -> list[Draft]:
        """The prospects of ranks `first` to `first + count - 1`."""
        chances = rng.random((count, _CHANCES)).tolist()
        normals = rng.standard_normal((count, 6)).tolist()
        return [
            self._draft(first + rank, iter(chances[rank]), iter(normals[rank]))
            for rank in range(count)
        ]

    def _draft(self, rank: int, chances: Iterator[float], normals: Iterator[float]) -> Draft:
        kind = _TYPES[min(bisect_right(_WEIGHTS, next(chances)), len(_TYPES) - 1)]
        profile = PROFILES[kind]
        place = draw_place(next(chances), profile.urban)
        draft: Draft = {
            "prospect_id": str(uuid.uuid5(NAMESPACE, f"{self._seed}:{rank}")),
            "nom_structure": _name(kind, place, chances),
            "type_prospect": kind,
            "source": SOURCE,
            "cree_le": self._created(chances),
        }
        contact = _contact(chances)
        slug = self._slug(draft["nom_structure"], place, rank)
        draft |= contact | _address(place, chances)
        draft |= self._reached_at(profile, place, slug, contact.get("nom_contact"), chances)
        draft |= _audience(profile, normals, chances)
        draft |= _networks(profile, slug, normals, chances)
        return draft | _attitude(draft, chances)

    def _created(self, chances: Iterator[float]) -> datetime:
        """In office hours; seven in ten before any campaign, never after yesterday."""
        old, chance = next(chances) < 0.7, next(chances)
        days = 420 + chance * (_OLDEST_DAYS - 420) if old else 1 + chance * 419
        return (self._midnight - timedelta(days=int(days))).replace(hour=8 + int(days * 97) % 10)

    def _slug(self, name: str, place: Place, rank: int) -> str:
        """What its addresses are made of; nobody else's."""
        short = "-".join(w for w in fold(name).split() if w not in _NOT_IN_ADDRESSES)[:40]
        town = fold(place.ville).replace(" ", "-")[:18]
        candidates = (short.strip("-"), f"{short.strip('-')}-{town}".strip("-"))
        slug = next((c for c in candidates if c not in self._domains), f"{candidates[0]}-{rank}")
        self._domains.add(slug)
        return slug

    def _reached_at(
        self,
        profile: Profile,
        place: Place,
        slug: str,
        contact: str | None,
        chances: Iterator[float],
    ) -> Draft:
        email, personal, telephone, site = (next(chances) for _ in range(4))
        draft: Draft = {}
        if email < profile.email:
            local = pick_mailbox(personal, contact)
            draft["email"] = f"{local}@{slug}.{profile.domain}"
        if telephone < profile.telephone:
            draft["telephone"] = self._telephones.next(place)
        if site < profile.website:
            draft["site_web"] = f"https://www.{slug}.{profile.domain}"
        return draft


def pick_mailbox(chance: float, contact: str | None) -> str:
    """contact@ for most, the person's name for some."""
    if contact and chance < 0.3:
        return fold(contact).replace(" ", ".")
    boxes = ("contact", "contact", "contact", "accueil", "bonjour", "info", "asso")
    return boxes[int(chance * len(boxes))]


def _name(kind: ProspectType, place: Place, chances: Iterator[float]) -> str:
    choices = patterns(kind.value)
    name = filled(choices[int(next(chances) * len(choices))], place.ville, chances)
    return name[0].upper() + name[1:]


def _contact(chances: Iterator[float]) -> Draft:
    known, first, last = next(chances), next(chances), next(chances)
    return {"nom_contact": f"{pick('prenoms', first)} {pick('noms', last)}"} if known < 0.65 else {}


def _address(place: Place, chances: Iterator[float]) -> Draft:
    known, number, street, postcode = (next(chances) for _ in range(4))
    draft: Draft = {
        "pays": place.pays,
        "region": place.region,
        "departement": place.departement,
        "ville": place.ville,
        "code_postal": place.postcodes[int(postcode * len(place.postcodes))],
    }
    if known < 0.7:
        draft["adresse"] = f"{1 + int(number**2 * 140)} {pick('voies', street)}"
    return draft


def _audience(profile: Profile, normals: Iterator[float], chances: Iterator[float]) -> Draft:
    normal = next(normals)
    if next(chances) >= profile.members:
        return {}
    return {"nb_adherents": _lognormal(profile.members_median, profile.members_spread, normal)}


_ACCOUNTS: Mapping[Network, str] = {
    # A mark of the demonstration in every address: no real account must be pointed at.
    Network.FACEBOOK: "https://www.facebook.com/{handle}.mimicom.demo",
    Network.X: "@{handle}_demo",
    Network.INSTAGRAM: "@{handle}_mimicom_demo",
    Network.TIKTOK: "@{handle}_mimicom_demo",
    Network.YOUTUBE: "https://www.youtube.com/@{handle}-mimicom-demo",
}
_SMALLER = {Network.X: 0.5, Network.TIKTOK: 0.8, Network.YOUTUBE: 0.7, Network.INSTAGRAM: 0.9}


def _networks(
    profile: Profile, slug: str, normals: Iterator[float], chances: Iterator[float]
) -> Draft:
    draft: Draft = {}
    handle = slug.replace("-", "")
    for network, share in profile.networks.items():
        account, counted, normal = next(chances), next(chances), next(normals, 0.0)
        if account >= share:
            continue
        draft[network.value] = _ACCOUNTS[network].format(handle=handle)
        if counted < 0.8:
            median = profile.followers_median * _SMALLER.get(network, 1.0)
            count = _lognormal(median, profile.followers_spread, normal)
            draft[f"{network.value}_followers"] = count
    return draft


def _lognormal(median: float, spread: float, normal: float) -> int:
    return max(1, round(median * math.exp(spread * normal)))


def _attitude(draft: Draft, chances: Iterator[float]) -> Draft:
    """Consent, preferred channel, tags; comments come with what happened."""
    consent, preferred, tagged, first, second = (next(chances) for _ in range(5))
    attitude: Draft = {}
    if consent < _CONSENT_NO:
        attitude["accepte_contact"] = consent < _CONSENT_YES
    if preferred < 0.6:
        attitude["methode_contact"] = _method(draft, preferred / 0.6)
    if tagged < 0.3:
        tags = (pick("etiquettes", first), pick("etiquettes", second))
        attitude["tags"] = tuple(dict.fromkeys(tags if tagged < 0.1 else tags[:1]))
    return attitude


def _method(draft: Draft, chance: float) -> ContactMethod | None:
    """A channel by which the prospect can indeed be reached, e-mail first."""
    by_field = {"email": ContactMethod.EMAIL, "telephone": ContactMethod.TELEPHONE}
    by_field |= {"instagram": ContactMethod.INSTAGRAM, "facebook": ContactMethod.FACEBOOK}
    able = [method for field, method in by_field.items() if draft.get(field)]
    return able[int(chance**2 * len(able))] if able else None
