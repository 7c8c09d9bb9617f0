"""The role of each mention, by a linear-chain CRF learnt from turns with known filters."""

from collections.abc import Sequence
from pathlib import Path
from typing import Self

import pycrfsuite

from assistant.language.dialogue.composing import roles_of
from assistant.language.grammar.mentions import Mention

_SETTINGS = {
    "c1": 0.05, "c2": 0.3, "max_iterations": 120, "feature.possible_transitions": False,
}  # fmt: skip
"""Penalties chosen on held-back turns."""


SHIPPED_ROLES = Path(__file__).with_name("roles.crf")
"""What was learnt of the conversations as they were when the release was made."""


class RoleTagger:
    def __init__(self, path: Path) -> None:
        self._tagger = pycrfsuite.Tagger()
        self._tagger.open(str(path))
        self._labels = frozenset(self._tagger.labels())

    @classmethod
    def read(cls, path: Path, fingerprint: str) -> Self | None:
        """None where there is no file, it is damaged, or it was learnt from something else."""
        beside = path.with_suffix(".txt")
        try:
            if beside.read_text(encoding="utf-8").strip() != fingerprint:
                return None
            return cls(path)
        except (OSError, ValueError, RuntimeError):
            return None

    def roles(
        self, mentions: Sequence[Mention], features: Sequence[Sequence[str]]
    ) -> tuple[str, ...]:
        """One role a mention, of those that its kind may have."""
        if not mentions:
            return ()
        said = self._tagger.tag(features)
        paired = enumerate(zip(mentions, said, strict=True))
        return tuple(self._allowed(at, mention, role) for at, (mention, role) in paired)

    def _allowed(self, at: int, mention: Mention, role: str) -> str:
        allowed = roles_of(mention.kind)
        if role in allowed:
            return role
        known = [one for one in allowed if one in self._labels]
        return max(known, key=lambda one: self._tagger.marginal(one, at), default="none")

    def sureness(self, roles: Sequence[str]) -> float:
        """The least marginal probability of the roles of the sentence tagged last."""
        marginals = (
            self._tagger.marginal(role, at) for at, role in enumerate(roles) if role in self._labels
        )
        return min(marginals, default=1.0)


def train(sequences: Sequence[tuple[Sequence[Sequence[str]], Sequence[str]]], path: Path) -> None:
    """Write what was learnt of the sequences (features and roles of each sentence's mentions)."""
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    for features, roles in sequences:
        if roles:
            trainer.append(features, roles)
    trainer.set_params(_SETTINGS)
    trainer.train(str(path))
