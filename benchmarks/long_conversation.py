"""What a turn costs in a conversation of 100 messages, against a new one, in a real browser.

python -m benchmarks.long_conversation
"""

import statistics
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from benchmarks.measure import Row, show
from tests.browser.conftest import (
    FLAGS,
    GIGI,
    PASSWORD,
    Chat,
    Host,
    chromium,
    mimicom,
    opened,
    serve,
)

MESSAGES, MEASURED = 100, 7
SENTENCES = (
    "montre-moi les MJC",
    "répartition par région",
    "combien de ludothèques en Bretagne ?",
    "montre-moi les bars à jeux d'Occitanie",
    "montre le tableau de bord",
)
"""What fills the conversation: lists, charts, counts."""


def main() -> None:
    """One host, one browser; the same turns at the start and at the end."""
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
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        page = opened(browser).new_page()
        chat = Chat(page)
        chat.log_in(host.address)
        chat.ready()
        _say(chat, SENTENCES[0])  # the first of a page loads its elements
        new = [_say(chat, SENTENCES[0]) for _ in range(MEASURED)]
        for rank in range(MESSAGES // 2 - MEASURED - 1):
            _say(chat, SENTENCES[rank % len(SENTENCES)], table=False)
        long = [_say(chat, SENTENCES[0]) for _ in range(MEASURED)]
        browser.close()
    name = f"turn in a conversation of {MESSAGES} messages, against a new one (browser)"
    return [Row(name, statistics.median(long), "ms", statistics.median(new), "≤ 1.5 ×")]


def _say(chat: Chat, text: str, table: bool = True) -> float:
    """Milliseconds from the click to the whole answer, its table loaded."""
    page = chat.page
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
