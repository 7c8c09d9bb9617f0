"""The few ways in which the product says no; each carries the French sentence its reader needs."""

import errno


class MimiComError(Exception):
    """Base of every expected refusal. `message` is French, says what happened and what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Refused(MimiComError):
    """The request is understood but can't be done as it stands."""


class Forbidden(MimiComError):
    """The user's role does not allow it."""


class NotFound(MimiComError):
    """What was named does not exist (any more)."""


class Conflict(MimiComError):
    """Somebody changed the record since it was read."""


class InvalidData(MimiComError):
    """Some values do not fit; `problems` says which, field by field, in French."""

    def __init__(self, message: str, problems: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.problems = problems or {}


class Unavailable(MimiComError):
    """The database or the data folder can't be reached or used."""


_REASONS = {
    errno.ENOSPC: "le disque est plein",
    errno.EDQUOT: "votre quota est atteint",
    errno.EFBIG: "le fichier serait trop gros",
    errno.EROFS: "le disque est en lecture seule",
    errno.EACCES: "vous n'en avez pas le droit",
    errno.EPERM: "vous n'en avez pas le droit",
    errno.ENOENT: "il n'existe pas",
    errno.ENOTDIR: "ce n'est pas un dossier",
    errno.EEXIST: "il existe déjà, et n'est pas un dossier",
    errno.EISDIR: "c'est un dossier",
    errno.ENAMETOOLONG: "le nom est trop long",
    errno.EIO: "le disque a une erreur : faites-le vérifier",
    errno.EADDRINUSE: "le port est pris",
    errno.EADDRNOTAVAIL: "cette machine n'a pas cette adresse",
}


def reason_of(error: OSError) -> str:
    """Why the system said no, in French."""
    return _REASONS.get(error.errno or 0) or f"erreur {error.errno} du système"
