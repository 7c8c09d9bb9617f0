"""The e-mails that accounts log in with."""

import unicodedata

from email_validator import EmailNotValidError, validate_email

from core.errors import InvalidData


def tidy(email: str) -> str:
    """An e-mail as accounts are looked up by."""
    return unicodedata.normalize("NFC", email).strip().lower()[:254]


def kept(email: str) -> str:
    """An e-mail as an account keeps it. InvalidData for what is none."""
    try:
        return validate_email(tidy(email), check_deliverability=False).normalized.lower()
    except EmailNotValidError as error:
        told = f"« {email} » n'est pas une adresse e-mail. Exemple : prenom@exemple.fr"
        raise InvalidData(told, {"email": told}) from error


def taken(email: str) -> InvalidData:
    """The refusal of an e-mail that another account has or had."""
    told = f"Un compte existe déjà pour {email}."
    return InvalidData(told, {"email": told})
