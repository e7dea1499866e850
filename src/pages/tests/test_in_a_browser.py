"""The whole story in a real browser, from an empty installation on: what a new user goes through, and what goes wrong for them."""

import re
import time
from collections.abc import Iterator

import pytest
from project import browser, build
from project.services import SIMULATOR_CLIENT_ID, SIMULATOR_CLIENT_SECRET, local_snowflake, make_folder
from project.worksheet import APPLICATION
from support.exact import Exact, exact_online
from support.installation import Installation

pytest.importorskip("playwright", reason="Playwright is not installed: scripts/test installs it where it may")
if browser.chromium() is None:
    pytest.skip("Chromium is not there: sudo apt-get install --yes chromium", allow_module_level=True)

from paging.browser import NAMELESS, TOO_WIDE, Reader, reader, served  # noqa: E402
from paging.pages import NAMES  # noqa: E402
from playwright.sync_api import expect  # noqa: E402

PATIENCE = 180.0


@pytest.fixture(scope="module")
def exact(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Exact]:
    with exact_online(tmp_path_factory.mktemp("exact"), divisions=2, rows=10) as running:
        yield running


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory, exact: Exact) -> Iterator[Installation]:
    made = Installation(tmp_path_factory.mktemp("browser"))
    build.build(build.CONNECTOR, build.HOST_MODULE)
    make_folder(made.data)
    local_snowflake("start", "--data", str(made.data), "--exact-url", exact.url)
    local_snowflake("install", "--data", str(made.data), "--package", str(build.assemble_package()), "--application", APPLICATION)
    yield made
    made.stop()


@pytest.fixture(scope="module")
def address(installation: Installation) -> Iterator[str]:
    with served(installation) as where:
        yield where


def wait_for(installation: Installation, query: str) -> None:
    """Until a query has rows."""
    deadline = time.monotonic() + PATIENCE
    while not installation.query(query):
        assert time.monotonic() < deadline, query
        time.sleep(0.3)


def connect(user: Reader) -> None:
    user.type("Name", "books")
    user.type("Client id", SIMULATOR_CLIENT_ID)
    user.type("Redirect address", "https://localhost/signed-in")
    user.press("Sign in here")


def test_1_from_an_empty_installation_to_a_signed_in_connection(installation: Installation, exact: Exact, address: str) -> None:
    with reader(address) as user:
        user.open("home")
        user.sees("Set up in six steps")
        installation.query(next(each for each in user.statements() if "APPROVE SPECIFICATION" in each))
        user.press("I have approved it")
        user.press("Make a connection")
        connect(user)
        user.sign_in(exact, "not-the-secret")
        refusal = user.sees("EO-2003")
        assert "not-the-secret" not in (refusal.inner_text() or "")
    with reader(address) as user:
        user.open("connections")
        red = user.page.get_by_test_id("stAlertContentError").filter(has_text="EO-2003")
        assert "client secret" in red.first.inner_text()
        user.press("Sign in again")
        user.sign_in(exact, SIMULATOR_CLIENT_SECRET)
        user.sees("Connection books is signed in.")
        user.sees("Signed in as")


def test_2_a_first_fetch_that_nobody_watches_to_its_end(installation: Installation, exact: Exact, address: str) -> None:
    exact.post("settings", latency_ms=60)
    with reader(address) as user:
        user.open("home")
        user.press("Choose what to load")
        # A database of one's own is offered first: whoever runs the script keeps it when the app goes.
        for statement in filter(str.strip, user.statements()[0].split(";")):
            installation.query(statement)
        user.press("Save configuration")
        user.sees("Configuration accounting was created.")
        user.press("Fetch data")
        user.sees("You may leave this page or close the window: the run goes on.")
        user.page.get_by_text(re.compile(r"\d+ of 116 steps")).first.wait_for()
    exact.post("settings", latency_ms=0)
    with reader(address) as user:
        user.open("configurations")
        user.page.get_by_text("rows fetched").first.wait_for(timeout=PATIENCE * 1000)
        user.sees("Complete")


