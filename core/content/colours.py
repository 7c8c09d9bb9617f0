"""Colours of a mail's HTML: texts that do not stand out from what is behind, and what would."""

import re
from dataclasses import dataclass
from html.parser import HTMLParser

from PIL import ImageColor

LEAST_CONTRAST = 4.5
"""Of WCAG 2, level AA, for texts."""
_STYLE = re.compile(r"(?<![-\w])(color|background(?:-color)?)\s*:\s*([^;\"']+)", re.IGNORECASE)
_VOID = frozenset({"img", "br", "hr", "input", "meta", "link", "col", "area", "base", "wbr"})
_NOT_SHOWN = frozenset({"style", "title", "script", "head"})
_STEPS, _MOST_PASSES = 50, 5

Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Faint:
    """A text that is hard to read: its colours, and the tag that it stands in."""

    colour: str
    behind: str
    tag: str
    at: int

    @property
    def told(self) -> str:
        """For people."""
        return f"{self.colour} sur {self.behind}"


@dataclass(frozen=True)
class _Open:
    name: str
    colour: Colour
    behind: Colour
    tag: str
    at: int


class _Reader(HTMLParser):
    """What colour each text has, as its tags and those around say."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self._lines = [0]
        for line in html.splitlines(keepends=True):
            self._lines.append(self._lines[-1] + len(line))
        self._open = [_Open("", (0, 0, 0), (255, 255, 255), "", -1)]
        self.found: list[Faint] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            return
        given, around = dict(attrs), self._open[-1]
        said = {name.lower()[:5]: value for name, value in _STYLE.findall(given.get("style") or "")}
        colour = _rgb(said.get("color") or given.get("color")) or around.colour
        behind = _rgb(said.get("backg") or given.get("bgcolor")) or around.behind
        line, column = self.getpos()
        place = self._lines[line - 1] + column
        written = self.get_starttag_text() or ""
        self._open.append(_Open(tag, colour, behind, written, place))

    def handle_endtag(self, tag: str) -> None:
        for rank in range(len(self._open) - 1, 0, -1):
            if self._open[rank].name == tag:
                del self._open[rank:]
                return

    def handle_data(self, data: str) -> None:
        now = self._open[-1]
        if not data.strip() or now.name in _NOT_SHOWN or now.at < 0:
            return
        if contrast_of(now.colour, now.behind) < LEAST_CONTRAST:
            self.found.append(Faint(_code(now.colour), _code(now.behind), now.tag, now.at))


def faint(html: str) -> list[Faint]:
    """The texts that are hard to read."""
    return _Reader(html).found


def readable(html: str) -> str:
    """The same with colours that stand out: each tag's own, darker or lighter."""
    for _ in range(_MOST_PASSES):
        found = {one.at: one for one in faint(html)}
        if not found:
            break
        for at in sorted(found, reverse=True):
            one = found[at]
            tag = _coloured(one.tag, nearest_clear(one.colour, one.behind))
            html = html[:at] + tag + html[at + len(one.tag) :]
    return html


def _coloured(tag: str, colour: str) -> str:
    """The tag, its text in that colour."""
    style = re.search(r"(\bstyle\s*=\s*)([\"'])(.*?)\2", tag, re.IGNORECASE | re.DOTALL)
    if style is None:
        end = -2 if tag.endswith("/>") else -1
        return f'{tag[:end].rstrip()} style="color:{colour}"{tag[end:]}'
    rest = re.sub(r"(?<![-\w])color\s*:[^;]*;?\s*", "", style[3], flags=re.IGNORECASE).strip()
    made = f"{style[1]}{style[2]}color:{colour}{';' if rest else ''}{rest}{style[2]}"
    return tag[: style.start()] + made + tag[style.end() :]


def nearest_clear(colour: str, behind: str) -> str:
    """The first colour on the way to black or white that stands out enough."""
    start, ground = _rgb(colour) or (0, 0, 0), _rgb(behind) or (255, 255, 255)
    black, white = (0, 0, 0), (255, 255, 255)
    goal = max((black, white), key=lambda one: contrast_of(one, ground))
    for step in range(_STEPS + 1):
        mixed = tuple(round(a + (b - a) * step / _STEPS) for a, b in zip(start, goal, strict=True))
        if contrast_of(mixed, ground) >= LEAST_CONTRAST:  # type: ignore[arg-type]
            return _code(mixed)  # type: ignore[arg-type]
    return _code(goal)


def contrast(first: str, second: str) -> float:
    """The ratio of WCAG between two colours, from 1 to 21."""
    return contrast_of(_rgb(first) or (0, 0, 0), _rgb(second) or (255, 255, 255))


def contrast_of(first: Colour, second: Colour) -> float:
    """The same of colours in figures."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Colour) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
        for part in (one / 255 for one in colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _rgb(text: str | None) -> Colour | None:
    """A colour as CSS writes it; None where it is none, or clear."""
    if not text:
        return None
    for word in (text.strip(), *text.split()):
        try:
            found = ImageColor.getrgb(word.replace("!important", "").strip())
        except ValueError:
            continue
        return (found[0], found[1], found[2]) if len(found) == 3 or found[3] > 0 else None
    return None


def _code(colour: Colour) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)
