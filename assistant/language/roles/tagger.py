"""The role of each mention, by a linear-chain CRF learnt from turns with known filters."""

from collections.abc import Sequence
from pathlib import Path

import pycrfsuite

from assistant.language.dialogue.composing import roles_of
from assistant.language.grammar.mentions import Mention

SETTINGS = {"c1": 0.05, "c2": 0.3, "max_iterations": 120, "feature.possible_transitions": False}


class RoleTagger:
    def __init__(self, path: Path) -> None:
        self._tagger = pycrfsuite.Tagger()
        self._tagger.open(str(path))

    def roles(self, mentions: Sequence[Mention], features: Sequence[Sequence[str]]) -> tuple[str, ...]:
        """One role a mention, of those that its kind may have."""
        if not mentions:
            return ()
        said = self._tagger.tag(features)
        return tuple(self._allowed(at, m, role) for at, (m, role) in enumerate(zip(mentions, said, strict=True)))

    def _allowed(self, at: int, mention: Mention, role: str) -> str:
        allowed = roles_of(mention.kind)
        if role in allowed:
            return role
        labels = set(self._tagger.labels())
        return max((r for r in allowed if r in labels), key=lambda r: self._tagger.marginal(r, at), default="none")

    def marginals(self, roles: Sequence[str]) -> list[float]:
        """How sure each role of the sentence tagged last is."""
        return [self._tagger.marginal(role, at) for at, role in enumerate(roles)]


def train(sequences: Sequence[tuple[Sequence[Sequence[str]], Sequence[str]]], path: Path) -> None:
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    for features, roles in sequences:
        if roles:
            trainer.append(features, roles)
    trainer.set_params(SETTINGS)
    trainer.train(str(path))