def test_3_a_schedule_that_fires(installation: Installation, address: str) -> None:
    with reader(address) as user:
        user.open("schedules")
        user.type("Name", "hourly")
        user.choose("When", "Every hour")
        user.sees("Next times:")
        user.press("Save schedule")
        user.sees("Schedule hourly was created.")
        local_snowflake("clock", "--data", str(installation.data), "--advance", "3600")
        wait_for(
            installation, f"SELECT 1 AS N FROM {APPLICATION}.core.runs WHERE TRIGGERED_BY = 'schedule:hourly' AND STATUS = 'SUCCEEDED'"
        )
        user.open("schedules")
        user.sees("Last: ")
        user.open("home")
        user.sees("Nothing needs you.")


def test_4_missing_grants_are_repaired_with_the_statements_of_the_page(installation: Installation, address: str) -> None:
    installation.query("CREATE DATABASE IF NOT EXISTS LEDGER")
    installation.query("CREATE SCHEMA IF NOT EXISTS LEDGER.BOOKS")
    with reader(address) as user:
        user.open("configurations")
        user.press("New configuration")
        user.type("Database", "LEDGER")
        user.type("Schema", "BOOKS")
        user.press("Check the target")
        user.sees("The app may not write there yet")
        for statement in filter(str.strip, user.statements()[1].split(";")):
            installation.query(statement)
        user.press("Check the target")
        user.sees("The app may write there.")
        user.type("Name", "ledger")
        user.page.get_by_text("Choose", exact=True).click()
        user.rest()
        user.page.get_by_text("GL Accounts").first.click()
        user.press("Save configuration")
        user.sees("Configuration ledger was created.")


def test_5_a_broken_sign_in_turns_red_and_is_repaired_in_place(installation: Installation, exact: Exact, address: str) -> None:
    exact.post("clock", advance_seconds=31 * 86400)
    with reader(address) as user:
        user.open("configurations")
        user.press("Fetch data")
        user.sees("EO-2004")
        user.open("home")
        user.sees("must be signed in")
        user.press("Sign in")
        user.sign_in(exact, SIMULATOR_CLIENT_SECRET)
        user.sees("Connection books is signed in.")


def test_6_a_connection_is_dropped_after_a_question_and_made_again(installation: Installation, exact: Exact, address: str) -> None:
    with reader(address) as user:
        user.open("connections")
        user.press("Drop")
        dialog = user.page.get_by_role("dialog")
        dialog.get_by_text("secrets are destroyed").wait_for()
        dialog.get_by_role("button", name="Drop", exact=True).click()
        user.sees("Connection books was dropped.")
        connect(user)
        user.sign_in(exact, SIMULATOR_CLIENT_SECRET)
        user.sees("Connection books is signed in.")
        user.open("schedules")
        user.sees("Paused")
        user.press("Resume")
        user.sees("Active")


def test_7_every_page_fits_a_narrow_window_in_dutch_and_names_its_controls(installation: Installation, address: str) -> None:
    installation.query(f"CALL {APPLICATION}.core.set_monthly_cap('books', 50)")
    with reader(address, language="nl-NL", width=420) as user:
        for name in NAMES:
            user.open(name)
            assert user.page.evaluate(TOO_WIDE) == [], name
            assert user.page.evaluate(NAMELESS) == [], name
        user.open("home")
        user.sees("Actueel")
        user.open("costs")
        # Two dollar signs in one text would make a formula of what stands between them.
        expect(user.page.get_by_text(re.compile(r"US\$ [\d,]+ van US\$ 50,00 deze maand"))).to_be_visible()


def test_8_the_keyboard_alone_reaches_a_button(address: str) -> None:
    with reader(address) as user:
        user.open("help")
        user.page.get_by_role("tab", name="Errors").focus()
        user.page.keyboard.press("ArrowRight")
        user.page.keyboard.press("ArrowRight")
        user.page.keyboard.press("Enter")
        user.rest()
        for _ in range(40):
            user.page.keyboard.press("Tab")
            if user.page.evaluate("document.activeElement.innerText") == "Make the support bundle":
                break
        user.page.keyboard.press("Enter")
        user.sees("Download the bundle")
