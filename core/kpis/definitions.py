"""What each indicator counts, in the words of a user."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from core.kpis.models import Kpi

_FILE = Path(__file__).with_name("definitions.toml")


@cache
def definitions() -> Mapping[Kpi, str]:
    """The definition of every indicator: a few French sentences."""
    return {Kpi(key): text for key, text in tomllib.loads(_FILE.read_text("utf-8")).items()}
