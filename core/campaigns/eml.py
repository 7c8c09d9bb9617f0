"""Without a server: the mails as files, for a program that sends them, and a mail merge."""

import csv
import io
import re
import zipfile
from typing import Any, BinaryIO

from core.accounts.models import Permission, User
from core.campaigns.checking import Checks
from core.campaigns.eligibility import Eligibility
from core.campaigns.letters import Letters
from core.campaigns.models import Campaign, Recipient, RecipientState
from core.campaigns.recipients import BLOCK, RecipientStore
from core.campaigns.service import CampaignService
from core.campaigns.tracking import Links
from core.clock import Clock
from core.configuration.keys import SMTP_SENDER
from core.configuration.service import ConfigurationService
from core.content.writing import MissingValues
from core.database import Database
from core.errors import InvalidData, Refused
from core.journal.service import JournalService
from core.prospects.cells import disarm
from core.prospects.service import ProspectService

MERGE = "publipostage.csv"
EXPORTED = "campagne : mails en fichiers"
_HEADINGS = ("email", "nom_structure", "objet", "texte", "desinscription")
_UNSAFE = re.compile(r"[^\w-]+")


class FileService:
    """Writes what would be sent into a zip: one .eml a recipient, and a CSV."""

    def __init__(
        self,
        database: Database,
        campaigns: CampaignService,
        rows: RecipientStore,
        prospects: ProspectService,
        eligibility: Eligibility,
        configuration: ConfigurationService,
        journal: JournalService,
        clock: Clock,
    ) -> None:
        self._database = database
        self._campaigns = campaigns
        self._rows = rows
        self._prospects = prospects
        self._eligibility = eligibility
        self._configuration = configuration
        self._journal = journal
        self._clock = clock

    def write_eml(self, user: User, campaign: Campaign, file: BinaryIO) -> int:
        """Write the mails that are still to send; return how many. Refused unless approved.

        The same people are left out as by a send; their rows do not change.
        """
        user.require(Permission.SEND_CAMPAIGN)
        if not campaign.approved:
            raise Refused(f"La campagne « {campaign.nom} » n'est pas approuvée.")
        if self._configuration.get(SMTP_SENDER) is None:
            raise Refused("Le réglage smtp.sender n'est pas donné : de qui viennent les mails ?")
        letters = self._campaigns.letters(campaign)
        assert letters is not None
        count = 0
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            text = io.StringIO(newline="")
            writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
            writer.writerow(_HEADINGS)
            for row in self._to_send(campaign):
                if cells := self._one(archive, letters, row, count + 1):
                    writer.writerow(cells)
                    count += 1
            archive.writestr(MERGE, "\ufeff" + text.getvalue())
        self._journal.record(user, EXPORTED, campaign.campagne_id, {"mails": count})
        return count

    def _to_send(self, campaign: Campaign) -> Any:
        for start in range(0, campaign.destinataires, BLOCK):
            rows = self._rows.block(campaign.campagne_id, start)
            some = [row for row in rows if row.etat is RecipientState.TO_SEND]
            reasons = Checks(self._prospects, self._eligibility).of(some)
            yield from (row for row in some if reasons[row.recipient_id] is None)

    def _one(
        self, archive: zipfile.ZipFile, letters: Letters, row: Recipient, rank: int
    ) -> tuple[str, ...] | None:
        try:
            made = letters.made(row, row.email or "", self._clock())
        except (MissingValues, InvalidData):
            return None
        Links(self._database).keep(made.links)
        name = _UNSAFE.sub("_", row.email or "")[:60]
        archive.writestr(f"{rank:05}_{name}.eml", made.message)
        cells = (
            row.email or "",
            str(row.valeurs.get("nom_structure", "")),
            made.written.sujet,
            made.written.texte,
            letters.way_out(row),
        )
        return tuple(disarm(cell) for cell in cells)
