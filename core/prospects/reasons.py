"""Why a value or a row of a file does not fit: names for programs, sentences for people."""

from enum import StrEnum


class Reason(StrEnum):
    """The reasons of the data contract, and those for values that it does not name."""

    MISSING_NOM_STRUCTURE = "missing_nom_structure"
    MISSING_VILLE = "missing_ville"
    MISSING_TYPE_PROSPECT = "missing_type_prospect"
    INVALID_EMAIL = "invalid_email"
    TOO_MANY_CELLS = "too_many_cells"
    UNBALANCED_QUOTE = "unbalanced_quote"

    INVALID_FURTHER = "invalid_autre_email"
    INVALID_PHONE = "invalid_phone"
    PHONE_EXTENSION = "phone_extension"
    INVALID_DATE = "invalid_date"
    INVALID_NUMBER = "invalid_number"
    INVALID_BOOL = "invalid_bool"
    INVALID_POSTCODE = "invalid_postcode"
    INVALID_URL = "invalid_url"
    UNKNOWN_STATUT = "unknown_statut"
    INVALID_RETOUR = "invalid_retour"
    UNKNOWN_TYPE = "unknown_type"
    UNKNOWN_VILLE = "unknown_ville"
    AMBIGUOUS_VILLE = "ambiguous_ville"
    UNKNOWN_DEPARTEMENT = "unknown_departement"
    UNKNOWN_REGION = "unknown_region"
    UNKNOWN_METHODE = "unknown_methode_contact"
    TOO_LONG = "too_long"
    LEFT_OUT = "autre_valeur"
    SPREADSHEET_ERROR = "erreur_tableur"
    HARD_BOUNCE = "adresse_morte"
    TWO_MATCHES = "deux_fiches"
    OBJECTION = "opposition"

    NO_TYPE_COLUMN = "no_type_column"
    MONTH_FIRST = "mois_avant_jour"


REJECTIONS = frozenset(
    {
        Reason.MISSING_NOM_STRUCTURE,
        Reason.MISSING_VILLE,
        Reason.MISSING_TYPE_PROSPECT,
        Reason.INVALID_EMAIL,
        Reason.TOO_MANY_CELLS,
        Reason.UNBALANCED_QUOTE,
    }
)
"""The only reasons for which a row is not kept."""

_SENTENCES = {
    Reason.MISSING_NOM_STRUCTURE: "Il manque le nom de la structure.",
    Reason.MISSING_VILLE: "Il manque la ville, et rien ne permet de la déduire.",
    Reason.MISSING_TYPE_PROSPECT: "Il manque le type de prospect.",
    Reason.INVALID_EMAIL: "L'adresse e-mail n'est pas valable.",
    Reason.TOO_MANY_CELLS: "La ligne a plus de cellules que l'en-tête.",
    Reason.UNBALANCED_QUOTE: "Un guillemet ouvert n'est pas refermé.",
    Reason.INVALID_FURTHER: (
        "Une partie de cette cellule n'est pas une adresse e-mail valable : elle est laissée de "
        "côté."
    ),
    Reason.PHONE_EXTENSION: "Le numéro est gardé, sans son poste.",
    Reason.INVALID_PHONE: "Le numéro de téléphone n'est pas valable : il est laissé de côté.",
    Reason.INVALID_DATE: "La date n'est pas valable : elle est laissée de côté.",
    Reason.INVALID_NUMBER: "Ce n'est pas un nombre entier positif : il est laissé de côté.",
    Reason.INVALID_BOOL: "Ce n'est ni oui ni non : la valeur est laissée de côté.",
    Reason.INVALID_POSTCODE: "Le code postal n'est pas valable : il est laissé de côté.",
    Reason.INVALID_URL: "L'adresse web n'est pas valable : elle est laissée de côté.",
    Reason.UNKNOWN_STATUT: "Ce statut n'existe pas : il est laissé de côté.",
    Reason.INVALID_RETOUR: "Ce retour n'est ni positif ni négatif : il est laissé de côté.",
    Reason.UNKNOWN_TYPE: "Ce type n'existe pas : la fiche est classée « Autre ».",
    Reason.UNKNOWN_VILLE: "Aucune commune ne porte ce nom : il est gardé tel quel.",
    Reason.AMBIGUOUS_VILLE: (
        "Plusieurs communes portent ce nom : la plus peuplée est retenue. Un code postal ou un "
        "département lèverait le doute."
    ),
    Reason.UNKNOWN_DEPARTEMENT: "Ce département n'existe pas : il est laissé de côté.",
    Reason.UNKNOWN_REGION: "Cette région n'existe pas : elle est laissée de côté.",
    Reason.UNKNOWN_METHODE: "Ce moyen de contact n'existe pas : il est laissé de côté.",
    Reason.TOO_LONG: "Le texte est trop long : la fin est laissée de côté.",
    Reason.LEFT_OUT: "Une autre colonne donne déjà cette information : celle-ci n'est pas gardée.",
    Reason.SPREADSHEET_ERROR: "Le tableur affiche ici une erreur : la cellule est lue comme vide.",
    Reason.HARD_BOUNCE: (
        "Les messages à cette adresse reviennent : la fiche est notée comme refusant d'être "
        "contactée, rien ne lui sera envoyé."
    ),
    Reason.TWO_MATCHES: (
        "Cette ligne correspond à deux fiches : aucune n'est changée. Choisissez laquelle."
    ),
    Reason.OBJECTION: (
        "Cette personne a demandé à être effacée : vérifiez avant de la garder. "
        "Elle est notée comme refusant d'être contactée."
    ),
    Reason.MONTH_FIRST: (
        "Les dates de ce fichier sont écrites à l'américaine, le mois avant le jour : "
        "« 03/04/2026 » y est lu comme le 4 mars 2026."
    ),
    Reason.NO_TYPE_COLUMN: "Le fichier n'a pas de colonne de types : tout est classé « Autre ».",
}


def sentence(reason: Reason) -> str:
    """What to tell the user."""
    return _SENTENCES[reason]
