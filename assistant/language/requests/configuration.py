"""A setting of the installation, changed by its name: "règle send.per_minute à 20"."""

import re
from dataclasses import dataclass

from assistant.language.requests.asked import Asked
from assistant.language.requests.base import Request
from assistant.language.understanding import Intent

# Names are technical, as the commands give them: what else has a point in it is left to others.
_NAME = r"[a-z]+\.[a-z_]+|public_url"
_SET = re.compile(rf"(?:r[èe]gle|mets|passe|fixe) ({_NAME}) (?:à|a|sur) (\S.*)", re.IGNORECASE)
_AROUND = " «»\"'"


@dataclass(frozen=True)
class SettingRequest(Request):
    """Which setting, and its new value as it was typed."""

    name: str
    value: str


def claim_setting(asked: Asked) -> tuple[Intent, SettingRequest] | None:
    """The whole sentence; whoever answers knows whether there is such a setting."""
    found = _SET.fullmatch(" ".join(asked.typed.split()).rstrip(".! "))
    if found is None:
        return None
    return Intent.SETTINGS, SettingRequest(found[1].lower(), found[2].strip(_AROUND))
