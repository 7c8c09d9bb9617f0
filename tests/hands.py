"""A clock that a test sets and moves by hand."""

from datetime import UTC, datetime, timedelta

MONDAY = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
"""Nine in the morning, in Paris."""


class Hands:
    """The moment that is told, until it is moved."""

    def __init__(self, moment: datetime = MONDAY) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment

    def forward(self, **by: float) -> None:
        """By so many seconds, hours, days."""
        self.moment += timedelta(**by)
