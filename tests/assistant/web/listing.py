"""Lists what the running application answers to: run as a program, on the data folder given.

In a process of its own: Chainlit is changed as soon as the host is built.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from assistant.router import Router
from assistant.web.page_setup import prepare
from core.services import open_services
from core.settings import Settings


def listed(routes: list, prefix: str = "") -> Iterator[list[str]]:  # type: ignore[type-arg]
    """[method, address] of every route, those of mounted applications included."""
    for route in routes:
        path = prefix + getattr(route, "path", "")
        # FastAPI keeps a router that was included as it is; Starlette, an application mounted.
        inside = getattr(getattr(route, "original_router", route), "routes", None)
        if inside:
            yield from listed(inside, path)
        elif getattr(route, "methods", None):
            yield from ([method, path] for method in sorted(route.methods))
        else:
            yield ["MOUNT", path]


def main() -> None:
    """Print routes, socket events and actions as JSON."""
    services = open_services(Settings(data=Path(sys.argv[1]), mongodb_uri=None))
    try:
        router = Router(services)
        key = prepare(services.database.settings)
        from chainlit.config import config
        from chainlit.server import sio

        from assistant.web.host import build_host

        host = build_host(router, key)
        answered: list[list[str]] = []
        while not hasattr(host, "routes"):
            answered += map(list, getattr(host, "ANSWERED", ()))
            host = host.app  # type: ignore[attr-defined]
        told = {
            "routes": sorted([*answered, *listed(host.routes)]),
            "events": {space: sorted(names) for space, names in sio.handlers.items()},
            "spaces": sorted(sio.namespace_handlers),
            "actions": sorted(config.code.action_callbacks),
        }
        sys.stdout.write(json.dumps(told))
    finally:
        services.close()
