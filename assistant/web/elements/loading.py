"""What elements of the page load: each word declares its actions, with what each takes."""

import logging
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from assistant.rendering import forms
from assistant.rendering.indicators.views import IndicatorViews
from assistant.rendering.views import Views
from assistant.router import Router
from assistant.web.asked import Asked
from core.accounts.models import User
from core.database import Database
from core.errors import InvalidData, MimiComError

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Page:
    """What loads things; each checks whose they are."""

    router: Router
    views: Views
    figures: IndicatorViews


Sent = Mapping[str, Any]
"""What the page sends: read strictly by the guard before it comes here."""
Returned = dict[str, object]
"""What it gets, as JSON."""
Loader = Callable[[Page, User, Sent], Mapping[str, object]]
LOADS: dict[str, tuple[type[Asked], Loader]] = {}


def loads(name: str, takes: type[Asked]) -> Callable[[Loader], Loader]:
    """Declare what answers an element of the page that loads or polls. ValueError for a second."""

    def register(load: Loader) -> Loader:
        if name in LOADS:
            raise ValueError(f"two loaders for {name}")
        LOADS[name] = takes, load
        return load

    return register


def outcome(name: str, database: Database, load: Callable[[], Mapping[str, object]]) -> Returned:
    """What an element asked for, or the sentence that says why not."""
    try:
        return {"ok": True, **load()}
    except MimiComError as error:
        problems = error.problems if isinstance(error, InvalidData) else {}
        return {"ok": False, "error": error.message, "problems": forms.worded(problems)}
    except Exception as error:
        if outage := database.outage(error):
            return {"ok": False, "error": outage.message}
        reference = secrets.token_hex(4)
        logger.exception("action %s failed, reference %s", name, reference)
        return {"ok": False, "error": f"Une erreur est survenue (référence {reference})."}
