"""Where an address comes from, told to whom it is."""

from datetime import date

from core.content.agreement import of
from core.content.days import day_of


def origin(source: str | None, added: date | str | None, sender: str) -> str:
    """A sentence: how we came to have the address. Names of our own people are not told."""
    how = "dans notre carnet de contacts"
    if source and "@" not in source:
        how += f" (source : {source})"
    since = f" depuis le {day_of(added)}" if added else ""
    return f"Vous recevez ce mail {of(sender)} car votre adresse figure {how}{since}."
