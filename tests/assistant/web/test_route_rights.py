"""Every address asked by everybody: nobody, each role, a token of each scope, and what ended."""

import pytest

from core.services import Services
from tests.assistant.web.rights import COLUMNS, DEAD, NOBODY, Asker, Table, asker
from tests.assistant.web.test_routes import ROUTES
from tests.serving import Host

TABLE = Table.read()


@pytest.fixture(scope="module")
def asking(attacked: Host, beside: Services) -> Asker:
    return asker(attacked, beside)


def test_every_address_has_a_line() -> None:
    """That these are all, and no others, `test_routes.py` asks the running application."""
    assert set(TABLE.statuses) == set(ROUTES)
    assert set(TABLE.asked) <= set(ROUTES)


@pytest.mark.parametrize("route", TABLE.statuses)
def test_each_is_answered_as_the_table_says(asking: Asker, route: str) -> None:
    method, path = route.split()
    method = method.replace("MOUNT", "GET")
    asked = TABLE.asked.get(route, {"path": path})
    expected = TABLE.statuses[route]
    assert {who: asking.status(who, method, asked) for who in COLUMNS} == expected
    ended = {who: asking.status(who, method, asked) for who in DEAD}
    assert ended == dict.fromkeys(DEAD, expected[NOBODY])
