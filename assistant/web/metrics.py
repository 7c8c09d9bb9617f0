"""GET /metrics, for Prometheus: requests, their time, memory, work of the base; nobody's data."""

import ipaddress
import time

from fastapi import APIRouter, Request
from fastapi.responses import Response
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.process_collector import ProcessCollector
from pymongo import timeout
from pymongo.errors import PyMongoError
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.errors import NotFound
from core.jobs.models import JobState
from core.services import Services

_SECONDS = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
_PATIENCE = 2.0


class Metrics:
    """The figures of one process; ASGI middleware that counts each request by its status."""

    def __init__(self, app: ASGIApp, registry: CollectorRegistry) -> None:
        self.app = app
        self._requests = Counter(
            "mimicom_requests", "Requests answered", ["method", "status"], registry=registry
        )
        self._seconds = Histogram(
            "mimicom_request_seconds", "Time of requests", buckets=_SECONDS, registry=registry
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and count."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.perf_counter()

        async def counting(message: Message) -> None:
            if message["type"] == "http.response.start":
                method = scope["method"] if scope["method"] in _METHODS else "other"
                self._requests.labels(method, str(message["status"])).inc()
                self._seconds.observe(time.perf_counter() - began)
            await send(message)

        await self.app(scope, receive, counting)


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"})


def new_registry() -> CollectorRegistry:
    """The figures of this process."""
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    return registry


def add_metrics(routes: APIRouter, services: Services, registry: CollectorRegistry) -> None:
    """The route; what the base tells is asked for when it is scraped."""
    base = CollectorRegistry()
    up = Gauge("mimicom_database_up", "Whether the database answers", registry=base)
    jobs = Gauge("mimicom_jobs", "Jobs by state", ["state"], registry=base)

    @routes.get("/metrics")
    def metrics(request: Request) -> Response:
        if not _is_near(request):
            raise NotFound("Cette adresse n'existe pas.")
        try:
            with timeout(_PATIENCE):
                for state in (JobState.QUEUED, JobState.RUNNING):
                    wanted = {"state": state.value}
                    found = services.database.mongo["jobs"].count_documents(wanted)
                    jobs.labels(state.value).set(found)
            up.set(1)
        except PyMongoError:
            up.set(0)
        told = generate_latest(registry) + generate_latest(base)
        return Response(told, media_type=CONTENT_TYPE_LATEST)


def _is_near(request: Request) -> bool:
    """Whether it is asked from this machine or its own network: the world need not know."""
    try:
        return ipaddress.ip_address(request.client.host if request.client else "").is_private
    except ValueError:
        return False
