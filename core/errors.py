"""The few ways in which the product says no; each carries the French sentence its reader needs."""


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
