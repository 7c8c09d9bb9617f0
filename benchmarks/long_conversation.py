"""What a turn costs in a conversation of 100 messages, against a new one, in a real browser.

python -m benchmarks.long_conversation
"""

import statistics
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from benchmarks.measure import Row, show
from tests.browser.chat import Chat
from tests.browser.conftest import FLAGS, chromium, opened
from tests.serving import GIGI, PASSWORD, Host, mimicom, serve

MESSAGES, MEASURED = 100, 9
SENTENCES = (
    "montre-moi les MJC",
    "répartition par région",
    "combien de ludothèques en Bretagne ?",
    "montre-moi les bars à jeux d'Occitanie",
    "montre le tableau de bord",
)
"""What fills the conversation: lists, charts, counts."""


def main() -> None:
    """One host, one browser; the same turn in both conversations."""
    with tempfile.TemporaryDirectory(prefix="mimicom-bench-") as place:
        folder = Path(place) / "data"
        mimicom(folder, "users", "add", GIGI, "--role", "manager", "--password", PASSWORD)
        mimicom(folder, "demo", "--rows", "1200", "--seed", "1")
        host = serve(folder)
        try:
            show(_measured(host), 1_200)
        finally:
            host.stop()


def _measured(host: Host) -> list[Row]:
    """The rounds alternate between the long conversation and one just begun."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        context = opened(browser)
        long, new = Chat(context.new_page()), Chat(context.new_page())
        long.log_in(host.address)
        long.ready()
        for rank in range(MESSAGES // 2):
            _say(long, SENTENCES[rank % len(SENTENCES)], table=False)
        rounds = [(_begun(new, host), _say(long, SENTENCES[0])) for _ in range(MEASURED)]
        browser.close()
    floor, taken = (statistics.median(times) for times in zip(*rounds, strict=True))
    name = f"turn in a conversation of {MESSAGES} messages, against a new one (browser)"
    return [Row(name, taken, "ms", floor, "≤ 1.5 ×")]


def _begun(chat: Chat, host: Host) -> float:
    """Milliseconds of the third turn of a conversation: the first loads the page's elements."""
    chat.page.goto(host.address)
    chat.ready()
    return [_say(chat, SENTENCES[0]) for _ in range(3)][-1]


def _say(chat: Chat, text: str, table: bool = True) -> float:
    """Milliseconds from the click to the whole answer, its table loaded."""
    page = chat.page
    page.bring_to_front()
    page.click("#chat-input")
    page.keyboard.insert_text(text)
    page.evaluate(OLD)
    start = time.perf_counter()
    page.locator("#chat-submit").click()
    page.wait_for_function(WHOLE, arg=table, timeout=60_000)
    return (time.perf_counter() - start) * 1_000


OLD = """() => document.querySelectorAll('[data-step-type]').forEach((one) => { one.old = 1 })"""
WHOLE = """(table) => {
  const steps = [...document.querySelectorAll('[data-step-type]')].filter((one) => !one.old)
  const last = steps.at(-1)
  return steps.some((one) => one.dataset.stepType === 'user_message')
    && last.dataset.stepType === 'assistant_message'
    && (!table || last.querySelector('[data-testid=total]'))
    && !document.querySelector('#stop-button')
}"""
"""The question and its answer are there, the table with its rows."""


if __name__ == "__main__":
    main()
