"""The page as a user meets it: what is said or clicked, and the answer that belongs to it."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from playwright.sync_api import Error, Locator, Page, expect
from playwright.sync_api import TimeoutError as TooLate

from tests.serving import GIGI, PASSWORD

ASSISTANT = "[data-step-type=assistant_message]"
ASKED = "[data-step-type=user_message]"

# What the host tells the page, in its order: its messages, by the run that each belongs to, the
# ends of runs, and the ends of clicks. A greeting, a reminder or the end of a job come at any time.
LISTEN = """(() => {
  if (window.told) return
  const told = (window.told = []), clicks = ["act", "confirm", "form_submit", "form_cancel"]
  const read = (packets) => {
    for (const packet of typeof packets === "string" ? packets.split("\\x1e") : []) {
      if (!packet.startsWith("42[")) continue
      const [event, step] = JSON.parse(packet.slice(2))
      if (event === "resume_thread") told.push({ end: "resume" })
      if (event === "new_message")
        told.push({ step: step.id, of: step.parentId, type: step.type, name: step.name })
      if (event === "element") told.push({ element: step.name })
      if (event === "update_message" && step.type === "run")
        told.push({ end: step.name, run: step.id })
    }
  }
  window.WebSocket = class extends window.WebSocket {
    constructor(...given) {
      super(...given)
      this.addEventListener("message", (event) => read(event.data))
    }
  }
  const open = XMLHttpRequest.prototype.open  // the first packets, before the socket
  XMLHttpRequest.prototype.open = function (...given) {
    this.addEventListener("load", () => {
      if (String(given[1]).includes("transport=polling")) read(this.responseText)
    })
    return open.apply(this, given)
  }
  const ask = window.fetch
  window.fetch = async (url, given) => {
    const body = String(url?.url || url).endsWith("/project/action") ? given?.body : ""
    const name = body ? JSON.parse(body).action.name : ""
    if (!clicks.includes(name)) return ask(url, given)
    const click = told.push({ click: name })
    try {
      return await ask(url, given)
    } finally {
      told.push({ clicked: click })
    }
  }
})()"""
# The messages that answer what was done since a mark, once all are told; else null.
ANSWERED = """(mark) => {
  const told = window.told.slice(mark)
  const said = (of) => told.filter((one) => one.type === "assistant_message" && of(one))
  const run = told.find((one) => one.name === "on_message")
  const click = told.find((one) => one.click)
  let found = []
  if (run && told.some((one) => one.run === run.step)) found = said((one) => one.of === run.step)
  else if (click && told.some((one) => one.clicked === window.told.indexOf(click) + 1))
    found = said((one) => !one.of && told.indexOf(one) > told.indexOf(click))
  const last = found.at(-1)?.step
  const shown = document.getElementById(`step-${last}`) && !document.querySelector("#stop-button")
  if (!shown) return null
  const works = told.some((one) => one.element === "Progress")
  return { last, alone: Boolean(run) && !works }
}"""
NEWEST = f"""() => [...document.querySelectorAll("{ASKED} [id^=step-]")].at(-1)?.id ?? null"""
GREETED = """() => window.told?.some((one) => ["on_chat_start", "resume"].includes(one.end))
  && !document.querySelector("#stop-button")"""
LONG = 30_000


class Chat:
    """The page, as a user meets it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.outside: list[str] = []
        self._answer = self._last = self.answers().last
        page.add_init_script(LISTEN)
        page.on("request", lambda request: self._watch(request.url))

    def _watch(self, url: str) -> None:
        if url.startswith(("http", "ws")) and "//localhost" not in url:
            self.outside.append(url)

    def log_in(self, address: str, email: str = GIGI, password: str = PASSWORD) -> None:
        self.page.goto(address)
        self.page.fill("#email", email)
        self.page.fill("#password", password)
        self.page.click("button[type=submit]")

    def ready(self) -> None:
        """Wait until the conversation is greeted, or comes back, whole."""
        expect(self.page.locator("#chat-input")).to_be_visible(timeout=LONG)
        self.page.wait_for_function(GREETED, timeout=LONG)
        expect(self.answers().first).to_be_visible(timeout=LONG)
        self._answer = self._last = self.answers().last

    def again(self) -> None:
        """Load the page again, which may be going elsewhere by itself at that moment."""
        for _ in range(20):
            try:
                self.page.reload()
            except Error:
                self.page.wait_for_timeout(250)
            else:
                return
        raise AssertionError("the page could not be loaded again")

    def say(self, text: str) -> None:
        """Type a sentence and wait for its answer to be whole."""
        with self.answering():
            self._type(text)

    def _type(self, text: str) -> None:
        box = self.page.locator("#chat-input")
        asked = self.page.evaluate(NEWEST)
        for _ in range(5):
            # Connecting, the page may swallow a first try: it then keeps the text, or loses it.
            if text not in box.inner_text():
                box.click()
                self.page.keyboard.insert_text(text)
            self.page.locator("#chat-submit").click(timeout=LONG)
            with suppress(TooLate):
                self.page.wait_for_function(
                    f"(asked) => ({NEWEST})() !== asked", arg=asked, timeout=10_000
                )
                return
        raise AssertionError(f"the page did not send: {text}")

    @contextmanager
    def answering(self) -> Iterator[None]:
        """What is done within is one thing said, clicked or sent; ends once its answer is whole."""
        mark = self.page.evaluate("window.told.length")
        yield
        found = self.page.wait_for_function(ANSWERED, arg=mark, timeout=LONG).json_value()
        self._answer = self.page.locator(f"{ASSISTANT}:has(#step-{found['last']})")
        # The end of a job, or of what was clicked, is told after the answer.
        self._last = self._answer if found["alone"] else self.answers().last

    def click(self, button: Locator) -> Locator:
        """Click and wait for the answer, which stays that one."""
        with self.answering():
            button.click()
        return self._answer

    def ask(self, text: str) -> Locator:
        """The answer to a sentence, which stays that one."""
        self.say(text)
        return self._answer

    def answers(self) -> Locator:
        return self.page.locator(ASSISTANT)

    def last(self) -> Locator:
        """The last message of the answer to what was typed, or else the last of all."""
        return self._last

    def attach(self, path: Path) -> None:
        """Drop a file and send it."""
        # The page takes files before it is connected, and loses them: wait for a live button.
        self.page.click("#chat-input")
        self.page.keyboard.insert_text("x")
        expect(self.page.locator("#chat-submit")).to_be_enabled(timeout=LONG)
        self.page.keyboard.press("Backspace")
        self.page.set_input_files("#upload-button-input", str(path))
        expect(self.page.locator("#chat-submit")).to_be_enabled(timeout=LONG)
        with self.answering():
            self.page.click("#chat-submit")
