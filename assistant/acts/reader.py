"""What a click asks for, read strictly: every act of this folder, found by itself.

The sentence beside a button is what is shown, and how to type the same; it is never parsed again.
A filter only selects, so a button may carry one whole; ids are checked by the services.
"""

import importlib
import json
import pkgutil
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from assistant import acts
from assistant.acts.base import Act

LONGEST = 200_000
"""Characters of an act as JSON: a filter of many towns is the longest."""


def _all() -> Iterator[type[Act]]:
    for found in pkgutil.iter_modules(acts.__path__, f"{acts.__name__}."):
        module = importlib.import_module(found.name)
        for kind in vars(module).values():
            own = getattr(kind, "__module__", None) == found.name
            if own and isinstance(kind, type) and issubclass(kind, Act):
                yield kind


def _by_name() -> dict[str, type[Act]]:
    """The acts of each word, by what their `do` says. ValueError where two say the same."""
    kinds: dict[str, type[Act]] = {}
    for kind in _all():
        if said := kind.model_fields.get("do"):
            first = kinds.setdefault(said.default, kind)
            if first is not kind:
                raise ValueError(f"two acts are named {said.default}")
    return kinds


KINDS = _by_name()


def read(asked: Mapping[str, Any]) -> Act | None:
    """What a click asks for; None where it is no act, or none of today's."""
    try:
        text = json.dumps(asked)
        kind = KINDS.get(asked.get("do", ""))
        return kind.model_validate_json(text) if kind and len(text) <= LONGEST else None
    except (ValidationError, TypeError, ValueError, RecursionError):
        return None
