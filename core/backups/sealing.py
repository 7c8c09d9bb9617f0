"""Encryption of a backup with a passphrase: Argon2id makes the key, ChaCha20-Poly1305 seals.

A file is sealed frame by frame. A frame's nonce is its rank, the last one's is marked as such, and
the header is vouched for with each: frames that are changed, moved, left out or cut don't open. The
salt, hence the key, is new in each file, so that no nonce is ever used twice with one key.
"""

import base64
import binascii
import secrets

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from core.backups.models import Sealed
from core.errors import Refused

CIPHER, KDF = "chacha20-poly1305", "argon2id"
KEY_BYTES, SALT_BYTES = 32, 16
SHORTEST = 8
"""Characters of a passphrase, for new files."""
WRONG = (
    "La phrase secrète n'est pas celle de cette sauvegarde, ou le fichier a été modifié. "
    "Rien n'a été touché : vérifiez la phrase, ou prenez une autre sauvegarde."
)


class Seal:
    """Seals and opens the frames of one file."""

    def __init__(self, sealed: Sealed, passphrase: str, header: bytes) -> None:
        self._aead = ChaCha20Poly1305(_key(sealed, passphrase))
        self._header = header

    def close(self, rank: int, frame: bytes, last: bool = False, told: bytes = b"") -> bytes:
        """A frame, sealed; `told` is vouched for with it."""
        return self._aead.encrypt(_nonce(rank, last), frame, self._header + told)

    def open(self, rank: int, frame: bytes, last: bool = False, told: bytes = b"") -> bytes:
        """The frame. Refused where it was not sealed so with this passphrase."""
        try:
            return self._aead.decrypt(_nonce(rank, last), frame, self._header + told)
        except InvalidTag as error:
            raise Refused(WRONG) from error


def new_sealed() -> Sealed:
    """How a new file is to be sealed: RFC 9106's second choice, for machines with little memory."""
    salt = base64.b64encode(secrets.token_bytes(SALT_BYTES)).decode()
    return Sealed(cipher=CIPHER, kdf=KDF, salt=salt, time=3, memory=65_536, lanes=4)


def check_passphrase(passphrase: str) -> str:
    """A passphrase for a new file. Refused where it is short."""
    if len(passphrase) < SHORTEST:
        raise Refused(f"Il faut une phrase secrète d'au moins {SHORTEST} caractères.")
    return passphrase


def _key(sealed: Sealed, passphrase: str) -> bytes:
    if (sealed.cipher, sealed.kdf) != (CIPHER, KDF):
        raise Refused(
            "Cette sauvegarde est chiffrée d'une façon que cette version de MimiCom ne connaît pas."
        )
    try:
        salt = base64.b64decode(sealed.salt, validate=True)
    except (ValueError, binascii.Error) as error:
        raise Refused(WRONG) from error
    if len(salt) != SALT_BYTES:
        raise Refused(WRONG)
    costs = {
        "time_cost": sealed.time,
        "memory_cost": sealed.memory,
        "parallelism": sealed.lanes,
    }
    return hash_secret_raw(passphrase.encode(), salt, hash_len=KEY_BYTES, type=Type.ID, **costs)


def _nonce(rank: int, last: bool) -> bytes:
    return rank.to_bytes(11, "big") + bytes([last])
