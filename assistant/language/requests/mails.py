"""A mail or a post to be written: what the sentence says of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from assistant.language.grammar.dates import deadline_of
from assistant.language.grammar.quantities import mark_numbers
from assistant.language.requests.asked import Asked
from assistant.language.requests.base import Request
from assistant.language.requests.courteous import WAYS as VIEW
from assistant.language.text.phrasings import Phrasings
from assistant.language.understanding import Intent
from core.vocabulary.text import fold

WAYS = Phrasings("mails", " ", number="(?P<number>[0-9]+)")
URL = re.compile(
    r"https?://[^\s<>«»\"']+|(?<![@\w.])(?:www\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:fr|org|com|net|eu|asso|info|io|be|ch)"
    r"(?:/[^\s<>«»\"']*)?(?![\w@])",
    re.IGNORECASE,
)
_OBJECTIVES = (
    *("save_the_date", "reponse_positive", "reponse_negative", "consentement", "benevoles"),
    *("remerciement", "relance", "newsletter", "partenariat", "invitation", "presentation"),
)
"""The first that is said."""
_ENDS = r"\s*[,.;:!?()«»\"]|$"
_EVENT = re.compile(
    rf"\b(?P<name>{WAYS['event_word']}\b[^,.;:!?()«»\"]*?)(?=\s+{WAYS['event_stop']}\b|{_ENDS})",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[«\"“]\s*(?P<name>[^«»\"”]{3,80}?)\s*[»\"”]")
_PLACE = re.compile(
    r"(?:^|\s)(?P<by>à|a|au|dans|sur)\s+(?P<place>(?:(?:la|le|l['’]|les)\s*)?[^\W\d_][^,.;:!?()«»\"]*?)"
    rf"(?=\s+{WAYS['place_stop']}\b|\s+https?:|{_ENDS})",
    re.IGNORECASE,
)
_HOURS = re.compile(
    r"\b(?:de\s+)?\d{1,2}\s?h(?:\d{2})?\s*(?:à|a|-|–)\s*\d{1,2}\s?h(?:\d{2})?\b|"
    r"\bà partir de \d{1,2}\s?h(?:\d{2})?",
    re.IGNORECASE,
)
_BARE = re.compile(WAYS["event_word"], re.IGNORECASE)
_PRICE = re.compile(rf"\b{WAYS['price']}\b|\b\d+(?:[.,]\d+)?\s?€", re.IGNORECASE)
_NO_PLACE = re.compile(rf"{WAYS['no_place']}\b", re.IGNORECASE)


@dataclass(frozen=True)
class MailRequest(Request):
    """What a mail or a post is to be; None where the sentence does not say."""

    objective: str | None = None
    event: str | None = None
    day: date | None = None
    end: date | None = None
    place: str | None = None
    place_towns: tuple[str, ...] = ()
    """Towns that say where it is held, and no condition."""
    link: str | None = None
    hours: str | None = None
    price: str | None = None
    tone: str | None = None
    channel: str | None = None
    familiar: bool | None = None
    inclusive: bool = False
    short: bool = False
    follow: bool | None = None
    by_type: bool = False
    subjects: bool = False
    fresh: bool = False
    """Another mail is asked for by its own words: "un mail …"."""
    about: str = ""
    """One of `ABOUT` where that is asked for."""


def read_mail(asked: Asked) -> MailRequest:
    """ "un mail d'invitation au festival le 24 mai à Foix pour les ludothèques, ton amical"."""
    said = asked.said
    event, rest = _event(asked.typed)
    first, last = _days(asked)
    place = _place(rest, asked.reading.towns) if event or first else None
    towns = tuple(town for town in asked.reading.towns if place and fold(town) in fold(place))
    channel = asked.slots.get("channel")
    link, hours, price = (
        URL.search(asked.typed),
        _HOURS.search(asked.typed),
        _PRICE.search(asked.typed),
    )
    return MailRequest(
        objective=objective_of(said),
        event=event,
        day=first,
        end=last,
        place=place,
        place_towns=towns,
        link=link[0].rstrip(".,;") if link else None,
        hours=hours[0] if hours else None,
        price=price[0] if price else None,
        tone=asked.slots.get("tone"),
        channel=channel if channel != "email" else None,
        familiar=True if _said("tu", said) else False if _said("vous", said) else None,
        inclusive=_said("inclusive", said) and not _said("not_inclusive", said),
        short=_said("brief", said),
        follow=False if _said("first", said) else True if _said("follow", said) else None,
        by_type=_said("by_type", said),
        subjects=_said("subjects", said),
        fresh=bool(VIEW.within("fresh").search(said)),
        about=about_of(said),
    )


def claim_about(asked: Asked) -> tuple[Intent, Request] | None:
    """ "le profil de l'association", "mes modèles", "quelles variables ?": said of no draft."""
    about = about_of(asked.said)
    return (Intent.GENERATE_MAIL, MailRequest(about=about)) if about else None


ABOUT = ("profile", "new_template", "templates", "variables")


def about_of(said: str) -> str:
    """Which of the things beside drafts a sentence is about."""
    found = (name for name in ABOUT if _whole(name, said))
    return next(found, "")


def objective_of(said: str) -> str | None:
    """What the mail is for, by its name in templates/."""
    found = (name for name in _OBJECTIVES if _said(name, said))
    return next((name.replace("_", "-") for name in found), None)


def _said(name: str, said: str) -> bool:
    return bool(WAYS.within(name).search(said))


def _whole(name: str, said: str) -> bool:
    return bool(re.fullmatch(WAYS[name], said))


def _days(asked: Asked) -> tuple[date | None, date | None]:
    """When the event is; none where the days are those of contacts."""
    if asked.filters.dernier_contact is not None:
        return None, None
    chain = asked.reading.chain()
    mark_numbers(chain)
    first, last = deadline_of(chain, asked.scene.today)
    if first is not None and last is not None and (last - first).days > _LONGEST_EVENT:
        return None, None
    return first, last


_LONGEST_EVENT = 20


def _event(typed: str) -> tuple[str | None, str]:
    """The event's name, and what is said after it."""
    if quoted := _QUOTED.search(typed):
        return quoted["name"], typed[quoted.end() :]
    found = _EVENT.search(typed)
    if found is None:
        return None, typed
    name = found["name"].strip()
    bare = _BARE.fullmatch(name)
    name = f"notre {name.lower()}" if bare else name[0].upper() + name[1:]
    return name, typed[found.end() :]


def _place(rest: str, towns: Sequence[str]) -> str | None:
    """Where it is held: said after the event or its day; towns as they are written."""
    for found in _PLACE.finditer(rest):
        place = found["place"].strip()
        whole = f"le {place}" if found["by"].lower() == "au" else place
        if town := next((one for one in towns if fold(one) == fold(whole)), None):
            return town
        place = _with_towns(place, towns)
        bare = re.sub(r"^(?:la|le|les|l['’])\s*", "", place, flags=re.IGNORECASE)
        if len(bare) > 1 and not _NO_PLACE.match(bare):
            return bare if place[:2].lower() != "la" or bare[0].islower() else place
    return None


def _with_towns(place: str, towns: Sequence[str]) -> str:
    """ "salle des fêtes de saint malo": the same, with Saint-Malo."""
    words = place.split()
    for town in towns:
        for start, end in combinations(range(len(words) + 1), 2):
            if fold(" ".join(words[start:end])) == fold(town):
                words[start:end] = [town]
                break
    return " ".join(words)
