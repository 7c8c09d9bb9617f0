"""A mail filled in for one person, and what every mail must say added where its author did not."""

import html as markup
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from core.content import sandbox
from core.content.layout import PROVENANCE
from core.content.models import Mail, Written
from core.content.variables import ALLOWED, Missing, filled, parts_of, uses_of
from core.errors import InvalidData

_ONE_LINE = re.compile(r"[\r\n\t\x0b\x0c\x85\u2028\u2029]")
_GAP = re.compile(r"\n{3,}")
_SPACES = re.compile(r"\s+")
_BODY_END = re.compile(r"</body\s*>", re.IGNORECASE)
_BODY = re.compile(r"<body\b[^>]*>", re.IGNORECASE)
_LINK = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]»]")
_ANCHOR = re.compile(
    r"(?P<before><a\b[^>]*?\bhref\s*=\s*)(?P<quote>[\"'])(?P<url>https?://.*?)(?P=quote)",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True)
class Letter:
    """What one person's mail is filled in with, beside their values."""

    campaign: Mapping[str, Any]
    """nom, objectif, date_evenement, date_fin."""
    sender: Mapping[str, str]
    """nom, adresse."""
    origin: str
    """Where the address comes from, a French sentence."""
    unsubscribe: str
    """An https or a mailto address."""
    link: Callable[[str], str] | None = None
    """What a link becomes; None leaves links as they are."""


class MissingValues(InvalidData):
    """The recipient lacks variables that the mail gives no fallback for."""

    def __init__(self, names: frozenset[str]) -> None:
        self.names = names
        super().__init__(f"Il manque une valeur pour : {', '.join(sorted(names))}.")


def check(mail: Mail) -> None:
    """InvalidData, with a French sentence, where a mail can't be used."""
    if _ONE_LINE.search(mail.sujet.strip("\n")) or not mail.sujet.strip():
        raise InvalidData("L'objet d'un mail tient sur une seule ligne, et n'est pas vide.")
    if _ONE_LINE.search(mail.apercu):
        raise InvalidData("Le texte d'aperçu d'un mail tient sur une seule ligne.")
    if not mail.texte.strip():
        raise InvalidData("Le mail n'a pas de texte.")
    for source, html in parts_of(mail):
        sandbox.compiled(source, html, ALLOWED)


def lacking(mail: Mail, values: Mapping[str, Any], letter: Letter) -> frozenset[str]:
    """The variables that a recipient lacks and that the mail gives no fallback for."""
    found: set[str] = set()
    context = _context(mail, values, letter, found)
    for source, html in parts_of(mail):
        sandbox.run(sandbox.compiled(source, html, ALLOWED), context)
    return frozenset(found)


def write(mail: Mail, values: Mapping[str, Any], letter: Letter) -> Written:
    """The mail of one person; `values` as `variables.kept` froze them.

    MissingValues where a variable lacks; InvalidData where it can't be filled in.
    """
    found: set[str] = set()
    context = _context(mail, values, letter, found)

    def fill(source: str, html: bool = False) -> str:
        return sandbox.run(sandbox.compiled(source, html, ALLOWED), context)

    subject, preview, text = map(fill, (mail.sujet, mail.apercu, mail.texte))
    html = fill(mail.html, html=True) if mail.html is not None else None
    if found:
        raise MissingValues(frozenset(found))
    text, html = _completed(text, html, letter)
    html = _with_preview(html, one_line(preview))
    if letter.link is not None:
        text, html = _linked(text, html, letter)
    text = text.replace(letter.unsubscribe, way_out(letter.unsubscribe))
    return Written(sujet=one_line(subject), apercu=one_line(preview), texte=text, html=html)


def way_out(unsubscribe: str) -> str:
    """How the text says it: a link, or to whom to write what."""
    if not unsubscribe.startswith("mailto:"):
        return unsubscribe
    address, _, subject = unsubscribe.removeprefix("mailto:").partition("?subject=")
    return f"écrivez à {address}" + (f", avec pour objet : {unquote(subject)}" if subject else "")


def one_line(text: str) -> str:
    """A text without line breaks: a value may hold some."""
    return _SPACES.sub(" ", text).strip()


