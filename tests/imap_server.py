"""A real mailbox for tests: Debian's dovecot, run as nobody from a folder of its own."""

import imaplib
import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

import pytest

NOBODY = 65534
USER, PASSWORD = "essai", "secret"
_CONFIG = """
base_dir = {dir}/run
state_dir = {dir}/state
log_path = {dir}/log
protocols = imap
listen = 127.0.0.1
default_internal_user = nobody
default_internal_group = nogroup
default_login_user = nobody
first_valid_uid = 0
first_valid_gid = 0
mail_uid = {uid}
mail_gid = {uid}
mail_location = maildir:~/Maildir
mail_fsync = never
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login
passdb {{
  driver = passwd-file
  args = scheme=PLAIN {dir}/passwd
}}
userdb {{
  driver = static
  args = uid={uid} gid={uid} home={dir}/mail/%u
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
}}
namespace inbox {{
  inbox = yes
}}
"""


class Imap:
    """Started at once; `deliver` puts a mail into the inbox."""

    def __init__(self, folder: Path) -> None:
        self.port = _free_port()
        self._folder = folder
        for name in ("run", "state", "mail"):
            (folder / name).mkdir()
        (folder / "passwd").write_text(f"{USER}:{{PLAIN}}{PASSWORD}::::::\n")
        config = folder / "dovecot.conf"
        config.write_text(_CONFIG.format(dir=folder, uid=NOBODY, port=self.port))
        command = [_program(), "-c", str(config)]
        if os.geteuid() == 0:
            for path in (folder, *folder.rglob("*")):
                os.chown(path, NOBODY, NOBODY)
            ids = [f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
            command = ["setpriv", *ids, *command]
        # It stays behind, with what it was given to write to.
        nothing = subprocess.DEVNULL
        subprocess.run(command, check=True, stdout=nothing, stderr=nothing, timeout=30)

    @property
    def url(self) -> str:
        """Its address, as a setting."""
        return f"imap://{USER}:{PASSWORD}@127.0.0.1:{self.port}/INBOX"

    def deliver(self, *mails: bytes) -> None:
        """Put mails into the inbox."""
        with self._opened() as box:
            for mail in mails:
                status, told = box.append("INBOX", "", None, mail)
                assert status == "OK", told

    def flags(self) -> list[bytes]:
        """What is marked of each mail."""
        with self._opened() as box:
            box.select("INBOX", readonly=True)
            _, found = box.fetch("1:*", "(FLAGS)")
            return [one for one in found if isinstance(one, bytes)]

    def _opened(self) -> imaplib.IMAP4:
        for _ in range(100):
            try:
                box = imaplib.IMAP4("127.0.0.1", self.port, timeout=20)
                break
            except OSError:
                time.sleep(0.05)
        box.login(USER, PASSWORD)
        return box

    def stop(self) -> None:
        """End it, by its own number."""
        pid = int((self._folder / "run" / "master.pid").read_text())
        os.kill(pid, signal.SIGTERM)


def _program() -> str:
    """Dovecot, installed where the tests may and it lacks."""
    found = shutil.which("dovecot", path=f"{os.environ['PATH']}:/usr/sbin")
    if found is None and os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {"check": True, "capture_output": True, "timeout": 300}
        subprocess.run(["apt-get", "update", "-qq"], **quiet)  # type: ignore[call-overload]
        install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "dovecot-imapd"]
        subprocess.run(install, **quiet)  # type: ignore[call-overload]
        found = shutil.which("dovecot", path=f"{os.environ['PATH']}:/usr/sbin")
    if found is None:
        pytest.skip("the mailbox is read from dovecot, which only Debian's root can have installed")
    return found


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
