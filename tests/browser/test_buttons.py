"""Buttons of the page act by what they are: two of one name, a host started anew."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.chat import Chat
from tests.serving import GIGI, PASSWORD, Host, mimicom, serve

pytestmark = pytest.mark.browser
ROWS = "Nom;Ville;Type\nDouble Six;Lyon;MJC\nDouble Six;Brest;MJC\nLe Pion;Foix;Bar à jeux\n"


def open_chat(browser: Browser, host: Host, path: str = "") -> Chat:
    chat = Chat(browser.new_context(viewport={"width": 1280, "height": 900}).new_page())
    chat.log_in(host.address)
    chat.ready()
    if path:
        chat.page.goto(f"{host.address}{path}")
        chat.ready()
    return chat


def test_buttons_know_their_record_and_outlive_the_host(browser: Browser, tmp_path: Path) -> None:
    folder, file = tmp_path / "data", tmp_path / "deux.csv"
    file.write_text(ROWS, "utf-8")
    mimicom(folder, "users", "add", GIGI, "--role", "manager", "--password", PASSWORD)
    mimicom(folder, "import", str(file))
    host = serve(folder)
    try:
        chat = open_chat(browser, host)
        chat.say("montre tous les prospects")
        chat.last().get_by_role("row").filter(has_text="Brest").click()
        record = chat.page.get_by_test_id("record")
        expect(record).to_contain_text("Brest")
        record.get_by_role("button", name="Noter une réponse").click()
        asked = chat.page.get_by_test_id("panel-answer")
        expect(asked).to_contain_text("La réponse de Double Six est-elle positive")
        asked.get_by_role("button", name="Positive").click()
        asked.get_by_role("button", name="Oui, la noter").click()
        expect(record).to_contain_text("Positif")
        expect(record).to_contain_text("Brest")
        chat.page.keyboard.press("Escape")
        chat.say("répartition par type")
        expect(chat.last().get_by_test_id("chart")).to_be_visible()
        thread = chat.page.url.removeprefix(host.address)
        assert thread.startswith("/thread/")
    finally:
        host.stop()
    host = serve(folder)
    try:
        chat = open_chat(browser, host, thread)
        bar = chat.page.get_by_test_id("chart").last.locator("li", has_text="MJC")
        expect(bar).to_be_visible()  # the whole conversation is there
        listed = chat.click(bar.locator("button").first)
        expect(listed.get_by_test_id("data-table")).to_contain_text("Double Six")
        expect(listed).to_contain_text("2 prospects")
    finally:
        host.stop()
