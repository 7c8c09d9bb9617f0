"""A campaign's people as a CSV: the prospect's columns, then what came of the mail."""

import codecs
import csv
import io
from collections.abc import Sequence
from typing import BinaryIO

from core.accounts.models import Permission, User
from core.campaigns.models import Campaign
from core.campaigns.outcomes import Followed, ReadingService
from core.database import Document
from core.exports.columns import Cell, rows
from core.journal.models import Action
from core.journal.service import JournalService
from core.prospects.cells import disarm
from core.prospects.models import FIELDS
from core.prospects.service import ProspectService

ADDED = (
    *("segment", "état", "envoyé_le", "cliqué_le", "répondu_le", "retour", "désinscrit_le"),
    "commentaires",
)
_OWN = tuple(field for field in FIELDS if field != "commentaires")
"""Comments come last."""


class CampaignExports:
    """Writes the enriched export of a campaign."""

    def __init__(
        self, prospects: ProspectService, reading: ReadingService, journal: JournalService
    ) -> None:
        self._prospects = prospects
        self._reading = reading
        self._journal = journal

    def write(self, user: User, campaign: Campaign, file: BinaryIO) -> int:
        """Write the whole file; return how many recipients. Forbidden by role."""
        user.require(Permission.EXPORT)
        file.write(codecs.BOM_UTF8)
        text = io.TextIOWrapper(file, "utf-8", newline="", write_through=False)
        writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
        writer.writerow((*_OWN, *ADDED))
        count = 0
        for some in self._reading.followed(user, campaign):
            writer.writerows(self._lines(some))
            count += len(some)
        text.detach()
        details = {"campagne": campaign.nom, "fiches": count}
        self._journal.record(user, Action.EXPORT, campaign.campagne_id, details)
        return count

    def _lines(self, some: Sequence[Followed]) -> list[tuple[Cell, ...]]:
        ids = [one.prospect_id for one in some]
        found = self._prospects.documents_of(ids)
        documents: list[Document] = [found.get(key, _NOBODY) for key in ids]
        fields = rows(documents, FIELDS)
        return [_line(cells, one) for cells, one in zip(fields, some, strict=True)]


_NOBODY: Document = {"_id": "", "type_prospect": None, "statut": None}
"""A prospect who is not in the base any more."""


def _line(cells: tuple[Cell, ...], one: Followed) -> tuple[Cell, ...]:
    known = dict(zip(FIELDS, cells, strict=True))
    own = tuple(known[field] for field in _OWN)
    told = (
        one.segment,
        one.etat,
        one.envoye_le,
        one.clique_le,
        one.repondu_le,
        one.retour,
        one.desinscrit_le,
    )
    return (*own, *(disarm(cell) if cell else None for cell in told), known["commentaires"])
