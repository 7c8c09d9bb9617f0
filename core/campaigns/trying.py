"""Before a send: a test mail, and whether the settings work."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from email_validator import EmailNotValidError, validate_email

from core.accounts.models import Permission, User
from core.campaigns.briefs import Briefs
from core.campaigns.checking import as_stored
from core.campaigns.eligibility import Eligibility
from core.campaigns.lacks import ALWAYS_KEPT, values_of
from core.campaigns.letters import Letters, Made
from core.campaigns.models import Campaign, Recipient, RecipientState, Rehearsed
from core.campaigns.pace import Pace
from core.campaigns.recipients import RecipientStore
from core.campaigns.service import CampaignService
from core.clock import Clock
from core.configuration.keys import IMAP_URL, SMTP_SENDER, SMTP_URL
from core.configuration.models import Key, MailServer, Sender
from core.configuration.service import ConfigurationService
from core.content.models import Written
from core.content.variables import uses_of
from core.content.writing import MissingValues
from core.errors import InvalidData, MimiComError, Refused
from core.mailer.imap import Mailbox
from core.mailer.message import ascii_address
from core.mailer.sink import Sink
from core.mailer.smtp import Connection, Fate
from core.mailer.tokens import new_key
from core.mailer.webmails import WEBMAILS
from core.prospects.service import ProspectService

TEST, _MISSING = "[Test] ", "…"
_NOBODY = "personne@exemple.fr"
_WARNS = "Attention"
_NO_MAILBOX = "Aucune boîte n'est réglée : réponses et retours de mails sont à noter à la main."
_WHY = {
    "refus": "refuse d'être contactée",
    "opposition": "ne veut plus recevoir nos mails",
    "consentement_requis": "n'a pas donné son accord",
    "rebond_definitif": "ne reçoit pas nos mails (retour définitif)",
    "conservation_depassee": "n'a donné aucun signe depuis trop longtemps (durée de conservation)",
}


@dataclass(frozen=True)
class Check:
    """What a setting gives when it is tried."""

    name: str
    ok: bool
    message: str


class TryingService:
    """Test mails and settings."""

    def __init__(
        self,
        campaigns: CampaignService,
        briefs: Briefs,
        rows: RecipientStore,
        prospects: ProspectService,
        eligibility: Eligibility,
        pace: Pace,
        sink: Sink,
        configuration: ConfigurationService,
        clock: Clock,
    ) -> None:
        self._campaigns = campaigns
        self._briefs = briefs
        self._rows = rows
        self._prospects = prospects
        self._eligibility = eligibility
        self._pace = pace
        self._sink = sink
        self._configuration = configuration
        self._clock = clock

    def test(self, user: User, campaign: Campaign, address: str) -> str:
        """Send the campaign's mail to one address, filled in as for its first person.

        Refused where the address may not be written to; the rules hold for tests too.
        """
        user.require(Permission.SEND_CAMPAIGN)
        to = _address(address)
        letters = self._campaigns.letters(campaign)
        if campaign.mail is None or letters is None:
            raise Refused(f"La campagne « {campaign.nom} » n'a pas encore de mail.")
        server, sender = self._server()
        self._check_address(to)
        row = self._sample(campaign)
        mail = campaign.mail.model_copy(update={"sujet": TEST + campaign.mail.sujet})
        tried = campaign.model_copy(update={"mail": mail})
        letters = self._campaigns.letters(tried)
        assert letters is not None
        made = self._filled(letters, row, to)
        self._send(server, sender, to, made.message)
        return made.written.sujet

    def sample(self, user: User, campaign: Campaign) -> Written:
        """The campaign's mail as its first person reads it, with dots for what is lacking.
        Refused where it has none yet."""
        user.require(Permission.READ)
        letters = self._campaigns.letters(campaign)
        if letters is None:
            raise Refused(f"La campagne « {campaign.nom} » n'a pas encore de mail.")
        return self._filled(letters, self._sample(campaign), _NOBODY).written

    def rehearsed(self, user: User, campaign: Campaign, rank: int) -> Rehearsed | None:
        """The mail of that rank that a rehearsal sent to the sink; None where it is not there."""
        user.require(Permission.READ)
        rows = [row for row in self._rows.block(campaign.campagne_id, rank) if row.rang == rank]
        found = self._sink.mail(rows[0].jeton) if rows else None
        if found is None:
            return None
        return Rehearsed(found["a"], found["objet"], found["texte"], found["le"])

    def warning(self, user: User) -> str | None:
        """What is to be known of the sender before a first send: an address of a webmail that
        another server sends (DMARC)."""
        user.require(Permission.SEND_CAMPAIGN)
        found = self._sender()
        return found.message if found.ok and found.message.startswith(_WARNS) else None

    def _filled(self, letters: Letters, row: Recipient, to: str) -> Made:
        """The mail, with dots for what its first person lacks."""
        try:
            return letters.made(row, to, self._clock())
        except MissingValues as error:
            values = row.valeurs | dict.fromkeys(error.names, _MISSING)
            return letters.made(row.model_copy(update={"valeurs": values}), to, self._clock())

    def _send(self, server: MailServer, sender: Sender, to: str, message: bytes) -> None:
        if not self._pace.take_one():
            raise Refused(
                "La limite de vitesse des envois est atteinte : réessayez dans une minute."
            )
        connection = Connection(server)
        try:
            outcome = connection.deliver(ascii_address(sender.address), to, message)
        finally:
            connection.quit()
        if outcome.fate is not Fate.SENT:
            raise Refused(f"Le serveur n'a pas pris le mail de test ({outcome.words}).")

    def _check_address(self, to: str) -> None:
        held = self._prospects.holders([to], "").get(to)
        ids = (*held.others, *held.own) if held is not None else ()
        held_by = [as_stored(record) for record in self._prospects.many(ids)]
        records: list[dict[str, Any] | None] = [*held_by]
        for record in records or [None]:
            reason = self._eligibility.of_address(to, record)
            if reason is not None:
                raise Refused(
                    f"Pas de mail à {to}, même de test : cette adresse {_WHY[reason.value]}."
                )

    def _sample(self, campaign: Campaign) -> Recipient:
        """A person of the campaign, to fill the mail in; under a key that leads nowhere."""
        found = next(self._rows.in_state(campaign.campagne_id, RecipientState.TO_SEND), None)
        values = found.valeurs if found is not None else self._first_values(campaign)
        return Recipient(
            recipient_id="test",
            campagne_id=campaign.campagne_id,
            prospect_id="test",
            etat=RecipientState.TO_SEND,
            valeurs=values,
            jeton=new_key(),
        )

    def _first_values(self, campaign: Campaign) -> dict[str, Any]:
        assert campaign.mail is not None
        fields = uses_of(campaign.mail).fields
        for some in self._briefs.judged(campaign, fields | ALWAYS_KEPT):
            for one in some:
                if one.reason is None:
                    return values_of(one.document, fields)
        return dict.fromkeys(fields - ALWAYS_KEPT, _MISSING)

    # Settings

    def check(self, user: User) -> list[Check]:
        """Try the settings: connect and log in, without sending or reading anything."""
        user.require(Permission.SEND_CAMPAIGN)
        found = [
            self._tried("smtp", SMTP_URL, lambda server: Connection(server).quit()),
            self._sender(),
        ]
        if self._configured(IMAP_URL):
            found.append(self._tried("imap", IMAP_URL, lambda server: Mailbox(server).close()))
        else:
            found.append(Check("imap", True, _NO_MAILBOX))
        return found

    def _configured(self, key: Key[Any]) -> bool:
        try:
            return self._configuration.get(key) is not None
        except MimiComError:
            return True  # set, and wrong: to be tried and told

    def _tried(
        self, name: str, key: Key[MailServer | None], work: Callable[[MailServer], None]
    ) -> Check:
        try:
            server = self._configuration.get(key)
            if server is None:
                return Check(name, False, f"Le réglage {key.name} n'est pas donné.")
            work(server)
        except MimiComError as error:
            return Check(name, False, error.message)
        return Check(name, True, f"{server.host}:{server.port} répond.")

    def _sender(self) -> Check:
        try:
            sender = self._configuration.get(SMTP_SENDER)
            server = self._configuration.get(SMTP_URL)
        except MimiComError as error:
            return Check("sender", False, error.message)
        if sender is None:
            return Check("sender", False, "Le réglage smtp.sender n'est pas donné.")
        domain = sender.address.rpartition("@")[2].lower()
        if domain in WEBMAILS and server is not None and not server.host.endswith(domain):
            return Check(
                "sender", True,
                f"Attention : une adresse {domain} envoyée par un autre serveur ({server.host}) "
                "est souvent rejetée, car les destinataires vérifient qui a le droit d'écrire "
                "au nom d'un domaine (DMARC). Préférez une adresse de votre association.",
            )  # fmt: skip
        return Check("sender", True, str(sender))

    def _server(self) -> tuple[MailServer, Sender]:
        server = self._configuration.get(SMTP_URL)
        sender = self._configuration.get(SMTP_SENDER)
        if server is None or sender is None:
            lacking = "smtp.url" if server is None else "smtp.sender"
            raise Refused(f"Le réglage {lacking} n'est pas donné.")
        return server, sender


def _address(text: str) -> str:
    try:
        found = validate_email(text.strip(), check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise InvalidData(f"« {text} » n'est pas une adresse e-mail.") from error
    return found.normalized.lower()