def _context(
    mail: Mail, values: Mapping[str, Any], letter: Letter, found: set[str]
) -> dict[str, Any]:
    fields = {
        name: filled(name, values[name]) if name in values else Missing(name=name, obj=found)
        for name in uses_of(mail).fields
    }
    campaign = {
        name: value if value is not None else Missing(name=f"campagne.{name}", obj=found)
        for name, value in letter.campaign.items()
    }
    return fields | {
        "prospect": fields,
        "campagne": campaign,
        "expediteur": letter.sender,
        "lien_desinscription": letter.unsubscribe,
    }


# --- what every mail must say -------------------------------------------------------------------


def _completed(text: str, html: str | None, letter: Letter) -> tuple[str, str]:
    """Sender, origin of the address and unsubscription, where a part lacks one of them."""
    said = _said(text, letter)
    if "\n\n\n" in text:  # a paragraph that says nothing to this person
        text = _GAP.sub("\n\n", text)
    whole = text.rstrip() + "\n\n" + "\n".join(said) + "\n"
    if html is None:
        return whole, as_html(whole, letter.unsubscribe)
    said = _said(html, letter)
    lines = [_html_line(line, letter.unsubscribe) for line in said]
    if PROVENANCE in html:
        return whole, html.replace(PROVENANCE, "<br />".join(lines), 1)
    foot = "".join(f'<p style="font-size:12px;color:#555555">{line}</p>' for line in lines)
    end = _BODY_END.search(html)
    at = end.start() if end else len(html)
    return whole, html[:at] + foot + html[at:]


def _said(written: str, letter: Letter) -> list[str]:
    """What is not there: looked for in what was filled in, whatever its template names."""
    said = []
    if letter.sender["nom"] not in written and markup.escape(letter.sender["nom"]) not in written:
        said.append(letter.sender["nom"])
    said.append(letter.origin)
    out = letter.unsubscribe
    if out not in written and markup.escape(out) not in written:
        said.append(f"Pour ne plus recevoir nos mails : {out}")
    return said


def _html_line(line: str, unsubscribe: str) -> str:
    safe, link = markup.escape(line), markup.escape(unsubscribe)
    return safe.replace(link, f'<a href="{link}">me désinscrire</a>')


def as_html(text: str, unsubscribe: str) -> str:
    """A plain HTML of a text: paragraphs, line breaks, links."""
    paragraphs = re.split(r"\n{2,}", text.strip())
    body = "".join(f"<p>{_paragraph(one, unsubscribe)}</p>\n" for one in paragraphs)
    return (
        '<!DOCTYPE html>\n<html lang="fr">\n<head><meta charset="utf-8"></head>\n'
        f"<body>\n{body}</body>\n</html>\n"
    )


def _paragraph(text: str, unsubscribe: str) -> str:
    pieces, last = [], 0
    pattern = re.compile(f"{re.escape(unsubscribe)}|{_LINK.pattern}")
    for found in pattern.finditer(text):
        link = markup.escape(found[0])
        shown = "me désinscrire" if found[0] == unsubscribe else link
        pieces += [markup.escape(text[last : found.start()]), f'<a href="{link}">{shown}</a>']
        last = found.end()
    return "".join([*pieces, markup.escape(text[last:])]).replace("\n", "<br>\n")


def _with_preview(html: str, preview: str) -> str:
    """The text that an inbox shows beside the subject, hidden at the head of the body."""
    if not preview:
        return html
    hidden = (
        f'<div style="display:none;max-height:0;overflow:hidden">{markup.escape(preview)}</div>'
    )
    found = _BODY.search(html)
    at = found.end() if found else 0
    return html[:at] + hidden + html[at:]


def _linked(text: str, html: str, letter: Letter) -> tuple[str, str]:
    """Links go through us; the one that unsubscribes does not."""
    change = letter.link
    assert change is not None

    def in_text(found: re.Match[str]) -> str:
        return found[0] if found[0] == letter.unsubscribe else change(found[0])

    def in_html(found: re.Match[str]) -> str:
        url = markup.unescape(found["url"])
        after = url if url == letter.unsubscribe else change(url)
        return f"{found['before']}{found['quote']}{markup.escape(after)}{found['quote']}"

    return _LINK.sub(in_text, text), _ANCHOR.sub(in_html, html)
