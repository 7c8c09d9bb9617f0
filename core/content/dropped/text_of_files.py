"""The text of a document that was dropped, whatever it holds. InvalidData with what to do."""

import subprocess
import sys
from pathlib import Path

from core.content.dropped import child
from core.errors import InvalidData

KINDS = {".pdf": "pdf", ".docx": "docx", ".txt": "txt", ".md": "txt"}
MOST_BYTES = 10_000_000
_SECONDS, _FEWEST = 20, 20
_CHILD = Path(child.__file__)


def text_of(name: str, path: Path) -> str:
    """What it says. InvalidData for a file of another kind, too large, locked, or without text."""
    kind = KINDS.get(Path(name).suffix.lower())
    if kind is None:
        raise InvalidData("Je lis les textes, les PDF et les documents Word (.docx).")
    if path.stat().st_size > MOST_BYTES:
        raise InvalidData("Ce document pèse plus de 10 Mo. Donnez-en une version plus légère.")
    command = [sys.executable, "-I", str(_CHILD), kind, str(path)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise _too_heavy() from error
    if done.returncode == child.LOCKED:
        raise InvalidData(
            "Ce document est protégé par un mot de passe. Enregistrez-le sans mot de passe, ou "
            "copiez son texte ici."
        )
    if done.returncode == child.UNREADABLE:
        raise InvalidData(
            "Ce document n'est pas lisible : il est abîmé, ou n'est pas ce que dit son nom. "
            "Copiez son texte ici."
        )
    if done.returncode != 0:
        raise _too_heavy()
    text = done.stdout.decode("utf-8", "replace")
    if len("".join(text.split())) < _FEWEST:
        raise InvalidData(
            "Je ne trouve pas de texte dans ce document : c'est sans doute une image scannée. "
            "Écrivez-moi la date, le lieu et le lien."
        )
    return text


def _too_heavy() -> InvalidData:
    return InvalidData("Ce document est trop lourd à lire. Copiez ici le texte qui compte.")
