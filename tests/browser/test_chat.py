"""A volunteer's session, in a real browser on the real host."""

import csv
import io
import re
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from core.clock import PARIS
from core.prospects.models import FIELDS
from tests.browser.chat import Chat
from tests.serving import Host

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[2]


def number(text: str) -> int:
    """The first number of a text, its spaces taken off."""
    found = re.search(r"\d[\d\s\u202f\u00a0]*", text)
    assert found, text
    return int(re.sub(r"\D", "", found[0]))


def test_a_wrong_password_is_refused_in_french(context: BrowserContext, host: Host) -> None:
    chat = Chat(context.new_page())
    chat.log_in(host.address, "personne@exemple.fr", "faux")
    expect(chat.page.get_by_text("Adresse e-mail ou mot de passe incorrect.")).to_be_visible()
    expect(chat.page.get_by_text("Unauthorized")).to_be_hidden()
    for _ in range(5):
        with chat.page.expect_response("**/login"):
            chat.page.click("button[type=submit]")
    said = "Trop d'essais. Attendez 5 minutes, puis réessayez."
    expect(chat.page.get_by_text(said, exact=True)).to_be_visible()
    expect(chat.page.get_by_text("Too Many Requests")).to_be_hidden()
    assert chat.page.locator("html").get_attribute("lang") == "fr"


def test_list_refine_and_take_a_condition_off(chat: Chat) -> None:
    chat.say("montre-moi les prospects d'Île-de-France sans email")
    table = chat.last().get_by_test_id("data-table")
    expect(table.locator("tbody tr").first).to_be_visible()
    total = number(chat.last().inner_text())
    assert 10 < total < 200
    expect(table.get_by_test_id("total")).to_contain_text(f"sur {total}")
    expect(chat.last().get_by_test_id("chips").locator("li")).to_have_count(2)

    chat.say("et seulement ceux qui acceptent la com")
    fewer = number(chat.last().inner_text())
    assert 0 < fewer < total
    chips = chat.last().get_by_test_id("chips")
    expect(chips.locator("li")).to_have_count(3)

    chat.click(chips.locator("li", has_text="e-mail").locator("button"))
    expect(chat.last().get_by_test_id("chips").locator("li")).to_have_count(2)
    assert number(chat.last().inner_text()) > fewer


def test_a_table_is_sorted_and_paged_and_opens_records(chat: Chat) -> None:
    chat.say("montre-moi les MJC")
    table = chat.last().get_by_test_id("data-table")
    first = table.locator("tbody tr").first
    expect(first).to_be_visible()
    name = first.locator("td").first.inner_text()
    table.get_by_role("button", name="Nom").click()
    expect(first.locator("td").first).not_to_have_text(name)
    table.get_by_role("button", name="Nom").click()
    expect(first.locator("td").first).to_have_text(name)
    table.get_by_label("Page suivante").click()
    expect(table.get_by_test_id("total")).to_contain_text("11 à 20")
    expect(first.locator("td").first).not_to_have_text(name)
    first.click()
    record = chat.page.get_by_test_id("record")
    expect(record.get_by_text("MJC", exact=True)).to_be_visible()
    chat.page.keyboard.press("Escape")
    expect(record).to_have_count(0)


def test_a_chart_whose_bars_open_lists(chat: Chat) -> None:
    chat.say("répartition par région")
    chart = chat.last().get_by_test_id("chart")
    bar = chart.locator("li", has_text="Bretagne")
    expect(bar).to_be_visible()
    counted = number(bar.locator(".mimi-bar-value").inner_text())
    chat.click(bar.locator("button"))
    assert number(chat.last().inner_text()) == counted


def test_the_download_holds_the_selection(chat: Chat) -> None:
    chat.say("montre-moi les ludothèques")
    total = number(chat.last().inner_text())
    first = chat.last().get_by_test_id("choices").get_by_role("button").first
    expect(first).to_have_text("Télécharger en Excel")
    chat.click(first)
    with chat.page.expect_download() as downloading:
        chat.last().get_by_test_id("download").click()
    assert downloading.value.suggested_filename.endswith(".xlsx")
    assert Path(downloading.value.path()).read_bytes().startswith(b"PK")
    chat.click(chat.last().get_by_role("button", name="En CSV", exact=True))
    with chat.page.expect_download() as downloading:
        chat.last().get_by_test_id("download").click()
    today = datetime.now(PARIS)
    assert downloading.value.suggested_filename == f"mimicom_prospects_{today:%Y%m%d}.csv"
    content = Path(downloading.value.path()).read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == total
    assert {row["Type"] for row in rows} == {"Ludothèque"}
    assert not any(cell[:1] in "=+-@\t\r" for row in rows for cell in row.values() if cell)
    # The link is followed as often as one likes, and the same in another form is a click away.
    with chat.page.expect_download():
        chat.last().get_by_test_id("download").click()
    _choose_columns(chat)


