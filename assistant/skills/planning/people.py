"""Who is meant where somebody is named: an account, by its e-mail or the part before its @."""

from collections.abc import Sequence

from assistant.skills.registry import Turn
from core.accounts.models import User
from core.errors import Refused
from core.planning.naming import called


def somebody(turn: Turn, name: str) -> User:
    """The one account that the name may mean. Refused, with those there are."""
    people = turn.services.planning.tasks.people()
    exact = [one for one in people if name.casefold() in (one.email, short_name(one).casefold())]
    found = exact or called(name, people, short_name)
    if len(found) == 1:
        return found[0]
    listed = ", ".join(one.email for one in found or people)
    why = "Plusieurs comptes portent ce nom" if found else f"Je ne connais pas « {name} »"
    raise Refused(f"{why}. Les comptes : {listed}.")


def named(turn: Turn, name: str) -> User | None:
    """The same, or nobody."""
    found = called(name, turn.services.planning.tasks.people(), short_name)
    return found[0] if len(found) == 1 else None


def short_name(user: User) -> str:
    """What people call each other by: the e-mail's part before its @."""
    return user.email.partition("@")[0].replace(".", " ")


def shown(turn: Turn, ids: Sequence[str | None]) -> dict[str, str]:
    """Short names by user_id."""
    return {one.user_id: short_name(one) for one in turn.services.planning.tasks.people()
            if one.user_id in ids}  # fmt: skip
