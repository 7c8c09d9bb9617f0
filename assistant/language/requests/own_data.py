"""Questions about data as a whole: who may see them, how those of a person are erased.

They are read whole, before any intent: "efface mes données" is no list to erase.
"""

import re

from assistant.language.requests.asked import Asked
from assistant.language.requests.base import Request
from assistant.language.understanding import Intent

_WORDS = r"(?:propres )?(?:donnees|infos?|informations?|coordonnees)(?: perso(?:nnelle)?s?)?"
_BASE = r"(?:la|ma|notre|cette) base(?: de donnees)?"
_DATA = rf"(?:toutes )?(?:(?:mes|nos|vos|ces|les|leurs|ses) {_WORDS}|{_BASE})"
_HAILS = r"(?:(?:et|mais|alors|au fait|bonjour|dis moi|dites moi) )*"
_WHO = r"(?:qui(?: est ce qui| d autre)?|(?:quelles?|combien de) (?:gens|personnes?))"
_REACHES = r"(?:a|ont|aurait|(?:peut|peuvent) avoir) (?:l )?acces a"
_LOOKS = r"(?:voit|voient|lit|consulte)"
_MAY_LOOK = r"(?:peut|peuvent|pourrait) (?:voir|lire|consulter|acceder a)"
_ACCESS = re.compile(f"{_HAILS}{_WHO} (?:{_REACHES}|{_LOOKS}|{_MAY_LOOK}) {_DATA}(?: ici)?")
_ASKS = r"(?:je|tu|vous|on) \w+ (?:que (?:tu|vous) )?"
_ASKED = r"\w+ (?:je|tu|vous|on) |comment (?:on )?(?:faire pour )?"
_POLITE = r"(?: (?:svp|stp|s il (?:te|vous) plait|merci))*"
_ERASES = r"(?:effac|supprim|detrui|enlev|retir)\w* (?:moi )?"
_MINE = rf"(?:toutes |l ensemble de )?mes {_WORDS}(?: (?:de|dans) (?:la|votre|cette) base)?"
_ERASE = re.compile(f"{_HAILS}(?:merci de |{_ASKS}|{_ASKED})?{_ERASES}{_MINE}{_POLITE}")


def claim_access(asked: Asked) -> tuple[Intent, Request] | None:
    """ "qui a accès à mes données ?"."""
    return (Intent.SETTINGS, Request()) if _ACCESS.fullmatch(asked.said) else None


def claim_erasure(asked: Asked) -> tuple[Intent, Request] | None:
    """ "efface mes données": those of one person, and no list."""
    return (Intent.DELETE_PROSPECT, Request()) if _ERASE.fullmatch(asked.said) else None
