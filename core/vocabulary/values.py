"""The canonical values of the data contract, spelled as users see them."""

from enum import StrEnum


class ProspectType(StrEnum):
    CSCS = "CSCS"
    BAR_A_JEUX = "Bar à jeux"
    INFLUENCEUR = "Influenceur"
    MJC = "MJC"
    MEDIATHEQUE = "Médiathèque"
    ARTISAN = "Artisan"
    EDITEUR = "Éditeur"
    ASSO_JDR = "Asso JDR"
    BOUTIQUE = "Boutique spécialisée"
    LUDOTHEQUE = "Ludothèque"
    AUTRE = "Autre"


class Status(StrEnum):
    JAMAIS_CONTACTE = "Jamais contacté"
    CONTACTE = "Contacté"
    EN_ATTENTE = "En attente de réponse"
    INTERESSE = "Intéressé"
    REFUSE = "Refusé"


class Response(StrEnum):
    POSITIF = "Positif"
    NEGATIF = "Négatif"


class ContactMethod(StrEnum):
    EMAIL = "Email"
    TELEPHONE = "Téléphone"
    FACEBOOK = "Facebook"
    X = "X"
    INSTAGRAM = "Instagram"
    TIKTOK = "TikTok"
    YOUTUBE = "YouTube"
    AUTRE = "Autre"


class Network(StrEnum):
    FACEBOOK = "facebook"
    X = "x"
    INSTAGRAM = "instagram"
    TIKTOK = "tiktok"
    YOUTUBE = "youtube"


class AudienceBand(StrEnum):
    """Size of a prospect's audience; the dash is a plain hyphen, as in filters."""

    UNDER_50 = "<50"
    FROM_50 = "50-149"
    FROM_150 = "150-499"
    FROM_500 = "500-999"
    FROM_1000 = ">=1000"


def audience_band(size: int) -> AudienceBand:
    """The band of an audience of `size` people."""
    for limit, band in _BAND_LIMITS:
        if size < limit:
            return band
    return AudienceBand.FROM_1000


_BAND_LIMITS = (
    (50, AudienceBand.UNDER_50),
    (150, AudienceBand.FROM_50),
    (500, AudienceBand.FROM_150),
    (1000, AudienceBand.FROM_500),
)
