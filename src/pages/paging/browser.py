"""The pages as a reader sees them, in Chromium."""

import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Locator, Page, expect, sync_playwright
from project.browser import chromium
from project.places import VENV_PYTHON, local_environment
from project.services import answers, free_port
from project.sign_in import landed_address
from support.exact import Exact
from support.installation import Installation

PATIENCE_MS = 180_000
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--no-first-run", "--no-default-browser-check"]  # fmt: skip

AT_REST = """() => document.querySelector('[data-testid=stApp]')?.getAttribute('data-test-script-state') === 'notRunning'
    && document.querySelector('[data-testid=stMain] h1, [data-testid=stMain] h4') !== null
    && document.querySelector('[data-testid=stMain] [data-stale=true], [data-testid=stSkeleton]') === null"""

# What a screen reader could not say: the app's controls without a name, from a label or from their words. Streamlit's own are left out: its frame,
# the marks beside headings, and the steps of a number field, which the keyboard does not reach (the field itself does what they do).
NAMELESS = """() => [...document.querySelectorAll('[data-testid=stMain], [data-testid=stSidebarUserContent]')]
    .flatMap(part => [...part.querySelectorAll('button, input, textarea, select, a[href], [role=combobox]')])
    .filter(each => each.offsetParent !== null && each.closest('[aria-hidden=true]') === null)
    .filter(each => !(each.getAttribute('href') || '').startsWith('#') && !(each.dataset.testid || '').startsWith('stNumberInputStep'))
    .filter(each => !((each.getAttribute('aria-label') || each.title || each.textContent || '').trim()
        || [...(each.labels || [])].some(label => label.textContent.trim())
        || (each.getAttribute('aria-labelledby') || '').split(' ').some(id => document.getElementById(id)?.textContent.trim())))
    .map(each => each.outerHTML.slice(0, 300))"""

# What is wider than the window: the page would have to be pushed sideways to be read.
TOO_WIDE = """() => document.documentElement.scrollWidth > document.documentElement.clientWidth
    ? [`${document.documentElement.scrollWidth} > ${document.documentElement.clientWidth}`] : []"""


@contextmanager
def served(installation: Installation, streamlit: str = "CORE.APP") -> Iterator[str]:
    """The address at which the page server of an installation answers."""
    port = free_port()
    command = [
        str(VENV_PYTHON),
        "-m",
        "local_snowflake",
        "pages",
        "--data",
        str(installation.data),
        "--streamlit",
        streamlit,
        "--port",
        str(port),
    ]
    log = installation.data / "pages.log"
    with open(log, "wb") as output:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=local_environment())
    try:
        deadline = time.monotonic() + 90
        while not answers(port):
            assert process.poll() is None and time.monotonic() < deadline, log.read_text()
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(30)


@contextmanager
def reader(address: str, language: str = "en-GB", width: int = 1280) -> Iterator["Reader"]:
    """Somebody with a browser of their own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), headless=True, args=FLAGS)
        try:
            context = browser.new_context(viewport={"width": width, "height": 900}, locale=language, timezone_id="Europe/Amsterdam")
            context.set_default_timeout(PATIENCE_MS)
            yield Reader(context.new_page(), address)
        finally:
            browser.close()


class Reader:
    """What a person does with the pages: turn to one, read, type, press."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self._address = page, address

    def open(self, name: str) -> None:
        """Types the address of a page: a new visit, which remembers nothing of the one before."""
        self.page.goto(f"{self._address}/{'' if name == 'home' else name}")
        self.page.wait_for_selector("h1")
        self.rest()

    def turn(self, title: str) -> None:
        """Turns to another page through the navigation: the same visit."""
        self.page.get_by_test_id("stSidebarNav").get_by_role("link", name=title, exact=True).click()
        expect(self.page.get_by_role("heading", level=1)).to_be_visible()
        self.rest()

    def rest(self) -> None:
        """Until the page has drawn everything: its script rests, at two looks in a row, and nothing of the drawing before is left."""
        seen = 0
        deadline = time.monotonic() + PATIENCE_MS / 1000
        while seen < 2:
            assert time.monotonic() < deadline, "the page does not come to rest"
            self.page.wait_for_timeout(150)
            seen = seen + 1 if self.page.evaluate(AT_REST) else 0

    def press(self, label: str) -> None:
        """Presses the first button of that name."""
        self.page.get_by_role("button", name=label, exact=True).first.click()
        self.rest()

    def type(self, label: str, text: str) -> None:
        """Types into the field of that name."""
        field = self.page.get_by_role("main").get_by_label(label, exact=True).or_(self.page.get_by_label(label, exact=True)).first
        field.fill(text)
        field.press("Tab")
        self.rest()

    def choose(self, label: str, option: str) -> None:
        """Chooses from a list."""
        self.page.get_by_test_id("stSelectbox").filter(has_text=label).locator("input").first.click()
        self.page.get_by_role("option", name=option, exact=True).click()
        self.rest()

    def sees(self, text: str) -> Locator:
        """Waits until the words are on the page."""
        found = self.page.get_by_test_id("stMain").get_by_text(text).first
        expect(found).to_be_visible(timeout=PATIENCE_MS)
        return found

    def statements(self) -> list[str]:
        """SQL that the page shows to be copied."""
        self.page.get_by_test_id("stCode").first.wait_for()
        return [re.sub(r"\xa0", " ", each).strip() for each in self.page.get_by_test_id("stCode").locator("code").all_inner_texts()]

    def sign_in(self, exact: Exact, secret: str) -> None:
        """Follows the link at the simulator (the true one is out of reach), and brings back the address landed on."""
        link = self.page.get_by_role("link", name=re.compile("Open Exact Online")).get_attribute("href") or ""
        self.type("Client secret", secret)
        self.type("Address you landed on", landed_address(link, exact.url))
        self.press("Finish signing in")

    def picture(self, file: Path, highest: int = 2000) -> None:
        """The whole page as a picture."""
        self.rest()
        width = self.page.viewport_size["width"]  # type: ignore[index]
        height = int(self.page.evaluate("document.querySelector('[data-testid=stMainBlockContainer]').scrollHeight"))
        self.page.set_viewport_size({"width": width, "height": min(max(720, height), highest)})
        self.page.wait_for_timeout(700)  # charts grow into their place
        self.page.screenshot(path=str(file))
        self.page.set_viewport_size({"width": width, "height": 900})
