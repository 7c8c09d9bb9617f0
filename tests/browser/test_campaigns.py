"""Campaigns as a user meets them: from a sentence to mails at a real server, and their results."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.chat import Chat
from tests.serving import Host, mimicom, prepare, serve
from tests.smtp_server import Server, Sink

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def sink() -> Iterator[Sink]:
    kept = Sink()
    server = Server(kept)
    server.start()
    kept.url = server.url()  # type: ignore[attr-defined]
    yield kept
    server.stop(no_assert=True)


@pytest.fixture(scope="module")
def sending_host(tmp_path_factory: pytest.TempPathFactory, sink: Sink) -> Iterator[Host]:
    """A host with the demonstration, and a server of mails that takes everything."""
    folder = tmp_path_factory.mktemp("sending") / "data"
    prepare(folder, 300)
    for key, value in {
        "smtp.url": sink.url,  # type: ignore[attr-defined]
        "smtp.sender": "Festival <contact@asso.example>",
        "send.per_minute": "10000",
        "send.per_hour": "100000",
    }.items():
        mimicom(folder, "settings", "set", key, value)
    running = serve(Path(folder))
    yield running
    running.stop()


@pytest.fixture
def talk(context: BrowserContext, sending_host: Host) -> Chat:
    opened = Chat(context.new_page())
    opened.log_in(sending_host.address)
    opened.ready()
    return opened


def test_from_a_sentence_to_mails_that_arrive(talk: Chat, sink: Sink) -> None:
    talk.say("crée une campagne Fête du jeu pour les MJC, le 17 avril 2027")
    card = talk.last().get_by_test_id("campaign")
    expect(card).to_contain_text("Fête du jeu")
    expect(card).to_contain_text("Ne recevront pas de mail")
    talk.say("mets plutôt le 24")
    expect(talk.last().get_by_test_id("campaign")).to_contain_text("24 avril 2027")
    talk.say("prends le modèle invitation")
    talk.click(talk.last().get_by_role("button", name="Approuver"))
    talk.click(talk.last().get_by_role("button", name="Oui, approuver"))
    expect(talk.page.get_by_text("_Fête_du_jeu_export.csv")).to_be_visible()
    card = talk.page.get_by_test_id("campaign").last
    talk.click(card.get_by_role("button", name="Envoyer", exact=True))
    asked = talk.page.get_by_text("tapez le nombre exact").last.inner_text()
    count = int("".join(one for one in asked.partition("exact")[2] if one.isdigit()))
    talk.say(str(count))
    expect(talk.page.get_by_text("C'est envoyé")).to_be_visible(timeout=60_000)
    assert len(sink.to) == len(set(sink.to)) == count
    done = talk.page.get_by_test_id("campaign").last
    expect(done).to_have_attribute("data-state", "Terminée")


def test_results_open_their_people(talk: Chat) -> None:
    talk.say("résultats de la campagne Invitation au grand festival")
    board = talk.page.get_by_test_id("dashboard")
    expect(board).to_contain_text("Ont répondu")
    expect(board).to_contain_text("Réponses par type")
    talk.click(board.get_by_title("Voir la liste : Ont répondu").first)
    expect(talk.last().get_by_test_id("data-table")).to_be_visible()
    expect(talk.last()).to_contain_text("ont répondu")
