"""A record read and edited, in a real browser on the real host."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.chat import Chat
from tests.serving import Host, mimicom

pytestmark = pytest.mark.browser
ADDRESSES = "Pluviôse www.x.fr http://y.fr/a_b moi@z.fr [clic](//w.fr)"
TRAP = "Zénith <img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def record(host: Host, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A record whose values try to be more than text."""
    path = tmp_path_factory.mktemp("record") / "piege.csv"
    line = f'"{TRAP}";Poitiers;05 49 00 00 00;zenith@exemple.fr;MJC;mjcpoitiers;'
    line += '"salon 2026, <b>gras</b>";"=1+1 <script>alert(1)</script>"\n'
    line += f"{ADDRESSES};Poitiers;;;MJC;;;\n"
    path.write_text("Nom;Ville;Tel;E-mail;Type;Facebook;Tags;Commentaires\n" + line)
    mimicom(host.folder, "import", str(path))


@pytest.fixture
def trap(chat: Chat, record: None) -> Chat:
    """That record, opened."""
    chat.say("ouvre la fiche de Zénith")
    expect(chat.last().get_by_test_id("card")).to_be_visible()
    return chat


def test_addresses_in_data_are_text_in_messages(chat: Chat, record: None) -> None:
    chat.say("ouvre la fiche de Pluviôse")
    said = chat.last().locator(".message-content")
    expect(said).to_contain_text(f"Voici la fiche de {ADDRESSES}")
    expect(said.locator("a")).to_have_count(0)


def form_of(chat: Chat) -> Locator:
    """The edit form of the record just opened."""
    chat.click(chat.page.get_by_test_id("card").last.get_by_role("button", name="Modifier"))
    form = chat.page.get_by_test_id("form").last
    expect(form.get_by_label("E-mail", exact=True)).to_be_visible()
    return form


def sent(chat: Chat, form: Locator) -> None:
    with chat.answering():
        form.get_by_label("E-mail", exact=True).press("Enter")


def test_a_record_shows_all_its_fields_as_text(trap: Chat) -> None:
    dialogs: list[str] = []
    trap.page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    card = trap.last().get_by_test_id("card")
    expect(card.get_by_role("heading", name=TRAP)).to_be_visible()
    missing = card.locator("[data-key=adresse]")
    expect(missing).to_contain_text("Non renseigné")
    expect(card.get_by_role("link", name="05 49 00 00 00")).to_have_attribute(
        "href", "tel:+33549000000"
    )
    account = card.get_by_role("link", name="mjcpoitiers")
    expect(account).to_have_attribute("href", "https://www.facebook.com/mjcpoitiers")
    expect(account).to_have_attribute("rel", "noopener noreferrer nofollow")
    expect(card.get_by_text("<b>gras</b>", exact=True)).to_be_visible()
    expect(card.get_by_text("=1+1 <script>alert(1)</script>", exact=True)).to_be_visible()
    assert not dialogs


def test_a_record_is_edited_with_its_mistakes_told_beside_the_field(trap: Chat) -> None:
    form = form_of(trap)
    email = form.get_by_label("E-mail", exact=True)
    members = form.get_by_label("Adhérents")
    members.fill("120")
    email.fill("pas une adresse")
    email.press("Enter")
    expect(email).to_have_attribute("aria-invalid", "true")
    expect(email).to_be_focused()
    told = form.locator(f'[id="{email.get_attribute("aria-describedby")}"]')
    expect(told).to_contain_text("e-mail")
    expect(email).to_have_value("pas une adresse")
    expect(members).to_have_value("120")

    # Another answer makes the page build its elements anew: what was typed stays.
    trap.say("bonjour")
    form = trap.page.get_by_test_id("form").last
    expect(form.get_by_label("E-mail", exact=True)).to_have_value("pas une adresse")
    expect(form.get_by_label("E-mail", exact=True)).to_have_attribute("aria-invalid", "true")

    form.get_by_label("E-mail", exact=True).fill("contact@zenith.exemple.fr")
    sent(trap, form)
    expect(trap.page.get_by_test_id("form").last).to_have_attribute("data-state", "done")
    expect(trap.page.get_by_test_id("form").last).to_contain_text("C'est fait")
    trap.say("ouvre la fiche de Zénith")
    card = trap.last().get_by_test_id("card")
    expect(card.get_by_role("link", name="contact@zenith.exemple.fr")).to_be_visible()
    expect(card.locator("[data-key=nb_adherents]")).to_contain_text("120")


def test_a_form_left_changes_nothing_and_stays_closed(trap: Chat) -> None:
    form = form_of(trap)
    form.get_by_label("Ville").fill("Nulle-Part")
    trap.click(form.get_by_role("button", name="Annuler"))
    expect(trap.page.get_by_test_id("form").last).to_contain_text("Annulé")
    trap.page.reload()
    expect(trap.page.get_by_test_id("form").last).to_contain_text("Annulé", timeout=20_000)
    trap.say("ouvre la fiche de Zénith")
    expect(trap.last().locator("[data-key=ville]")).to_contain_text("Poitiers")


def test_a_long_remark_is_given_in_a_form(trap: Chat) -> None:
    card = trap.page.get_by_test_id("card").last
    trap.click(card.get_by_role("button", name="Ajouter un commentaire"))
    form = trap.page.get_by_test_id("form").last
    form.get_by_label("Commentaire").fill("Vus au salon. " * 300)
    trap.click(form.get_by_role("button", name="Ajouter"))
    expect(trap.page.get_by_test_id("form").last).to_have_attribute("data-state", "done")
    expect(trap.last().get_by_test_id("comments")).to_contain_text("Vus au salon. Vus au salon.")


def test_a_rank_follows_the_order_on_the_screen(chat: Chat) -> None:
    chat.say("montre-moi tous les prospects")
    table = chat.last().get_by_test_id("data-table")
    second = table.locator("tbody tr").nth(1).locator("[data-key=nom_structure]")
    before = second.inner_text()
    table.get_by_role("button", name=re.compile("^Ville")).click()
    expect(second).not_to_have_text(before)
    name = second.inner_text()
    chat.say("ouvre la deuxième")
    card = chat.page.get_by_test_id("card").last
    expect(card.get_by_role("heading", name=name)).to_be_visible()


def test_the_record_and_its_form_fit_a_phone(trap: Chat) -> None:
    trap.page.set_viewport_size({"width": 390, "height": 844})
    form = form_of(trap)
    assert trap.page.evaluate("document.documentElement.scrollWidth") <= 390
    name, town = (form.get_by_label(re.compile(f"^{label}")) for label in ("Nom", "Ville"))
    left = [box["x"] for box in (name.bounding_box(), town.bounding_box()) if box]
    assert left[0] == left[1]
    form.get_by_role("button", name="Annuler").click()
