"""Mails: a draft, and what filling one in costs beside bare Jinja on the same text."""

import time
from collections.abc import Callable
from datetime import date

from jinja2 import Environment

from benchmarks.measure import Row, median_ms
from core.content.composing import compose
from core.content.facts import Association, Facts
from core.content.filters import FILTERS
from core.content.models import Mail
from core.content.recipes import Recipe
from core.content.variables import kept, uses_of
from core.content.writing import Letter, write
from core.demo.generate import generate

PEOPLE = 5_000
_ASSOCIATION = Association(
    nom="Les Joueurs d'Ariège", signature="Camille", activite="Nous jouons.", site="https://j.fr"
)
_FACTS = Facts(
    evenement="Festival du jeu", date=date(2027, 5, 22), lieu="Foix", lien="https://j.fr/f"
)
_LETTER = Letter(
    {"nom": "x", "objectif": "", "date_evenement": None, "date_fin": None},
    {"nom": "Les Joueurs d'Ariège", "adresse": "a@exemple.fr"},
    "Vous recevez ce mail car votre adresse figure dans notre carnet de contacts.",
    "https://exemple.fr/d/jeton",
    lambda _url: "https://exemple.fr/c/jeton",
)


def measure() -> list[Row]:
    """Both; each mail has its links counted."""
    seeds = iter(range(1_000_000))

    def draft() -> None:
        compose(Recipe(faits=_FACTS, graine=next(seeds)), _ASSOCIATION)

    return [Row("a draft of a mail", median_ms(draft), "ms", None, "< 300 ms"), _filling()]


def _filling() -> Row:
    mail = compose(Recipe(faits=_FACTS), _ASSOCIATION).mail
    records = generate(PEOPLE, 1, date(2026, 11, 30)).prospects()
    values = [kept(one.model_dump(mode="json"), uses_of(mail).fields) for one in records]
    bare = _bare(mail)

    def ours() -> None:
        for one in values:
            write(mail, one, _LETTER)

    def jinja() -> None:
        for one in values:
            bare(one)

    for run in (ours, jinja):
        run()
    mine, theirs = (min(_timed(run) for _ in range(3)) for run in (ours, jinja))
    return Row(f"{PEOPLE:,} mails filled in (floor: Jinja alone)", mine, "s", theirs, "<= 3x")


def _bare(mail: Mail) -> Callable[[dict[str, object]], None]:
    plain, html = Environment(autoescape=False), Environment(autoescape=True)
    for one in (plain, html):
        one.filters.update(FILTERS)
    parts = [plain.from_string(text) for text in (mail.sujet, mail.apercu, mail.texte)]
    parts.append(html.from_string(mail.html or ""))
    always = {
        "expediteur": _LETTER.sender,
        "campagne": _LETTER.campaign,
        "lien_desinscription": _LETTER.unsubscribe,
    }

    def fill(values: dict[str, object]) -> None:
        for part in parts:
            part.render(values | always)

    return fill


def _timed(run: Callable[[], None]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start
