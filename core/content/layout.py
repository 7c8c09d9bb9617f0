"""The HTML of a mail: its paragraphs in the layout of templates/, through MJML."""

import html as markup
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import mrml
from jinja2 import Environment, StrictUndefined, Template

from core.content.facts import Association
from core.content.pieces import FOLDER
from core.content.recipes import Part, Recipe

PROVENANCE = "<!--provenance-->"
"""Where the origin of the address is told, in a mail's HTML."""
COLOUR = "#1f5f5b"
LOGO = "logo"
_LINK = re.compile(r"https?://[^\s<>\"'{}]*[^\s<>\"'.,;:!?)\]»{}]")
_JINJA = re.compile(r"(\{\{.*?\}\}|\{%.*?%\})", re.DOTALL)
_OPTIONS = mrml.RenderOptions(fonts={}, disable_comments=False)


@lru_cache(maxsize=1)
def _layout() -> Template:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    text = (FOLDER / "mails" / "mise_en_page.mjml").read_text(encoding="utf-8")
    return environment.from_string(text)


def html(
    paragraphs: Sequence[tuple[str, str]], recipe: Recipe, association: Association, button: str
) -> str:
    """The mail's HTML, Jinja for each recipient."""
    blocks = [_block(part, text, recipe, button) for part, text in _joined(paragraphs)]
    way_out = (
        '<br /><a href="{{ lien_desinscription }}" style="color:#555555">'
        "Ne plus recevoir nos mails</a>"
    )
    source = _layout().render(
        blocs=blocks,
        titre=association.nom or "",
        nom=association.nom or "{{ expediteur.nom }}",
        adresse=association.adresse,
        logo=association.logo,
        couleur=COLOUR,
        provenance=_MARK,
        sortie=way_out,
    )
    return _compiled(source).replace(_MARK, PROVENANCE)


_MARK = "[provenance]"


@lru_cache(maxsize=64)
def _compiled(source: str) -> str:
    return str(mrml.to_html(source, render_options=_OPTIONS).content)


def _joined(paragraphs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The last words and the name under them stand together."""
    found: list[tuple[str, str]] = []
    for part, text in paragraphs:
        if part == Part.SIGNATURE and found and found[-1][0] == Part.FIN:
            found[-1] = (part, f"{found[-1][1]}\n\n{text}")
        else:
            found.append((part, text))
    return found


def _block(part: str, text: str, recipe: Recipe, button: str) -> Mapping[str, Any]:
    link = recipe.faits.lien
    if part == Part.BOUTON and link and text.endswith(link):
        return {"part": part, "html": markup.escape(button), "lien": link}
    kind = part if part == Part.INFOS else ""
    return {"part": kind, "html": in_html(text)}


def in_html(text: str) -> str:
    """A text with Jinja as HTML: escaped, its links made, its lines kept."""
    pieces = _JINJA.split(text)
    shown = "".join(one if rank % 2 else _escaped(one) for rank, one in enumerate(pieces))
    return shown.replace("\n", "<br />")


def _escaped(text: str) -> str:
    pieces, last = [], 0
    for found in _LINK.finditer(text):
        link = markup.escape(found[0])
        pieces += [
            markup.escape(text[last : found.start()], quote=False),
            f'<a href="{link}" style="color:{COLOUR}">{link}</a>',
        ]
        last = found.end()
    return "".join([*pieces, markup.escape(text[last:], quote=False)])


def images(association: Association) -> dict[str, str]:
    """The pictures that the HTML shows, as PNG in base64, by their name in "cid:"."""
    return {LOGO: association.logo.png} if association.logo else {}
