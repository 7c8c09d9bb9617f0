"""Which indicator's picture an export asks for: "le graphique des types en png"."""

from assistant.language.slots import words
from core.vocabulary.text import fold

_EVERY = "overview"


def charted(text: str) -> str | None:
    """The indicator named, "overview" for the dashboard; None where it is the one last shown.

    Not a slot: the contract's `export_charts` gives its format alone.
    """
    said = fold(text)
    named = words.indicator(said)
    if named is not None and named != _EVERY:
        return named
    return _EVERY if words.is_report(said) else None
