"""What a person reads about a run."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

from project.progress import Lines, sentence
from project.summary import print_summary
from project.watching import Look
from rich.console import Console

START = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)


def look(**changes: Any) -> Look:
    return Look(
        **{"run_id": "r", "status": "RUNNING", "waiting_until": None, "steps_done": 3, "steps": 174, "rows": 12345, "calls": 67, **changes}
    )


def step(endpoint: str, division: int = 1, **changes: Any) -> dict[str, Any]:
    return {
        "ENDPOINT": endpoint, "DIVISION": division, "STATUS": "SUCCEEDED", "STRATEGY": "row version", "REASON": None, "STARTED_AT": START,
        "ENDED_AT": START + timedelta(seconds=2), "ROWS_FETCHED": 10, "ROWS_INSERTED": 10, "ROWS_UPDATED": 0, "ROWS_DELETED": 0,
        "ERROR_CODE": None, "ERROR_MESSAGE": None, "REMEDY": None, **changes,
    }  # fmt: skip


class Views:
    """Answers the three questions of the summary."""

    def __init__(self, steps: list[dict[str, Any]], **run: Any) -> None:
        self.steps = steps
        self.run = {
            "RUN_ID": "r", "STATUS": "SUCCEEDED", "STARTED_AT": START, "ENDED_AT": START + timedelta(seconds=9), "API_CALLS": 4,
            "ROWS_FETCHED": 20, "ROWS_INSERTED": 20, "ROWS_UPDATED": 0, "ROWS_DELETED": 0, "ROWS_UNCHANGED": 0, "CHARGE_USD": 0.1,
            "ERROR_CODE": None, "ERROR_MESSAGE": None, "REMEDY": None, **run,
        }  # fmt: skip

    def query(self, statement: str) -> list[dict[str, Any]]:
        if "core.runs" in statement:
            return [self.run]
        return self.steps if "core.run_steps" in statement else [{"ENDPOINT": "crm_accounts"}, {"ENDPOINT": "deleted"}]


def printed(views: Views) -> tuple[str, str]:
    console = Console(file=StringIO(), width=120)
    status = print_summary(console, views, "r")  # type: ignore[arg-type]
    return status, console.file.getvalue()  # type: ignore[attr-defined]


def test_a_line_for_every_endpoint_and_the_sum_of_its_divisions() -> None:
    status, text = printed(Views([step("crm_accounts", 1), step("crm_accounts", 2, ENDED_AT=START + timedelta(seconds=5))]))
    lines = {line.split()[0]: line.split()[1:] for line in text.splitlines() if line.strip()}
    assert status == "SUCCEEDED"
    assert lines["crm_accounts"] == ["20", "row", "version", "5.0"]
    assert lines["deleted"] == ["0", "not", "loaded"]
    assert "2 divisions, 20 rows fetched (20 new, 0 changed, 0 deleted, 0 unchanged), 4 calls, 9 s, $0.10" in text


def test_rows_that_came_and_were_not_written_get_a_column() -> None:
    _, text = printed(Views([step("crm_accounts", ROWS_INSERTED=0)]))
    assert "Written" in text


def test_a_fault_is_told_once_with_its_remedy() -> None:
    failed = {"STATUS": "FAILED", "ERROR_CODE": "EO-2008", "ERROR_MESSAGE": "Division 7 is refused", "REMEDY": "Check it."}
    status, text = printed(Views([step("crm_accounts", 7, **failed), step("deleted", 7, **failed)], STATUS="PARTIAL"))
    assert status == "PARTIAL"
    assert text.count("EO-2008: Division 7 is refused (2 steps)") == 1
    assert text.count("Check it.") == 1


def test_a_run_without_steps_tells_its_own_error() -> None:
    _, text = printed(
        Views([], STATUS="FAILED", ERROR_CODE="EO-2003", ERROR_MESSAGE="refused", REMEDY="Check both.", ENDED_AT=None, CHARGE_USD=None)
    )
    assert "EO-2003: refused" in text and "Check both." in text


def test_progress_says_rows_and_calls_or_until_when_it_waits() -> None:
    assert sentence(look()) == "Loading, 12,345 rows, 67 calls"
    until = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=1)
    assert sentence(look(status="WAITING", waiting_until=until)).startswith("Waiting until ")


def test_plain_lines_come_only_with_news() -> None:
    console = Console(file=StringIO(), width=120)
    lines = Lines(console)
    for each in (look(status="QUEUED"), look(status="QUEUED"), look(), look(), look(status="SUCCEEDED", steps_done=174)):
        lines.show(each)
    assert console.file.getvalue().count("\n") == 3  # type: ignore[attr-defined]
