"""The pieces of mails in templates/: read once, checked, and drawn from by a seed."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from jinja2 import nodes

from core.content.early import early_tree
from core.content.recipes import Tone
from core.errors import NotFound
from core.vocabulary.text import fold

FOLDER = Path(__file__).parents[2] / "templates"
_PAIR = re.compile(r"\[([^\[\]|{}]*)\|([^\[\]|{}]*)\]")
ALL = "tous"
GROUPS = ("venir", "partenariat", "presentation", "benevoles")
_DATED = frozenset({"quand", "quand_deux_points"})

_ORDER = (
    *("invitation", "presentation", "partenariat", "relance", "remerciement", "save-the-date"),
    *("benevoles", "newsletter", "reponse-positive", "reponse-negative", "consentement"),
)
"""As people see them; others come after."""

Variants = Mapping[str, Sequence[str]]


class Objective:
    """One file of templates/mails/objectifs/."""

    def __init__(self, key: str, content: Mapping[str, Any]) -> None:
        self.key = key
        self.name: str = content["nom"]
        self.words: tuple[str, ...] = tuple(map(fold, content["mots"]))
        self.needs: tuple[str, ...] = tuple(content.get("demande", ()))
        self.reasons: str | None = content.get("raisons")
        self.opens: bool = content.get("ouverture", True)
        self.past: bool = content.get("passe", False)
        self.presents: str = content.get("se_presente", "")
        """When it says who writes however short it is: always, or at first."""
        self.practical: bool = content.get("pratique", True)
        self.closings: Variants = content.get("fins", {})
        self.priced: bool = content.get("tarif", True)
        self.button: str = content["bouton"]
        self.announcements: Variants = content["annonces"]
        self.complements: Variants = content.get("complements", {})
        self.reminders: Sequence[str] = content.get("rappels", ())
        self.calls: Variants = content["appels"]
        self.previews: Sequence[str] = content["apercus"]


@lru_cache(maxsize=64)
def _read(path: str) -> Any:
    return yaml.safe_load((FOLDER / path).read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def objectives() -> Mapping[str, Objective]:
    """Every objective by its file's name, in the order that people see."""
    found = {
        path.stem: Objective(path.stem, _read(f"mails/objectifs/{path.name}"))
        for path in sorted((FOLDER / "mails" / "objectifs").glob("*.yaml"))
    }
    ranks = {key: rank for rank, key in enumerate(_ORDER)}
    return dict(sorted(found.items(), key=lambda one: (ranks.get(one[0], len(ranks)), one[0])))


def objective(name: str) -> Objective:
    """An objective, however it is called. NotFound, with those there are."""
    wanted = fold(name)
    for one in objectives().values():
        if wanted in {fold(one.key), fold(one.name), *one.words}:
            return one
    names = ", ".join(one.name for one in objectives().values())
    raise NotFound(f"Je ne sais pas écrire « {name} ». Je sais : {names}.")


def subjects(key: str) -> Variants:
    """The subjects of an objective, by tone."""
    found: Variants = _read(f"subjects/{key}.yaml")
    return found


def reasons(group: str) -> Variants:
    """What matters to each type, by its name."""
    found: Variants = _read(f"mails/raisons/{group}.yaml")
    return found


def openings() -> Mapping[str, Variants]:
    """First words and last words, by tone."""
    found: Mapping[str, Variants] = _read("mails/ouvertures.yaml")
    return found


def inclusive_words() -> Mapping[str, str]:
    """Words that name women as well, by those that don't."""
    found: Mapping[str, str] = _read("mails/inclusif.yaml")
    return found


class Avoided:
    """Words that filters dislike, and what may be said instead."""

    def __init__(self, instead: Mapping[str, str]) -> None:
        self._instead = {word.lower(): other for word, other in instead.items()}
        longest = sorted(self._instead, key=len, reverse=True)
        words = "|".join(re.escape(one) for one in longest if one[0].isalnum())
        signs = "|".join(
            f"(?:{re.escape(one[0])}){{2,}}" for one in longest if not one[0].isalnum()
        )
        self.pattern = re.compile(rf"(?<!\w)(?:{words})(?!\w)|{signs}", re.IGNORECASE)

    def instead(self, word: str) -> str:
        """Empty where the whole sentence should go."""
        low = word.lower()
        return self._instead.get(low, "" if low[:1].isalnum() else low[:1])


@lru_cache(maxsize=1)
def avoided() -> Avoided:
    """Those of templates/mails/mots_a_eviter.yaml."""
    return Avoided(_read("mails/mots_a_eviter.yaml"))


def of_tone(variants: Variants, tone: Tone, dated: bool = True) -> list[str]:
    """The variations of a tone, then those of all; without those that need a day, if none is."""
    for one in (variants.get(tone.value, ()), variants.get(ALL, ())):
        fitting = [text for text in one if dated or not (_names(text) & _DATED)]
        if fitting:
            return fitting
    return []


@lru_cache(maxsize=4096)
def _names(text: str) -> frozenset[str]:
    return frozenset(node.name for node in early_tree(text).find_all(nodes.Name))


def draw(variants: Sequence[str], seed: int, what: str) -> str:
    """One of them, the same for a seed, another for the next; empty where there is none."""
    if not variants:
        return ""
    digest = hashlib.sha256(f"{seed // len(variants)} {what}".encode()).digest()
    return variants[(digest[0] + seed) % len(variants)]


def addressed(text: str, familiar: bool) -> str:
    """ "[vous êtes|tu es]" as one of the two."""
    return _PAIR.sub(lambda pair: pair[2 if familiar else 1], text)


def networks() -> Mapping[str, Mapping[str, Any]]:
    """What each network takes, by its name."""
    found: Mapping[str, Mapping[str, Any]] = _read("posts/reseaux.yaml")
    return found


def posts() -> Variants:
    """The first and last words of messages for networks."""
    found: Variants = _read("posts/accroches.yaml")
    return found
