"""Follow-ups on what is in view: the campaign's mail, the mail in work, the silent, the record.

These say nothing of whom, and mean nobody else: a mail for everybody never comes from them.
"""

import re
from dataclasses import dataclass

from assistant.language.requests.asked import Asked
from assistant.language.requests.base import Request
from assistant.language.requests.brief_lines import SHOWN, campaign_opened, campaign_shown
from assistant.language.requests.campaigns import CampaignRequest
from assistant.language.requests.courteous import WAYS, request_in
from assistant.language.requests.edits import EditRequest
from assistant.language.requests.mail_changes import MAIL
from assistant.language.requests.mails import about_of, objective_of
from assistant.language.requests.records import Whom
from assistant.language.understanding import Context, Intent

Claimed = tuple[Intent, Request]
_QUESTION = '?!. «»"'


@dataclass(frozen=True)
class CampaignMail(CampaignRequest):
    """A mail to be written for a campaign: its people, its name, its day."""

    objective: str | None = None
    """Where the sentence says another than the campaign's."""


@dataclass(frozen=True)
class GivenMail(CampaignRequest):
    """The mail in work becomes the campaign's."""

    draft: str = ""


@dataclass(frozen=True)
class ThemeSaid(CampaignRequest):
    """A theme said of the campaign in view, which has none: its mail tells it."""


# --- a mail written for the campaign -------------------------------------------------------------

_OF_CAMPAIGN = re.compile(
    r"\b(?:de|pour|a|avec) (?:la|cette|ma|notre|l) ?campagne\b(?: (?P<name>.+))?$"
)
_WRITTEN = re.compile(rf"(?:{WAYS['writes']} )?(?:(?:le|un|son|du|l|une) )*{WAYS['mail']}\b.*")
_VERB = re.compile(rf"{WAYS['writes']} ")
_NOT_WRITTEN = re.compile(
    r"\b(?:plus|moins|trop|test|tests|suivant|precedent|recus?|envoyes?|adresse|par mail|post"
    r"|facebook|instagram|tiktok|youtube|modele|objets?)\b"
)
_CALLED = re.compile(r"\bcampagne\s+(?P<name>[^?!.]+)$", re.IGNORECASE)


def claim_writing(asked: Asked) -> Claimed | None:
    """ "rédige le mail": its verb says that it is no line of the brief, "avec un mail"."""
    said = request_in(asked.said)
    return claim_mail_of_campaign(asked) if _VERB.match(said) else None


def claim_mail_of_campaign(asked: Asked) -> Claimed | None:
    """ "écris le mail de cette campagne"; "le mail d'invitation" while a brief is in view."""
    said = request_in(asked.said)
    if not _WRITTEN.fullmatch(said) or _NOT_WRITTEN.search(said) or about_of(asked.said):
        return None
    if found := _OF_CAMPAIGN.search(said):
        written = _CALLED.search(asked.typed.strip(_QUESTION)) if found["name"] else None
        name = written["name"].strip() if written else None
        if name is None and not _of_nobody_else(asked):
            return None
        return Intent.GENERATE_MAIL, CampaignMail(name, said=asked.said)
    shown = campaign_shown(asked)
    if shown is None or shown.get("stage") != "brief" or not _of_nobody_else(asked):
        return None
    wanted = CampaignMail(objective=objective_of(asked.said))
    return Intent.GENERATE_MAIL, wanted


_TO_SOMEBODY = re.compile(r"\b(?:pour|aux|des|chez|tous|toutes|destine\w*|adresse\w*|les)\b")


def _of_nobody_else(asked: Asked) -> bool:
    """The sentence has no people of its own: "pour les MJC", "pour la MJC de Foix"."""
    if not _TO_SOMEBODY.search(asked.said):
        return True  # "au festival du jeu de rôle" says what it is about
    alone = asked.understand(asked.typed, Context(), asked.scene.today)
    return alone.filters.is_empty() and "prospect" not in alone.slots


