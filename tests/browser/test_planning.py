"""Planning in the page: a schedule made and ticked, a reminder told where its user is."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.browser.chat import Chat
from tests.serving import GIGI, Host, mimicom

pytestmark = pytest.mark.browser


def test_a_schedule_is_made_and_ticked(chat: Chat) -> None:
    day = datetime.now(ZoneInfo("Europe/Paris")) + timedelta(days=200)
    chat.say(f"fais-moi un rétroplanning pour un salon le {day:%d/%m/%Y}")
    picture = chat.last().locator("[data-testid=plan] img")
    expect(picture).to_be_visible()
    assert picture.evaluate("(i) => i.decode().then(() => i.naturalWidth)") > 300
    chat.say("oui")
    shown = chat.last().get_by_test_id("tasks")
    box = shown.get_by_role("checkbox").first
    box.click()
    expect(box).to_be_checked()
    expect(box).to_be_enabled()
    chat.page.reload()
    chat.ready()
    again = chat.page.get_by_test_id("tasks").first.get_by_role("checkbox").first
    expect(again).to_be_checked()


def test_a_reminder_comes_to_the_open_page_and_its_title(chat: Chat, host: Host) -> None:
    chat.say("combien de MJC ?")
    # A page that its user does not look at.
    chat.page.evaluate("Object.defineProperty(document, 'hidden', { get: () => true })")
    when = datetime.now(ZoneInfo("Europe/Paris")) + timedelta(seconds=10)
    mimicom(host.folder, "reminders", "add", "Appeler le Pion", "--at", when.isoformat(),
            "--for", GIGI, "--as", GIGI)  # fmt: skip
    told = chat.page.get_by_text("Appeler le Pion")
    expect(told.first).to_be_visible(timeout=60_000)
    expect(chat.page).to_have_title("(1) MimiCom")
    reminder = chat.answers().filter(has=told).last
    chat.click(reminder.get_by_role("button", name="C'est fait"))
    expect(chat.last()).to_contain_text("c'est fait")
