"""How people speak of the second step of their log-in, and of their tokens.

These few sentences are plain commands, said whole; nothing that is learnt reads them, so they stand
here and not in the lexicon, which is part of what the shipped weights were learnt from.
"""

_PLEASE = "(?:(?:je (?:veux|voudrais|souhaite)|peux tu|pouvez vous|comment) )?"
_STEP = (
    "(?:double (?:authentification|verification|identification)|2fa|totp|a2f"
    "|authentification (?:a )?(?:deux|2|double) facteurs?"
    "|verification (?:en|a) (?:deux|2) (?:etapes|temps|facteurs))"
    "(?: (?:sur|de|pour|a) (?:mon|ce) compte)?"
)
_THE = "(?:(?:la|ma|l|une|mon) )?"
_TOKEN = "(?:d api|api|d acces|de l api)"  # noqa: S105
WAYS = {
    "add_step": f"{_PLEASE}(?:activ|install|ajout|configur|mett|met)(?:e|er|ez|s|re) {_THE}{_STEP}",
    "remove_step": f"{_PLEASE}(?:desactiv|retir|enlev|supprim|coup|arret)(?:e|er|ez) {_THE}{_STEP}",
    "spare_codes": f"{_PLEASE}(?:(?:donne|montre|refais|refaire|genere|cree|creer)[rz]? (?:moi )?)?"
    "(?:(?:de nouveaux|des nouveaux|mes|les|des) )?codes de (?:secours|recuperation)",
    "own_step": f"{_THE}{_STEP}",
    "new_token": f"{_PLEASE}(?:cree|creer|genere|generer|fais|faire|ajoute|ajouter|donne)z? "
    f"(?:moi )?(?:un )?(?:nouveau )?jeton(?: {_TOKEN})?",
    "own_tokens": "(?:(?:montre|affiche|liste|donne|voir|gere|gerer)z? (?:moi )?)?(?:mes|les) "
    f"jetons(?: {_TOKEN})?",
}
"""Of folded sentences, by the name of the command."""
