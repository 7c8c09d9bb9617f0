"""The Jinja of the pieces in templates/: filled in before anybody is known.

That is when a mail is composed: what each recipient alone knows is a `Later`, and stays Jinja.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from jinja2 import StrictUndefined, Template, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from core.content.filters import FILTERS, Later, early


class _Early(ImmutableSandboxedEnvironment):
    def __init__(self) -> None:
        super().__init__(autoescape=False, undefined=StrictUndefined)
        self.globals.clear()
        self.filters.update({name: early(name) for name in FILTERS})
        self.filters["nu"] = _bare


def _bare(value: object) -> object:
    """A name as it is, without an article of ours."""
    return value if isinstance(value, Later) else str(value)


_ENVIRONMENT = _Early()


@lru_cache(maxsize=4096)
def _compiled(source: str) -> Template:
    return _ENVIRONMENT.from_string(source)


@lru_cache(maxsize=4096)
def early_tree(source: str) -> nodes.Template:
    """What a piece says."""
    return _ENVIRONMENT.parse(source)


def filled_early(source: str, values: Mapping[str, Any]) -> str:
    """A piece with what is known of the mail."""
    return _compiled(source).render(values).strip()
