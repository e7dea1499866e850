"""A schedule and its task live and die together: serverless or on the customer's own warehouse, paused, changed, dropped, installed anew."""

from collections.abc import Iterator
from typing import Any

import pytest
from support import packages
from support.exact import exact_online
from support.installation import Installation

CRON = {"configuration": "accounting", "mode": "incremental", "cron": "0 3 * * *", "timezone": "Europe/Amsterdam"}


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    folder = tmp_path_factory.mktemp("tasks")
    with exact_online(folder / "exact", divisions=1, rows=1) as exact:
        installation = Installation(folder / "data")
        installation.prepare(exact, "accounting", endpoints=["crm_accounts"])
        installation.query("CREATE WAREHOUSE books")
        yield installation
        installation.stop()


def _tasks(installation: Installation) -> list[dict[str, Any]]:
    rows = installation.query("SHOW TASKS IN SCHEMA EXACT_ONLINE.STATE")
    return [row for row in rows if row["name"].upper().startswith("SCHEDULE_")]


def test_without_a_warehouse_the_task_is_serverless(installation: Installation) -> None:
    assert installation.call("create_schedule", "serverless", CRON).ok
    (task,) = _tasks(installation)
    assert task["state"] == "started" and not task["warehouse"]
    assert "0 3 * * *" in task["schedule"] and "Europe/Amsterdam" in task["schedule"]


def test_a_paused_one_has_a_task_that_rests(installation: Installation) -> None:
    assert installation.call("pause_schedule", "serverless").ok
    assert [task["state"] for task in _tasks(installation)] == ["suspended"]
    assert installation.call("resume_schedule", "serverless").ok
    assert [task["state"] for task in _tasks(installation)] == ["started"]


def test_a_changed_one_changes_its_task(installation: Installation) -> None:
    assert installation.call("update_schedule", "serverless", {"cron": "30 5 * * 1"}).ok
    assert "30 5 * * 1" in _tasks(installation)[0]["schedule"]


def test_a_warehouse_without_a_grant_is_refused_with_the_statement_that_helps(installation: Installation) -> None:
    refused = installation.call("create_schedule", "own", {**CRON, "warehouse": "BOOKS"})
    assert not refused.ok
    assert "GRANT USAGE ON WAREHOUSE" in str(refused.remedy) + str(refused.payload) + refused.message
    assert len(_tasks(installation)) == 1


def test_with_the_grant_the_task_runs_on_it(installation: Installation) -> None:
    installation.query("GRANT USAGE ON WAREHOUSE books TO APPLICATION EXACT_ONLINE")
    outcome = installation.call("create_schedule", "own", {**CRON, "warehouse": "BOOKS"})
    assert outcome.ok, outcome
    assert sorted(str(task["warehouse"] or "") for task in _tasks(installation)) == ["", "BOOKS"]


def test_installing_anew_makes_the_tasks_anew_as_they_were(installation: Installation, tmp_path) -> None:
    assert installation.call("pause_schedule", "own").ok
    before = sorted((task["name"], task["state"], task["schedule"], task["warehouse"]) for task in _tasks(installation))
    packages.install(installation.data, packages.present(tmp_path))
    assert sorted((task["name"], task["state"], task["schedule"], task["warehouse"]) for task in _tasks(installation)) == before


def test_a_dropped_one_leaves_no_task(installation: Installation) -> None:
    for name in ("serverless", "own"):
        assert installation.call("drop_schedule", name).ok
    assert _tasks(installation) == []
