"""What an association must be able to show: its register of processing, and what it tells people.

Both are made of the installation's own facts: who sends, how long is kept, which settings are on.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from core.accounts.models import Permission, User
from core.configuration.keys import (
    CONSENT_STRICT,
    CONSENT_WORDING,
    RETENTION_YEARS,
    SMTP_SENDER,
    TRACKING_OPENS,
)
from core.configuration.models import Key, Value
from core.configuration.service import ConfigurationService
from core.database import Database
from core.errors import InvalidData

_WHO = "[le nom de votre association]"
_MAIL = "[votre adresse e-mail]"


@dataclass(frozen=True)
class Processing:
    """One line of the register: what is done with personal data (GDPR, article 30)."""

    nom: str
    finalite: str
    base: str
    personnes: str
    donnees: str
    destinataires: str
    duree: str
    securite: str

    def lines(self) -> Iterator[str]:
        """For people."""
        yield f"Finalité : {self.finalite}"
        yield f"Base légale : {self.base}"
        yield f"Personnes concernées : {self.personnes}"
        yield f"Données : {self.donnees}"
        yield f"Destinataires : {self.destinataires}"
        yield f"Durée de conservation : {self.duree}"
        yield f"Sécurité : {self.securite}"


class RegisterService:
    """Texts to keep, to sign and to show."""

    def __init__(self, database: Database, configuration: ConfigurationService) -> None:
        self._users = database.mongo["users"]
        self._configuration = configuration

    def register(self, user: User) -> tuple[Processing, ...]:
        """The processing that MimiCom does. For managers."""
        user.require(Permission.EXPORT)
        return (self._prospecting(), self._mailing(), self._accounts())

    def notice(self, user: User) -> str:
        """What to tell people when their data are asked for (article 13). For everybody."""
        user.require(Permission.READ)
        who, mail = self._who()
        years = self._get(RETENTION_YEARS, 3)
        strict = self._get(CONSENT_STRICT, default=False)
        ground = (
            "votre accord" if strict else "notre intérêt légitime à faire connaître nos actions"
        )
        opens = " Nous comptons les ouvertures si vous y avez consenti." * bool(
            self._get(TRACKING_OPENS, default=False)
        )
        return (
            f"{who} enregistre les coordonnées professionnelles de votre structure (nom, personne "
            "à contacter, adresse, e-mail, téléphone, réseaux) pour vous faire connaître ses "
            f"actions et ses événements. Ce traitement repose sur {ground}. Les données sont lues "
            "par nos bénévoles et nos salariés seulement, ne sont ni vendues ni cédées, et sont "
            f"gardées {years} ans après votre dernier signe.{opens} Vous pouvez y accéder, les "
            "faire rectifier ou effacer, en limiter l'usage, les recevoir dans un format lisible, "
            f"et vous opposer à tout message, à tout moment : écrivez à {mail} ou cliquez sur "
            "« se désinscrire » dans un message. Vous pouvez adresser une réclamation à la CNIL "
            "(cnil.fr)."
        )

    def _prospecting(self) -> Processing:
        years = self._get(RETENTION_YEARS, 3)
        wording = self._get(CONSENT_WORDING, "")
        told = f" Formule de consentement : « {wording} »." if wording else ""
        return Processing(
            nom="Gestion des prospects",
            finalite="tenir à jour les structures et les personnes à contacter",
            base=f"intérêt légitime, ou consentement là où il est demandé.{told}",
            personnes="associations, boutiques, médiathèques, influenceurs et leurs contacts",
            donnees="nom, personne à contacter, e-mail, téléphone, adresse, réseaux, échanges ; "
            "aucune donnée sensible (les commentaires qui en ont l'air sont signalés)",
            destinataires="les comptes de MimiCom, selon leur rôle",
            duree=f"{years} ans après le dernier signe de la personne ; puis revue et effacement",
            securite="comptes par personne, journal de chaque modification, sauvegardes, "
            "dossier de données fermé aux autres utilisateurs de la machine",
        )

    def _mailing(self) -> Processing:
        return Processing(
            nom="Campagnes de mails",
            finalite="informer les prospects de nos actions, mesurer les réponses",
            base="intérêt légitime entre professionnels, ou consentement",
            personnes="prospects qui ne s'y sont pas opposés",
            donnees="e-mail, messages envoyés, clics, réponses, désinscriptions",
            destinataires="le serveur d'envoi choisi dans les réglages",
            duree="celle de la fiche ; les désinscriptions sont gardées sous forme d'empreintes",
            securite="liens signés, désinscription en un clic, adresses écartées gardées hachées",
        )

    def _accounts(self) -> Processing:
        count = sum(1 for _ in self._users.find({}, {"_id": 1}))
        return Processing(
            nom="Comptes des utilisateurs",
            finalite="savoir qui fait quoi, et limiter ce que chacun peut faire",
            base="intérêt légitime (sécurité)",
            personnes=f"les {count} comptes de MimiCom",
            donnees="e-mail, rôle, empreinte du mot de passe, actions du journal, conversations",
            destinataires="les admins",
            duree="celle du compte ; le journal est gardé avec la base",
            securite="mots de passe hachés (Argon2), essais limités, sessions qui se ferment",
        )

    def _who(self) -> tuple[str, str]:
        sender = self._get(SMTP_SENDER, None)
        return (sender.name, sender.address) if sender else (_WHO, _MAIL)

    def _get(self, key: Key[Value], default: Value) -> Value:
        try:
            return self._configuration.get(key)
        except InvalidData:
            return default
