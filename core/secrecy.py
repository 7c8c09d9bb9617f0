"""Secrets of the base, encrypted with a key that stays in the data folder."""

from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken

from core.folder import alone_in, write_whole
from core.logs import notice


class Vault:
    """Encrypts and decrypts with `secrets/settings.key`, made when first needed."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "secrets" / "settings.key"

    def seal(self, text: str) -> str:
        """The text, encrypted."""
        return (self._key() or self._made()).encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str | None:
        """The text; None where the key is lost, damaged, or that of another installation."""
        key = self._key()
        try:
            return None if key is None else key.decrypt(sealed.encode()).decode()
        except InvalidToken:
            return None

    def _key(self) -> Fernet | None:
        try:
            return Fernet(self._path.read_bytes().strip())
        except (FileNotFoundError, ValueError):
            return None

    def _made(self) -> Fernet:
        with alone_in(self._path.parent):  # so that two processes agree on one
            if (key := self._key()) is not None:
                return key
            if self._path.exists():
                notice(
                    "Le fichier secrets/settings.key était vide ou abîmé : il a été refait. "
                    "Les mots de passe des serveurs de mails sont à redonner."
                )
            write_whole(self._path, Fernet.generate_key())
            key = self._key()
            assert key is not None
            return key
