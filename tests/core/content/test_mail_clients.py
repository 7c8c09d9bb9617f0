"""The HTML of mails holds to what mail programs show.

tests/samples/caniemail.json: which feature which program does not support, drawn from the data of
caniemail.com (package `caniemail` 2.0.2, MIT, data of 13 May 2026), for Gmail, Outlook, Apple Mail,
Orange, La Poste, SFR, Free, Yahoo and Thunderbird.
"""

import json
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from core.content import pieces
from core.content.composing import compose
from core.content.facts import Association, Facts, Logo
from core.content.recipes import Recipe

UNSUPPORTED: dict[str, list[str]] = json.loads(
    (Path(__file__).parents[2] / "samples" / "caniemail.json").read_text()
)
DECORATION = {
    # Where they are not known, the mail is as readable: square corners, the usual pointer.
    *("border-radius", "border-spacing", "cursor", "outline", "word-break", "word-spacing"),
    "height",
}
STRUCTURE = {"body", "style"}
"""Some webmails rename these; what they carry is repeated inline."""
ASSOCIATION = Association(
    nom="Les Joueurs", activite="Nous jouons.", site="https://j.example.org",
    adresse="3 rue des Lices", logo=Logo(png="aaaa", width=100),
)  # fmt: skip
FACTS = Facts(evenement="Festival", date=date(2027, 5, 22), lieu="Foix", prix="5 €",
              lien="https://j.example.org/f")  # fmt: skip


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.properties: set[str] = set()
        self.outside: list[str] = []
        self.without_alt = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.add(tag)
        style = given.get("style") or ""
        self.properties |= {one.split(":")[0].strip() for one in style.split(";") if ":" in one}
        if tag in {"link", "img", "script", "iframe"}:
            self.outside.append(given.get("src") or given.get("href") or "")
        self.without_alt += tag == "img" and not given.get("alt")


@pytest.mark.parametrize("key", pieces.objectives())
def test_only_what_mail_programs_know(key: str) -> None:
    html = compose(Recipe(objectif=key, faits=FACTS), ASSOCIATION).mail.html
    assert html is not None
    reader = Reader()
    reader.feed(html)
    styles = {one for one in reader.properties if UNSUPPORTED.get(f"css-{one}")}
    assert styles <= DECORATION, {one: UNSUPPORTED[f"css-{one}"] for one in styles - DECORATION}
    tags = {one for one in reader.tags if UNSUPPORTED.get(f"html-{one}")}
    assert tags <= STRUCTURE
    assert not reader.properties & {"position", "float", "flex", "grid", "background-image"}
    assert "table" in reader.tags
    assert not {"script", "form", "video", "link", "iframe"} & reader.tags
    assert all(source.startswith("cid:") for source in reader.outside)
    assert not reader.without_alt
    assert "@import" not in html
    assert "http://" not in html.replace("http://www.w3.org", "")
