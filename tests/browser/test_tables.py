"""Lists as wide as they need, the columns that one chose, and the record beside them."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.chat import Chat
from tests.serving import GIGI, PASSWORD, Host

pytestmark = pytest.mark.browser


def test_a_wide_list_keeps_its_names_and_says_that_there_is_more(chat: Chat) -> None:
    chat.page.set_viewport_size({"width": 700, "height": 800})
    chat.say("montre-moi les MJC")
    table = chat.last().get_by_test_id("data-table")
    wide, name = table.locator(".mimi-wide"), table.locator("tbody td").first
    expect(wide).to_have_attribute("data-after", "")
    left = (name.bounding_box() or {})["x"]
    table.locator(".mimi-scroll").evaluate("(box) => box.scrollTo(box.scrollWidth, 0)")
    expect(wide).not_to_have_attribute("data-after", "")
    expect(table.locator(".mimi-scroll")).to_have_attribute("data-before", "")
    assert (name.bounding_box() or {})["x"] == left
    assert chat.page.evaluate("document.documentElement.scrollWidth") <= 700


def test_a_desktop_shows_all_the_usual_columns(chat: Chat) -> None:
    """Beside the list of conversations, which is open."""
    chat.say("montre-moi les ludothèques")
    table = chat.last().get_by_test_id("data-table")
    expect(table.locator("th")).to_have_count(8)
    for width in (1440, 1280):
        chat.page.set_viewport_size({"width": width, "height": 900})
        expect(chat.page.get_by_text("Aujourd'hui").first).to_be_in_viewport()
        expect(table.locator(".mimi-wide")).not_to_have_attribute("data-after", "")
        box = table.locator(".mimi-scroll").evaluate("(it) => [it.scrollWidth, it.clientWidth]")
        assert box[0] <= box[1], width
        last = table.locator("th").last.bounding_box()
        assert last is not None
        assert last["x"] + last["width"] <= width


def test_columns_are_chosen_and_remembered(chat: Chat, browser: Browser, host: Host) -> None:
    chat.say("montre-moi les MJC")
    table = chat.last().get_by_test_id("data-table")
    table.get_by_role("button", name="Colonnes").click()
    choice = chat.page.get_by_test_id("columns")
    choice.get_by_label("Étiquettes").check()
    choice.get_by_label("Téléphone", exact=True).uncheck()
    head = table.locator("thead")
    expect(head).to_contain_text("Étiquettes")
    expect(head).not_to_contain_text("Téléphone")
    other = Chat(browser.new_context(viewport={"width": 390, "height": 844}).new_page())
    other.log_in(host.address, GIGI, PASSWORD)
    other.ready()
    other.say("montre-moi les MJC")
    expect(other.last().locator("thead")).to_contain_text("Étiquettes")
    other.page.context.close()
    choice.get_by_role("button", name="Colonnes habituelles").click()
    expect(head).to_contain_text("Téléphone")


LATE = """() => {
  const ask = window.fetch
  window.fetch = async (...given) => {
    const answer = await ask(...given)
    if (String(given[0]?.url || given[0]).endsWith("/project/action"))
      await new Promise((done) => setTimeout(done, 400))
    return answer
  }
}"""


def test_boxes_ticked_one_after_the_other_stay_so(chat: Chat) -> None:
    chat.say("montre-moi les MJC")
    table = chat.last().get_by_test_id("data-table")
    table.get_by_role("button", name="Colonnes").click()
    chat.page.evaluate(LATE)
    choice = chat.page.get_by_test_id("columns")
    choice.get_by_label("Étiquettes").check()
    chat.page.wait_for_timeout(550)
    box = choice.get_by_label("Téléphone", exact=True)
    box.uncheck()
    for _ in range(20):
        assert not box.is_checked()
        chat.page.wait_for_timeout(100)
    expect(table.locator("thead")).to_contain_text("Étiquettes")
    choice.get_by_role("button", name="Colonnes habituelles").click()
    expect(table.locator("thead")).to_contain_text("Téléphone")


def test_what_has_no_words_has_a_name(chat: Chat) -> None:
    chat.say("bonjour")
    nameless = """() => [...document.querySelectorAll("button, input, [contenteditable]")]
      .filter((one) => one.getClientRects().length)
      .filter((one) => !(one.ariaLabel || one.title || one.innerText.trim()))
      .map((one) => one.outerHTML.slice(0, 200))"""
    assert chat.page.evaluate(nameless) == []
    assert "Toggle" not in chat.page.content()
    expect(chat.page.get_by_alt_text("MimiCom").first).to_be_attached()
    expect(chat.page.get_by_alt_text("Avatar")).to_have_count(0)


def test_a_conversation_bears_its_first_real_request(chat: Chat) -> None:
    chat.say("bonjour")
    chat.say("montre-moi les MJC de Bretagne")
    chat.say("merci")
    listed = chat.page.locator("[data-sidebar=content]").get_by_role("link").first
    expect(listed).to_contain_text("montre-moi les MJC de Bretagne")
