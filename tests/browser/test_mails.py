"""A mail in the page: its preview in a closed frame, changed by a click."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.chat import Chat
from tests.core.content.test_documents import TEXT, pdf

pytestmark = pytest.mark.browser
SENTENCE = (
    "écris un mail d'invitation au Festival du jeu le 22 mai 2027 à la salle des fêtes "
    "pour les ludothèques, ton amical"
)


def test_a_mail_is_previewed_at_two_widths_and_changed_by_a_click(chat: Chat) -> None:
    asked: list[str] = []
    chat.page.on("request", lambda request: asked.append(request.url))
    chat.say(SENTENCE)
    mail = chat.page.get_by_test_id("mail").last
    frame = mail.get_by_test_id("mail-frame")
    expect(frame).to_be_visible()
    expect(frame).to_have_attribute("sandbox", "")
    expect(mail.frame_locator("iframe").get_by_text("Festival du jeu").first).to_be_visible()
    picture(chat, "wide")
    mail.get_by_role("button", name="Téléphone").click()
    assert frame.bounding_box()["width"] <= 360  # type: ignore[index]
    mail.get_by_role("button", name="Texte seul").click()
    expect(mail.get_by_test_id("mail-text")).to_contain_text("Festival du jeu")
    chat.page.get_by_role("button", name="Tutoyer").last.click()
    expect(chat.page.get_by_text("tutoiement").last).to_be_visible()
    address = chat.page.url.split("/")[2]
    assert not [url for url in asked if url.startswith("http") and address not in url]
    chat.page.set_viewport_size({"width": 390, "height": 844})
    expect(chat.page.get_by_test_id("mail").last).to_be_visible()
    wide = chat.page.evaluate("document.documentElement.scrollWidth")
    picture(chat, "phone")
    chat.page.set_viewport_size({"width": 1280, "height": 800})
    assert wide <= 390


def test_a_document_that_is_dropped_gives_the_facts_of_a_draft(chat: Chat, tmp_path: Path) -> None:
    chat.attach(pdf(tmp_path / "programme.pdf", TEXT.splitlines()))
    form = chat.page.locator("form").last
    expect(form.get_by_label("Nom de l'événement")).to_have_value("Festival du jeu de Foix")
    expect(form.get_by_label("Horaires")).to_have_value("de 10 h à 18 h")
    chat.click(form.get_by_role("button", name="Confirmer"))
    chat.say("écris un mail d'invitation pour les ludothèques")
    frame = chat.page.get_by_test_id("mail").last.frame_locator("iframe")
    expect(frame.get_by_text("salle des fêtes de Foix").first).to_be_visible()
    expect(frame.get_by_text("de 10 h à 18 h").first).to_be_visible()


def picture(chat: Chat, name: str) -> None:
    """Kept where a folder is named, to be looked at."""
    if folder := os.environ.get("MIMICOM_PICTURES"):
        chat.page.wait_for_timeout(800)
        chat.page.screenshot(path=f"{folder}/mail_{name}.png")
