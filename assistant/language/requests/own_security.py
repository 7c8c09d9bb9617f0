"""How people speak of the second step of their log-in, and of their tokens.

These few sentences are plain commands, said whole; nothing that is learnt reads them, so they stand
here and not in the lexicon, which is part of what the shipped weights were learnt from.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.language.requests.accounts import EMAIL
from assistant.language.requests.asked import Asked
from assistant.language.requests.base import Request
from core.vocabulary.text import fold

_WISHES = ("je veux", "je voudrais", "je souhaite", "peux tu", "pouvez vous", "comment")
_STEPS = (
    "double authentification", "double verification", "double identification", "2fa", "a2f", "totp",
    "authentification a deux facteurs", "authentification a 2 facteurs",
    "authentification deux facteurs", "authentification double facteur",
    "verification en deux etapes", "verification en 2 etapes", "verification a deux facteurs",
)  # fmt: skip
_OF_ACCOUNT = ("sur mon compte", "de mon compte", "pour mon compte", "a mon compte")
_ADDS = ("active", "installe", "ajoute", "configure")
_REMOVES = ("desactive", "retire", "enleve", "supprime", "coupe", "arrete")
_MAKES = ("cree", "genere", "ajoute", "demande")
_SHOWS = ("montre", "affiche", "liste", "donne", "gere")
_OTHERS = ("mets", "mettre", "fais", "faire", "voir", "refais", "refaire")
_CODES = ("codes de secours", "codes de recuperation")
_TOKENS = ("jetons d api", "jetons api", "jetons d acces", "jetons")
_TOKEN = ("jeton d api", "jeton api", "jeton d acces", "jeton")


def _one(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(words)})"


def _verbs(stems: Iterable[str]) -> str:
    return f"(?:{_one(stems)}[rz]?|{_one(_OTHERS)})(?: moi)?"


def _asked(verbs: str, what: str) -> str:
    return f"(?:{_one(_WISHES)} )?{verbs} {what}"


_STEP = f"(?:(?:la|ma|l|une|mon) )?{_one(_STEPS)}(?: {_one(_OF_ACCOUNT)})?"
_SOME_CODES = f"(?:(?:de nouveaux|des|mes|les) )?{_one(_CODES)}"
_MY_TOKENS = f"(?:mes|les) {_one(_TOKENS)}"
_NAMED = f"(?:(?:le|mon|ce) )?{_one(_TOKEN)} .+"
WAYS = {
    "add_step": _asked(_verbs(_ADDS), _STEP),
    "remove_step": _asked(f"{_one(_REMOVES)}[rz]?", _STEP),
    "spare_codes": f"(?:{_asked(_verbs((*_SHOWS, *_MAKES)), _SOME_CODES)}|{_SOME_CODES})",
    "own_step": _STEP,
    "new_token": _asked(_verbs((*_MAKES, "donne")), f"(?:un )?(?:nouveau )?{_one(_TOKEN)}"),
    "remove_step_of": f"{_asked(f'{_one(_REMOVES)}[rz]?', _STEP)} (?:de|pour|a) .+",
    "revoke_token": f"(?:revoque|{'|'.join(_REMOVES)})[rz]? {_NAMED}",
    "own_tokens": f"(?:{_asked(_verbs(_SHOWS), _MY_TOKENS)}|{_MY_TOKENS})",
}
"""Of folded sentences, by the name of the command."""


@dataclass(frozen=True)
class Named(Request):
    """What the sentence is about: the e-mail of an account, or the folded name of a token."""

    name: str

    def is_of(self, called: str) -> bool:
        """Whether that is its name."""
        return fold(called) == self.name


def read_email(asked: Asked) -> Named:
    """ "retire la double vérification de julie@exemple.fr"."""
    return Named(next(iter(EMAIL.findall(asked.typed)), "").lower())


def read_token(asked: Asked) -> Named:
    """ "révoque le jeton Site de l'asso"."""
    return Named(re.split(rf"{_one(_TOKEN)} ", asked.said, maxsplit=1)[-1])


READS = {"remove_step_of": read_email, "revoke_token": read_token}
"""How those that speak of something are read."""
