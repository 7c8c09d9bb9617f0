"""What the user typed, read once: every later step takes this value, none the text."""

from dataclasses import dataclass
from functools import cached_property

from core.vocabulary.text import fold


@dataclass(frozen=True)
class Sentence:
    """One message, or one of the requests that it holds."""

    typed: str

    @cached_property
    def folded(self) -> str:
        """Lower case, no accents, no punctuation."""
        return fold(self.typed)
