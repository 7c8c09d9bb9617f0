"""Requests made up from the API's own description, sent to a running host: what it answers wrong.

`python -m benchmarks.fuzz` sends many.
"""

import re
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4
from warnings import catch_warnings, simplefilter

import httpx
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import HypothesisDeprecationWarning
from schemathesis import GenerationMode

from assistant.conversation import ConversationStore
from assistant.web.endpoints import ENDPOINTS
from core.accounts.api_tokens import GRANTS, Scope
from core.accounts.models import OPERATOR, Role, User
from core.campaigns.drafts import Draft
from core.prospects.filters import Filter
from core.services import Services
from tests.factories import prospect
from tests.serving import PASSWORD

GARBAGE = (
    "x",
    "mmc_",
    "mmc_" + "a" * 43,
    "eyJhbGciOiJub25lIn0.e30.",
    "$where",
    "a\x7fb",
    "mmc_" + "é" * 9,
)
_CELL = st.text(max_size=12) | st.sampled_from(
    ["Lyon", "a@b.fr", "0612345678", "oui", "$x", "=1+1"]
)
_HEADS = st.sampled_from(
    ["nom_structure", "ville", "email", "telephone", "type", "Nom", "", "$set"]
)
FILES = st.none() | st.builds(
    lambda heads, rows: "\n".join(";".join(row) for row in (heads, *rows)).encode(),
    st.lists(_HEADS, min_size=1, max_size=5),
    st.lists(st.lists(_CELL, max_size=6), max_size=4),
)
"""Bodies of imports that come further than noise does."""
NOTHING, WRONG = "nothing", "garbage"
SECONDS = 30


@dataclass
class Fuzzed:
    """What came of it."""

    asked: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    wrong: dict[str, str] = field(default_factory=dict)
    """The first request of each kind of wrong answer, by what is wrong."""


@dataclass(frozen=True)
class Target:
    """A host, who asks, and ids of what is there."""

    address: str
    tokens: Mapping[str, str]
    ids: Mapping[str, tuple[str, ...]]


def of_host(address: str, services: Services) -> Target:
    """An admin's token of each scope, and one of each thing that an address names."""
    admin = services.accounts.get("racine@exemple.fr") or services.accounts.add(
        OPERATOR, "racine@exemple.fr", Role.ADMIN, PASSWORD
    )
    made = {
        scope.value: services.accounts.api_tokens.create(admin, scope.value, [scope.value])[1]
        for scope in Scope
    }
    return Target(address, made, _ids(services, admin))


def _ids(services: Services, admin: User) -> dict[str, tuple[str, ...]]:
    services.prospects.insert([prospect(), prospect(ville="Nantes")])
    found = services.prospects.page(OPERATOR, Filter(), limit=2).prospects
    conversations = ConversationStore(services.database, services.clock)
    selected = [conversations.select(admin, "essai", Filter()) for _ in range(2)]
    received = services.imports.receive(admin, "a.csv", b"nom_structure;ville\nLe De;Lyon\n")
    services.imports.run(admin, received)
    draft = Draft(f"Essai {uuid4()}", event=services.clock().date() + timedelta(days=90))
    campaign = services.campaigns.preparing.create(admin, draft)
    return {
        "imports": (received,), "charts": tuple(selected),
        "comparisons": ("_".join(selected),), "dashboards": tuple(selected),
        "campaigns": (campaign.campagne_id,), "plans": (campaign.campagne_id,),
        "access": tuple(one.prospect_id for one in found),
    }  # fmt: skip


