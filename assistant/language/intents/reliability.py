"""Whether odds are true and asking pays, as tables: what learning prints, and the benchmarks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from assistant.language.intent_table import Family
from assistant.language.intents.doubt import ASKING, BESIDE, COSTS, alike
from assistant.language.understanding import Intent

_SURE = 0.9


@dataclass(frozen=True)
class Judged:
    """A turn whose meaning is known: what was understood, with what odds, and what was asked."""

    wanted: frozenset[Intent]
    chosen: Intent
    odds: float
    asked: bool
    offered: tuple[Intent, ...]
    """The buttons, where it was asked about."""
    is_right: bool

    @property
    def in_scope(self) -> bool:
        return Intent.OUT_OF_SCOPE not in self.wanted

    @property
    def guessed(self) -> bool:
        """Whether acting does what was wanted."""
        return any(alike(one, self.chosen) for one in self.wanted)

    @property
    def served(self) -> bool:
        """Whether a button does, or none could."""
        return not self.in_scope or any(alike(a, b) for a in self.wanted for b in self.offered)

    @property
    def cost_of_acting(self) -> float:
        return 0.0 if self.guessed else COSTS[self.chosen.about.family]

    @property
    def cost(self) -> float:
        if not self.asked:
            return self.cost_of_acting
        return ASKING + (0.0 if self.served else BESIDE)


def tenths(turns: Sequence[Judged]) -> Iterator[str]:
    """One line for each tenth of the odds: how many, the mean odds, the share that was right."""
    yield "odds        n   mean  right   off"
    ordered = sorted(turns, key=lambda one: one.odds)
    for tenth, group in groupby(ordered, key=lambda one: min(int(one.odds * 10), 9)):
        them = list(group)
        mean = sum(one.odds for one in them) / len(them)
        right = sum(one.is_right for one in them) / len(them)
        off = 100 * (right - mean)
        span = f"{tenth / 10:.1f}-{(tenth + 1) / 10:.1f}"
        yield f"{span} {len(them):6}  {mean:.3f}  {right:.3f}  {off:+.1f}"


def asking(turns: Sequence[Judged]) -> Iterator[str]:
    """How much is asked, and what that gains."""
    asked, inside = [one for one in turns if one.asked], [one for one in turns if one.in_scope]
    share = sum(one.asked for one in inside) / max(len(inside), 1)
    yield f"asked in scope  {share:.1%} of {len(inside)}; {len(asked)} in all"
    if asked:
        guessed = sum(one.guessed for one in asked) / len(asked)
        served = sum(one.served for one in asked) / len(asked)
        yield f"of those asked  {guessed:.0%} guessed right, {served:.0%} with their button"
    before, after = sum(one.cost_of_acting for one in turns), sum(one.cost for one in turns)
    yield f"cost            {before:.0f} without asking, {after:.0f} with"
    for family in (Family.WRITE, Family.ERASE, Family.FILE):
        mine = [one for one in turns if one.chosen.about.family is family]
        wrong = [one for one in mine if not one.guessed]
        held = sum(one.asked for one in wrong)
        spared = sum(one.asked for one in mine) - held
        yield (
            f"wrong {family:9} {held} of {len(wrong)} held back by a question, "
            f"which {spared} of {len(mine) - len(wrong)} right ones cost"
        )
    outside = [one for one in turns if not one.in_scope]
    refused = sum(one.is_right or one.asked for one in outside)
    bold = sum(not one.is_right and one.odds > _SURE for one in outside)
    told = f"{refused} of {len(outside)} rightly refused or asked"
    yield f"out of scope    {told}, {bold} answered over {_SURE}"
