"""A process that changes a whole list, until it is killed: `python editor.py DATA_FOLDER WHAT`,
WHAT being `edit`, or the id of the lot to take back."""

import sys
from pathlib import Path

from core.accounts.models import Role, User
from core.prospects.filters import Filter
from core.services import open_services
from core.settings import Settings

NICO = User(user_id="nico", email="nico@exemple.fr", role=Role.BENEVOLE)
"""The tests' own, without all that they import."""
EDIT = {"tag": "salon 2026"}


def main() -> None:
    """One bulk edit, or the undo of one."""
    folder, what = Path(sys.argv[1]), sys.argv[2]
    services = open_services(Settings(data=folder, mongodb_uri=None))
    if what == "edit":
        preview = services.records.preview_bulk(NICO, Filter(), EDIT)
        services.records.bulk(NICO, Filter(), EDIT, preview.mark, expected=preview.changed)
    else:
        services.undo.undo_lot(NICO, what)


if __name__ == "__main__":
    main()
