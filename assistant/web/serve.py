"""`mimicom serve`: find a port, prepare the page, run the host until Ctrl-C."""

import socket
import threading
from contextlib import suppress

import uvicorn
from rich.console import Console

from assistant.router import Router
from assistant.web.page_setup import prepare
from assistant.web.protocol import Http
from core.errors import Unavailable, reason_of
from core.services import Services
from core.turns import take_short_turns

WARM_UP_AFTER = 1.0
"""Seconds."""


def serve(services: Services, host: str, port: int, console: Console) -> None:
    """Run until stopped. Unavailable if no port can be opened at that address."""
    listening = _listen(host, port)
    router = Router(services)
    key = prepare(services.database.settings)
    from assistant.web.host import build_host  # imports Chainlit, after `prepare`

    app = build_host(router, key)
    take_short_turns()
    services.jobs.revive()
    console.print(_block(services, listening, port), highlight=False, markup=False)
    config = uvicorn.Config(
        app,
        http=Http,
        log_config=None,
        access_log=False,
        server_header=False,
        # The guard does it, for the proxies of a setting; uvicorn believes any on this machine.
        proxy_headers=False,
        ws_max_size=2_000_000,
        timeout_graceful_shutdown=5,
    )
    # After the page, which is asked for first; before anybody has logged in and typed.
    warm_up = threading.Timer(WARM_UP_AFTER, router.warm_up)
    warm_up.daemon = True
    warm_up.start()
    # Raised again by uvicorn once it has stopped cleanly: how this command is meant to end.
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listening])
    console.print("MimiCom est arrêtée. Vos données sont gardées.")


def _listen(host: str, port: int) -> socket.socket:
    """A socket on that port, or on a free one where it is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for wanted in (port, 0):
        # Its protocol is named: asyncio else leaves out TCP_NODELAY, and each answer on a kept
        # connection waits 40 ms for the browser's acknowledgement.
        listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, wanted))
            listening.listen(256)
        except OSError as error:
            listening.close()
            if wanted == 0:
                raise Unavailable(
                    f"La page ne peut pas être ouverte à l'adresse {host} ({reason_of(error)}). "
                    "Essayez --host 127.0.0.1"
                ) from error
        else:
            return listening
    raise AssertionError("unreachable")


def _block(services: Services, listening: socket.socket, asked: int) -> str:
    host, port = listening.getsockname()[:2]
    shown = "localhost" if host in ("127.0.0.1", "0.0.0.0", "::", "::1") else host  # noqa: S104
    lines = ["", "  MimiCom est prête.", "", f"  Ouvrez cette adresse : http://{shown}:{port}"]
    if asked and port != asked:
        lines.append(f"  (le port {asked} est pris, celui-ci le remplace)")
    first = services.accounts.first_account()
    if first is not None:
        user, password = first
        lines += [
            "",
            "  Votre premier compte (admin). Notez-le : il n'est affiché que cette fois.",
            f"    E-mail       : {user.email}",
            f"    Mot de passe : {password}",
        ]
    lines += ["", "  Pour arrêter : Ctrl-C", ""]
    return "\n".join(lines)
