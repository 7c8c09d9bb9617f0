"""Which collections a backup has, and what a restore does with each: the one list to extend.

A collection that is named nowhere here is saved, and replaced whole by a restore.
"""

import re

from core.errors import Refused

NOT_SAVED = frozenset(
    {
        *(
            "ended_sessions",
            "live_sessions",
            "login_failures",
            "account_links",
            "api_tokens",
        ),  # of those who are logged in now
        *("jobs", "clock_jobs", "send_limits", "send_runs"),  # of what runs now
        *("exports", "export_limits", "pendings"),  # gone within a day
        "erasures",  # under way now
    }
)
"""What means nothing once the base is another one."""

CONVERSATIONS = frozenset({"threads", "steps", "elements", "conversations", "selections"})
"""Each user's own: a restore brings them back where there are none, and else leaves them, with
those that their user deleted since."""

JOINED = frozenset({"users", "objections", "addresses", "meta"})
"""Those of now stay; what only the backup has comes back (see `core.backups.joining`)."""

ASIDE = "restore_"
"""What a collection's name begins with beside the base."""
_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z]+)?", re.ASCII)
LONGEST_NAME = 60


def is_saved(name: str) -> bool:
    """Whether a backup has the collection."""
    return name not in NOT_SAVED and not name.startswith(("system.", ASIDE))


def checked(name: str) -> str:
    """The name of a collection of a backup. Refused where no base of ours has such a one."""
    if not _NAME.fullmatch(name) or len(name) > LONGEST_NAME or not is_saved(name):
        raise Refused(
            "Cette sauvegarde contient des données qui ne sont pas de MimiCom. "
            "Rien n'a été touché : prenez une autre sauvegarde."
        )
    return name
