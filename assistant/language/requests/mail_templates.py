"""What is asked of a mail that was kept: "écris avec le modèle X", "copie le modèle X"."""

import re
from dataclasses import dataclass

from assistant.language.requests.asked import Asked
from assistant.language.requests.base import Request
from assistant.language.requests.mails import WAYS
from assistant.language.understanding import Intent

_NAMED = re.compile(
    r"\bmod[èe]le\s+(?:de mail\s+)?[«\"“]?\s*(?P<name>[^«»\"”]+?)\s*[»\"”]?\s*[.!?]?$",
    re.IGNORECASE,
)
_KINDS = {"template_restore": "restore", "template_copy": "copy", "template_write": "write"}


@dataclass(frozen=True)
class TemplateRequest(Request):
    """One thing asked of the template of that name."""

    name: str
    kind: str
    """restore, copy, write."""
    number: int = 0


def claim_template(asked: Asked) -> tuple[Intent, Request] | None:
    """What the sentence asks of a template that it names."""
    named = _NAMED.search(asked.typed)
    if named is None:
        return None
    for table, kind in _KINDS.items():
        if found := WAYS.within(table).search(asked.said):
            number = int(found.groupdict().get("number") or 0)
            return Intent.GENERATE_MAIL, TemplateRequest(named["name"], kind, number)
    return None
