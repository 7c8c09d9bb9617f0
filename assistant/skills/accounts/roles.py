"""What each role may do, in words."""

from core.accounts.models import Role

_MAY = {
    Role.BENEVOLE: "consulter la base, ajouter et modifier des fiches",
    Role.MANAGER: "consulter la base, ajouter et modifier des fiches, importer, télécharger, "
    "fusionner et écrire aux prospects",
    Role.ADMIN: "tout faire, y compris gérer les comptes, changer les réglages et effacer une "
    "personne",
}
CHOICES = tuple((role.value, f"{role.value} : {told}") for role, told in _MAY.items())
"""Roles as a form offers them."""


def may_do(role: Role) -> str:
    """What somebody with that role may do, after "vous pouvez"."""
    return _MAY[role]
