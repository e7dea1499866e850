"""A month of one customer in small: runs of every kind, end to end. Ledger, billing events and rows agree to the cent, whichever of them is asked.

Every run's price is worked out here anew, from what the simulator was told to change; YearOfBillingTest plays a year of it in memory, with refusals
and crashes.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from local_snowflake.pages.runner import create_session, page_settings
from support.exact import Exact, exact_online
from support.installation import Installation

ACCOUNTS, CONTACTS = "crm_accounts", "crm_contacts"
# Each endpoint has a twentieth of the transaction lines, in each of two divisions.
ROWS = 50_000
PATIENCE = 60


@dataclass
class Month:
    """What happened, and what each run is to cost: base in cents, and the rows that were new or changed."""

    exact: Exact
    installation: Installation
    expected: dict[str, tuple[int, int]] = field(default_factory=dict)

    def run(self, status: str, base: int, rows: int, **settings: Any) -> str:
        """A run that ends so, and costs so much."""
        outcome = self.installation.call("run", "accounting", settings)
        assert outcome.payload["status"] == status, outcome
        return self.costs(outcome.payload["run_id"], base, rows)

    def costs(self, run_id: str, base: int, rows: int) -> str:
        self.expected[run_id] = (base, rows)
        return run_id

    def change(self, endpoint: str, **amounts: int) -> None:
        """Changes at Exact Online, in the first division only."""
        none = {"updates": 0, "inserts": 0, "deletions": 0, "recreated": 0}
        self.exact.post(
            "changes", seed=len(self.expected), endpoints=[endpoint], divisions=self.exact.divisions()[:1], **{**none, **amounts}
        )

    def allow(self, endpoint: str, allowed: bool) -> None:
        for division in self.exact.divisions():
            self.exact.post("permissions", kind="scope", endpoint=endpoint, division=division, allowed=allowed)

    def run_of(self, run_id: str) -> dict[str, Any]:
        return self.installation.query(f"SELECT * FROM core.runs WHERE RUN_ID = '{run_id}'")[0]


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Month]:
    folder = tmp_path_factory.mktemp("month")
    with exact_online(folder / "exact", divisions=2, rows=ROWS) as exact:
        installation = Installation(folder / "data")
        installation.prepare(exact, "accounting", endpoints=[ACCOUNTS, CONTACTS])
        played = Month(exact, installation)
        play(played)
        yield played
        installation.stop()


def play(month: Month) -> None:
    """The month: each line says what it is to cost."""
    call, query = month.installation.call, month.installation.query
    everything = sum(
        len(month.exact.truth(division, endpoint)) for division in month.exact.divisions() for endpoint in (ACCOUNTS, CONTACTS)
    )
    # In the trial nothing costs anything, and nothing of it is charged later. Of a paid listing that was not bought yet
    # the function for limited trials says nothing.
    query("CALL SYSTEM$LOCAL_SET_LISTING(FALSE, FALSE)")
    month.run("SUCCEEDED", 0, 0, endpoints=[CONTACTS])
    query("CALL SYSTEM$LOCAL_SET_LISTING(FALSE, TRUE)")
    contacts = sum(len(month.exact.truth(division, CONTACTS)) for division in month.exact.divisions())
    month.run("SUCCEEDED", 10, everything - contacts)
    month.run("SUCCEEDED", 10, 0)
    month.change(ACCOUNTS, updates=2_000)
    month.run("SUCCEEDED", 10, 2_000)
    month.change(ACCOUNTS, updates=1_990, inserts=9)
    month.run("SUCCEEDED", 10, 1_999)
    month.change(ACCOUNTS, deletions=5)
    month.run("SUCCEEDED", 10, 0)
    month.run("SUCCEEDED", 10, 0, mode="full_refresh")
    # Nothing may be read: the run fails and is free.
    month.allow(ACCOUNTS, False)
    month.allow(CONTACTS, False)
    month.run("FAILED", 0, 0)
    # One of the two may: what it brings is charged, and what is fetched later by the retry has no base charge.
    month.allow(ACCOUNTS, True)
    month.change(ACCOUNTS, updates=3)
    month.change(CONTACTS, updates=2_100)
    partial = month.run("PARTIAL", 10, 3)
    month.allow(CONTACTS, True)
    month.costs(ended(month, call("retry_run", partial).payload["run_id"]), 0, 2_100)
    # The day's calls are used up: the run waits, and goes on as the same run, which is charged once.
    month.change(ACCOUNTS, updates=2_050)
    month.exact.post("limits", on=True, per_day=100)
    for division in month.exact.divisions():
        month.exact.post("limits", division=division, use=100)
    waiting = call("run", "accounting", {})
    assert waiting.payload["status"] == "WAITING", waiting
    assert not query(f"SELECT * FROM core.charges WHERE RUN_ID = '{waiting.payload['run_id']}'"), "not before it has ended"
    month.exact.post("limits", on=False)
    wait_is_over(month.installation.data)
    month.run("SUCCEEDED", 10, 0)
    month.costs(ended(month, waiting.payload["run_id"]), 10, 2_050)


def wait_is_over(data: Path) -> None:
    """As though the time had come until which the run waits: only the app itself may write that."""
    session = create_session(data, page_settings(data, "CORE.APP"))
    try:
        session.sql("UPDATE state.runs SET waiting_until = DATEADD('second', -1, CURRENT_TIMESTAMP()) WHERE status = 'WAITING'").collect()
        session.sql("UPDATE state.api_calls SET remaining = NULL, limit_per_day = NULL").collect()
    finally:
        session.close()


def ended(month: Month, run_id: str) -> str:
    """The run, once it has ended well."""
    deadline = time.monotonic() + PATIENCE
    while (run := month.run_of(run_id))["ENDED_AT"] is None or run["CHARGE_USD"] is None:
        assert time.monotonic() < deadline, run
        time.sleep(0.2)
    assert run["STATUS"] == "SUCCEEDED", run
    return run_id


def price(base: int, rows: int) -> Decimal:
    """$5 for a million rows is a cent for 2,000, rounded down."""
    return Decimal(base + rows // 2_000) / 100


def test_the_ledger_has_each_run_once_at_its_price(month: Month) -> None:
    charges = month.installation.query("SELECT * FROM core.charges")
    assert len(charges) == len({row["RUN_ID"] for row in charges}) == len(month.expected)
    found = {row["RUN_ID"]: (row["BASE_USD"] + row["ROWS_USD"], int(row["ROWS_CHARGED"])) for row in charges}
    assert found == {run_id: (price(*cost), cost[1]) for run_id, cost in month.expected.items()}
    statuses = [row["STATUS"] for row in charges]
    assert {status: statuses.count(status) for status in set(statuses)} == {"SENT": len(charges) - 2, "TRIAL": 1, "FREE": 1}


def test_snowflake_was_told_each_charge_once_to_the_cent(month: Month) -> None:
    events = month.installation.query("SELECT BASE_CHARGE, ADDITIONAL_INFO FROM SNOWFLAKE.LOCAL.BILLING_EVENTS")
    told = {run_id: [row["BASE_CHARGE"] for row in events if run_id in str(row["ADDITIONAL_INFO"])] for run_id in month.expected}
    assert told == {run_id: [price(*cost)] if price(*cost) else [] for run_id, cost in month.expected.items()}
    assert sum(row["BASE_CHARGE"] for row in events) == sum(price(*cost) for cost in month.expected.values())


def test_the_rows_behind_each_charge_add_up_to_it(month: Month) -> None:
    rows = month.installation.query(
        "SELECT q.RUN_ID, SUM(q.ROWS_CHARGED) AS CHARGED, SUM(q.ROWS_INSERTED + q.ROWS_UPDATED - q.ROWS_NOT_CHARGED) AS WRITTEN,"
        " SUM(q.ROWS_USD) AS USD, MAX(c.ROWS_USD) AS CHARGE FROM core.charge_rows AS q JOIN core.charges AS c ON c.RUN_ID = q.RUN_ID"
        " GROUP BY q.RUN_ID"
    )
    assert {row["RUN_ID"]: int(row["CHARGED"]) for row in rows} == {run_id: cost[1] for run_id, cost in month.expected.items() if cost[1]}
    for row in rows:
        assert row["CHARGED"] == row["WRITTEN"]
        # Four steps at most, each rounded to a hundred-millionth.
        assert abs(row["USD"] - row["CHARGE"]) <= Decimal("0.00000004"), row


def test_the_month_and_the_runs_say_the_same(month: Month) -> None:
    total = sum(price(*cost) for cost in month.expected.values())
    spending = month.installation.query("SELECT SUM(CHARGED_USD) AS USD, SUM(ROWS_CHARGED) AS N FROM core.spending")[0]
    runs = month.installation.query("SELECT SUM(CHARGE_USD) AS USD FROM core.runs")[0]
    assert spending["USD"] == runs["USD"] == total
    assert int(spending["N"]) == sum(rows for _, rows in month.expected.values())
