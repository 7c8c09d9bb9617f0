"""Preparing campaigns: from a name to people who are frozen. Sending is in `sending.py`."""

from collections import Counter
from typing import Any

from core.accounts.models import Permission, User
from core.campaigns import states
from core.campaigns.briefs import Briefs, frozen_brief
from core.campaigns.drafts import Draft, checked, name_of, new_campaign
from core.campaigns.letters import Letters
from core.campaigns.models import NO_SENDER, Brief, Campaign, LeftOut, State
from core.campaigns.recipients import RecipientStore
from core.campaigns.store import CampaignStore
from core.clock import Clock
from core.configuration.keys import PUBLIC_URL, SMTP_SENDER
from core.configuration.service import ConfigurationService
from core.content import writing
from core.content.models import Mail
from core.database import Database, Document, Session
from core.errors import NotFound, Refused
from core.journal.models import Actor
from core.journal.service import JournalService
from core.mailer.tokens import Tokens
from core.vocabulary.text import visible

CREATED, CHANGED, MOVED = "campagne créée", "campagne modifiée", "campagne : état"
APPROVED, UNAPPROVED = "campagne approuvée", "campagne : approbation retirée"


class CampaignService:
    """Every door to campaigns before their send; each checks the role first."""

    def __init__(
        self,
        database: Database,
        store: CampaignStore,
        rows: RecipientStore,
        briefs: Briefs,
        tokens: Tokens,
        configuration: ConfigurationService,
        journal: JournalService,
        clock: Clock,
    ) -> None:
        self._database = database
        self._store = store
        self._rows = rows
        self._briefs = briefs
        self._tokens = tokens
        self._configuration = configuration
        self._journal = journal
        self._clock = clock

    # Seeing

    def all(self, user: User) -> list[Campaign]:
        """Every campaign, the newest first."""
        user.require(Permission.READ)
        return self._store.all()

    def named(self, user: User, name: str) -> Campaign:
        """A campaign by its name. NotFound, with the names there are."""
        user.require(Permission.READ)
        found = self._store.named(name)
        if found is not None:
            return found
        others = [f"« {one.nom} »" for one in self._store.all()[:5]]
        there = f" Il y a : {', '.join(others)}." if others else " Il n'y en a encore aucune."
        raise NotFound(f"Aucune campagne ne s'appelle « {visible(name).strip()} ».{there}")

    def called(self, user: User, name: str) -> list[Campaign]:
        """The campaign of that name; else those whose name holds it."""
        user.require(Permission.READ)
        return self._store.called(name)

    def by_id(self, user: User, campagne_id: str) -> Campaign:
        """A campaign by its id. NotFound."""
        user.require(Permission.READ)
        if (found := self._store.get(campagne_id)) is None:
            raise NotFound("Cette campagne n'existe plus.")
        return found

    def brief(self, user: User, campaign: Campaign) -> Brief:
        """Who is selected, left out and why; that of its approval once it is approved."""
        user.require(Permission.READ)
        if not campaign.approved:
            return self._briefs.brief(campaign, self.letters(campaign))
        return frozen_brief(campaign, self._rows)

    def letters(self, campaign: Campaign) -> Letters | None:
        """What writes the campaign's mails; None where it has none yet."""
        if campaign.mail is None:
            return None
        sender = self._configuration.get(SMTP_SENDER) or NO_SENDER
        public_url = None if campaign.rehearsed else self._configuration.get(PUBLIC_URL)
        return Letters(campaign, campaign.mail, sender, self._tokens, public_url)

    # Preparing

    def create(self, user: User, draft: Draft) -> Campaign:
        """A draft. InvalidData for what it can't have; Refused where its name is taken."""
        user.require(Permission.PREPARE_CAMPAIGN)
        campaign = new_campaign(draft, user.email, self._clock())

        def change(session: Session) -> None:
            self._store.insert(campaign, session)
            details = {"nom": campaign.nom, "filtre": campaign.filtre.as_json()}
            self._journal.record(user, CREATED, campaign.campagne_id, details, session)

        self._database.transaction(change)
        return campaign

    def edit(self, user: User, campaign: Campaign, values: dict[str, Any]) -> Campaign:
        """Change a draft: nom, objectif, canal, date_evenement, date_fin, filtre, objet_b,
        enchaine. Refused where its new name is taken."""
        user.require(Permission.PREPARE_CAMPAIGN)
        states.check_draft(campaign)
        if "nom" in values:
            values = values | {"nom": name_of(values["nom"])}
        if values.get("objet_b"):
            _check_second(campaign, values["objet_b"])
        changed = checked(campaign.model_dump() | values)
        kept = {
            name: getattr(changed, name)
            for name in values
            if getattr(changed, name) != getattr(campaign, name)
        }
        return self.change(user, campaign, CHANGED, kept) if kept else campaign

    def set_mail(
        self, user: User, campaign: Campaign, mail: Mail, template: str | None = None
    ) -> Campaign:
        """Give a draft its mail. InvalidData where it can't be used."""
        user.require(Permission.PREPARE_CAMPAIGN)
        states.check_draft(campaign)
        writing.check(mail)
        return self.change(user, campaign, CHANGED, {"mail": mail.model_dump(), "modele": template})

    def approve(self, user: User, campaign: Campaign) -> Campaign:
        """Freeze a campaign's people. Refused without a mail, or without anybody to write to.

        Cut, it is done again whole: until the last write the campaign is not approved.
        """
        user.require(Permission.SEND_CAMPAIGN)
        states.check_draft(campaign)
        letters = self.letters(campaign)
        if campaign.mail is None or letters is None:
            raise Refused(
                f"La campagne « {campaign.nom} » n'a pas encore de mail : choisissez un modèle ou "
                "donnez son objet et son texte avant de l'approuver."
            )
        writing.check(campaign.mail)
        reasons: Counter[LeftOut] = Counter()

        def rows() -> Any:
            for some, left in self._briefs.rows(campaign, letters):
                reasons.update(left)
                yield some

        count = self._rows.replace_all(campaign.campagne_id, rows())
        if count == 0:
            raise Refused(
                f"La campagne « {campaign.nom} » ne s'adresse à personne pour l'instant : "
                "élargissez sa sélection avant de l'approuver."
            )
        values: Document = {
            "approuvee_le": self._clock(),
            "approuvee_par": user.email,
            "ecartes": {reason.value: n for reason, n in reasons.items()},
            "destinataires": count,
            "clics_mesures": letters.counts_clicks,
        }
        return self.change(user, campaign, APPROVED, values, {"destinataires": count})

    def unapprove(self, user: User, campaign: Campaign) -> Campaign:
        """Take an approval back, while nothing is sent. Refused once a mail has left."""
        user.require(Permission.SEND_CAMPAIGN)
        if not campaign.approved or campaign.etat not in (State.BROUILLON, State.PLANIFIEE):
            raise Refused(
                f"L'approbation de « {campaign.nom} » ne peut pas être retirée : "
                + ("l'envoi a commencé." if campaign.approved else "elle n'est pas approuvée.")
            )
        values: Document = {
            "approuvee_le": None, "approuvee_par": None, "ecartes": {}, "destinataires": 0,
            "etat": State.BROUILLON.value, "envoi_le": None,
        }  # fmt: skip
        changed = self.change(user, campaign, UNAPPROVED, values, {})
        self._rows.drop(campaign.campagne_id)
        return changed

    # States

    def pause(self, user: User, campaign: Campaign) -> Campaign:
        """Stop a send for now; what is on its way arrives."""
        user.require(Permission.SEND_CAMPAIGN)
        return self.move(
            user, campaign, State.EN_PAUSE, {"raison": f"À la demande de {user.email}"}
        )

    def cancel(self, user: User, campaign: Campaign) -> Campaign:
        """Give a campaign up; what is on its way arrives."""
        user.require(Permission.SEND_CAMPAIGN)
        return self.move(user, campaign, State.ANNULEE, {"raison": None})

    def archive(self, user: User, campaign: Campaign) -> Campaign:
        """Put a campaign away."""
        user.require(Permission.SEND_CAMPAIGN)
        return self.move(user, campaign, State.ARCHIVEE)

    def move(
        self, user: Actor, campaign: Campaign, state: State, values: Document | None = None
    ) -> Campaign:
        """Change a campaign's state, with its entry. Refused where it may not; Conflict."""
        states.check(campaign, state)
        details = {"etat": [campaign.etat.value, state.value]} | (values or {})
        written = {"etat": state.value} | (values or {})
        return self.change(user, campaign, MOVED, written, details)

    def change(
        self,
        user: Actor,
        campaign: Campaign,
        action: str,
        values: Document,
        details: Document | None = None,
    ) -> Campaign:
        """Write fields of a campaign and the journal's entry. Conflict where it changed since."""
        told = details if details is not None else {"champs": sorted(values)}

        def write(session: Session) -> None:
            if "nom" in values:
                self._store.rename(campaign, values["nom"], session)
                renamed = campaign.model_copy(update={"version": campaign.version + 1})
                rest = {name: value for name, value in values.items() if name != "nom"}
                self._store.change(renamed, rest, session)
            else:
                self._store.change(campaign, values, session)
            self._journal.record(
                user, action, campaign.campagne_id, {"nom": campaign.nom} | told, session
            )

        self._database.transaction(write)
        found = self._store.get(campaign.campagne_id)
        assert found is not None
        return found


def _check_second(campaign: Campaign, subject: str) -> None:
    """InvalidData where a second subject can't be used, Refused where it is the first one."""
    if campaign.mail is None:
        writing.check(Mail(sujet=subject, texte=subject))
        return
    if subject.strip() == campaign.mail.sujet.strip():
        raise Refused("Les deux objets sont les mêmes : donnez-en un autre, pour les comparer.")
    writing.check(campaign.mail.model_copy(update={"sujet": subject}))
