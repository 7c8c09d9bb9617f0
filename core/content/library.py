"""Mails that are ready to be used, by their name."""

import tomllib
from functools import lru_cache
from pathlib import Path

from core.content.models import Mail
from core.errors import NotFound
from core.vocabulary.text import fold

_FILE = Path(__file__).with_name("mails.toml")


@lru_cache(maxsize=1)
def _all() -> dict[str, tuple[str, Mail]]:
    mails = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {fold(name): (name, Mail.model_validate(mail)) for name, mail in mails.items()}


def names() -> list[str]:
    """The names of the library's mails."""
    return [name for name, _ in _all().values()]


def named(name: str) -> Mail:
    """A mail of the library. NotFound, with the names there are."""
    found = _all().get(fold(name))
    if found is None:
        raise NotFound(f"Le modèle « {name} » n'existe pas. Il y a : {', '.join(names())}.")
    return found[1]
