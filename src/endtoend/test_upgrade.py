"""Install, again, upgrade during a run, a release whose script fails, and back: nothing that a customer has is lost."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from project import sign_in
from project.connecting import approve_access
from project.problem import Problem
from project.services import SIMULATOR_CLIENT_ID, SIMULATOR_CLIENT_SECRET, local_snowflake, make_folder
from support import packages
from support.exact import Exact, exact_online
from support.installation import Installation

CONNECTIONS = ("first", "second", "third")
ENDPOINTS = ["crm_accounts", "crm_contacts", "financial_gl_accounts"]
SCHEDULES = {f"schedule {number}": CONNECTIONS[number % 3] for number in range(5)}
# The columns that were promised with version 1.0.0, in their order: later versions may only add behind them.
PROMISED = {
    "RUNS": "RUN_ID CONFIGURATION TRIGGERED_BY MODE STATUS STARTED_AT ENDED_AT WAITING_UNTIL ROWS_FETCHED ROWS_INSERTED ROWS_UPDATED "
    "ROWS_DELETED ROWS_UNCHANGED API_CALLS STEPS_SUCCEEDED STEPS_SKIPPED STEPS_FAILED ERROR_CODE ERROR_MESSAGE REMEDY CHARGE_USD",
    "RUN_STEPS": "RUN_ID DIVISION ENDPOINT STATUS REASON STRATEGY CURSOR_FROM CURSOR_TO STARTED_AT ENDED_AT ROWS_FETCHED ROWS_INSERTED "
    "ROWS_UPDATED ROWS_DELETED ROWS_UNCHANGED API_CALLS ERROR_CODE ERROR_MESSAGE REMEDY",
    "CONNECTIONS": "CONNECTION SITE CLIENT_ID STATUS USER_NAME TOKEN_RECEIVED_AT REFRESH_TOKEN_EXPIRES_AT ERROR_CODE REMEDY",
    "DIVISIONS": "CONNECTION DIVISION NAME STATUS MOVED_AT LAST_SUCCESS_AT",
    "CONFIGURATIONS": "CONFIGURATION CONNECTION TARGET_DATABASE TARGET_SCHEMA ENDPOINTS DIVISIONS DELETIONS RECONCILE START_DATE",
    "SCHEDULES": "SCHEDULE CONFIGURATION MODE CRON TIMEZONE ENDPOINTS WAREHOUSE STATUS NEXT_RUN_AT",
    "ENDPOINTS": "ENDPOINT TITLE TABLE_NAME STRATEGY DELETIONS KEY_COLUMNS SCOPES PAGE_SIZE",
    "CURSORS": "CONFIGURATION DIVISION ENDPOINT CURSOR_VALUE CHECKPOINT UPDATED_AT",
    "FRESHNESS": "CONFIGURATION DIVISION ENDPOINT LAST_SUCCESS_AT ROW_COUNT COMPLETE_SINCE",
    "API_CALLS": "CONNECTION DIVISION DAY CALLS LIMIT_PER_DAY REMAINING ANSWERS_429 ERRORS LAST_ANSWER_AT",
    "CHARGES": "RUN_ID CONNECTION BASE_USD ROWS_CHARGED ROWS_USD STATUS CHARGED_AT",
    "EVENTS": "EVENT_ID AT LEVEL CODE MESSAGE CONNECTION RUN_ID",
}


@dataclass
class World:
    exact: Exact
    installation: Installation
    previous: Path
    present: Path

    def install(self, package: Path) -> None:
        packages.install(self.installation.data, package)

    def query(self, statement: str) -> list[dict[str, Any]]:
        return self.installation.query(statement)

    def run(self, configuration: str) -> dict[str, Any]:
        outcome = self.installation.call("run", configuration, {})
        assert outcome.ok, outcome
        return self.query(f"SELECT * FROM core.runs WHERE RUN_ID = '{outcome.payload['run_id']}'")[0]

    def kept(self) -> dict[str, Any]:
        """What a customer has: none of it may change by installing something."""
        return {
            "connections": self.query("SELECT CONNECTION, CLIENT_ID, STATUS, TOKEN_RECEIVED_AT FROM core.connections ORDER BY 1"),
            "configurations": self.query(
                "SELECT CONFIGURATION, CONNECTION, TARGET_DATABASE, DIVISIONS FROM core.configurations ORDER BY 1"
            ),
            "schedules": self.query("SELECT SCHEDULE, CONFIGURATION, CRON, STATUS FROM core.schedules ORDER BY 1"),
            "cursors": self.query("SELECT * FROM core.cursors ORDER BY 1, 2, 3"),
            "runs": self.query("SELECT RUN_ID, STATUS, ROWS_FETCHED, CHARGE_USD FROM core.runs ORDER BY 1"),
            "charges": self.query("SELECT RUN_ID, BASE_USD, ROWS_USD, STATUS FROM core.charges ORDER BY 1"),
            "rows": self.query("SELECT COUNT(*) AS N, SUM(HASH(_ROW_HASH)) AS H FROM BOOKS.FIRST.CRM_ACCOUNTS"),
        }

    def tasks(self) -> dict[str, str]:
        return {row["name"]: row["state"] for row in self.query("SHOW TASKS IN SCHEMA EXACT_ONLINE.STATE")}


@pytest.fixture(scope="module", params=["immediate", "next_call"])
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """An account, with either behaviour of a secret that is altered inside a running procedure (which one Snowflake has is unproved)."""
    folder = tmp_path_factory.mktemp("upgrade")
    previous, present = packages.previous(folder), packages.present(folder)
    with exact_online(folder / "exact", divisions=2, rows=20) as exact:
        installation = Installation(folder / "data")
        make_folder(installation.data)
        local_snowflake("start", "--data", str(installation.data), "--exact-url", exact.url, "--secret-visibility", request.param)
        yield World(exact, installation, previous, present)
        installation.stop()


def test_the_previous_release_installs_into_an_empty_account_and_a_customer_sets_it_up(world: World) -> None:
    world.install(world.previous)
    worksheet = world.installation.worksheet()
    approve_access(worksheet)
    for name in CONNECTIONS:
        settings = {"site": "nl", "client_id": SIMULATOR_CLIENT_ID, "redirect_uri": sign_in.REDIRECT_URI}
        assert worksheet.call("create_connection", name, settings).ok
        assert sign_in.by_itself(worksheet, name, world.exact.url, SIMULATOR_CLIENT_SECRET).ok
        target = {"connection": name, "database": "BOOKS", "schema": name.upper(), "divisions": "all", "endpoints": ENDPOINTS}
        outcome = worksheet.call("create_configuration", name, target)
        assert outcome.ok, outcome
    for schedule, configuration in SCHEDULES.items():
        cron = {"configuration": configuration, "mode": "incremental", "cron": "0 3 * * *", "timezone": "Europe/Amsterdam"}
        assert worksheet.call("create_schedule", schedule, cron).ok
    assert worksheet.call("pause_schedule", "schedule 4").ok
    assert world.run("first")["STATUS"] == "SUCCEEDED"


def test_installing_the_same_release_again_changes_nothing(world: World) -> None:
    before, tasks = world.kept(), world.tasks()
    world.install(world.previous)
    assert world.kept() == before
    assert world.tasks() == tasks


def test_a_release_whose_script_fails_leaves_the_old_one_in_service(world: World, tmp_path: Path) -> None:
    broken = packages.present(tmp_path)
    with open(broken / "setup.sql", "a") as script:
        script.write("\nCALL core.never_made();\n")
    before, tasks = world.kept(), world.tasks()
    with pytest.raises(Problem, match="never_made|NEVER_MADE"):
        world.install(broken)
    assert world.kept() == before
    assert {name: state for name, state in world.tasks().items()} == tasks
    assert world.run("first")["STATUS"] == "SUCCEEDED"


def test_an_upgrade_during_a_run_loses_neither_run_nor_token(world: World) -> None:
    world.exact.post("settings", latency_ms=400)
    started = world.installation.call("fetch_now", "second", {})
    run_id = started.payload["run_id"]
    _wait(world, run_id, "RUNNING")
    world.install(world.present)
    assert world.query(f"SELECT STATUS FROM core.runs WHERE RUN_ID = '{run_id}'")[0]["STATUS"] in ("RUNNING", "SUCCEEDED")
    world.exact.post("settings", latency_ms=0)
    _wait(world, run_id, "SUCCEEDED")
    assert len(world.query(f"SELECT 1 FROM core.runs WHERE RUN_ID = '{run_id}'")) == 1
    _wait_for_charge(world, run_id)
    assert len(world.query(f"SELECT 1 FROM core.charges WHERE RUN_ID = '{run_id}'")) == 1
    assert {row["STATUS"] for row in world.query("SELECT STATUS FROM core.connections")} == {"CONNECTED"}


def test_after_the_upgrade_each_connection_fetches_with_the_token_it_had(world: World) -> None:
    for name in CONNECTIONS:
        run = world.run(name)
        assert run["STATUS"] == "SUCCEEDED", run


def test_after_the_upgrade_the_state_is_of_the_new_version(world: World) -> None:
    versions = [int(row["STATE_VERSION"]) for row in world.query("SELECT STATE_VERSION FROM core.installation")]
    assert versions == [2]


@pytest.mark.parametrize("view", sorted(PROMISED))
def test_after_the_upgrade_each_view_begins_with_the_columns_it_was_promised_with(world: World, view: str) -> None:
    columns = [row["name"] for row in world.query(f"DESCRIBE VIEW EXACT_ONLINE.CORE.{view}")]
    promised = PROMISED[view].split()
    assert columns[: len(promised)] == promised


def test_after_the_upgrade_the_schedules_fire_and_the_paused_one_does_not(world: World) -> None:
    before = {row["RUN_ID"] for row in world.query("SELECT RUN_ID FROM core.runs")}
    local_snowflake("clock", "--data", str(world.installation.data), "--advance", str(26 * 3600))
    wanted = {f"schedule:schedule {number}" for number in range(4)}
    deadline = time.monotonic() + 120
    fired: set[str] = set()
    while fired != wanted and time.monotonic() < deadline:
        time.sleep(0.5)
        rows = world.query("SELECT RUN_ID, TRIGGERED_BY, STATUS FROM core.runs")
        new = [row for row in rows if row["RUN_ID"] not in before]
        fired = {row["TRIGGERED_BY"] for row in new if row["STATUS"] == "SUCCEEDED"}
    assert fired == wanted


def test_going_back_keeps_everything_and_works(world: World) -> None:
    before = world.kept()
    world.install(world.previous)
    assert world.kept() == before
    assert world.run("third")["STATUS"] == "SUCCEEDED"


def test_and_forward_again(world: World) -> None:
    before = world.kept()
    world.install(world.present)
    assert world.kept() == before
    assert world.run("first")["STATUS"] == "SUCCEEDED"


def _wait(world: World, run_id: str, status: str) -> None:
    deadline = time.monotonic() + 180
    while True:
        row = world.query(f"SELECT STATUS, ERROR_MESSAGE FROM core.runs WHERE RUN_ID = '{run_id}'")[0]
        if row["STATUS"] == status:
            return
        assert row["STATUS"] in ("QUEUED", "RUNNING") and time.monotonic() < deadline, row
        time.sleep(0.2)


def _wait_for_charge(world: World, run_id: str) -> None:
    """The ledger is written after the run has ended: what is seen between the two is a run without a charge."""
    deadline = time.monotonic() + 60
    while not world.query(f"SELECT 1 FROM core.charges WHERE RUN_ID = '{run_id}'"):
        assert time.monotonic() < deadline, f"run {run_id} succeeded and was never charged"
        time.sleep(0.2)
