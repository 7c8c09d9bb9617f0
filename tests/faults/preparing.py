"""A campaign ready to be sent, in a folder of its own."""

from pathlib import Path

from core.accounts.models import OPERATOR
from core.campaigns.drafts import Draft
from core.content.models import Mail
from core.services import Services, open_services
from core.settings import Settings
from tests.factories import prospect
from tests.faults.campaign_sender import NAME
from tests.smtp_server import Server

CONNECTIONS = 2


def prepared(folder: Path, server: Server, rows: int) -> None:
    """Its people frozen, its server set; the services are closed again."""
    services = open_services(Settings(data=folder, mongodb_uri=None))
    ready(services, server.url(), rows)
    services.close()


def ready(services: Services, url: str, rows: int, per_minute: int = 10_000) -> None:
    """Its people frozen, its server set."""
    for key, value in (
        ("smtp.url", url), ("smtp.sender", "Asso <contact@asso.example>"),
        ("send.per_minute", str(per_minute)), ("send.per_hour", "100000"),
        ("send.connections", str(CONNECTIONS)),
    ):  # fmt: skip
        services.configuration.set(OPERATOR, key, value)
    services.prospects.insert(
        [prospect(nom_structure=f"S {n}", email=f"p{n}@exemple.fr") for n in range(rows)]
    )
    doors = services.campaigns.preparing
    campaign = doors.create(OPERATOR, Draft(NAME))
    mail = Mail(sujet="Bonjour {{ nom_structure }}", texte="Bonjour {{ nom_structure }}")
    doors.approve(OPERATOR, doors.set_mail(OPERATOR, campaign, mail))


def server_pid(services: Services) -> int:
    """The number of the embedded server's process."""
    server = services.database._server
    assert server is not None
    found = server.process()
    assert found is not None
    return int(getattr(found, "pid", found))
