"""Whether somebody may still be written to, asked as the mail leaves: some rows at a time."""

import threading
import time
from collections.abc import Callable, Sequence

from core.campaigns.eligibility import Eligibility
from core.campaigns.models import LeftOut, Recipient
from core.prospects.service import ProspectService

FRESH_SECONDS = 1.0
"""Older, an answer is asked for again."""
_AHEAD = 50


class Checks:
    """Asks the base about the row at hand and those that follow it at once."""

    def __init__(self, prospects: ProspectService, eligibility: Eligibility) -> None:
        self._prospects = prospects
        self._eligibility = eligibility
        self._known: dict[str, LeftOut | None] = {}
        self._at = 0.0
        self._lock = threading.Lock()

    def reason(self, row: Recipient, upcoming: Callable[[], Sequence[Recipient]]) -> LeftOut | None:
        """Why a row is left out; None where it may be sent."""
        with self._lock:
            fresh = time.monotonic() - self._at < FRESH_SECONDS
            if not fresh or row.recipient_id not in self._known:
                self._at = time.monotonic()
                self._known = self.of([row, *upcoming()[:_AHEAD]])
            return self._known[row.recipient_id]

    def of(self, rows: Sequence[Recipient]) -> dict[str, LeftOut | None]:
        """The same of these rows, by their id."""
        found = {
            one.prospect_id: one for one in self._prospects.many([r.prospect_id for r in rows])
        }
        emails = [row.email or "" for row in rows]
        records = [
            record.model_dump(mode="json") if (record := found.get(row.prospect_id)) else None
            for row in rows
        ]
        reasons = self._eligibility.at_sending(emails, records)
        return {
            row.recipient_id: LeftOut.NO_EMAIL if reason is None and not row.email else reason
            for row, reason in zip(rows, reasons, strict=True)
        }
