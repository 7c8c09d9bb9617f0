"""Requests made up from the API's description: none is answered wrong (`make fuzz` sends more)."""

from core.services import Services
from tests.assistant.web.fuzzing import fuzz, of_host
from tests.serving import Host

REQUESTS = 200


def test_no_request_that_is_made_up_is_answered_wrong(attacked: Host, beside: Services) -> None:
    found = fuzz(of_host(attacked.address, beside), REQUESTS)
    assert found.wrong == {}
    assert found.asked >= REQUESTS
    assert {200, 400, 401, 403, 404} <= set(found.statuses)
