"""What a sentence means by the campaign on the screen: a line of its brief, its people, its mail.

These are read before the classifier is asked: "mets plutôt le 24" is a list to it.
"""

import re
from dataclasses import dataclass, replace

from assistant.language.requests.asked import Asked
from assistant.language.requests.base import Request
from assistant.language.requests.brief_lines import campaign_opened, campaign_shown, claim_line
from assistant.language.requests.campaign_deeds import claim_deed
from assistant.language.requests.campaign_doubts import claim_mail
from assistant.language.requests.campaign_more import claim_more
from assistant.language.requests.campaigns import (
    LIST,
    CampaignRequest,
    ResultsRequest,
    Step,
    StepRequest,
    rank_on_screen,
    step_in,
)
from assistant.language.requests.pages import Page, page_said
from assistant.language.requests.ranks import is_bare, read_row
from assistant.language.understanding import Intent

Claimed = tuple[Intent, Request]


@dataclass(frozen=True)
class MailChosen(CampaignRequest):
    """The mail of the library to use."""

    template: str = ""


@dataclass(frozen=True)
class PeopleRequest(CampaignRequest):
    """Whom a figure counts: "qui n'a pas répondu ?"."""

    group: str = "total"


@dataclass(frozen=True)
class MailsRequest(Request):
    """The mails that somebody was sent."""

    name: str | None


@dataclass(frozen=True)
class StraysRequest(Request):
    """The mails that are nobody's yet."""


@dataclass(frozen=True)
class ListPage(Request):
    """Another page of the list of campaigns."""

    page: Page


@dataclass(frozen=True)
class CheckRequest(Request):
    """The settings of mails to try."""


_CHECK = re.compile(
    r"(?:essa\w+|test\w+|verifi\w+) (?:les |mes |ces )?(?:reglages|parametres)"
    r"(?: (?:de |des )?mails?)?"
)


def _check(asked: Asked) -> Claimed | None:
    return (Intent.SETTINGS, CheckRequest()) if _CHECK.fullmatch(asked.said) else None


def claim_campaign(asked: Asked) -> Claimed | None:
    """Whatever of the above the sentence is."""
    return (
        claim_more(asked)
        or claim_mail(asked)
        or _mails(asked)
        or _strays(asked)
        or _check(asked)
        or claim_deed(asked)
        or _step(asked)
        or _people(asked)
        or _template(asked)
        or _page(asked)
        or _row(asked)
        or claim_line(asked)
    )


# --- whole sentences -----------------------------------------------------------------------------

_MAILS = re.compile(
    r"(?:quels?|les|montre(?: moi)?(?: les)?|combien de|liste(?: les)?)"
    r" (?:mails?|messages|campagnes) (?:a|ont|que|qu)\b.*?\b(?:recus?|envoyes?)\b(?P<rest>.*)"
)
_WHO = re.compile(r"\b(?:reçus?|recus?|envoyé(?:s)? à|envoyés à)\s+(?P<name>.+)$", re.IGNORECASE)
_THE = re.compile(r"^(?:la |le |les |l['’]|à |a |au )?", re.IGNORECASE)
_QUESTION = '?!. «»"'


def _mails(asked: Asked) -> Claimed | None:
    """ "quels mails a reçus la MJC de Niort ?"."""
    if _MAILS.fullmatch(asked.said) is None:
        return None
    found = _WHO.search(asked.typed.strip(_QUESTION))
    name = found["name"].strip(_QUESTION) if found else ""
    return Intent.SHOW_PROSPECT, MailsRequest(_THE.sub("", name, count=1) or None)


_STRAYS = re.compile(
    r"(?:montre(?: moi)? |voir |quels sont )?(?:les )?(?:mails?|reponses?|messages?)"
    r" (?:non |pas |a |sans )(?:attribue\w*|reconnu\w*|proprietaire|expediteur connu)"
)


def _strays(asked: Asked) -> Claimed | None:
    return (Intent.LIST_CAMPAIGNS, StraysRequest()) if _STRAYS.fullmatch(asked.said) else None


