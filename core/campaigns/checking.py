"""Whether somebody may still be written to, asked as the mail leaves: some rows at a time."""

import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

from core.campaigns.eligibility import Eligibility
from core.campaigns.models import LeftOut, Recipient
from core.prospects.models import Prospect
from core.prospects.service import ProspectService

FRESH_SECONDS = 1.0
"""Older, an answer is asked for again."""
_FEWEST, _MOST = 8, 200
"""Rows asked about at once: twice as many as were wanted since the last time, within these."""


class Checks:
    """Asks the base about the row at hand and those that follow it at once."""

    def __init__(self, prospects: ProspectService, eligibility: Eligibility) -> None:
        self._prospects = prospects
        self._eligibility = eligibility
        self._known: dict[str, tuple[LeftOut | None, float]] = {}
        self._wanted = 0
        self._lock = threading.Lock()

    def reason(self, row: Recipient, upcoming: Callable[[], Sequence[Recipient]]) -> LeftOut | None:
        """Why a row is left out; None where it may be sent."""
        with self._lock:
            now = time.monotonic()
            self._wanted += 1
            known = self._known.get(row.recipient_id)
            if known is None or now - known[1] >= FRESH_SECONDS:
                self._ask(row, upcoming, now)
            return self._known.pop(row.recipient_id)[0]

    def _ask(self, row: Recipient, upcoming: Callable[[], Sequence[Recipient]], now: float) -> None:
        # Those that another connection has in hand stay known as long as they are fresh.
        self._known = {k: v for k, v in self._known.items() if now - v[1] < FRESH_SECONDS}
        ahead = min(max(_FEWEST, 2 * self._wanted), _MOST)
        self._wanted = 0
        following = [one for one in upcoming()[:ahead] if one.recipient_id not in self._known]
        found = self.of([row, *following])
        self._known |= {key: (reason, now) for key, reason in found.items()}

    def of(self, rows: Sequence[Recipient]) -> dict[str, LeftOut | None]:
        """The same of these rows, by their id."""
        found = self._prospects.documents_of(
            [row.prospect_id for row in rows], sorted(self._eligibility.fields())
        )
        emails = [row.email or "" for row in rows]
        records = [found.get(row.prospect_id) for row in rows]
        reasons = self._eligibility.at_sending(emails, records)
        return {
            row.recipient_id: LeftOut.NO_EMAIL if reason is None and not row.email else reason
            for row, reason in zip(rows, reasons, strict=True)
        }


def as_stored(record: Prospect) -> dict[str, Any]:
    """A record, with what decides whether somebody may be written to."""
    moments = {"cree_le": record.cree_le, "date_retour": record.date_retour}
    return {**record.model_dump(mode="json"), **moments, "_id": record.prospect_id}