def _choose_columns(chat: Chat) -> None:
    chat.click(chat.last().get_by_role("button", name="Choisir les colonnes"))
    form = chat.page.get_by_test_id("form").last
    boxes = form.get_by_role("checkbox")
    expect(boxes).to_have_count(len(FIELDS))
    for box in boxes.all():
        box.uncheck()
    form.get_by_label("Format").select_option("csv")
    form.get_by_label("Ville", exact=True).check()
    form.get_by_label("Nom", exact=True).check()
    chat.click(form.get_by_role("button", name="Préparer le fichier"))
    expect(chat.last()).to_contain_text("Colonnes : Nom et Ville")
    with chat.page.expect_download() as downloading:
        chat.last().get_by_test_id("download").click()
    lines = Path(downloading.value.path()).read_text("utf-8-sig").splitlines()
    assert lines[0] == "Nom;Ville"


def test_a_link_that_is_over_says_so(chat: Chat) -> None:
    chat.page.route("**/api/exports/*", lambda route: route.fulfill(
        status=404, json={"detail": "Ce fichier n'est plus disponible."}
    ))  # fmt: skip
    chat.say("exporte les ludothèques en csv simple")
    chat.last().get_by_test_id("download").click()
    expect(chat.last().get_by_role("alert")).to_contain_text("n'est plus disponible")


def test_a_file_that_is_no_csv_is_refused_kindly(chat: Chat, tmp_path: Path) -> None:
    path = tmp_path / "photo.csv"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)
    chat.attach(path)
    expect(chat.last()).to_contain_text("Ce fichier est une image.")
    expect(chat.last()).to_contain_text("La base n'a pas changé.")


def test_a_conversation_comes_back_with_its_tables_and_charts(chat: Chat) -> None:
    chat.say("montre-moi les bars à jeux")
    total = number(chat.last().inner_text())
    chat.say("répartition par région")
    expect(chat.last().get_by_test_id("chart").locator("li").first).to_be_visible()
    shown = chat.answers().count()
    chat.page.reload()
    expect(chat.answers()).to_have_count(shown, timeout=20_000)
    expect(chat.page.get_by_test_id("total").first).to_contain_text(f"sur {total}")
    expect(chat.answers().last.get_by_test_id("chart").locator("li").first).to_be_visible()
    chat.say("combien ?")
    assert number(chat.last().inner_text()) == total


# The page connects twice as it is loaded; its first try may be answered last.
LATE = """(() => {
  const ask = window.fetch
  let first = true
  window.fetch = async (...given) => {
    const answer = await ask(...given)
    if (String(given[0]).endsWith("/set-session-cookie") && first) {
      first = false
      await new Promise((done) => setTimeout(done, 50))
    }
    return answer
  }
})()"""


def test_a_conversation_comes_back_whichever_try_is_answered_first(chat: Chat) -> None:
    chat.say("montre-moi les bars à jeux")
    total = number(chat.last().inner_text())
    shown = chat.answers().count()
    chat.page.add_init_script(LATE)
    chat.page.reload()
    expect(chat.answers()).to_have_count(shown, timeout=20_000)
    chat.ready()
    chat.say("combien ?")
    assert number(chat.last().inner_text()) == total
    expect(chat.answers()).to_have_count(shown + 1)


def test_what_is_not_understood_gets_a_way_out(chat: Chat) -> None:
    chat.say("fais la facture du traiteur")
    expect(chat.last().get_by_test_id("choices").get_by_role("button").first).to_be_visible()


def test_no_request_leaves_for_another_host(chat: Chat) -> None:
    chat.say("aide")
    chat.say("montre-moi les prospects de Bretagne")
    expect(chat.last().get_by_test_id("total")).to_be_visible()
    assert chat.outside == []


def test_logging_out_ends_the_session(alone: Chat, host: Host) -> None:
    chat = alone
    cookies = chat.page.context.cookies()
    chat.page.click("#user-nav-button")
    chat.page.get_by_text("Se déconnecter").click()
    expect(chat.page.locator("#email")).to_be_visible(timeout=20_000)
    chat.page.context.add_cookies(cookies)
    chat.page.goto(host.address)
    expect(chat.page.locator("#email")).to_be_visible(timeout=20_000)
