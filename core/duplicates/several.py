"""Several groups merged by one yes: each by itself, all noted as one lot before the first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.accounts.models import Permission, User
from core.database import Session
from core.duplicates.service import DuplicateService
from core.errors import MimiComError
from core.journal.service import JournalService
from core.records.lots import Kind, Lot, Lots


@dataclass(frozen=True)
class Merged:
    """What merging several groups did."""

    lot: str
    kept: tuple[str, ...]
    """The records that received the others."""
    entries: tuple[str, ...]
    """The journal's entries, in the same order."""
    refused: tuple[str, ...]
    """Why, in French, for each group that stays as it was."""


class SeveralMerges:
    """Made one after the other: one that can't be made leaves the others."""

    def __init__(self, duplicates: DuplicateService, journal: JournalService, lots: Lots) -> None:
        self._duplicates, self._journal, self._lots = duplicates, journal, lots

    def merge(self, user: User, merges: Sequence[Mapping[str, Any]]) -> Merged:
        """Each of `merges` is {"kept", "absorbed", "choices", "versions"}, as `merge` of
        DuplicateService takes them; versions are [id, version] pairs."""
        user.require(Permission.MERGE)
        what = {"merges": [dict(one) for one in merges]}
        with self._lots.opened(user, Kind.MERGE, what, len(merges)) as lot:
            return self._merge(user, lot, merges)

    def finish(self, user: User, lot: Lot) -> Merged:
        """Go on with merges that were cut."""
        with self._lots.resumed(user, lot) as resumed:
            entries = [self._journal.get(one) for one in lot.done]
            made = {entry.cible for entry in entries if entry is not None}
            left = [one for one in lot.what["merges"] if one["kept"] not in made]
            return self._merge(user, resumed, left)

    def _merge(self, user: User, lot: Lot, merges: Sequence[Mapping[str, Any]]) -> Merged:
        kept: list[str] = []
        entries: list[str] = []
        refused: list[str] = []

        def note(session: Session, entry_id: str) -> None:
            self._lots.beat(lot, session, entry_id)

        for one in merges:
            asked = (one["kept"], one["absorbed"], one["choices"], dict(one["versions"]))
            try:
                entries.append(self._duplicates.merge(user, *asked, note))
                kept.append(one["kept"])
            except MimiComError as error:
                refused.append(error.message)
        return Merged(lot.lot, tuple(kept), tuple(entries), tuple(refused))
