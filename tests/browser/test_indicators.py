"""Indicators in the page: every figure opens its people, pictures are kept, a phone shows them."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser.chat import Chat
from tests.browser.test_chat import number
from tests.serving import Host

pytestmark = pytest.mark.browser


def listed(chat: Chat, figure: Locator) -> int:
    """Click a figure; how many prospects its list has."""
    answer = chat.click(figure)
    expect(answer.get_by_test_id("data-table")).to_be_visible()
    return number(answer.inner_text())


def test_every_kind_of_figure_opens_its_people(chat: Chat) -> None:
    board = chat.ask("le tableau de bord des ludothèques").get_by_test_id("dashboard")
    tile = board.locator(".mimi-tile", has_text="Jamais contactés")
    counted = number(tile.locator("small").inner_text())
    assert listed(chat, tile.locator("button").first) == counted
    status = board.locator(".mimi-panel", has_text="Prospects par statut")
    bar = status.locator("li", has_text="Intéressé")
    assert listed(chat, bar.locator("button")) == number(
        bar.locator(".mimi-bar-value").inner_text()
    )
    consent = board.locator(".mimi-panel", has_text="Accord pour être contactés")
    part = consent.locator("li", has_text="On ne sait pas")
    assert listed(chat, part.locator("button")) == number(part.locator("b").inner_text())
    region = board.locator(".mimi-panel", has_text="Prospects par région")
    place = region.locator("path[data-place='Bretagne']")
    title = place.locator("title").text_content() or ""
    assert listed(chat, place) == number(title)


def test_a_definition_is_a_click_away(chat: Chat) -> None:
    chat.say("quel est le taux de retour ?")
    chat.last().get_by_label("Définition : Taux de retour").click()
    expect(chat.last().get_by_text("divisé par le nombre")).to_be_visible()
    expect(chat.last().get_by_label("intervalle à 95 %")).to_be_visible()


@pytest.mark.parametrize(("kind", "begins"), [("pdf", b"%PDF"), ("png", b"\x89PNG"), ("svg", b"<")])
def test_the_dashboard_can_be_kept(chat: Chat, kind: str, begins: bytes) -> None:
    chat.say("montre le tableau de bord")
    board = chat.last().get_by_test_id("dashboard")
    with chat.page.expect_download() as downloading:
        board.get_by_test_id(f"file-{kind}").last.click()
    assert downloading.value.suggested_filename.endswith(f".{kind}")
    assert Path(downloading.value.path()).read_bytes().startswith(begins)


def test_two_selections_stand_side_by_side(chat: Chat) -> None:
    shown = chat.ask("compare les MJC et les ludothèques").get_by_test_id("comparison")
    sides = shown.locator(".mimi-legend li")
    expect(sides).to_have_count(2)
    rate = shown.locator(".mimi-versus", has_text="Taux de retour")
    expect(rate.locator(".mimi-whisker")).to_have_count(2)
    counted = number(sides.first.inner_text())
    assert listed(chat, sides.first.locator("button")) == counted


def test_a_phone_shows_the_dashboard_without_scrolling_aside(browser: Browser, host: Host) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, color_scheme="dark")
    chat = Chat(context.new_page())
    chat.log_in(host.address)
    chat.ready()
    chat.say("montre le tableau de bord")
    board = chat.last().get_by_test_id("dashboard")
    expect(board.locator("svg.mimi-map path").first).to_be_visible()
    aside = "document.scrollingElement.scrollWidth - window.innerWidth"
    assert chat.page.evaluate(aside) <= 0
    wide = (
        "(b) => [...b.querySelectorAll('*')].filter((e) => e.getBoundingClientRect().right > 390)"
    )
    assert board.evaluate(f"(b) => ({wide})(b).length") == 0
    assert chat.outside == []
    context.close()