def fuzz(
    target: Target, requests: int, number: int = 0, said: Callable[[str], object] = lambda _: None
) -> Fuzzed:
    """So many requests over all addresses: sound and unsound ones, of each token, of none and of
    garbage; those of a number, again and again the same. Each address is `said` once it is done."""
    told = httpx.get(f"{target.address}/api/openapi.json", headers=_bearer(target, "lecture"))
    schema = schemathesis.openapi.from_dict(told.json())
    operations = [found.ok() for found in schema.get_all_operations()]
    each = -(-requests // len(operations))
    found = Fuzzed()
    with httpx.Client(base_url=target.address, timeout=SECONDS) as client, catch_warnings():
        simplefilter("ignore", HypothesisDeprecationWarning)  # of how schemathesis draws
        for operation in operations:
            before, began = found.asked, time.monotonic()
            _fuzz(client, target, operation, each, found, number)
            taken = time.monotonic() - began
            said(f"{operation.label}: {found.asked - before} in {taken:.0f} s")
    return found


def _fuzz(
    client: httpx.Client, target: Target, operation: Any, most: int, found: Fuzzed, number: int
) -> None:
    drawn = st.one_of(
        operation.as_strategy(generation_mode=GenerationMode.POSITIVE),
        operation.as_strategy(generation_mode=GenerationMode.NEGATIVE),
    )
    who = st.sampled_from([*target.tokens, *target.tokens, NOTHING, WRONG])
    known = target.ids.get(f"{operation.path}/".split("/")[2].partition(".")[0], ())
    some = st.sampled_from([*known, None])

    def ask(case: Any, who: str, id: str | None, garbage: str, file: bytes | None) -> None:
        if file is not None and operation.path == "/api/imports":
            case.body = file
        if id is not None and case.path_parameters:
            first = next(iter(operation.path_parameters)).name
            case.path_parameters[first] = id
        _ask(client, target, case, who, garbage, found)

    # Hypothesis stops before, where nothing new can be drawn: what is drawn again is asked again.
    before = found.asked
    for rank in range(20):
        left = most - (found.asked - before)
        if left <= 0:
            return
        asking = given(case=drawn, who=who, id=some, garbage=st.sampled_from(GARBAGE), file=FILES)
        seed(number * 100 + rank)(_so_often(left)(asking(ask)))()


def _so_often(times: int) -> settings:
    return settings(
        max_examples=times,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


def _ask(
    client: httpx.Client, target: Target, case: Any, who: str, garbage: str, found: Fuzzed
) -> None:
    told = case.as_transport_kwargs(base_url=target.address)
    sent = {k: told[k] for k in ("params", "json", "data", "files", "content") if told.get(k)}
    headers = {k: v for k, v in dict(told.get("headers") or {}).items() if _plain(v)}
    headers |= _bearer(target, who, garbage)
    if isinstance(sent.get("data"), bytes | str):
        sent["content"] = sent.pop("data")
    try:
        request = client.build_request(told["method"], told["url"], headers=headers, **sent)
    except (ValueError, TypeError, httpx.InvalidURL):
        return  # what no program can send
    try:
        answer = client.send(request)
    except httpx.LocalProtocolError:
        return
    except httpx.TransportError as error:
        found.wrong.setdefault(f"{case.method} {case.operation.path}: {error!r}", str(request.url))
        return
    found.asked += 1
    found.statuses[answer.status_code] += 1
    if said := _wrong(case, who, answer):
        key = f"{case.method} {case.operation.path} by {who}: {said}"
        found.wrong.setdefault(key, f"{request.method} {request.url} {answer.text[:200]}")


def _plain(value: object) -> bool:
    return str(value).isascii()


def _bearer(target: Target, who: str, garbage: str = "") -> dict[str, str]:
    if who == NOTHING:
        return {}
    secret = garbage if who == WRONG else target.tokens[who]
    return {"Authorization": f"Bearer {secret}".encode().decode("latin-1")}


_RIGHTS = {(one.method, one.path): one.permission for one in ENDPOINTS}


def _wrong(case: Any, who: str, answer: httpx.Response) -> str:
    """What is wrong with an answer; "" where nothing is."""
    status = answer.status_code
    if status >= 500:
        return f"{status}"
    described = case.operation.definition.raw
    if str(status) not in described["responses"]:
        return f"{status} is not described"
    if status >= 400 and not answer.text.startswith("{"):
        return f"{status} without a sentence"
    if "security" in described and status < 400:
        right = _RIGHTS.get((case.method, re.sub(r"\{name\d\}", "{name}", case.operation.path)))
        if who in (NOTHING, WRONG):
            return f"{status} to nobody"
        if right is not None and right not in GRANTS[Scope(who)]:
            return f"{status} without the right"
    return ""
