"""Lay the chat page's files where Chainlit looks for them, and set what it reads at import."""

import atexit
import fcntl
import os
import re
import secrets
import shutil
import uuid
from pathlib import Path
from typing import IO

from assistant.rendering.charts.maps import FRANCE_FILE
from assistant.web.page_files import lay
from core.folder import alone_in, close_to_others, write_whole
from core.logs import notice
from core.settings import Settings

PAGE = Path(__file__).with_name("page")
README = Path(__file__).parents[2] / "chainlit.md"
_KEY_BYTES = 48
_KEY = re.compile(rb"[\w-]{64}")  # those bytes, in base 64
_LOCK = "owner.lock"
_held: list[IO[str]] = []
"""Locks are given back when their file is closed: kept open until the process ends."""


def prepare(settings: Settings) -> str:
    """Fill a folder below `<data>/chat`, point Chainlit at it, and return the key that signs
    sessions.

    To be called before the first import of chainlit: it reads its surroundings at import, and
    writes into its folder, which therefore is in the data folder and laid anew at each start.
    """
    root = own_folder(settings.folder / "chat")
    (root / ".chainlit" / "translations").mkdir(parents=True, exist_ok=True)
    lay(PAGE, root / "public")
    shutil.copy(FRANCE_FILE, root / "public" / FRANCE_FILE.name)  # the page draws the same map
    shutil.copy(PAGE / "config.toml", root / ".chainlit" / "config.toml")
    shutil.copytree(PAGE / "translations", root / ".chainlit" / "translations", dirs_exist_ok=True)
    for name in ("chainlit.md", "chainlit_fr-FR.md"):
        shutil.copy(README, root / name)
    close_to_others(settings.folder)  # copies have the modes of what they are made from
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


def own_folder(chat: Path) -> Path:
    """A new folder of this host's own, where its page and its users' uploads are, until it ends.

    Several hosts may serve one data folder. What no living host owns is cleared: uploads of
    sessions that are gone. A host lives as long as the lock on its folder is held.
    """
    chat.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (chat / "hosts.lock").open("a") as hosts:
        # One at a time: a folder just made is not taken for a dead one before it is locked.
        fcntl.flock(hosts, fcntl.LOCK_EX)
        for other in chat.iterdir():
            if other.is_dir() and not other.is_symlink() and not _is_owned(other):
                shutil.rmtree(other, ignore_errors=True)
        own = chat / uuid.uuid4().hex
        own.mkdir(mode=0o700)
        lock = (own / _LOCK).open("a")
        fcntl.flock(lock, fcntl.LOCK_EX)
    _held.append(lock)
    atexit.register(shutil.rmtree, own, ignore_errors=True)
    return own


def _is_owned(folder: Path) -> bool:
    """Whether a living process holds the folder's lock."""
    try:
        with (folder / _LOCK).open("r+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False


def _session_key(folder: Path) -> str:
    """Kept between starts, else everybody would be logged out; a cut one is made anew."""
    path = folder / "secrets" / "session.key"
    path.parent.mkdir(mode=0o700, exist_ok=True)
    with alone_in(path.parent):  # so that two processes starting at once agree on one
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
