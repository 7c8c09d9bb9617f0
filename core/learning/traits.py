"""What sets a segment apart, and a name for it that a volunteer would use."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from core.learning.clusters import Labels
from core.learning.frames import UNKNOWN, Category, Codes, Floats, Frame
from core.learning.models import GENERIC, Trait
from core.vocabulary.values import AudienceBand, ProspectType, Status

MOST_TRAITS = 8
_LEAST_SHARE, _LEAST_LIFT = 0.2, 1.15
_SAID_SHARE, _SAID_LIFT = 0.4, 1.25
_HEAD_SHARE, _HEAD_LIFT = 0.25, 1.3
_HEADED = 0.6
MOST_SAID = 2

_BOUNDS: Mapping[str, tuple[tuple[float, ...], tuple[str, ...]]] = {
    "nb_adherents": ((50, 150, 500, 1_000), tuple(band.value for band in AudienceBand)),
    "abonnes": ((500, 2_000), ("moins de 500", "de 500 à 1 999", "2 000 ou plus")),
    "reseaux": ((1, 3), ("aucun", "1 ou 2", "3 ou plus")),
    "completude": ((2, 3), ("1 sur 4 ou moins", "2 sur 4", "3 sur 4 ou plus")),
    "anciennete_contact": (
        (90, 365),
        ("moins de 3 mois", "de 3 mois à un an", "plus d'un an"),
    ),
}


def said(frame: Frame) -> dict[str, Category]:
    """Every column as what is said of it: amounts by bands."""
    bands = {name: _banded(values, *_BOUNDS[name]) for name, values in frame.numbers.items()}
    return {**frame.categories, **bands}


def _banded(values: Floats, bounds: tuple[float, ...], labels: tuple[str, ...]) -> Category:
    known = np.nan_to_num(values, nan=-1.0)
    codes = np.searchsorted(np.array(bounds), known, side="right").astype(np.int32)
    codes[np.isnan(values)] = -1
    return Category(codes, labels)


def traits(columns: Mapping[str, Category], labels: Labels, k: int) -> list[tuple[Trait, ...]]:
    """Of each segment, what is more frequent in it than in all, the most telling first."""
    found: list[list[Trait]] = [[] for _ in range(k)]
    sizes = np.bincount(labels, minlength=k)
    for field, column in columns.items():
        names = (*column.levels, UNKNOWN)
        counts = _crossed(column.codes, labels, len(names), k)
        whole = counts.sum(axis=0) / max(1, len(labels))
        for one in range(k):
            shares = counts[one] / max(1, sizes[one])
            for code in np.flatnonzero(shares >= _LEAST_SHARE):
                share, base = float(shares[code]), float(whole[code])
                if share >= _LEAST_LIFT * base:
                    found[one].append(
                        Trait(
                            field=field,
                            value=names[code],
                            share=share,
                            base_share=base,
                            lift=share / base,
                        )
                    )
    return [tuple(sorted(some, key=_telling)[:MOST_TRAITS]) for some in found]


def _crossed(codes: Codes, labels: Labels, levels: int, k: int) -> Floats:
    places = np.where(codes < 0, levels - 1, codes) + levels * labels.astype(np.int64)
    return np.bincount(places, minlength=levels * k).reshape(k, levels).astype(np.float32)


def _telling(trait: Trait) -> tuple[float, str, str]:
    return -_gain(trait), trait.field, trait.value


def _gain(trait: Trait) -> float:
    return trait.share * math.log(trait.lift)


# --- names ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Noun:
    plural: str
    feminine: bool


_NOUNS: Mapping[str, _Noun] = {
    ProspectType.CSCS: _Noun("Centres sociaux", False),
    ProspectType.BAR_A_JEUX: _Noun("Bars à jeux", False),
    ProspectType.INFLUENCEUR: _Noun("Influenceurs", False),
    ProspectType.MJC: _Noun("MJC", True),
    ProspectType.MEDIATHEQUE: _Noun("Médiathèques", True),
    ProspectType.ARTISAN: _Noun("Artisans", False),
    ProspectType.EDITEUR: _Noun("Éditeurs", False),
    ProspectType.ASSO_JDR: _Noun("Assos JDR", True),
    ProspectType.BOUTIQUE: _Noun("Boutiques spécialisées", True),
    ProspectType.LUDOTHEQUE: _Noun("Ludothèques", True),
    ProspectType.AUTRE: _Noun("Autres structures", True),
}
_ANYBODY = _Noun("Structures", True)
_TO_CONTACT = "contacté{e}s"
_QUALITIES: Mapping[tuple[str, str], str] = {
    ("statut", Status.JAMAIS_CONTACTE): f"jamais {_TO_CONTACT}",
    ("statut", Status.CONTACTE): f"déjà {_TO_CONTACT}",
    ("statut", Status.EN_ATTENTE): "en attente de réponse",
    ("statut", Status.INTERESSE): "intéressé{e}s",
    ("statut", Status.REFUSE): "qui ont refusé",
    ("accepte_contact", "oui"): f"qui acceptent d'être {_TO_CONTACT}",
    ("accepte_contact", "non"): f"qui refusent d'être {_TO_CONTACT}",
    ("accepte_contact", UNKNOWN): "dont l'accord est à demander",
    ("nb_adherents", "<50"): "de moins de 50 adhérents",
    ("nb_adherents", "50-149"): "de 50 à 149 adhérents",
    ("nb_adherents", "150-499"): "de 150 à 499 adhérents",
    ("nb_adherents", "500-999"): "de 500 à 999 adhérents",
    ("nb_adherents", ">=1000"): "de 1 000 adhérents ou plus",
    ("abonnes", "2 000 ou plus"): "très suivi{e}s sur les réseaux",
    ("abonnes", "moins de 500"): "peu suivi{e}s sur les réseaux",
    ("reseaux", "aucun"): "sans réseau social",
    ("reseaux", "3 ou plus"): "présent{e}s sur plusieurs réseaux",
    ("completude", "1 sur 4 ou moins"): "aux fiches à compléter",
    ("completude", "3 sur 4 ou plus"): "aux fiches bien remplies",
    ("anciennete_contact", "moins de 3 mois"): f"{_TO_CONTACT} récemment",
    ("anciennete_contact", "plus d'un an"): "sans contact depuis plus d'un an",
}
_SAME_THING = {"anciennete_contact": "contact", "statut": "contact"} | {
    "abonnes": "réseaux",
    "reseaux": "réseaux",
}
"""Qualities of which one is enough."""


def names(segments: Sequence[tuple[Trait, ...]]) -> list[str]:
    """A name each, no two the same: longer where a short one would be."""
    if len(segments) < 2:
        return [GENERIC] * len(segments)
    found = [_name(some, MOST_SAID) for some in segments]
    for most in (MOST_SAID + 1, MOST_SAID + 2):
        for rank, name in enumerate(found):
            if found.count(name) > 1:
                found[rank] = _name(segments[rank], most)
    return [
        f"{name} ({found[:rank].count(name) + 1})" if found.count(name) > 1 else name
        for rank, name in enumerate(found)
    ]


def _name(traits: Sequence[Trait], most: int) -> str:
    nouns = _heads(traits)
    feminine = all(noun.feminine for noun in nouns)
    head = " et ".join(
        noun.plural if rank == 0 or noun.plural[:2].isupper() else _lower(noun.plural)
        for rank, noun in enumerate(nouns)
    )
    qualities = list(_qualities(traits))[:most]
    return " ".join([head, *(one.format(e="e" if feminine else "") for one in qualities)])


def _lower(word: str) -> str:
    return word[:1].lower() + word[1:]


def _heads(traits: Sequence[Trait]) -> list[_Noun]:
    """The types that a segment is mostly made of."""
    kinds = [
        t
        for t in sorted(traits, key=lambda one: -one.share)
        if t.field == "type_prospect" and t.share >= _HEAD_SHARE and t.lift >= _HEAD_LIFT
    ]
    heads, share = list[_Noun](), 0.0
    for kind in kinds[:3]:
        if share < _HEADED and kind.value in _NOUNS:
            heads.append(_NOUNS[kind.value])
            share += kind.share
    return heads if share >= _HEADED - 0.1 else [_ANYBODY]


def _qualities(traits: Sequence[Trait]) -> Iterator[str]:
    told: set[str] = set()
    for trait in sorted(traits, key=_telling):
        about = _SAME_THING.get(trait.field, trait.field)
        phrase = _phrase(trait)
        if phrase is None or about in told:
            continue
        if trait.share >= _SAID_SHARE and trait.lift >= _SAID_LIFT:
            told.add(about)
            yield phrase


def _phrase(trait: Trait) -> str | None:
    if trait.field == "region" and trait.value != UNKNOWN:
        return f"({trait.value})"
    return _QUALITIES.get((trait.field, trait.value))
