"""What a password that people choose must be, and how hard it is to guess.

The page draws the same measure while one types (`assistant/web/page/public/strength.js`): a browser
test holds both to the same answers.
"""

import itertools
import math
import re
import unicodedata
from collections.abc import Iterable

from core.errors import InvalidData

MIN_PASSWORD = 10
LONGEST = 1_000
LABELS = ("trop facile à deviner", "faible", "moyen", "bon", "très bon")
"""By strength, from 0 to 4."""
_BITS = (32, 42, 55, 75)
# What everybody tries first.
_WORDS = (
    *("motdepasse", "password", "mimicom", "azertyuiop", "azerty", "qwertyuiop", "qwerty"),
    *("bonjour", "soleil", "doudou", "loulou", "admin", "bienvenue", "festival", "jetaime"),
)
_POOLS = (("[a-z]", 26), ("[A-Z]", 26), ("[0-9]", 10), ("[^a-zA-Z0-9]", 33))


def strength(password: str, known: Iterable[str] = ()) -> int:
    """How hard to guess, from 0 to 4. `known` are words that others know of whoever chose it."""
    left = password
    for word in (*(one.lower() for one in known if len(one) > 3), *_WORDS):
        left = re.sub(re.escape(word), "a", left, flags=re.IGNORECASE | re.ASCII)
    pool = sum(size for pattern, size in _POOLS if re.search(pattern, left))
    bits = _surprises(left) * math.log2(pool) if pool else 0.0
    return sum(bits >= least for least in _BITS)


def _surprises(text: str) -> int:
    """Characters that don't simply follow the two before: "aaaa", "1234" and "dcba" have two."""
    codes = [ord(one) for one in text]
    steps = [after - before for before, after in itertools.pairwise(codes)]
    dull = sum(step == before and step in (-1, 0, 1) for before, step in itertools.pairwise(steps))
    return len(text) - dull


def known_of(email: str) -> tuple[str, ...]:
    """The words of an e-mail."""
    return tuple(re.split(r"[^\w]+", email.rpartition(".")[0]))


def check_length(password: str) -> None:
    """InvalidData for one that is too short or too long."""
    if len(password) < MIN_PASSWORD:
        raise InvalidData(f"Le mot de passe doit avoir au moins {MIN_PASSWORD} caractères.")
    if len(password) > LONGEST:
        raise InvalidData("Le mot de passe est trop long (1 000 caractères au plus).")


def check_chosen(password: str, again: str, email: str) -> None:
    """A password typed twice by its owner. InvalidData, with its problem by field (`nouveau`,
    `encore`)."""
    problem, field = "", "nouveau"
    try:
        check_length(password)
    except InvalidData as short:
        problem = short.message
    if not problem and strength(password, known_of(email)) == 0:
        problem = "Il est trop facile à deviner : prenez plusieurs mots sans rapport entre eux."
    if not problem and unicodedata.normalize("NFC", password) != unicodedata.normalize(
        "NFC", again
    ):
        problem, field = "Ce n'est pas le même mot de passe que juste au-dessus.", "encore"
    if problem:
        raise InvalidData(problem, {field: problem})
