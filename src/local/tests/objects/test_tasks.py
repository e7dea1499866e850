"""Tasks: schedules, runs, failures, history."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from local_snowflake.objects.schedule import next_run
from local_snowflake.result import SqlError
from running_snowflake import Snowflake

UTC = datetime.timezone.utc


@pytest.fixture
def tasks(empty: Snowflake, make_package: Callable[..., Path]) -> Iterator[Snowflake]:
    setup = (Path(__file__).parent / "package" / "setup.sql").read_text(encoding="utf-8").replace("CALL core.echo('installed');", "")
    empty.install(make_package(setup_sql=setup))
    yield empty


def texts(snowflake: Snowflake) -> list[str]:
    return snowflake.column("SELECT text FROM core.notes ORDER BY id", "TEXT")


def history(snowflake: Snowflake) -> list[tuple[str, str | None]]:
    result = snowflake.sql("SELECT name, state, error_message FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY()) ORDER BY query_start_time")
    return [(row[1], row[2]) for row in result.rows]


def ended(snowflake: Snowflake, runs: int) -> None:
    """Wait until so many runs have ended."""
    wake = snowflake.objects.task_runs._wake
    with wake:
        assert wake.wait_for(lambda: len([state for state, _ in history(snowflake) if state != "EXECUTING"]) >= runs, 30)


def as_application(snowflake: Snowflake, statement: str) -> None:
    session = snowflake.engine.sessions.open(application="TEST_APP", role=None, database="TEST_APP", schema="STATE", extras={"kind": "procedure"})
    snowflake.engine.execute(session, statement)


def test_execute_task_runs_a_suspended_task_as_the_application(tasks: Snowflake) -> None:
    as_application(tasks, "EXECUTE TASK state.note_task")
    ended(tasks, 1)
    assert texts(tasks) == ["from the task"]
    assert history(tasks) == [("SUCCEEDED", None)]
    with pytest.raises(SqlError, match="does not exist or not authorized"):
        tasks.sql("EXECUTE TASK state.note_task")


def test_a_resumed_task_runs_when_the_clock_says_so(tasks: Snowflake) -> None:
    as_application(tasks, "ALTER TASK state.note_task RESUME")
    tasks.objects.task_runs.advance(599)
    assert texts(tasks) == []
    tasks.objects.task_runs.advance(2)
    ended(tasks, 1)
    tasks.objects.task_runs.advance(601)
    ended(tasks, 2)
    as_application(tasks, "ALTER TASK state.note_task SUSPEND")
    tasks.objects.task_runs.advance(6000)
    assert texts(tasks) == ["from the task"] * 2
    assert tasks.column("SHOW TASKS IN SCHEMA state", "state") == ["suspended"]


def test_while_a_run_goes_on_one_more_is_queued_and_repeats_replace_it(tasks: Snowflake) -> None:
    begun, go_on = threading.Event(), threading.Event()
    original = tasks.objects.task_runs._execute

    def slow(*arguments: object) -> None:
        begun.set()
        go_on.wait(20)
        original(*arguments)  # type: ignore[arg-type]

    tasks.objects.task_runs._execute = slow  # type: ignore[method-assign]
    as_application(tasks, "EXECUTE TASK state.note_task")
    begun.wait(20)
    for _ in range(3):
        as_application(tasks, "EXECUTE TASK state.note_task")
    go_on.set()
    ended(tasks, 2)
    assert texts(tasks) == ["from the task"] * 2


def test_a_running_task_that_is_due_is_skipped(tasks: Snowflake) -> None:
    begun, go_on = threading.Event(), threading.Event()
    original = tasks.objects.task_runs._execute

    def slow(*arguments: object) -> None:
        begun.set()
        go_on.wait(20)
        original(*arguments)  # type: ignore[arg-type]

    tasks.objects.task_runs._execute = slow  # type: ignore[method-assign]
    as_application(tasks, "ALTER TASK state.note_task RESUME")
    tasks.objects.task_runs.advance(601)
    begun.wait(20)
    tasks.objects.task_runs.advance(601)
    ended(tasks, 1)
    go_on.set()
    ended(tasks, 2)
    assert sorted(state for state, _ in history(tasks)) == ["SKIPPED", "SUCCEEDED"]


def test_a_task_that_fails_again_and_again_is_suspended(tasks: Snowflake) -> None:
    as_application(tasks, "ALTER TASK state.note_task MODIFY AS CALL core.no_such()")
    as_application(tasks, "ALTER TASK state.note_task RESUME")
    tasks.objects.task_runs.advance(601)
    ended(tasks, 1)
    tasks.objects.task_runs.advance(601)
    ended(tasks, 2)
    assert tasks.column("SHOW TASKS IN SCHEMA state", "state") == ["suspended"]
    assert "Unknown user-defined function" in str(history(tasks)[0][1])


def test_a_run_that_takes_too_long_is_ended(tasks: Snowflake) -> None:
    as_application(tasks, "ALTER TASK state.note_task SET USER_TASK_TIMEOUT_MS = 300")
    as_application(tasks, "ALTER TASK state.note_task MODIFY AS CALL core.run('sleep', '60000')")
    as_application(tasks, "EXECUTE TASK state.note_task")
    ended(tasks, 1)
    assert history(tasks) == [("CANCELLED", "Task timed out after 300 ms.")]


def test_a_run_can_be_cancelled(tasks: Snowflake) -> None:
    as_application(tasks, "ALTER TASK state.note_task MODIFY AS CALL core.run('sleep', '60000')")
    as_application(tasks, "EXECUTE TASK state.note_task")
    for _ in range(400):
        if any(run.session and run.session.on_cancel for run in list(tasks.objects.task_runs._running.values())):
            break
        threading.Event().wait(0.05)
    as_application(tasks, "SELECT SYSTEM$USER_TASK_CANCEL_ONGOING_EXECUTIONS('state.note_task')")
    ended(tasks, 1)
    assert history(tasks)[0][0] == "CANCELLED"


def test_resumed_tasks_go_on_after_a_restart(make_package: Callable[..., Path], tmp_path: Path) -> None:
    setup = (Path(__file__).parent / "package" / "setup.sql").read_text(encoding="utf-8").replace("CALL core.echo('installed');", "")
    first = Snowflake(tmp_path / "data")
    first.install(make_package(setup_sql=setup))
    as_application(first, "ALTER TASK state.note_task RESUME")
    first.stop()
    second = Snowflake(tmp_path / "data")
    try:
        second.objects.task_runs.advance(601)
        ended(second, 1)
        assert texts(second) == ["from the task"]
    finally:
        second.stop()


@pytest.mark.parametrize(("statement", "reason"), [
    ("CREATE TASK state.x SCHEDULE = 'often' AS SELECT 1", "invalid value 'often' for property 'SCHEDULE'"),
    ("CREATE TASK state.x SCHEDULE = '5 SECONDS' AS SELECT 1", "between 10 seconds"),
    ("CREATE TASK state.x SCHEDULE = 'USING CRON 61 * * * * UTC' AS SELECT 1", "invalid cron"),
    ("CREATE TASK state.x SCHEDULE = 'USING CRON 0 * * * * Mars/Base' AS SELECT 1", "invalid time zone"),
    ("CREATE TASK state.x WAREHOUSE = no_such SCHEDULE = '1 MINUTE' AS SELECT 1", "Warehouse 'NO_SUCH' does not exist"),
    ("CREATE TASK state.x WAREHOUSE = compute_wh SCHEDULE = '1 MINUTE' AS SELECT 1", "Warehouse 'COMPUTE_WH' does not exist or not authorized"),
    ("CREATE TASK core.x SCHEDULE = '1 MINUTE' AS SELECT 1", "versioned schema"),
    ("CREATE TASK state.x SCHEDULE = '1 MINUTE'", "expected"),
    ("CREATE TASK state.note_task SCHEDULE = '1 MINUTE' AS SELECT 1", "already exists"),
    ("ALTER TASK state.no_such RESUME", "does not exist"),
])
def test_wrong_statements_about_tasks_are_refused(tasks: Snowflake, statement: str, reason: str) -> None:
    with pytest.raises(SqlError) as caught:
        as_application(tasks, statement)
    assert reason in caught.value.message


def test_a_resumed_task_must_be_suspended_before_it_is_changed(tasks: Snowflake) -> None:
    as_application(tasks, "ALTER TASK state.note_task RESUME")
    with pytest.raises(SqlError, match="not suspended"):
        as_application(tasks, "ALTER TASK state.note_task SET SCHEDULE = '20 MINUTES'")
    as_application(tasks, "ALTER TASK state.note_task SUSPEND")
    as_application(tasks, "ALTER TASK state.note_task SET SCHEDULE = 'USING CRON 30 2 * * * Europe/Amsterdam', COMMENT = 'nightly'")
    assert tasks.column("SHOW TASKS IN SCHEMA state", "schedule") == ["USING CRON 30 2 * * * Europe/Amsterdam"]


@pytest.mark.parametrize(("schedule", "after", "expected"), [
    ("10 MINUTES", "2026-01-01T00:00:00", "2026-01-01T00:10:00"),
    ("30 SECONDS", "2026-01-01T00:00:00", "2026-01-01T00:00:30"),
    ("USING CRON 0 2 * * * Europe/Amsterdam", "2026-01-01T00:00:00", "2026-01-01T01:00:00"),
    ("USING CRON 0 2 * * * Europe/Amsterdam", "2026-07-01T01:00:00", "2026-07-02T00:00:00"),
    ("USING CRON 0 0 L * * UTC", "2026-02-01T00:00:00", "2026-02-28T00:00:00"),
    ("using cron */15 * * * * UTC", "2026-02-01T00:01:00", "2026-02-01T00:15:00"),
])
def test_schedules(schedule: str, after: str, expected: str) -> None:
    found = next_run(schedule, datetime.datetime.fromisoformat(after).replace(tzinfo=UTC))
    assert found == datetime.datetime.fromisoformat(expected).replace(tzinfo=UTC)
