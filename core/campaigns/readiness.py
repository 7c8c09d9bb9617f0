"""Whether a campaign may be sent: approved, its server known, the exact number given."""

from core.campaigns import states
from core.campaigns.checking import Checks
from core.campaigns.eligibility import Eligibility
from core.campaigns.models import NO_SENDER, Campaign, Recipient, RecipientState, State
from core.campaigns.recipients import BLOCK, RecipientStore
from core.configuration.keys import SMTP_SENDER, SMTP_URL
from core.configuration.models import MailServer, Sender
from core.configuration.service import ConfigurationService
from core.errors import Refused
from core.mailer.sink import Sink
from core.prospects.service import ProspectService

S = RecipientState


class Readiness:
    """Asked before a send."""

    def __init__(
        self,
        rows: RecipientStore,
        prospects: ProspectService,
        eligibility: Eligibility,
        configuration: ConfigurationService,
        sink: Sink,
    ) -> None:
        self._sink = sink
        self._rows = rows
        self._prospects = prospects
        self._eligibility = eligibility
        self._configuration = configuration

    def check(self, campaign: Campaign, expect: int) -> None:
        """Refused unless a campaign may be sent now, to exactly `expect` people."""
        states.check(campaign, State.EN_COURS)
        if campaign.etat is State.EN_PAUSE:
            raise Refused(
                f"L'envoi de « {campaign.nom} » est en pause : « campaigns resume » le reprend."
            )
        if not campaign.approved:
            raise Refused(
                f"La campagne « {campaign.nom} » n'est pas approuvée : approuvez-la d'abord."
            )
        self.server(campaign)
        frozen = self._rows.counts(campaign.campagne_id).get(S.TO_SEND, 0)
        if expect == frozen and frozen:
            return
        mailable = self.mailable(campaign)
        if expect != mailable or not mailable:
            raise Refused(
                f"Cette campagne écrirait à {mailable} personne{'s' if mailable > 1 else ''}, et "
                f"non à {expect} : donnez le nombre exact pour confirmer."
                if mailable
                else "Cette campagne n'a plus personne à qui écrire."
            )

    def mailable(self, campaign: Campaign) -> int:
        """How many of those approved may be written to now."""
        checks = Checks(self._prospects, self._eligibility)
        count = 0
        for start in range(0, campaign.destinataires, BLOCK):
            rows = self._rows.block(campaign.campagne_id, start)
            some: list[Recipient] = [row for row in rows if row.etat is S.TO_SEND]
            count += sum(reason is None for reason in checks.of(some).values())
        return count

    def server(self, campaign: Campaign) -> tuple[MailServer, Sender]:
        """What sends, and in whose name. Refused where one is not set. Rehearsals go to the sink
        inside the product, whatever is set."""
        sender = self._configuration.get(SMTP_SENDER)
        if campaign.rehearsed:
            return self._sink.server(), sender or NO_SENDER
        server = self._configuration.get(SMTP_URL)
        if server is None or sender is None:
            lacking = "smtp.url" if server is None else "smtp.sender"
            raise Refused(
                f"Le réglage {lacking} n'est pas donné : je ne sais pas comment envoyer. Un admin "
                "le donne avec « mimicom settings set ». Sans serveur, « campaigns eml » prépare "
                "les mails dans un fichier."
            )
        return server, sender
