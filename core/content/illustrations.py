"""Pictures of a mail's HTML: what they show in words, how heavy they are, and both mended."""

import base64
import binascii
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape, unescape

from PIL import Image

from core.content.models import MOST_PICTURE, Mail
from core.errors import InvalidData

HEAVIEST = 45_000
"""Bytes of one picture."""
_TAG = re.compile(r"<img\b(?:[^>\"']|\"[^\"]*\"|'[^']*')*>", re.IGNORECASE)
_ATTRIBUTE = r"\b{}\s*=\s*(?:\"([^\"]*)\"|'([^']*)')"
_DATA = re.compile(r"data:image/[\w.+-]+;base64,([A-Za-z0-9+/=\s]+)\Z")
_NO_WORDS = re.compile(r"[\W_\d]+")
_WIDTHS, _COLOURS, _MOST_PIXELS = (1200, 900, 600, 400, 250), (256, 128, 64, 32), 40_000_000
_SHOWN_WIDTH = 600


@dataclass(frozen=True)
class Picture:
    """One picture of the HTML: its tag, where it is, what it says and weighs."""

    tag: str
    at: int
    source: str
    alt: str
    data: bytes | None
    """None where it is not in the mail."""


def pictures(mail: Mail) -> list[Picture]:
    """Those of its HTML."""
    return list(_found(mail.html or "", mail.images))


def _found(html: str, images: Mapping[str, str]) -> Iterator[Picture]:
    for one in _TAG.finditer(html):
        source = unescape(_attribute(one[0], "src"))
        alt = unescape(_attribute(one[0], "alt")).strip()
        yield Picture(one[0], one.start(), source, alt, _bytes(source, images))


def _bytes(source: str, images: Mapping[str, str]) -> bytes | None:
    encoded = images.get(source.removeprefix("cid:")) if source.startswith("cid:") else None
    if encoded is None and (inline := _DATA.match(source)):
        encoded = inline[1]
    try:
        return base64.b64decode(encoded) if encoded else None
    except (binascii.Error, ValueError):
        return None


def heavy(one: Picture) -> bool:
    """Whether it should be made smaller; one that stands in the HTML itself should not."""
    return one.data is not None and (len(one.data) > HEAVIEST or one.source.startswith("data:"))


def described(mail: Mail, words: str | None, name: str | None) -> Mail:
    """Every picture says in words what it shows: those given, else its file's name."""
    html = mail.html or ""
    for one in reversed(pictures(mail)):
        if one.alt and not words:
            continue
        said = escape(words or _words_of(one.source, name))
        tag = _with(one.tag, "alt", said)
        html = html[: one.at] + tag + html[one.at + len(one.tag) :]
    return mail.model_copy(update={"html": html})


def _words_of(source: str, name: str | None) -> str:
    if source == "cid:logo" and name:
        return name
    if source.startswith(("cid:", "http")):
        file = source.removeprefix("cid:").rsplit("/", 1)[-1].rsplit(".", 1)[0]
        if words := _NO_WORDS.sub(" ", file).strip():
            return words[:1].upper() + words[1:]
    return f"Illustration de {name}" if name else "Illustration"


def lightened(mail: Mail) -> Mail:
    """Pictures made small enough, and sent with the mail rather than in its HTML."""
    html, images = mail.html or "", dict(mail.images)
    for one in reversed(pictures(mail)):
        if not heavy(one):
            continue
        assert one.data is not None
        png, width = _small(one.data)
        key = one.source.removeprefix("cid:") if one.source.startswith("cid:") else _free(images)
        images[key] = png
        tag = _with(one.tag, "src", f"cid:{key}")
        if not _attribute(tag, "width"):
            tag = _with(tag, "width", str(width))
        html = html[: one.at] + tag + html[one.at + len(one.tag) :]
    return mail.model_copy(update={"html": html, "images": images})


def _free(images: Mapping[str, str]) -> str:
    return next(name for rank in range(1, 1000) if (name := f"image{rank}") not in images)


def _small(data: bytes) -> tuple[str, int]:
    """As PNG in base64, and the width it is shown at."""
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "GIF", "WEBP")) as image:
            if image.width * image.height > _MOST_PIXELS:
                raise InvalidData("Cette image est trop grande : 40 millions de points au plus.")
            whole = image.convert("RGBA")
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise InvalidData("Une image du mail n'est pas lisible : enlevez-la du HTML.") from error
    shown = min(_SHOWN_WIDTH, whole.width)
    for width in _WIDTHS:
        small = whole.copy()
        small.thumbnail((width, width * 2))
        for colours in _COLOURS:
            out = io.BytesIO()
            small.quantize(colours).save(out, "PNG", optimize=True)
            encoded = base64.b64encode(out.getvalue()).decode()
            if out.tell() <= HEAVIEST and len(encoded) <= MOST_PICTURE:
                return encoded, min(shown, small.width)
    raise InvalidData("Une image du mail ne peut pas être allégée : enlevez-la du HTML.")


def _attribute(tag: str, name: str) -> str:
    found = re.search(_ATTRIBUTE.format(name), tag, re.IGNORECASE)
    return (found[1] or found[2] or "") if found else ""


def _with(tag: str, name: str, value: str) -> str:
    """The tag, that attribute put or replaced."""
    found = re.search(_ATTRIBUTE.format(name), tag, re.IGNORECASE)
    written = f'{name}="{value}"'
    if found:
        return tag[: found.start()] + written + tag[found.end() :]
    return f"<img {written}{tag[4:]}"
