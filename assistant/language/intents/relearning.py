"""Learns again with the turns that users corrected, unless that makes things worse."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.language.intents.corrected import corrections
from assistant.language.intents.examples import Example, Variety, examples
from assistant.language.intents.learning import fit, learn
from assistant.language.intents.lessons import lesson_of
from assistant.language.intents.model import CORRECTED, IntentClassifier, default_cache

_HELD_BACK = 5
"""One line of examples out of so many is kept apart to measure on."""
_CHANCE = 0.002
"""A handful of sentences among thousands, either way: no worse."""
_WEIGHT = 3
"""How many times a correction counts: one sentence of the user's against many of ours."""


@dataclass(frozen=True)
class Relearnt:
    """Accuracy on sentences that neither model had learnt, and whether the new one is used."""

    corrections: int
    before: float
    after: float
    mended: int
    """How many of the corrected turns the new model now reads as it was told."""

    @property
    def kept(self) -> bool:
        return self.corrections > 0 and self.after >= self.before - _CHANCE

    def sentence(self) -> str:
        if not self.corrections:
            return "Aucune phrase corrigée : il n'y a rien de nouveau à apprendre."
        figures = (
            f"{self.corrections} phrase(s) corrigée(s), dont {self.mended} désormais comprise(s). "
            f"Justesse : {_percent(self.before)} avant, {_percent(self.after)} après."
        )
        if self.kept:
            return f"{figures} Le nouvel apprentissage est en service."
        return f"{figures} C'est moins bien : l'ancien apprentissage est gardé."


def relearn(folder: Path, cache_dir: Path | None = None) -> Relearnt:
    """Measures with and without the corrections, then puts the better model in service."""
    corrected = corrections(folder)
    more = [Example(one.text, one.right, 0) for one in corrected for _ in range(_WEIGHT)]
    if not more:
        return Relearnt(0, 0.0, 0.0, 0)
    known, unseen = _parts(examples(Variety(per_line=2, reworded=0.2, hurried=0.0)))
    before = _accuracy(known, unseen)
    after = _accuracy([*known, *more], unseen)
    weights = learn(more)
    classifier = IntentClassifier(weights)
    mended = sum(
        classifier.classify(lesson_of(Example(one.text, one.right, 0)).frame)[0][0] is one.right
        for one in corrected
    )
    result = Relearnt(len(corrected), before, after, mended)
    if result.kept:
        weights.save((cache_dir or default_cache()) / CORRECTED)
    return result


def _parts(sentences: Sequence[Example]) -> tuple[list[Example], list[Example]]:
    known = [one for one in sentences if one.source % _HELD_BACK]
    return known, [one for one in sentences if not one.source % _HELD_BACK]


def _accuracy(known: Sequence[Example], unseen: Sequence[Example]) -> float:
    classifier = IntentClassifier(fit([lesson_of(one) for one in known]))
    right = sum(classifier.classify(lesson_of(one).frame)[0][0] is one.intent for one in unseen)
    return right / len(unseen)


def _percent(share: float) -> str:
    return f"{share * 100:.1f} %".replace(".", ",")
