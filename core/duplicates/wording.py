"""The French of duplicates: reasons, sentences, refusals."""

from collections import Counter
from collections.abc import Sequence

from core.duplicates.models import Pair, Sureness

SAME_EMAIL = "même e-mail"
SAME_PHONE = "même téléphone"
SAME_SITE = "même site"
SAME_MAIL_HOST = "même domaine d'e-mail"
SAME_ADDRESS = "même adresse"
NEAR_ADDRESS = "même rue"
NEAR_EMAIL = "e-mails presque identiques"
OTHER_NAME = "noms différents"
OTHER_KIND = "genres différents"
OTHER_TOWN = "villes différentes"
OTHER_ADDRESS = "adresses différentes"
OTHER_SITE = "sites différents"
WATCHED = "une fiche ajoutée malgré l'avertissement"
FORCED = "C'est un doublon connu : une fiche a été ajoutée malgré l'avertissement."
_BUT = frozenset((OTHER_NAME, OTHER_KIND, OTHER_TOWN, OTHER_ADDRESS, OTHER_SITE))
_LOUDEST = 4
_NETWORKS = {
    "facebook": "Facebook",
    "x": "X",
    "instagram": "Instagram",
    "tiktok": "TikTok",
    "youtube": "YouTube",
}


def same_account(key: str) -> str:
    """'même compte Instagram'."""
    return f"même compte {_NETWORKS[key.partition(':')[0]]}"


def alike(names: str, town: str | None) -> str:
    """'noms proches à Lyon'."""
    return f"{names} {_at(town)}" if town else names


def _at(town: str) -> str:
    first, _, rest = town.partition(" ")
    contracted = {"Le": "au", "Les": "aux"}.get(first)
    return f"{contracted} {rest}" if contracted and rest else f"à {town}"


def sentence(pairs: Sequence[Pair], sureness: Sureness) -> str:
    """Why the records of a group are thought to be the same.

    A reason that is not true of every two of them names those it is about, by their ranks in the
    group (from 1).
    """
    ids = sorted({key for pair in pairs for key in pair.ids})
    counted = Counter(reason for pair in pairs for reason in dict.fromkeys(pair.reasons))
    if set(counted) == {WATCHED}:
        return FORCED
    texts = {reason: f"{reason}{_about(reason, pairs, ids)}" for reason, _ in counted.most_common()}
    reasons = [text for reason, text in texts.items() if reason not in _BUT][:_LOUDEST]
    against = [text for reason, text in texts.items() if reason in _BUT][:_LOUDEST]
    start = {
        Sureness.CERTAIN: "C'est la même structure",
        Sureness.PROBABLE: "C'est sans doute la même structure",
        Sureness.POSSIBLE: "C'est peut-être la même structure",
    }[sureness]
    said = f"{start} : {_joined(reasons)}" if reasons else start
    return f"{said}, mais {_joined(against)}." if against else f"{said}."


def _about(reason: str, pairs: Sequence[Pair], ids: Sequence[str]) -> str:
    """' (fiches 1 et 3)'; nothing where it is true of every two records of the group."""
    linked = {pair.ids for pair in pairs if reason in pair.reasons}
    if len(linked) == len(ids) * (len(ids) - 1) // 2:
        return ""
    pieces: list[set[str]] = []
    for pair in sorted(linked):
        touching = [piece for piece in pieces if piece & set(pair)]
        pieces = [piece for piece in pieces if piece not in touching]
        pieces.append(set(pair).union(*touching))
    sets = [some for piece in pieces for some in _true_of_all(piece, linked)]
    ranks = [_joined([str(ids.index(key) + 1) for key in sorted(some)]) for some in sets]
    return f" (fiches {', '.join(ranks)})"


def _true_of_all(piece: set[str], linked: set[tuple[str, str]]) -> list[set[str]]:
    """The piece where every two of it are linked, else its pairs."""
    within = [set(pair) for pair in sorted(linked) if set(pair) <= piece]
    return [piece] if len(within) == len(piece) * (len(piece) - 1) // 2 else within


def _joined(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} et {parts[-1]}"
