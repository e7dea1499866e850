"""Starts a run and looks at it while it goes on: through the procedures and views that everybody has."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from project.problem import Problem
from project.worksheet import APPLICATION, Outcome, Worksheet, literal

ENDED = {"SUCCEEDED", "PARTIAL", "FAILED", "CANCELLED"}
EVERY = 0.5


@dataclass(frozen=True)
class Look:
    """A run as it stands now."""

    run_id: str
    status: str
    waiting_until: datetime | None
    steps_done: int
    steps: int
    rows: int
    calls: int

    @property
    def ended(self) -> bool:
        return self.status in ENDED


def run_and_watch(
    caller: Worksheet, watcher: Worksheet, configuration: str, show: Callable[[Look], None], alive: Callable[[], None]
) -> str:
    """Runs the configuration once, waits included, and returns the run's id when it has ended.

    The procedure is called in a session of its own; `watcher` reads the views meanwhile. When the procedure returns because
    the run waits, the app's own task goes on with it later.
    """
    known = set(_run_ids(watcher, configuration))
    expected = _expected_steps(watcher, configuration)
    call = _Call(caller, configuration)
    run_id: str | None = None
    while True:
        alive()
        returned = call.outcome
        if call.problem is not None:
            raise call.problem
        if returned is not None:
            run_id = returned.payload.get("run_id") or run_id
            if run_id is None:
                raise Problem(str(returned))
        run_id = run_id or next((each for each in _run_ids(watcher, configuration) if each not in known), None)
        if run_id is not None:
            look = look_at(watcher, run_id, expected)
            show(look)
            if returned is not None and look.ended:
                return run_id
        time.sleep(EVERY)


class _Call:
    """`CALL core.run(...)` in a thread; `outcome` is there when it returned, `problem` when it could not be called."""

    def __init__(self, worksheet: Worksheet, configuration: str) -> None:
        self.outcome: Outcome | None = None
        self.problem: Problem | None = None
        self._worksheet, self._configuration = worksheet, configuration
        threading.Thread(target=self._work, daemon=True).start()

    def _work(self) -> None:
        try:
            self.outcome = self._worksheet.call("run", self._configuration, {"mode": "incremental"})
        except Exception as error:  # a thread's exception would otherwise be lost, and the wait for it endless
            self.problem = error if isinstance(error, Problem) else Problem(f"The run could not be started: {error}")


def look_at(watcher: Worksheet, run_id: str, expected: int) -> Look:
    run = watcher.query(f"SELECT STATUS, WAITING_UNTIL, API_CALLS FROM {APPLICATION}.core.runs WHERE RUN_ID = {literal(run_id)}")[0]
    steps = watcher.query(
        f"SELECT STATUS, COUNT(*) AS STEPS, SUM(ROWS_FETCHED) AS ROWS_FETCHED FROM {APPLICATION}.core.run_steps"
        f" WHERE RUN_ID = {literal(run_id)} GROUP BY STATUS"
    )
    done = sum(int(each["STEPS"]) for each in steps if each["STATUS"] in {*ENDED, "SKIPPED"})
    total = sum(int(each["STEPS"]) for each in steps)
    rows = sum(int(each["ROWS_FETCHED"] or 0) for each in steps)
    return Look(run_id, run["STATUS"], run["WAITING_UNTIL"], done, max(total, expected, 1), rows, int(run["API_CALLS"] or 0))


def _run_ids(watcher: Worksheet, configuration: str) -> list[str]:
    rows = watcher.query(f"SELECT RUN_ID FROM {APPLICATION}.core.runs WHERE CONFIGURATION = {literal(configuration)}")
    return [row["RUN_ID"] for row in rows]


def _expected_steps(watcher: Worksheet, configuration: str) -> int:
    """Endpoints times divisions, as far as they are known before the run."""
    endpoints = watcher.query(f"SELECT COUNT(*) AS N FROM {APPLICATION}.core.endpoints")[0]["N"]
    divisions = watcher.query(
        f"SELECT COUNT(*) AS N FROM {APPLICATION}.core.divisions d JOIN {APPLICATION}.core.configurations c ON c.CONNECTION = d.CONNECTION"
        f" WHERE c.CONFIGURATION = {literal(configuration)}"
    )[0]["N"]
    return int(endpoints) * int(divisions)
