"""The router of this process, for Chainlit's callbacks: Chainlit loads them by path and can't
be handed anything."""

from assistant.router import Router

_router: Router | None = None


def set_router(router: Router) -> None:
    """To be called by the host before Chainlit is loaded."""
    global _router
    _router = router


def router() -> Router:
    """The one router. RuntimeError before it is built."""
    if _router is None:
        raise RuntimeError("the host has not been built")
    return _router
