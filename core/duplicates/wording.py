"""The French of duplicates: reasons, sentences, refusals."""

from collections import Counter
from collections.abc import Iterable, Sequence

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
WATCHED = "ajoutée malgré l'avertissement"
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
    """Why the records of a group are thought to be the same."""
    counted = Counter(reason for pair in pairs for reason in pair.reasons)
    reasons = [reason for reason, _ in counted.most_common() if reason not in _BUT][:_LOUDEST]
    against = [reason for reason, _ in counted.most_common() if reason in _BUT][:_LOUDEST]
    start = {
        Sureness.CERTAIN: "C'est la même structure",
        Sureness.PROBABLE: "C'est sans doute la même structure",
        Sureness.POSSIBLE: "C'est peut-être la même structure",
    }[sureness]
    said = f"{start} : {_joined(reasons)}" if reasons else start
    return f"{said}, mais {_joined(against)}." if against else f"{said}."


def _joined(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} et {parts[-1]}"


_LABELS = {
    "nom_structure": "le nom",
    "nom_contact": "le contact",
    "email": "l'e-mail",
    "telephone": "le téléphone",
    "type_prospect": "le type",
    "region": "la région",
    "departement": "le département",
    "ville": "la ville",
    "code_postal": "le code postal",
    "adresse": "l'adresse",
    "site_web": "le site",
    "nb_adherents": "le nombre d'adhérents",
    "accepte_contact": "l'accord de contact",
    "methode_contact": "le moyen de contact",
    "statut": "le statut",
    "date_dernier_contact": "la date du dernier contact",
    "date_retour": "la date du retour",
    "retour_prospect": "le retour",
    "commentaires": "les commentaires",
    "tags": "les tags",
}


def fields(names: Iterable[str]) -> str:
    """'le nom, l'e-mail et le statut'."""
    return _joined([_LABELS.get(name, f"« {name} »") for name in names])
