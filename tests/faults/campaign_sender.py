"""A process that sends a campaign, until it is killed: `python campaign_sender.py FOLDER resume`.

With `send N` it begins; with `resume` it goes on.
"""

import sys
from pathlib import Path

from core.accounts.models import OPERATOR
from core.services import open_services
from core.settings import Settings

NAME = "Fautes"


def main() -> None:
    """One send, or its resumption."""
    services = open_services(Settings(data=Path(sys.argv[1]), mongodb_uri=None))
    doors = services.campaigns
    campaign = doors.preparing.named(OPERATOR, NAME)
    if sys.argv[2] == "send":
        doors.sending.send(OPERATOR, campaign, int(sys.argv[3]), lambda *_: None)
    else:
        doors.sending.resume(OPERATOR, campaign, lambda *_: None)
    services.close()


if __name__ == "__main__":
    main()