# --- the mail in work given to the campaign ------------------------------------------------------

_TAKES = (
    r"(?:pren\w+|utilis\w+|choisi\w*|gard\w+|part\w*|rest\w+|met\w*|donn\w+|ajout\w+|attach\w+"
    r"|associ\w+|affect\w+|rattach\w+|enregistr\w+)"
)
_BARELY = r"(?:pren\w+|utilis\w+|choisi\w*|(?:part\w*|rest\w+) (?:sur|avec))"
_THIS = r"(?:(?:sur|avec|moi) )*(?:ce|le|mon|notre|celui) ?(?:mail|message|courriel|la|ci)?"
_TO = (
    r"(?:a|pour|dans|sur|avec|comme mail (?:de|pour)) (?:la|cette|ma|notre) campagne"
    r"(?: (?P<name>.+))?"
)
_GIVEN = (
    re.compile(rf"{_TAKES} {_THIS} {_TO}"),
    re.compile(rf"(?:ce|le) mail (?:est|c est|va|sera|ira) {_TO}"),
)
_GIVEN_BARE = re.compile(rf"{_BARELY} (?:ce (?:mail|message|courriel)|celui (?:la|ci))(?: la)?")
_GIVEN_NAMED = re.compile(rf"{_BARELY} ce mail pour (?P<name>.+)")
_FOR = re.compile(r"\bpour\s+(?P<name>[^?!]+)$", re.IGNORECASE)


def claim_given(asked: Asked) -> Claimed | None:
    """ "prends ce mail", "donne-le à la campagne": only where a mail is in work."""
    kept = asked.scene.shown.get(MAIL)
    if kept is None:
        return None
    draft, said = str(kept["draft"]), request_in(asked.said)
    if found := next((one for way in _GIVEN if (one := way.fullmatch(said))), None):
        written = _CALLED.search(asked.typed.strip(_QUESTION)) if found["name"] else None
        name = written["name"].strip() if written else None
        return Intent.CREATE_CAMPAIGN, GivenMail(name, said=asked.said, draft=draft)
    if _GIVEN_NAMED.fullmatch(said) and (written := _FOR.search(asked.typed.strip(' ?"'))):
        name = written["name"].strip()
        return Intent.CREATE_CAMPAIGN, GivenMail(name, said=asked.said, draft=draft)
    if _GIVEN_BARE.fullmatch(said) and asked.scene.last_shown in (MAIL, SHOWN):
        return Intent.CREATE_CAMPAIGN, GivenMail(draft=draft)
    return None


# --- a theme, a note -----------------------------------------------------------------------------

_THEME = re.compile(rf"{WAYS['theme']} (?P<words>.+)")


def claim_theme(asked: Asked) -> Claimed | None:
    """ "le thème, c'est le jeu de rôle" of a campaign in view; never the page's colours."""
    if campaign_opened(asked) is None or asked.scene.last_shown not in (SHOWN, None):
        return None
    said = request_in(asked.said)
    if not _THEME.fullmatch(said) or WAYS.within("of_the_page").search(said):
        return None
    return Intent.SHOW_CAMPAIGN, ThemeSaid(said=asked.said)


_NOTE = re.compile(
    r"^\W*(?:(?:petite|une|ma)\s+)?(?:note|nota|nb|[àa]\s+noter|remarque|commentaire)\s*:\s*"
    r"(?P<words>\S.*)$",
    re.IGNORECASE | re.DOTALL,
)


def claim_note(asked: Asked) -> Claimed | None:
    """ "note : rappeler après les vacances" while a record is open: a remark on it."""
    found = _NOTE.match(asked.typed)
    if found is None or not asked.scene.context.last_prospect:
        return None
    words = found["words"].strip()
    edit = EditRequest(Whom(), field="commentaires", value=words, raw={"commentaires": words})
    return Intent.EDIT_PROSPECT, edit
