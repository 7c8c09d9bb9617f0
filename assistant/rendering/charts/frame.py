"""What surrounds a chart: title, headline sentence, caution; scope, number and date at the foot."""

from assistant.rendering.charts.drawing import Drawing, Line, lines_of_text, paragraph, stacked
from assistant.rendering.charts.style import MARGIN, Caption, Look
from assistant.rendering.charts.text import literal
from assistant.rendering.wording import day

_TITLE, _NOTE, _FOOT = 12.0, 9.0, 7.5


def titled(title: str, note: str, caution: str, chart: Drawing, room: float, look: Look) -> Drawing:
    """The chart under its title and sentences."""
    head = paragraph(title, room, _TITLE, look.ink, bold=True, lines=4)
    head.below(paragraph(note, room, _NOTE, look.soft, lines=8), 0.04)
    head.below(warned(caution, room, look), 0.04)
    return stacked([head, chart], 0.14)


def warned(caution: str, room: float, look: Look) -> Drawing:
    """ "⚠ …": that a figure rests on few prospects."""
    words = literal(caution)
    return paragraph(f"⚠\u00a0{words}" if words else "", room, 8.5, look.warning, lines=6)


def framed(content: Drawing, whom: str, caption: Caption, room: float, look: Look) -> Drawing:
    """The content within margins, above its foot."""
    scope = literal(caption.scope)
    parts = [scope[:1].upper() + scope[1:], whom, day(caption.day)]
    foot = Drawing(0.06, [Line(((0, 0), (room, 0)), look.line, 0.7)])
    name = lines_of_text(["MimiCom"], _FOOT, look.soft, bold=True, x=room, align="right")
    foot.place(name, 0, foot.height)
    words = " · ".join(filter(None, parts))
    foot.below(paragraph(words, room - 0.75, _FOOT, look.soft, lines=6))
    whole = Drawing(MARGIN)
    whole.below(stacked([content, foot], 0.14), x=MARGIN)
    whole.height += MARGIN
    return whole
