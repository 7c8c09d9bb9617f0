"""The optional language model, against a real HTTP server of its protocol."""

import contextlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from core.content.composing import compose
from core.content.facts import Association, Facts
from core.content.language_model import LanguageModel
from core.content.recipes import Part, Recipe
from core.errors import Refused, Unavailable
from core.settings import Settings

RECIPE = Recipe(faits=Facts(evenement="Festival du jeu", lieu="Foix", date="2027-05-22"))
Change = Callable[[dict[str, str]], Any]


class Server:
    """Answers with what `change` makes of the paragraphs; keeps what it was sent."""

    def __init__(self) -> None:
        self.change: Change = lambda texts: texts
        self.seen: list[dict[str, Any]] = []
        self.status, self.trickle = 200, False
        self.keys: list[str | None] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                outer.seen.append(body)
                outer.keys.append(self.headers.get("Authorization"))
                texts = json.loads(body["messages"][-1]["content"])
                answer = outer.change(texts)
                content = answer if isinstance(answer, str) else json.dumps(answer)
                data = json.dumps({"choices": [{"message": {"content": content}}]}).encode()
                self.send_response(outer.status)
                self.end_headers()
                with contextlib.suppress(OSError):
                    for at in range(0, len(data), size := 1 if outer.trickle else len(data)):
                        self.wfile.write(data[at : at + size])
                        time.sleep(0.02 if outer.trickle else 0)

            def log_message(self, *_args: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/v1"


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.server.shutdown()


def model(url: str | None, seconds: float = 10) -> LanguageModel:
    return LanguageModel(
        Settings(openai_base_url=url, openai_model="petit", openai_api_key="clef",
                 openai_seconds=seconds)
    )  # fmt: skip


def asked(url: str | None, seconds: float = 10) -> dict[Part, str]:
    return model(url, seconds).rewritten(compose(RECIPE, Association()), RECIPE)


def test_it_is_off_unless_it_is_given() -> None:
    assert model(None).name is None
    with pytest.raises(Refused):
        asked(None)


def test_other_words_keep_variables_and_see_no_names(server: Server) -> None:
    server.change = lambda texts: {name: f"{text} Voilà." for name, text in texts.items()}
    found = asked(server.url)
    assert all(text.endswith("Voilà.") for text in found.values())
    assert "expediteur.nom" in found[Part.OUVERTURE]
    sent = server.seen[0]["messages"][-1]["content"]
    assert "{{" not in sent
    assert server.keys == ["Bearer clef"]


@pytest.mark.parametrize(
    "change",
    [
        lambda texts: {name: text.replace("⟦1⟧", "") for name, text in texts.items()},
        lambda texts: {name: text.replace("2027", "2028") for name, text in texts.items()},
        lambda texts: {name: text.replace("Foix", "Paris") for name, text in texts.items()},
        lambda texts: {name: f"{text} https://piege.example" for name, text in texts.items()},
        lambda texts: {name: f"{text} {{{{ 7*7 }}}}" for name, text in texts.items()},
        lambda texts: {name: text * 9 for name, text in texts.items()},
        lambda _texts: {},
    ],
)
def test_what_lost_or_added_something_is_refused(server: Server, change: Change) -> None:
    server.change = change
    with pytest.raises(Refused):
        asked(server.url)


def test_down_or_wrong_falls_back(server: Server) -> None:
    with pytest.raises(Unavailable):
        asked("http://127.0.0.1:9/v1")
    for answer in ("je ne sais pas", "{", '{"annonce"', "[1]", "{}" + "x" * 300_000):
        server.change = lambda _texts, answer=answer: answer
        with pytest.raises((Unavailable, Refused)):
            asked(server.url)
    server.status = 500
    with pytest.raises(Unavailable):
        asked(server.url)


@pytest.mark.parametrize("trickle", [False, True], ids=["silent", "a byte at a time"])
def test_too_slow_falls_back_in_its_time(server: Server, trickle: bool) -> None:
    server.change = lambda texts: texts if trickle else time.sleep(1) or texts
    server.trickle = trickle
    start = time.monotonic()
    with pytest.raises(Unavailable, match="0,3 secondes"):
        asked(server.url, seconds=0.3)
    assert time.monotonic() - start < 10
    assert Settings().openai_seconds == 10
