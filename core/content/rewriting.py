"""What other words of a paragraph may be: Jinja that may stand, one way to speak to people."""

from collections.abc import Mapping

from core.content import sandbox
from core.content.checks_words import TU, VOUS
from core.content.composing import Composed
from core.content.variables import ALLOWED
from core.errors import InvalidData


def refused(texts: Mapping[str, str]) -> dict[str, str]:
    """What no template may hold, by field."""
    problems = {}
    for name, text in texts.items():
        try:
            sandbox.compiled(text, html=False, allowed=ALLOWED)
        except InvalidData as error:
            problems[str(name)] = error.message
    return problems


def familiarity(composed: Composed) -> tuple[bool, bool]:
    """Whether it says "vous", and "tu"."""
    text = "\n".join(one.text for one in composed.paragraphs)
    return bool(VOUS.search(text)), bool(TU.search(text))