_OF_A_CAMPAIGN = re.compile(r"\b(?:campagne|brief|envoi|approbation)\b")
_CALLED = re.compile(
    r"\b(?:la campagne|campagne|l['’]envoi (?:de|du)|l['’]approbation (?:de|du)(?: la campagne)?)"
    r"\s+(?P<name>[^?!.]+)$",
    re.IGNORECASE,
)
_BARE_STEP = re.compile(
    r"(?:oui )?(?:je |j |on )?(?:l |la )?(?:approuv\w+|valid\w+|desapprouv\w+)"
    r"(?: la| le| l| cette)?(?: campagne| brief)?(?: stp| svp)?"
)
_UNDER_WAY = frozenset({Step.PAUSE, Step.RESUME})
_FEW = 4
"""Words: "mets-la en pause" right after a campaign."""
_CLAIMED = frozenset({Step.APPROVE, Step.UNAPPROVE, Step.FOLLOW_UP, Step.FOLLOW_UP_THREAD})


def _step(asked: Asked) -> Claimed | None:
    """ "approuve la campagne", "relance ceux qui n'ont pas répondu"."""
    found, shown = step_in(asked), campaign_shown(asked) is not None
    if found is None or "campagnes" in asked.said.split():
        return None  # "les campagnes en pause" is a list
    if shown and found.step in _UNDER_WAY and len(asked.said.split()) <= _FEW:
        return Intent.SEND_CAMPAIGN, found
    if found.step not in _CLAIMED:
        return None
    # Nothing but a campaign is approved, whatever was shown since.
    late = "approuv" in asked.said and campaign_opened(asked) is not None
    bare = (shown or late) and _BARE_STEP.fullmatch(asked.said) is not None
    spoken = _OF_A_CAMPAIGN.search(asked.said) is not None
    again = found.step in (Step.FOLLOW_UP, Step.FOLLOW_UP_THREAD)
    if not (spoken or bare or again):
        return None
    called = _CALLED.search(asked.typed.strip(_QUESTION))
    return Intent.SEND_CAMPAIGN, replace(found, name=called["name"].strip() if called else None)


_PEOPLE: tuple[tuple[str, str], ...] = (
    ("silent", r"(?:qui|lesquels|ceux qui) n (?:a|ont) pas (?:encore )?repondu"),
    ("answered", r"(?:qui|lesquels|ceux qui) (?:a|ont) repondu"),
    ("positive", r"(?:qui|ceux qui) (?:est|sont|a dit|ont dit) (?:interesses?|oui|d accord)"),
    ("negative", r"(?:qui|ceux qui) (?:a|ont) (?:refuse|dit non)"),
    ("clicked", r"(?:qui|ceux qui) (?:a|ont) clique"),
    ("unsubscribed", r"(?:qui|ceux qui) (?:s est|se sont) desinscrits?"),
    ("bounced", r"(?:quels sont )?(?:les )?(?:mails revenus|rebonds|adresses en erreur)"),
    ("failed", r"(?:quels sont )?les (?:echecs|mails en echec)"),
    ("uncertain", r"(?:quels sont )?les (?:mails |envois )?incertains"),
    ("sent", r"(?:qui|ceux qui) (?:a|ont) (?:recu|eu) (?:le|ce|un) mail"),
    ("total", r"(?:montre(?: moi)? )?(?:les |tous les )?destinataires"),
)
_TO = r"(?: (?:a|de|pour|la|l|au|cette|ce|mail|campagne|invitation))*(?P<rest>(?: \S+)*)"
_REST = re.compile(
    r"^.*\b(?:à|au|de|pour|campagne)\s+(?:la campagne\s+)?(?P<name>[^?!.]+)$", re.IGNORECASE
)


