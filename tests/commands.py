"""`mimicom` in a process of its own, as a terminal runs it, without importing everything each time.

A single-threaded parent (`python -m tests.commands`) imports what commands import, once, and forks
a child for each of them. `start=True` starts a fresh interpreter instead.
"""

import atexit
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from tests.passwords import hash_cheaply

ROOT = Path(__file__).parents[1]


def mimicom(
    *arguments: str, start: bool = False, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run a command with this environment besides the tests' own, MONGODB_URI left out."""
    command = [sys.executable, "-m", "assistant.cli", *arguments]
    variables = {k: v for k, v in os.environ.items() if k != "MONGODB_URI"} | environment
    if start:
        return subprocess.run(
            command, cwd=ROOT, env=variables, capture_output=True, text=True, check=False, input=""
        )
    with tempfile.TemporaryDirectory() as folder:
        out, err = Path(folder, "out"), Path(folder, "err")
        asked = {"arguments": arguments, "environment": variables, "out": str(out), "err": str(err)}
        parent = _parent()
        assert parent.stdin is not None
        assert parent.stdout is not None
        parent.stdin.write(json.dumps(asked) + "\n")
        parent.stdin.flush()
        status = int(parent.stdout.readline())
        return subprocess.CompletedProcess(
            command, status, out.read_text("utf-8"), err.read_text("utf-8")
        )


@contextmanager
def held_open(folder: Path) -> Iterator[None]:
    """Keep the database of a data folder running from one command to the next: starting it costs
    more than what most commands do."""
    from core.database import Database
    from core.settings import Settings

    kept = Database(Settings(data=folder, mongodb_uri=None, durability="process-kill"))
    try:
        yield
    finally:
        kept.close()


@cache
def _parent() -> subprocess.Popen[str]:
    started = subprocess.Popen(
        [sys.executable, "-m", "tests.commands"],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    atexit.register(started.kill)
    return started


def _serve() -> None:
    """Answer each request of standard input by the exit status of the command."""
    import assistant.rendering.indicators.files
    import assistant.rendering.planning.plan_files
    import assistant.terminal_chat
    import core.services  # noqa: F401
    from assistant.language.pipeline import Language
    from assistant.language.understanding import Context
    from core.prospects.towns import town

    assert assistant.terminal_chat
    town("Rennes")
    hash_cheaply()
    with tempfile.TemporaryDirectory() as nothing_learnt:
        Language.load(Path(nothing_learnt)).understand("bonjour", Context(), date(2026, 11, 22))
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _run(json.loads(line))
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def _run(asked: dict[str, Any]) -> None:
    """Become the command; never returns."""
    os.environ.clear()
    os.environ.update(asked["environment"])
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    for name, number in (("out", 1), ("err", 2)):
        opened = os.open(asked[name], os.O_WRONLY | os.O_CREAT)
        os.dup2(opened, number)
    from assistant import cli

    sys.argv = ["mimicom", *asked["arguments"]]
    status = 1
    try:
        cli.main()
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    _serve()
