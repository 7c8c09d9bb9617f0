"""What the readers of slots share: a turn, in the forms of its words that they want."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from assistant.language.grammar.dates import deadline_of, mark_dates
from assistant.language.grammar.quantities import mark_numbers
from assistant.language.grammar.reading import Reading
from assistant.language.intents.frame import frame_within
from assistant.language.slots.names import is_no_name
from assistant.language.spans.tagger import Span, shipped_spans
from assistant.language.text.chain import Chain
from assistant.language.understanding import Intent


@dataclass(frozen=True)
class Turn:
    """A turn whose slots are read: its words in the forms that readers want."""

    reading: Reading
    intent: Intent
    today: date

    @property
    def text(self) -> str:
        return self.reading.typed

    @cached_property
    def plain(self) -> Chain:
        """Words and digits only: names may hold months and numbers."""
        return self.reading.chain()

    @cached_property
    def numbered(self) -> Chain:
        chain = self.reading.chain()
        mark_numbers(chain)
        return chain

    @cached_property
    def dated(self) -> Chain:
        chain = self.reading.chain()
        mark_numbers(chain)
        mark_dates(chain, self.today, future=True)
        return chain

    def frame(self, name: str) -> list[str]:
        """The words of a name with types and places masked."""
        start = self.text.find(name)
        return frame_within(self.reading, start, start + len(name))

    def spotted(self, kind: Span, ruled: str | None) -> str | None:
        """What is named: as learnt where that is sure, else as the rules have it."""
        found = shipped_spans().find(self.reading, kind, self.intent.value)
        if found.name and kind is Span.PROSPECT and is_no_name(found.name):
            return ruled if ruled and not is_no_name(ruled) else None
        if found.sure > (SURE_NAMED if found.name else _SURE_NONE[kind]):
            return found.name
        return ruled or found.name

    def deadline(self, name: str | None = None) -> tuple[date | None, date | None]:
        """The day, or first and last days, that is said outside of the name."""
        start = self.text.find(name) if name else -1
        end = start + len(name or "")
        words = [one for one in self.reading.words if not (start >= 0 and start <= one.start < end)]
        chain = Chain(words, self.text)
        mark_numbers(chain)
        return deadline_of(chain, self.today)


SURE_NAMED = 0.6
_SURE_NONE = {Span.PROSPECT: 0.9, Span.CAMPAIGN: 0.9, Span.TASK: 1.0, Span.VALUE: 0.9}
"""From which odds what was learnt is taken before the rules, chosen on held-back turns."""