def _people(asked: Asked) -> Claimed | None:
    """ "qui n'a pas répondu ?" right after a campaign, or with its name."""
    for group, way in _PEOPLE:
        found = re.fullmatch(way + _TO, asked.said)
        if found is None:
            continue
        if "campagne" in asked.said.split():
            named = _CALLED.search(asked.typed.strip(_QUESTION))
            return _counted(asked, group, named)
        if campaign_shown(asked) is not None:
            named = _REST.search(asked.typed.strip(_QUESTION)) if found["rest"] else None
            return _counted(asked, group, named)
    return None


def _counted(asked: Asked, group: str, named: re.Match[str] | None) -> Claimed:
    name = named["name"].strip() if named else None
    return Intent.CAMPAIGN_PERFORMANCE, PeopleRequest(name, said=asked.said, group=group)


_TAKES = r"(?:choisi\w*|pren\w+|utilis\w+|met\w*|avec|donne(?: lui)?)"
_A_MAIL = (
    r"(?:la campagne )?(?:le |la |un )?(?:mail|modele|texte|template)(?: de| du| d)?(?: type)?"
)
_TEMPLATE = re.compile(rf"{_TAKES} {_A_MAIL} (?P<name>[a-z][a-z ]*?)(?: stp| svp)?")


def _template(asked: Asked) -> Claimed | None:
    """ "prends le modèle invitation": only where a campaign is on the screen."""
    found = _TEMPLATE.fullmatch(asked.said)
    if found is None or campaign_shown(asked) is None:
        return None
    return Intent.CREATE_CAMPAIGN, MailChosen(template=found["name"])


@dataclass(frozen=True)
class MailNamed(Request):
    """The answer to "quel mail ?", folded: the words of one of the library, or another request."""

    words: str


_SAYS_WHICH = re.compile(
    rf"(?:{_TAKES} |plutot |oui |non )*(?:{_A_MAIL} )?(?:(?:le|la|l|celui|de|d) )*(?P<name>.+)"
)


def read_mail(asked: Asked) -> MailNamed:
    """ "invitation", "le mail d'invitation"."""
    found = _SAYS_WHICH.fullmatch(asked.said)
    return MailNamed(found["name"] if found else asked.said)


def _page(asked: Asked) -> Claimed | None:
    if asked.scene.last_shown != LIST:
        return None
    page = page_said(asked.said)
    return None if page is None else (Intent.LIST_CAMPAIGNS, ListPage(page))


_OPENS = frozenset({Intent.SHOW_CAMPAIGN, Intent.LIST_CAMPAIGNS, Intent.SHOW_PROSPECT})


def _row(asked: Asked) -> Claimed | None:
    """ "ouvre la deuxième", "les résultats de la première" of the list of campaigns."""
    if asked.scene.last_shown != LIST:
        return None
    rank = rank_on_screen(asked)
    if is_bare(asked.said):
        row = read_row(asked, "")
        return _opened(asked, row.rank) if row else None
    if rank is None:
        return None
    found = asked.understand(asked.typed, asked.scene.context, asked.scene.today)
    if found.intent is Intent.CAMPAIGN_PERFORMANCE:
        return found.intent, ResultsRequest(said=asked.said, rank=rank)
    if found.intent is Intent.SEND_CAMPAIGN:
        return found.intent, StepRequest(said=asked.said, rank=rank)
    return _opened(asked, rank) if found.intent in _OPENS or found.unsure else None


def _opened(asked: Asked, rank: int) -> Claimed:
    return Intent.SHOW_CAMPAIGN, CampaignRequest(said=asked.said, rank=rank)


# --- the number that confirms a send -------------------------------------------------------------


@dataclass(frozen=True)
class CountAnswer(Request):
    """The number typed to confirm; None where there is none."""

    count: int | None = None


_NUMBER = re.compile(r"(?<!\d)\d{1,3}(?:[  .]?\d{3})+(?!\d)|(?<!\d)\d+(?!\d)")


def read_count(asked: Asked) -> CountAnswer:
    """ "312", "1 200 mails"."""
    found = _NUMBER.search(asked.typed.replace("\u00a0", " ").replace("\u202f", " "))
    return CountAnswer(int(re.sub(r"\D", "", found[0])) if found else None)
