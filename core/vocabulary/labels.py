"""What fields are called in French: as headings, and within a sentence."""

from collections.abc import Iterable

FIELD_LABELS = {
    "nom_structure": "Nom",
    "nom_contact": "Contact",
    "email": "E-mail",
    "telephone": "Téléphone",
    "type_prospect": "Type",
    "pays": "Pays",
    "region": "Région",
    "departement": "Département",
    "ville": "Ville",
    "code_postal": "Code postal",
    "adresse": "Adresse",
    "nb_adherents": "Adhérents",
    "facebook": "Facebook",
    "x": "X",
    "instagram": "Instagram",
    "tiktok": "TikTok",
    "youtube": "YouTube",
    "facebook_followers": "Abonnés Facebook",
    "x_followers": "Abonnés X",
    "instagram_followers": "Abonnés Instagram",
    "tiktok_followers": "Abonnés TikTok",
    "youtube_followers": "Abonnés YouTube",
    "site_web": "Site web",
    "accepte_contact": "Accepte d'être contacté",
    "methode_contact": "Moyen de contact préféré",
    "statut": "Statut",
    "date_dernier_contact": "Dernier contact",
    "date_retour": "Date de la réponse",
    "retour_prospect": "Réponse",
    "commentaires": "Commentaires",
    "tags": "Étiquettes",
    "autres_emails": "Autres e-mails",
    "autres_telephones": "Autres téléphones",
    "cree_le": "Créée le",
    "modifie_le": "Modifiée le",
    "source": "Source",
}
COLUMN_LABELS = {"prospect_id": "Identifiant"} | FIELD_LABELS
"""All columns of a file of prospects, in their order."""

_WITHIN = {
    "nom_structure": "le nom",
    "nom_contact": "le contact",
    "email": "l'e-mail",
    "telephone": "le téléphone",
    "type_prospect": "le type",
    "pays": "le pays",
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
    "date_retour": "la date de la réponse",
    "retour_prospect": "la réponse",
    "commentaires": "les commentaires",
    "tags": "les étiquettes",
    "autres_emails": "les autres e-mails",
    "autres_telephones": "les autres téléphones",
    "source": "la source",
}


def label(name: str) -> str:
    """'E-mail'; between guillemets for what is no field."""
    return FIELD_LABELS.get(name, f"« {name} »")


def within(name: str) -> str:
    """'l'e-mail', as in a sentence."""
    return _WITHIN.get(name) or f"« {label(name)} »"


def fields(names: Iterable[str]) -> str:
    """'le nom, l'e-mail et le statut'."""
    said = [within(name) for name in names]
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} et {said[-1]}"
