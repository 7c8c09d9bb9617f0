"""Sentences beside a campaign: its name alone, its form, its results by part, its removal."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.language.intent_table import LISTING
from assistant.language.requests.asked import Asked
from assistant.language.requests.base import Request
from assistant.language.requests.brief_lines import FORM, BriefEdit, campaign_shown, line_of
from assistant.language.requests.campaigns import CampaignRequest
from assistant.language.understanding import Intent

Claimed = tuple[Intent, Request]


@dataclass(frozen=True)
class RemoveRequest(CampaignRequest):
    """A campaign to be got rid of: one is cancelled or put away, never erased."""


@dataclass(frozen=True)
class PartsRequest(CampaignRequest):
    """Results by part; None where they are not counted by that."""

    by: str | None = None


@dataclass(frozen=True)
class NumberRequest(CampaignRequest):
    """A bare number after a send was asked for, while no number was."""


@dataclass(frozen=True)
class FormLine(Request):
    """Lines of the new campaign's form on the screen."""

    edit: BriefEdit


@dataclass(frozen=True)
class BareName(Request):
    """Words that may be a campaign's whole name, folded; declined where they are none's."""

    words: str
    results: bool = False
    remove: bool = False


def claim_more(asked: Asked) -> Claimed | None:
    """Whatever of the above the sentence is, but for a bare name."""
    return _form(asked) or _removed(asked) or _parts(asked) or _number(asked)


_WHOM = re.compile(
    r"(?:pour|avec|sans|sauf|hors|mais|pas|et|a destination|elle (?:est pour|s adresse)|plutot"
    r"|seulement|que|(?:r?ajout|enlev|retir|exclu|inclu|vir|ot)\w*) "
)
_APPROVES = re.compile(
    r"(?:(?:oui|ok|c est bon|je|j|on) )*(?:approuv|valid|prepar)\w*(?: la| le| ca)?(?: campagne)?"
)


def _form(asked: Asked) -> Claimed | None:
    """ "elle s'appelle Jeux en fête", "ce sera le 17 avril"."""
    shown = asked.scene.shown.get(FORM)
    if shown is None or asked.scene.last_shown != FORM:
        return None
    if _APPROVES.fullmatch(asked.said):
        return Intent.CREATE_CAMPAIGN, FormLine(BriefEdit())
    edit = line_of(asked, shown)
    if edit is None or edit.second_subject or (edit.filter and not _WHOM.match(asked.said)):
        return None
    return Intent.CREATE_CAMPAIGN, FormLine(edit)


_ERASES = r"(?:supprim|effac|detrui|enlev|retir|vire|jett)\w*(?: moi)?"
_ASKS = r"(?:(?:je (?:veux|voudrais)|peux tu|il faut|on peut|merci de) )?"
_GONE = re.compile(
    rf"{_ASKS}{_ERASES} (?:la|ma|notre|cette)(?: derniere)? campagne(?: (?P<name>.+))?"
)
_OF_ANOTHER = re.compile(r"\b(?:filtre|liste|selection|tache|etape|rappel)\b")
_WRITTEN = re.compile(r"\bcampagne\s+[«\"“]?\s*(?P<name>[^»\"”?!.]+)", re.IGNORECASE)


def _removed(asked: Asked) -> Claimed | None:
    """ "supprime la campagne Bal des jeux": never a record of that name."""
    found = _GONE.fullmatch(asked.said)
    if found is None or _OF_ANOTHER.search(asked.said):
        return None
    written = _WRITTEN.search(asked.typed) if found["name"] else None
    name = written["name"].strip() if written else None
    last = "derniere" in asked.said.split()
    return Intent.SEND_CAMPAIGN, RemoveRequest(name, last, asked.said)


_BY: tuple[tuple[str, str], ...] = (
    ("region", r"regions?"),
    ("type", r"(?:types?|categories?)(?: de (?:structure|prospect)s?)?"),
    ("subject", r"objets?"),
    ("hour", r"heures?(?: d envoi)?"),
    ("segment", r"(?:segments?|groupes?)"),
)
_BROKEN_DOWN = re.compile(
    r"(?:(?P<lead>.+) )?(?:par|selon) (?:la |le |les |l )?(?P<what>[a-z ]+?)(?: stp| svp)?"
)
_OF_RESULTS = frozenset(
    (
        *("et", "montre", "donne", "affiche", "moi", "les", "ses", "ces", "le", "detail"),
        *("resultat", "resultats", "reponse", "reponses", "chiffres", "detaille", "repartis"),
    )
)
_NOT_COUNTED = re.compile(r"(?:departement|ville|mois|semaine|jour|statut|taille|pays)s?")


def _parts(asked: Asked) -> Claimed | None:
    """ "par région" right after a campaign's results: of those."""
    shown, found = campaign_shown(asked), _BROKEN_DOWN.fullmatch(asked.said)
    if found is None or shown is None or shown.get("stage") != "results":
        return None
    if not _OF_RESULTS.issuperset((found["lead"] or "").split()):
        return None
    by = next((one for one, way in _BY if re.fullmatch(way, found["what"])), None)
    if by is None and not _NOT_COUNTED.fullmatch(found["what"]):
        return None
    return Intent.CAMPAIGN_PERFORMANCE, PartsRequest(by=by)


_DIGITS = re.compile(r"\d{1,3}(?: \d{3})*|\d+")


def _number(asked: Asked) -> Claimed | None:
    """ "12" after "envoie-la": no departement."""
    sends = asked.scene.context.last_intent is Intent.SEND_CAMPAIGN
    shown = campaign_shown(asked)
    if not sends or shown is None or shown.get("stage") not in ("brief", "campaign"):
        return None
    if not _DIGITS.fullmatch(asked.said):
        return None
    return Intent.SEND_CAMPAIGN, NumberRequest()


# --- a bare name ---------------------------------------------------------------------------------

_LEADS: Iterable[tuple[str, str]] = (
    ("open", r"(?:et )?ou (?:en )?(?:est|sont|en est on|en sommes nous)"
             r"(?: (?:on|nous))?(?: (?:de|avec|pour|du|des))?"),
    ("open", r"(?:re)?(?:ouvre|ouvrir|montre|affiche|voir|reviens a|retourne a)\w*(?: moi)?"),
    ("results", r"(?:(?:quels sont )?les )?(?:resultats?|bilan|chiffres?) (?:de|du|des|d)"),
    ("remove", _ERASES),
)  # fmt: skip
_LED = tuple((kind, re.compile(rf"{way} (?P<name>.+)")) for kind, way in _LEADS)
_LONGEST = 8


def claim_bare_name(asked: Asked) -> Claimed | None:
    """ "où en est bal des jeux", "bal des jeux": before somebody of that name is looked for."""
    said = asked.said
    if not said or len(said.split()) > _LONGEST:
        return None
    for kind, way in _LED:
        if found := way.fullmatch(said):
            bare = BareName(found["name"], kind == "results", kind == "remove")
            return Intent.SHOW_CAMPAIGN, bare
    understood = asked.understand(asked.typed, asked.scene.context, asked.scene.today)
    if understood.intent in LISTING and not understood.unread:
        return None  # a condition of a list, whatever campaigns are called
    return Intent.SHOW_CAMPAIGN, BareName(said)
