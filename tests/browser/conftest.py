"""The real host on a free port with a throw-away data folder, and a real Chromium."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests import commands

ROOT = Path(__file__).parents[2]
# Slow machines are no failure; what never comes is.
expect.set_options(timeout=15_000)
DESKTOP = (1280, 900)
GIGI, PASSWORD = "gigi@exemple.fr", "le festival de juin"
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)
APPLICATIONS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)


def chromium() -> str | None:
    """A Chromium of this machine, as scripts/find_chromium.sh finds it; None: Playwright's own."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    found = [os.environ.get("MIMICOM_CHROMIUM"), *map(shutil.which, names)]
    found += [path for path in APPLICATIONS if Path(path).exists()]
    return next((path for path in found if path), None)


def mimicom(folder: Path, *arguments: str) -> str:
    """Run a command on a data folder."""
    done = commands.mimicom(*arguments, MIMICOM_DATA=str(folder))
    assert done.returncode == 0, done.stderr
    return done.stdout


@dataclass
class Host:
    """A running `mimicom serve`."""

    folder: Path
    address: str
    said: str
    process: subprocess.Popen[str]

    def stop(self) -> None:
        """As Ctrl-C does."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(30)


def serve(folder: Path) -> Host:
    """Start the host and wait until its page answers."""
    environment = dict(os.environ) | {"MIMICOM_DATA": str(folder), "PYTHONUNBUFFERED": "1"}
    environment.pop("MONGODB_URI", None)
    process = subprocess.Popen(
        [sys.executable, "-m", "assistant.cli", "serve", "--port", "0"],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    said = ""
    deadline = time.monotonic() + 120
    while "Ctrl-C" not in said and time.monotonic() < deadline:
        line = process.stdout.readline()
        assert line, said
        said += line
    address = re.search(r"http://\S+", said)
    assert address, said
    return Host(folder, address[0], said, process)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Ended with its file: Playwright leaves an event loop running meanwhile."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    """A host with Gigi's account (a manager) and the demonstration."""
    folder = tmp_path_factory.mktemp("host") / "data"
    mimicom(folder, "users", "add", GIGI, "--role", "manager", "--password", PASSWORD)
    mimicom(folder, "demo", "--rows", "1200", "--seed", "1")
    running = serve(folder)
    yield running
    running.stop()


@pytest.fixture(scope="session")
def empty_host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    """A host at its first start: no account yet, an empty base."""
    running = serve(tmp_path_factory.mktemp("empty") / "data")
    yield running
    running.stop()


class Chat:
    """The page, as a user meets it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.outside: list[str] = []
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
        expect(self.page.locator("#chat-input")).to_be_visible(timeout=20_000)
        # Every new conversation is greeted, a little later: that is no answer to what is said.
        expect(self.answers().first).to_be_visible(timeout=20_000)

    def say(self, text: str) -> None:
        """Type a sentence and wait for its answer to be whole."""
        before = self.answers().count()
        self.page.click("#chat-input")
        self.page.keyboard.insert_text(text)
        send = self.page.locator("#chat-submit")
        send.click(timeout=20_000)
        # Connecting, the page may swallow a first try: it then keeps the text.
        if text in self.page.locator("#chat-input").inner_text():
            send.click(timeout=20_000)
        self.wait_for_answer(before)

    def wait_for_answer(self, before: int) -> None:
        expect(self.answers().nth(before)).to_be_visible(timeout=30_000)
        expect(self.page.locator("#stop-button")).to_have_count(0, timeout=30_000)

    def answers(self):  # type: ignore[no-untyped-def]
        return self.page.locator("[data-step-type=assistant_message]")

    def last(self):  # type: ignore[no-untyped-def]
        return self.answers().last

    def attach(self, path: Path) -> None:
        """Drop a file and send it."""
        before = self.answers().count()
        # The page takes files before it is connected, and loses them: wait for a live button.
        self.page.click("#chat-input")
        self.page.keyboard.insert_text("x")
        expect(self.page.locator("#chat-submit")).to_be_enabled(timeout=20_000)
        self.page.keyboard.press("Backspace")
        self.page.set_input_files("#upload-button-input", str(path))
        expect(self.page.locator("#chat-submit")).to_be_enabled(timeout=20_000)
        self.page.click("#chat-submit")
        self.wait_for_answer(before)


def opened(browser: Browser, size: tuple[int, int] = DESKTOP) -> BrowserContext:
    width, height = size
    return browser.new_context(
        locale="en-US", viewport={"width": width, "height": height}, accept_downloads=True
    )


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser that has been nowhere."""
    made = opened(browser)
    yield made
    made.close()


NewPage = Callable[..., Chat]


@pytest.fixture(scope="module")
def gigis(browser: Browser, host: Host) -> Iterator[NewPage]:
    """Gigi's page, of a size, at a new conversation: she logs in once for each size in a file, and
    one tab is loaded again and again, since its first load costs seconds."""
    pages: dict[tuple[int, int], Page] = {}

    def page(size: tuple[int, int] = DESKTOP) -> Chat:
        tab = pages.get(size)
        if tab is None or tab.is_closed():
            tab = pages[size] = opened(browser, size).new_page()
            made = Chat(tab)
            made.log_in(host.address)
        else:
            tab.set_viewport_size({"width": size[0], "height": size[1]})
            made = Chat(tab)
            tab.goto(host.address)
        made.ready()
        return made

    yield page
    for tab in pages.values():
        tab.context.close()


@pytest.fixture
def chat(gigis: NewPage) -> Chat:
    """Gigi, logged in, at a new conversation."""
    return gigis()


@pytest.fixture
def alone(context: BrowserContext, host: Host) -> Chat:
    """Gigi, just logged in, in a browser of her own: to be logged out."""
    made = Chat(context.new_page())
    made.log_in(host.address)
    made.ready()
    return made
