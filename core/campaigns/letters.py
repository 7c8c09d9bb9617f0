"""What each person's mail is filled in with: sender, way out, links that are counted."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.campaigns.models import Campaign, Recipient
from core.configuration.models import Sender
from core.content.days import day_of
from core.content.models import Mail, Written
from core.content.origin import origin
from core.content.writing import Letter, write
from core.mailer.message import Envelope, ascii_address, build, mailto, message_id
from core.mailer.tokens import Tokens

LINK_DIGITS = 12


def link_key(url: str) -> str:
    """How a link of a mail is known: hexadecimal digits."""
    return hashlib.sha256(url.encode()).hexdigest()[:LINK_DIGITS]


@dataclass(frozen=True)
class Made:
    """A mail ready to leave, and the links that it counts, by their key."""

    message: bytes
    written: Written
    links: Mapping[str, str]


class Letters:
    """Writes the mails of one campaign."""

    def __init__(
        self, campaign: Campaign, mail: Mail, sender: Sender, tokens: Tokens, public_url: str | None
    ) -> None:
        self._mail, self._sender = mail, Sender(sender.name, ascii_address(sender.address))
        self._tokens, self._public_url = tokens, public_url
        self._subject_b = campaign.objet_b or ""
        self._mail_b = mail.model_copy(update={"sujet": self._subject_b})
        self._campaign = {
            "nom": campaign.said,
            "objectif": campaign.objectif.value,
            "date_evenement": day_of(campaign.date_evenement),
            "date_fin": day_of(campaign.date_fin),
        }

    @property
    def counts_clicks(self) -> bool:
        """Whether the links of the mails come back here."""
        return self._public_url is not None

    def made(self, row: Recipient, to: str, now: datetime) -> Made:
        """The mail of one person. MissingValues, InvalidData."""
        token = self._tokens.unsubscribe(row.jeton)
        links: dict[str, str] = {}
        url = f"{self._public_url}/d/{token}" if self._public_url else None
        by_mail = mailto(self._sender, token)
        counted = self._counted(row.jeton, links) if self._public_url else None
        letter = self.letter(row.valeurs, url or by_mail, counted)
        written = write(self._of(row.objet), row.valeurs, letter)
        follows = message_id(row.en_reponse_a, self._sender) if row.en_reponse_a else None
        envelope = Envelope(self._sender, to, written.sujet, row.jeton, now, by_mail, url, follows)
        assert written.html is not None
        message = build(envelope, written.texte, written.html, self._mail.images)
        return Made(message, written, links)

    def _of(self, subject: str) -> Mail:
        """The mail under the other subject, for those who were drawn for it."""
        return self._mail if subject != self._subject_b or not subject else self._mail_b

    def way_out(self, row: Recipient) -> str:
        """How one person unsubscribes: a link, or an address to write to."""
        token = self._tokens.unsubscribe(row.jeton)
        return f"{self._public_url}/d/{token}" if self._public_url else mailto(self._sender, token)

    def letter(
        self, values: Mapping[str, Any], unsubscribe: str, link: Callable[[str], str] | None = None
    ) -> Letter:
        """What a mail is filled in with, beside a person's values."""
        return Letter(
            self._campaign,
            {"nom": self._sender.name, "adresse": self._sender.address},
            origin(values.get("source"), values.get("cree_le"), self._sender.name),
            unsubscribe,
            link,
        )

    def _counted(self, key: str, links: dict[str, str]) -> Callable[[str], str]:
        def change(url: str) -> str:
            link = link_key(url)
            links[link] = url
            return f"{self._public_url}/c/{self._tokens.click(key, link)}"

        return change
