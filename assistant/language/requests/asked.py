"""All that a reader of requests may look at."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from assistant.language.dialogue.scene import Scene
from assistant.language.grammar.reading import Reading, read
from assistant.language.text.sentence import Sentence
from assistant.language.understanding import Context, Understanding
from core.prospects.filters import Filter

Understand = Callable[[str, Context, date], Understanding]
"""The first request of a text, without its typed request."""


@dataclass(frozen=True)
class Asked:
    """A sentence, the scene it is said in, and what was understood of it so far."""

    sentence: Sentence
    scene: Scene
    understand: Understand
    slots: Mapping[str, Any] = field(default_factory=dict)
    """Empty for answers, commands and claims, which are read before any intent is."""
    filters: Filter = field(default_factory=Filter)

    @property
    def typed(self) -> str:
        """The sentence as the user wrote it."""
        return self.sentence.typed

    @property
    def reading(self) -> Reading:
        """What the sentence mentions, before any role."""
        return read(self.typed, self.scene.today)

    @property
    def said(self) -> str:
        """The sentence in lower case, without accents or punctuation."""
        return self.sentence.folded
