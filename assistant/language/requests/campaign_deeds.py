"""The sentence beside each button of a campaign, typed: with its name, or of the one shown."""

import re
from dataclasses import replace

from assistant.language.requests.asked import Asked
from assistant.language.requests.base import Request
from assistant.language.requests.brief_lines import campaign_shown
from assistant.language.requests.campaigns import Step, StepRequest, step_in
from assistant.language.requests.courteous import WAYS, request_in
from assistant.language.understanding import Intent

_SEES = r"(?:(?:re)?li(?:s|t|re)|voi[rs]|montre\w*|affiche\w*|ouvre\w*)(?: moi)?"
_SENDS = r"envo\w+"
_SILENT = r"(?:ceux|celles|tous ceux|les gens) qui n (?:ont|a) pas (?:encore )?repondu"
_LEFT_OUT = (
    r"(?:de cote|ecartee?s?|exclue?s?|non retenue?s?"
    r"|ne (?:le |la )?(?:recev\w+|recoi\w+|aur\w+) pas(?: (?:le|de|ce) mail)?)"
)
_INTO_THREAD = r"(?:(?:plutot|met\w*|envoi\w*|la|le|non|oui|dans|sur|sous) )*"
_AS_FIRST = r"(?:que|au|a la suite du|sous) (?:le )?(?:premier|precedent)?(?: ?mail| ?envoi)?"
_DEEDS: tuple[tuple[Step, str], ...] = (
    (Step.MAIL, r"(?:choisi\w*|choix|change\w*)(?: moi)? (?:le|du|son|un|de|d) (?:autre )?mail"),
    (Step.SEE_MAIL, rf"{_SEES} (?:le|son|ce) mail"),
    (Step.BRIEF, rf"{_SEES} (?:le|son) brief"),
    (Step.BRIEF, rf"(?:qui|lesquels|combien|pourquoi)(?: \w+){{0,4}} {_LEFT_OUT}"),
    (Step.SUBJECTS, r"(?:essa\w+|test\w*|compar\w+) (?:(?:ces|les) )?(?:deux|2) objets"),
    (
        Step.SUBJECTS,
        r"(?:fai\w*(?: moi)? )?(?:un )?test a b(?: (?:avec|de|sur) (?:deux|2) objets)?",
    ),
    (Step.FOLLOW_UP_THREAD, rf"{_INTO_THREAD}meme fil(?: {_AS_FIRST})?"),
    (Step.FOLLOW_UP_THREAD, rf"(?:enchain\w+|rattach\w+)(?: la| le)? {_AS_FIRST}"),
    (Step.REHEARSE, rf"(?:{_SENDS} |fai\w* )?(?:comme si |un envoi )?(?:pour de faux|a blanc)"),
    (Step.TEST, rf"(?:{_SENDS} |fai\w* )?(?:moi )?(?:un |le )?(?:mail|envoi) (?:de )?test"),
    (Step.FILES, r"(?:donne\w*|telecharge\w*|prepare\w*)(?: moi)? (?:les|ses|en) fichiers"),
    (Step.UNAPPROVE, r"(?:retire\w*|annule\w*|enleve\w*|leve\w*) (?:l |son )?approbation"),
    (Step.APPROVE, r"(?:approuv\w+|valid\w+)"),
    (Step.PLAN, r"(?:programm\w+|planifi\w+) (?:l |son )?envoi"),
    (Step.PAUSE, r"me\w* en pause|mets? (?:la )?en pause|suspen\w+(?: l envoi)?"),
    (Step.RESUME, r"re(?:pren\w+|lance\w*|demarre\w*)(?: l envoi)?"),
    (Step.CANCEL, r"(?:annule|annuler|annulez|abandonne\w*)"),
    (Step.ARCHIVE, r"(?:archive\w*|range\w*)"),
    (Step.FOLLOW_UP_THREAD, rf"relance\w* (?:dans le |sur le )?meme fil {_SILENT}"),
    (Step.FOLLOW_UP, rf"relance\w* {_SILENT}"),
    (Step.EDIT, r"(?:modifi\w*|corrige\w*)"),
)
_OF = r"(?: (?:de|du|d|a|pour|dans))?(?: (?:la|ma|notre|cette|l envoi de la))? campagne"
_NAMED = tuple((step, re.compile(rf"(?:{way}){_OF} (?P<name>.+)")) for step, way in _DEEDS)
_BARE = tuple(
    (step, re.compile(rf"(?:{way})(?: (?:la|le)|{_OF})?(?: (?:stp|svp|maintenant))?"))
    for step, way in _DEEDS
)
_SAID_WHOLE = frozenset({Step.CANCEL, Step.RESUME, Step.ARCHIVE, Step.EDIT, Step.FOLLOW_UP})
"""Not by a bare verb: "annule" takes back what was done last."""


def claim_deed(asked: Asked) -> tuple[Intent, Request] | None:
    """ "choisis le mail de la campagne Festival"; "envoyer pour de faux" right after it."""
    for step, way in _NAMED:
        if found := way.fullmatch(asked.said):
            return Intent.SEND_CAMPAIGN, _request(asked, step, found["name"])
    if campaign_shown(asked) is None:
        return None
    bare = next((one for one, way in _BARE if way.fullmatch(asked.said)), None)
    if bare is None or (bare in _SAID_WHOLE and "campagne" not in asked.said.split()):
        return _silent(asked)
    return Intent.SEND_CAMPAIGN, _request(asked, bare, None)


_AGAIN = re.compile(WAYS["again"])
_SENT_SHOWN = frozenset({"people", "results", "campaign"})


def _silent(asked: Asked) -> tuple[Intent, Request] | None:
    """ "relance-les" while the people or the results of a campaign that left are in view."""
    shown = campaign_shown(asked)
    if shown is None or shown.get("stage") not in _SENT_SHOWN:
        return None
    if not _AGAIN.fullmatch(request_in(asked.said)):
        return None
    return Intent.SEND_CAMPAIGN, StepRequest(step=Step.FOLLOW_UP)


def _request(asked: Asked, step: Step, name: str | None) -> StepRequest:
    told = step_in(asked) or StepRequest()
    return replace(told, step=step, name=name, said=asked.said)
