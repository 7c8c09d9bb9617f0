"""Which intent a sentence has, and how sure that is: a linear model learnt from the examples."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import numpy as np

from assistant.language.intent_table import Family
from assistant.language.intents.features import Floats, meaning, weigh
from assistant.language.intents.odds import Odds
from assistant.language.understanding import Intent

SHIPPED = Path(__file__).with_name("intents.npz")
"""What was learnt from the examples as they were when the release was made."""

CORRECTED = "corrected-intents.npz"
"""What was learnt from the examples and from this installation's corrected turns."""


@dataclass(frozen=True)
class Weights:
    """All that was learnt, in plain arrays."""

    fingerprint: str
    intents: tuple[Intent, ...]
    vocabulary: Mapping[str, int]
    rarity: Floats
    of_terms: Floats
    of_meaning: Floats
    bias: Floats
    sharpness: float
    """What scores are multiplied by before they are made chances."""
    odds: Odds = field(default_factory=Odds)
    """How often each kind of reading is right."""

    def save(self, path: Path) -> None:
        """Written aside then renamed, so that a reader sees a whole file or none."""
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, aside = tempfile.mkstemp(dir=path.parent, suffix=".npz")
        try:
            with os.fdopen(handle, "wb") as file:
                np.savez_compressed(file, allow_pickle=False, **self._arrays())
            Path(aside).replace(path)
        except BaseException:
            Path(aside).unlink(missing_ok=True)
            raise

    def _arrays(self) -> dict[str, np.ndarray]:
        return {
            "fingerprint": _packed([self.fingerprint]),
            "intents": _packed(list(self.intents)),
            "vocabulary": _packed(list(self.vocabulary)),
            "rarity": self.rarity.astype(np.float32),
            "of_terms": self.of_terms.astype(np.float16),
            "of_meaning": self.of_meaning.astype(np.float16),
            "bias": self.bias.astype(np.float32),
            "sharpness": np.array([self.sharpness], dtype=np.float32),
            "families": _packed(list(self.odds.families)),
            "of_families": np.array(list(self.odds.families.values()), dtype=np.float32),
            "rules": _packed(list(self.odds.rules)),
            "of_rules": np.array(list(self.odds.rules.values()), dtype=np.float32),
        }

    @classmethod
    def read(cls, path: Path, fingerprint: str) -> Self | None:
        """None where there is no file, it is damaged, or it was learnt from something else."""
        try:
            with np.load(path, allow_pickle=False) as file:
                arrays = {name: file[name] for name in file.files}
            if _unpacked(arrays["fingerprint"]) != [fingerprint]:
                return None
            return cls(
                fingerprint,
                tuple(Intent(name) for name in _unpacked(arrays["intents"])),
                {term: at for at, term in enumerate(_unpacked(arrays["vocabulary"]))},
                arrays["rarity"],
                arrays["of_terms"].astype(np.float32),
                arrays["of_meaning"].astype(np.float32),
                arrays["bias"],
                float(arrays["sharpness"][0]),
                _odds(arrays),
            )._checked()
        except (OSError, ValueError, KeyError, EOFError, IndexError):
            return None
        except Exception as error:  # zipfile and zlib have errors of their own
            if type(error).__module__ in {"zipfile", "zlib"}:
                return None
            raise

    def _checked(self) -> Self:
        sizes = (len(self.vocabulary), len(self.intents))
        if self.of_terms.shape != sizes or self.rarity.shape != sizes[:1]:
            raise ValueError("weights that do not fit their vocabulary")
        return self


class IntentClassifier:
    def __init__(self, weights: Weights) -> None:
        self.weights = weights

    def classify(self, frame: str) -> list[tuple[Intent, float]]:
        """Every intent with its probability, best first. `frame`: as `signed_frame` makes it."""
        chances = self._chances(frame)
        order = np.argsort(-chances)
        found = zip(order.tolist(), chances[order].tolist(), strict=True)
        return [(self.weights.intents[at], chance) for at, chance in found]

    def _chances(self, frame: str) -> Floats:
        weights = self.weights
        scores: Floats = weights.bias + meaning(frame) @ weights.of_meaning
        weighed = weigh(frame, weights.vocabulary, weights.rarity)
        if weighed:
            values = np.fromiter(weighed.values(), dtype=np.float32)
            scores = scores + values @ weights.of_terms[list(weighed)]
        return probabilities(scores, weights.sharpness)


def probabilities(scores: Floats, sharpness: float) -> Floats:
    """Softmax along the last axis."""
    sharp = sharpness * (scores - scores.max(axis=-1, keepdims=True))
    powers = np.exp(sharp)
    chances: Floats = powers / powers.sum(axis=-1, keepdims=True)
    return chances


def default_cache() -> Path:
    """The data folder where there is one, else the user's cache."""
    data = os.environ.get("MIMICOM_DATA")
    if data:
        return Path(data) / "learnt"
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "mimicom"


def _odds(arrays: Mapping[str, np.ndarray]) -> Odds:
    pairs = arrays["of_families"].tolist()
    named = zip(_unpacked(arrays["families"]), pairs, strict=True)
    rules = zip(_unpacked(arrays["rules"]), arrays["of_rules"].tolist(), strict=True)
    return Odds({Family(name): (slope, shift) for name, (slope, shift) in named}, dict(rules))


def _packed(words: list[str]) -> np.ndarray:
    """Words as bytes, one a line: an array of objects would have to be unpickled."""
    return np.frombuffer("\n".join(words).encode(), dtype=np.uint8)


def _unpacked(array: np.ndarray) -> list[str]:
    text = array.tobytes().decode()
    return text.split("\n") if text else []
