"""Lay the chat page's files where Chainlit looks for them, and set what it reads at import."""

import fcntl
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.rendering.charts.maps import FRANCE_FILE
from core.folder import write_whole
from core.logs import notice
from core.settings import Settings

PAGE = Path(__file__).with_name("page")
README = Path(__file__).parents[2] / "chainlit.md"
_KEY_BYTES = 48
_KEY = re.compile(rb"[\w-]{64}")  # those bytes, in base 64


def prepare(settings: Settings) -> str:
    """Fill `<data>/chat`, point Chainlit at it, and return the key that signs sessions.

    To be called before the first import of chainlit: it reads its surroundings at import, and
    writes into its folder, which therefore is in the data folder and laid anew at each start.
    """
    root = settings.folder / "chat"
    shutil.rmtree(root / "public", ignore_errors=True)
    shutil.rmtree(root / ".files", ignore_errors=True)  # uploads of sessions that are gone
    (root / ".chainlit" / "translations").mkdir(parents=True, exist_ok=True)
    shutil.copytree(PAGE / "public", root / "public")
    shutil.copy(FRANCE_FILE, root / "public" / FRANCE_FILE.name)  # the page draws the same map
    shutil.copy(PAGE / "config.toml", root / ".chainlit" / "config.toml")
    shutil.copytree(PAGE / "translations", root / ".chainlit" / "translations", dirs_exist_ok=True)
    for name in ("chainlit.md", "chainlit_fr-FR.md"):
        shutil.copy(README, root / name)
    key = _session_key(settings.folder)
    os.environ |= {
        "CHAINLIT_APP_ROOT": str(root),
        "CHAINLIT_AUTH_SECRET": key,
        "CHAINLIT_ENV_FILE": os.devnull,
        "CHAINLIT_ROOT_PATH": "/",
    }
    # Either would make Chainlit keep its history elsewhere than in our database.
    for name in ("DATABASE_URL", "LITERAL_API_KEY"):
        os.environ.pop(name, None)
    return key


def _session_key(folder: Path) -> str:
    """Kept between starts, else everybody would be logged out; a cut one is made anew."""
    path = folder / "secrets" / "session.key"
    path.parent.mkdir(mode=0o700, exist_ok=True)
    with _alone_in(path.parent):  # so that two processes starting at once agree on one
        if path.exists():
            kept = path.read_bytes().strip()
            if _KEY.fullmatch(kept):
                return kept.decode()
            notice(
                "Le fichier secrets/session.key était vide ou abîmé : il a été refait. "
                "Chacun devra se reconnecter, rien d'autre ne change."
            )
        key = secrets.token_urlsafe(_KEY_BYTES)
        write_whole(path, key)
        return key


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Keep other processes that ask the same out of a folder."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
