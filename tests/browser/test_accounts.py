"""Passwords change, sessions close, a second step; how one is invited is in test_tasks.py."""

import json
import re
from collections.abc import Iterator

import pyotp
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from core.accounts.models import Role
from tests.browser.chat import Chat
from tests.core.accounts.test_passwords import SAMPLES
from tests.serving import PASSWORD, Host, mimicom, prepare, serve

pytestmark = pytest.mark.browser
ADA, KIM = "ada@exemple.fr", "kim@exemple.fr"
NEW = "une boîte de jetons verts"
GONE = re.compile("Votre session est terminée")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    """A host of its own, whose accounts nobody else uses: one admin and a small demonstration."""
    folder = tmp_path_factory.mktemp("accounts") / "data"
    prepare(folder, 30, ADA, Role.ADMIN)
    running = serve(folder)
    yield running
    running.stop()


def opened(browser: Browser, host: Host, email: str, password: str, width: int = 1280) -> Chat:
    """A browser of its own, logged in."""
    context = browser.new_context(locale="fr-FR", viewport={"width": width, "height": 850})
    chat = Chat(context.new_page())
    chat.log_in(host.address, email, password)
    chat.ready()
    return chat


def link_of(chat: Chat) -> str:
    """The link that was just offered, shown by its button."""
    offer = chat.page.get_by_test_id("password-link").last
    offer.get_by_role("button", name="Montrer le lien").click()
    return offer.get_by_role("textbox").input_value(timeout=20_000)


def choose(page: Page, link: str, password: str) -> None:
    page.goto("about:blank")  # what differs by its "#" alone is not loaded anew
    page.goto(link)
    page.get_by_label("Nouveau mot de passe").fill(password)
    page.get_by_label("Encore une fois").fill(password)
    page.get_by_role("button", name="Choisir").click()


def fill(chat: Chat, **values: str) -> None:
    """Fill in the last form, by the names of its fields, and send it."""
    form = chat.page.get_by_test_id("form").last
    for name, value in values.items():
        form.locator(f"[data-name='{name}'] input, [data-name='{name}'] select").fill(value)
    form.locator("button[type=submit]").click()


def test_a_phone_s_code_is_asked_once_it_was_set_up(browser: Browser, small: Host) -> None:
    mimicom(small.folder, "users", "add", KIM, "--role", "manager", "--password", PASSWORD)
    kim = opened(browser, small, KIM, PASSWORD)
    kim.say("active la double authentification")
    form = kim.page.get_by_test_id("form").last
    expect(form.get_by_alt_text("Carré à lire")).to_be_visible()
    told = form.locator("[data-name='code'] small").inner_text()
    secret = re.findall(r"\b[A-Z2-7]{4}\b", told.replace("\xa0", " "))
    with kim.answering():
        fill(kim, code=pyotp.TOTP("".join(secret)).now(), ancien=PASSWORD)
    offer = kim.page.get_by_test_id("shown-once").last
    offer.get_by_role("button", name="Montrer les codes").click()
    codes = offer.locator("pre").inner_text(timeout=20_000).split()
    assert len(codes) == 8
    kim.again()
    kim.ready()
    expect(kim.page.get_by_text("Cela a déjà été montré")).to_be_visible(timeout=20_000)
    assert codes[0] not in kim.page.content()
    kim.page.context.clear_cookies()
    kim.log_in(small.address, KIM, PASSWORD)
    expect(kim.page.get_by_text("Adresse e-mail ou mot de passe incorrect")).to_be_visible()
    kim.log_in(small.address, KIM, f"{PASSWORD}{codes[0]}")
    kim.ready()
    kim.page.context.close()


def test_a_new_password_closes_the_other_session(browser: Browser, small: Host) -> None:
    email = "karim@exemple.fr"
    mimicom(small.folder, "users", "add", email, "--password", PASSWORD)
    here, there = (opened(browser, small, email, PASSWORD) for _ in range(2))
    there.say("combien de prospects ?")
    here.say("change mon mot de passe")
    fill(here, ancien="faux", nouveau=NEW, encore=NEW)
    expect(here.page.get_by_text("Ce n'est pas votre mot de passe actuel")).to_be_visible()
    expect(here.page.get_by_test_id("strength")).to_have_attribute("data-score", "4")
    with here.answering():
        fill(here, ancien=PASSWORD, nouveau=NEW, encore=NEW)
    expect(here.last()).to_contain_text("vos autres sessions sont fermées")
    # Told so, the page goes to the log-in by itself, sooner or later.
    gone = there.page.get_by_text(GONE).or_(there.page.locator("#email")).first
    expect(gone).to_be_visible(timeout=20_000)
    here.say("combien de prospects ?")
    expect(here.last()).to_contain_text("30")
    thread = here.page.content()
    assert NEW not in thread
    assert PASSWORD not in thread
    assert here.page.evaluate("Object.keys(window.mimiDrafts || {}).length") == 0
    there.again()
    expect(there.page.locator("#email")).to_be_visible(timeout=20_000)
    expect(there.page.locator("#mimi-left")).to_contain_text("Votre session est terminée")
    here.again()
    here.ready()
    for chat in (here, there):
        chat.page.context.close()


def test_the_page_measures_passwords_as_the_product_does(page_of_link: Page) -> None:
    measured = page_of_link.evaluate(
        "(samples) => samples.map((one) => window.mimiStrength.score(one, ['julie', 'martin']))",
        list(SAMPLES),
    )
    assert dict(zip(SAMPLES, measured, strict=True)) == SAMPLES, json.dumps(measured)


@pytest.fixture
def page_of_link(context: BrowserContext, small: Host) -> Page:
    page = context.new_page()
    page.goto(f"{small.address}/acces")
    expect(page.get_by_text("Ce lien n'est pas entier")).to_be_visible()
    return page
