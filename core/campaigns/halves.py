"""Who reads which of two subjects: drawn at random, as many of each."""

import random


class Halves:
    """Draws people pair by pair: of both, chance says which one. A coin for each would leave five
    people with one subject too often for it to be compared with the other."""

    def __init__(self) -> None:
        self._chance = random.SystemRandom()
        self._other: bool | None = None

    def second(self) -> bool:
        """Whether the next one is drawn for the second subject."""
        drawn, self._other = self._other, None
        if drawn is None:
            drawn = self._chance.choice((True, False))
            self._other = not drawn
        return drawn
