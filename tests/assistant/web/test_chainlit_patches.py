"""Notices when Chainlit changes where MimiCom changes it: each patch is then to be read again."""

import hashlib
import inspect
from importlib.metadata import version
from typing import Any

import chainlit.server as server
import chainlit.session as session
import chainlit.socket as socket
import pytest
import socketio
from chainlit.emitter import ChainlitEmitter

from tests.commands import program

VERSIONS = {"chainlit": "2.12.0", "python-socketio": "5.18.1", "python-engineio": "4.15.1"}
READ = {
    "server.get_html_template": (server.get_html_template, "6f3813b6e4c5e1d1"),
    "server.is_thread_author": (server.is_thread_author, "522c3ed9c195fc54"),
    "server.upload_file": (server.upload_file, "0e1d81cae2398ee8"),
    "server.get_file": (server.get_file, "087b45142fefe873"),
    "server.call_action": (server.call_action, "1db36f6a1d296df1"),
    "session.BaseSession": (session.BaseSession, "2f3a182cf9fe8427"),
    "session.WebsocketSession": (session.WebsocketSession, "9636fc8fd01ffe30"),
    "session.HTTPSession": (session.HTTPSession, "19b9cbe0423bb9cb"),
    "socket": (socket, "7beede0a55b80830"),
    "emitter.process_message": (ChainlitEmitter.process_message, "ffb867621e1b52c8"),
    "socketio._handle_eio_message": (socketio.AsyncServer._handle_eio_message, "bef50fc0e1635921"),
    "socketio._handle_event_internal": (
        socketio.AsyncServer._handle_event_internal,
        "472e8b723a12d507",
    ),
    "socketio._handle_connect": (socketio.AsyncServer._handle_connect, "c97c480cf777de36"),
    "socketio.disconnect": (socketio.AsyncServer.disconnect, "7d2f76686c12cc23"),
}
"""What was read when the patches were written, and a fingerprint of it."""


@pytest.mark.parametrize("package", VERSIONS)
def test_patches_were_written_for_this_version(package: str) -> None:
    assert version(package) == VERSIONS[package], "read assistant/web/chainlit_patches.py again"


@pytest.mark.parametrize("name", READ)
def test_what_is_patched_is_as_it_was_read(name: str) -> None:
    what, read = READ[name]
    assert fingerprint(what) == read, (
        f"{name} changed: read assistant/web/chainlit_patches.py again"
    )


def fingerprint(what: Any) -> str:
    return hashlib.sha256(inspect.getsource(what).encode()).hexdigest()[:16]


def test_chainlit_still_makes_a_path_of_a_sessions_id() -> None:
    """The reason of the patch of uploads; were it gone, the patch could go."""
    assert "FILES_DIRECTORY / self.id" in inspect.getsource(session.BaseSession)


def test_what_learns_can_be_loaded_beside_chainlit() -> None:
    """skops asks every loaded module for names that it does not have."""
    look = "from assistant.web.chainlit_patches import patch_names; patch_names(); import skops.io"
    done = program(look)
    assert done.returncode == 0, done.stderr
