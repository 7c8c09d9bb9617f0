"""The pages of the list on the screen: "page suivante", "la suite", "retour au début"."""

import re
from dataclasses import dataclass
from enum import StrEnum

from assistant.language.requests.asked import Asked
from assistant.language.requests.base import Request
from assistant.language.understanding import Intent


class Page(StrEnum):
    """Which page, seen from the one on the screen."""

    NEXT = "next"
    PREVIOUS = "previous"
    FIRST = "first"
    LAST = "last"


@dataclass(frozen=True)
class PageRequest(Request):
    """Another page of the list just shown."""

    page: Page


_ASKED = r"(?:(?:ok|et|bon|allez|montre|affiche|voir|passe a|va a|je veux|donne)(?: moi)? )*"
_COURTEOUS = r"(?: (?:stp|svp|s il te plait|s il vous plait|merci))?"
_SAID = (
    (Page.NEXT, r"(?:la )?(?:page )?(?:suivantes?|d apres)|les? suivantes?"),
    (Page.NEXT, r"(?:encore |voir )?la suite"),
    (Page.NEXT, r"(?:les )?(?:\d+ )?suivant(?:e?s)?|continue"),
    (Page.PREVIOUS, r"(?:la )?(?:page )?(?:precedente|d avant)|les? (?:\d+ )?precedente?s?"),
    (Page.FIRST, r"(?:la )?premiere page|(?:retour|reviens) au debut(?: de la liste)?"),
    (Page.LAST, r"(?:la )?derniere page|(?:la )?fin de la liste"),
)
_PAGES = [(page, re.compile(f"{_ASKED}(?:{said}){_COURTEOUS}")) for page, said in _SAID]


def claim_page(asked: Asked) -> tuple[Intent, Request] | None:
    """Another page of a list, right after that list."""
    if asked.scene.last_shown != "table":
        return None
    page = page_said(asked.said)
    return None if page is None else (Intent.REFINE_FILTERS, PageRequest(page))


def page_said(said: str) -> Page | None:
    """The page that these folded words ask for, if they do nothing else."""
    return next((page for page, pattern in _PAGES if pattern.fullmatch(said)), None)
