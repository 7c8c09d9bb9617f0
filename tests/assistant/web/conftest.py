"""The real host with three accounts, attacked from outside."""

import os
from collections.abc import Iterator

import pytest

from core.accounts.models import OPERATOR, Role
from core.accounts.service import AccountService
from core.services import Services, open_services
from core.settings import Settings
from tests.assistant.web.wire import Page, token
from tests.serving import PASSWORD, Host, serve

MANAGER, OTHER, VOLUNTEER = "gigi@exemple.fr", "lila@exemple.fr", "nico@exemple.fr"
PROXY = "127.0.0.2"


@pytest.fixture(scope="session")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    """A host that trusts one proxy and answers to one more name; two managers, one volunteer."""
    folder = tmp_path_factory.mktemp("attacked") / "data"
    services = open_services(Settings(data=folder, mongodb_uri=None, durability="process-kill"))
    for email, role in ((MANAGER, Role.MANAGER), (OTHER, Role.MANAGER), (VOLUNTEER, Role.BENEVOLE)):
        services.accounts.add(OPERATOR, email, role, PASSWORD)
    services.close()
    settings = {
        "MIMICOM_TRUSTED_PROXIES": PROXY,
        "MIMICOM_ALLOWED_HOSTS": "mimicom.exemple.fr",
        "MIMICOM_EXPORT_SECONDS": "0",
    }
    kept = dict(os.environ)
    os.environ |= settings
    try:
        running = serve(folder)
    finally:
        for name in settings:
            os.environ.pop(name)
        os.environ |= kept
    yield running
    running.stop()


@pytest.fixture(scope="session")
def beside(attacked: Host) -> Iterator[Services]:
    """The same base in another process, as a command of a terminal sees it."""
    settings = Settings(data=attacked.folder, mongodb_uri=None, durability="process-kill")
    opened = open_services(settings)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def accounts(beside: Services) -> AccountService:
    return beside.accounts


@pytest.fixture(scope="session")
def tokens(attacked: Host) -> dict[str, str]:
    """A session of each account."""
    return {email: token(attacked, email) for email in (MANAGER, OTHER, VOLUNTEER)}


@pytest.fixture
def gigi(attacked: Host, tokens: dict[str, str]) -> Page:
    return Page(attacked, tokens[MANAGER])


@pytest.fixture
def lila(attacked: Host, tokens: dict[str, str]) -> Page:
    return Page(attacked, tokens[OTHER])


@pytest.fixture
def nico(attacked: Host, tokens: dict[str, str]) -> Page:
    return Page(attacked, tokens[VOLUNTEER])
