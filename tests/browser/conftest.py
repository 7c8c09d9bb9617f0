"""The real host on a free port with a throw-away data folder, and a real Chromium."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.chat import Chat
from tests.serving import Host, prepare, serve

# Slow machines are no failure; what never comes is.
expect.set_options(timeout=15_000)
DESKTOP = (1280, 900)
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)
NAMES = (
    *("chromium-headless-shell", "chromium", "chromium-browser"),
    *("google-chrome", "google-chrome-stable"),
)
APPLICATIONS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)


def chromium() -> str | None:
    """A Chromium of this machine, as scripts/find_chromium.sh finds it; None: Playwright's own."""
    found = [os.environ.get("MIMICOM_CHROMIUM"), *map(shutil.which, NAMES)]
    found += [path for path in APPLICATIONS if Path(path).exists()]
    return next((path for path in found if path), None)


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
    prepare(folder, 1_200)
    running = serve(folder)
    yield running
    running.stop()


@pytest.fixture
def empty_host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    """A host at its first start: no account yet, an empty base."""
    running = serve(tmp_path_factory.mktemp("empty") / "data")
    yield running
    running.stop()


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
