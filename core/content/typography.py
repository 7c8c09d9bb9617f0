"""French typography of what is written: no-break spaces, points, no doubled spaces."""

import re

_JINJA = re.compile(r"(\{\{.*?\}\}|\{%.*?%\}|https?://\S+)", re.DOTALL)
_HIGH = re.compile(r"[ \u00a0\u202f]+([!?;:»])")
_OPENING = re.compile(r"«[ \u00a0\u202f]*")
_SPACES = re.compile(r" {2,}")
_BEFORE_STOP = re.compile(r" +([,.…)])")
_STOPS = re.compile(r"([!?])\.(?!\.)")


def typeset(text: str) -> str:
    """The text as it is printed in French; what is Jinja or a link stays as it is."""
    pieces = _JINJA.split(text)
    return "".join(piece if rank % 2 else _printed(piece) for rank, piece in enumerate(pieces))


def _printed(text: str) -> str:
    text = _SPACES.sub(" ", text)
    text = _HIGH.sub("\u00a0\\1", text)
    text = _OPENING.sub("«\u00a0", text)
    return _STOPS.sub(r"\1", _BEFORE_STOP.sub(r"\1", text))
