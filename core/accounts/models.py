"""Who may do what: users, roles, and the permissions of the data contract."""

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from core.errors import Forbidden


class Role(StrEnum):
    BENEVOLE = "bénévole"
    MANAGER = "manager"
    ADMIN = "admin"


class Permission(StrEnum):
    """What a role can be refused; the value reads after 'Vous ne pouvez pas'."""

    READ = "consulter la base"
    WRITE = "ajouter ou modifier une fiche"
    IMPORT = "importer un fichier"
    EXPORT = "exporter les données des prospects"
    MERGE = "fusionner des fiches ou écarter des doublons"
    PREPARE_CAMPAIGN = "préparer une campagne"
    SEND_CAMPAIGN = "approuver, envoyer ou arrêter une campagne"
    LOAD_DEMO = "charger ou enlever la démonstration"
    MANAGE_USERS = "gérer les comptes"
    MANAGE_SETTINGS = "changer les réglages de l'installation"
    ERASE = "effacer définitivement une personne"
    BACKUP = "sauvegarder ou restaurer la base"


_ALLOWED: dict[Permission, frozenset[Role]] = {
    Permission.READ: frozenset(Role),
    Permission.WRITE: frozenset(Role),
    Permission.IMPORT: frozenset({Role.MANAGER, Role.ADMIN}),
    Permission.EXPORT: frozenset({Role.MANAGER, Role.ADMIN}),
    Permission.MERGE: frozenset({Role.MANAGER, Role.ADMIN}),
    Permission.PREPARE_CAMPAIGN: frozenset(Role),
    Permission.SEND_CAMPAIGN: frozenset({Role.MANAGER, Role.ADMIN}),
    Permission.LOAD_DEMO: frozenset({Role.MANAGER, Role.ADMIN}),
    Permission.MANAGE_USERS: frozenset({Role.ADMIN}),
    Permission.MANAGE_SETTINGS: frozenset({Role.ADMIN}),
    Permission.ERASE: frozenset({Role.ADMIN}),
    Permission.BACKUP: frozenset({Role.ADMIN}),
}


class User(BaseModel):
    """An account, without its password hash."""

    model_config = ConfigDict(frozen=True)

    user_id: str
    email: str
    role: Role
    actif: bool = True
    session_version: int = 1
    """Rises when open sessions must end: password change, disabling."""
    kept_session: str | None = None
    """The digest of the one session that outlives the last change: that of whoever made it."""
    a_choisir: bool = False
    """Whether its password is not yet one that its owner chose."""
    emails_avant: tuple[str, ...] = ()
    """Addresses that it had before; nobody else may take them."""
    cree_le: datetime | None = None

    portees: frozenset[Permission] | None = None
    """What it may do at most, where it acts by a token of the API; not kept."""

    def accepts(self, version: object, session: str) -> bool:
        """Whether a session opened at that version, and known by that digest, still stands."""
        return self.actif and (version == self.session_version or session == self.kept_session)

    def may(self, permission: Permission) -> bool:
        """Whether the user's role allows it."""
        granted = self.portees is None or permission in self.portees
        return self.actif and granted and self.role in _ALLOWED[permission]

    def require(self, permission: Permission) -> None:
        """Raise Forbidden, naming who can do it, unless the role allows it."""
        if self.portees is not None and permission not in self.portees:
            raise Forbidden(f"Ce jeton ne permet pas de {permission.value}.")
        if not self.may(permission):
            able = " ou ".join(r.value for r in Role if r in _ALLOWED[permission])
            raise Forbidden(
                f"Vous ne pouvez pas {permission.value} avec votre rôle ({self.role.value}). "
                f"Demandez à un compte {able} de le faire, ou à un admin de changer votre rôle."
            )


OPERATOR = User(user_id="operator", email="terminal", role=Role.ADMIN)
"""Who acts when a command is run on the machine itself, without `--as`."""
