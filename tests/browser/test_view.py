"""What is in view, at a desktop's and at a phone's width: each new turn, from its top."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.chat import Chat
from tests.browser.conftest import NewPage

pytestmark = pytest.mark.browser
WIDTHS = {"desktop": (1280, 800), "phone": (390, 844)}
# The last request, from the top of what scrolls; and whether the arrow tells the truth.
LOOK = """() => {
  const box = document.querySelector(".mimi-view")
  const steps = [...document.querySelectorAll("[data-step-type]")]
  const asked = steps.filter((one) => one.dataset.stepType === "user_message").at(-1)
  if (!box || !asked) return null
  const view = box.getBoundingClientRect(), end = steps.at(-1).getBoundingClientRect()
  const more = end.bottom > view.bottom + 24, arrow = document.querySelector("#mimi-down")
  const top = asked.getBoundingClientRect().top - view.top
  return { top, lastTop: end.top - view.top, high: view.height,
    honest: !arrow.hidden === more || Math.abs(end.bottom - view.bottom) < 40,
    covers: !arrow.hidden && arrow.getBoundingClientRect().top < view.bottom - 1 }
}"""
AT_THE_TOP = f"""() => {{
  const at = ({LOOK})()
  return at && at.top > -2 && at.top < 34 && at.honest
}}"""
ANSWER_SEEN = f"""() => {{
  const at = ({LOOK})()
  return at && at.lastTop > -2 && at.lastTop < at.high - 30
}}"""


@pytest.fixture(params=list(WIDTHS))
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    return WIDTHS[request.param]


@pytest.fixture
def page(gigis: NewPage, size: tuple[int, int]) -> Chat:
    """Gigi, in a window of that size."""
    return gigis(size)


def at_the_top(chat: Chat) -> None:
    """The last request comes to the top of the view, and stays while its answer loads."""
    chat.page.wait_for_function(AT_THE_TOP)
    expect(chat.page.locator("[aria-busy=true]:visible")).to_have_count(0)
    chat.page.wait_for_function(AT_THE_TOP)
    assert not chat.page.evaluate(LOOK)["covers"]


def test_each_turn_comes_to_the_top(page: Chat, tmp_path: Path) -> None:
    page.say("montre le tableau de bord")
    board = page.last().get_by_test_id("dashboard")
    expect(board.locator("svg.mimi-map path").first).to_be_visible()
    at_the_top(page)
    assert page.page.url.rpartition("/")[0].endswith("/thread")
    page.click(board.locator(".mimi-tile", has_text="Jamais contactés").locator("button").first)
    expect(page.last().get_by_test_id("total")).to_be_visible()
    at_the_top(page)
    page.say("compare les MJC et les ludothèques")
    expect(page.last().get_by_test_id("comparison")).to_be_visible()
    at_the_top(page)
    page.say("ouvre la fiche d'Amicale")
    page.say("montre-moi les MJC")
    table = page.last().get_by_test_id("data-table")
    expect(table).to_be_visible()
    at_the_top(page)
    page.page.mouse.move((page.page.viewport_size or {})["width"] * 0.6, 300)
    page.page.mouse.wheel(0, 300)  # a hand is not fought against
    page.page.wait_for_function(f"() => ({LOOK})().top < -50")
    page.say("ouvre la première")
    page.click(page.last().get_by_role("button", name="Modifier"))
    expect(page.last().get_by_test_id("form")).to_be_visible()
    at_the_top(page)
    page.click(page.last().get_by_role("button", name="Annuler"))
    page.page.wait_for_function(ANSWER_SEEN)
    _import(page, tmp_path)
    page.page.reload()
    expect(page.page.locator("[data-step-type=user_message]").last).to_have_text("oui")
    at_the_top(page)


def _import(chat: Chat, folder: Path) -> None:
    path = folder / "salon.csv"
    path.write_text("Nom;Ville;Type\nLe Pivert Hardi;Foix;MJC\nLa Loutre Sage;Brest;MJC\n", "utf-8")
    chat.attach(path)
    confirm = chat.last().get_by_test_id("confirm")
    expect(confirm).to_be_visible()
    at_the_top(chat)
    chat.click(confirm.get_by_role("button").first)
    expect(chat.last()).to_contain_text("2 prospects ajoutés")
    at_the_top(chat)
    chat.say("annule le dernier import")
    chat.say("oui")


def test_older_turns_sleep_until_one_scrolls_to_them(page: Chat) -> None:
    asked = page.page.locator("[data-step-type=user_message]")
    first = asked.get_by_text("bonjour 0", exact=True)
    for rank in range(16):
        page.say(f"bonjour {rank}")
    expect(asked).to_have_count(8)
    at_the_top(page)
    expect(first).to_have_count(0)
    before = page.page.get_by_role("button", name="Afficher les échanges précédents (8)")
    held = asked.first.inner_text()
    page.page.mouse.move((page.page.viewport_size or {})["width"] * 0.6, 300)
    while asked.count() == 8:
        page.page.mouse.wheel(0, -150)
        page.page.wait_for_timeout(50)
    expect(asked).to_have_count(16)
    expect(before).to_have_count(0)
    expect(asked.get_by_text(held, exact=True)).to_have_count(1)
    page.say("montre-moi les MJC")
    at_the_top(page)
    expect(asked).to_have_count(5)
    # From where one is: coming near would wake them by itself.
    older = page.page.get_by_role("button", name="Afficher les échanges précédents (12)")
    older.dispatch_event("click")
    expect(asked).to_have_count(15)
    expect(first).to_have_count(0)
