"""Runs tasks when they are due or asked for: one thread that looks, and one for each run."""

from __future__ import annotations

import datetime
import logging
import threading
import uuid
from typing import Any

from local_snowflake.objects.registry import Key, Record, now
from local_snowflake.objects.schedule import next_run
from local_snowflake.objects.subject import Subject
from local_snowflake.result import SqlError
from local_snowflake.session import Session

logger = logging.getLogger("local_snowflake.tasks")
_HISTORY = """CREATE TABLE IF NOT EXISTS _local.task_history (
    query_id VARCHAR, name VARCHAR, database_name VARCHAR, schema_name VARCHAR, query_text VARCHAR, state VARCHAR, error_code VARCHAR,
    error_message VARCHAR, scheduled_time TIMESTAMPTZ, query_start_time TIMESTAMPTZ, completed_time TIMESTAMPTZ, run_id BIGINT,
    return_value VARCHAR, scheduled_from VARCHAR, attempt_number INTEGER)"""
HISTORY_COLUMNS = ("QUERY_ID", "NAME", "DATABASE_NAME", "SCHEMA_NAME", "QUERY_TEXT", "STATE", "ERROR_CODE", "ERROR_MESSAGE",
                   "SCHEDULED_TIME", "QUERY_START_TIME", "COMPLETED_TIME", "RUN_ID", "RETURN_VALUE", "SCHEDULED_FROM", "ATTEMPT_NUMBER")


class _Run:
    """A run of a task that goes on now."""

    def __init__(self, key: Key) -> None:
        self.key = key
        self.session: Session | None = None
        self.cancelled: str | None = None


class TaskRuns(Subject):
    """The clock of tasks, what is due, and what runs."""

    def __init__(self, objects: Any) -> None:
        super().__init__(objects)
        self._wake = threading.Condition()
        self._running: dict[Key, _Run] = {}
        self._queued: set[Key] = set()
        self._due: dict[Key, datetime.datetime] = {}
        self._threads: set[threading.Thread] = set()
        self._stopping = False
        self._clock = datetime.timedelta(0)

    # the clock

    def now(self) -> datetime.datetime:
        """The time by which tasks become due."""
        return now() + self._clock

    def advance(self, seconds: float) -> datetime.datetime:
        """Move the clock of tasks; what has become due starts."""
        with self._wake:
            self._clock += datetime.timedelta(seconds=seconds)
            self.engine.system_execute("DELETE FROM _local.task_clock")
            self.engine.system_execute("INSERT INTO _local.task_clock VALUES (?)", [self._clock.total_seconds()])
            self._wake.notify_all()
        return self.now()

    # what statements ask for

    def queue(self, key: Key) -> None:
        """One run at once, or after the one that goes on."""
        with self._wake:
            self._queued.add(key)
            self._wake.notify_all()

    def reschedule(self, record: Record) -> None:
        """A task was created, changed, resumed or suspended."""
        with self._wake:
            self._due.pop(record.key, None)
            if record.properties["state"] == "started":
                self._due[record.key] = next_run(record.properties["schedule"], self.now())
            self._wake.notify_all()

    def forget(self, key: Key) -> None:
        """A task was dropped; a run that goes on ends by itself."""
        with self._wake:
            self._queued.discard(key)
            self._due.pop(key, None)

    def cancel(self, key: Key) -> bool:
        """End the run that goes on and forget the queued one; False when none goes on."""
        with self._wake:
            self._queued.discard(key)
            run = self._running.get(key)
        if run is not None:
            self._cancel(run, "Task was cancelled by SYSTEM$USER_TASK_CANCEL_ONGOING_EXECUTIONS.")
        return run is not None

    # the threads

    def start(self) -> None:
        """Go on where the last server stopped: resumed tasks are due again by their schedules."""
        self.engine.system_execute(_HISTORY)
        self.engine.system_execute("CREATE TABLE IF NOT EXISTS _local.task_clock (seconds DOUBLE)")
        self.engine.system_execute("UPDATE _local.task_history SET state = 'FAILED', error_message = 'The server was stopped.', "
                                   "completed_time = ? WHERE state = 'EXECUTING'", [self.now()])
        rows = self.engine.system_rows("SELECT seconds FROM _local.task_clock")
        self._clock = datetime.timedelta(seconds=rows[0][0] if rows else 0)
        self._due = {record.key: next_run(record.properties["schedule"], self.now()) for record in self.registry.all("TASK")
                     if record.properties["state"] == "started"}
        threading.Thread(target=self._loop, name="tasks", daemon=True).start()

    def stop(self) -> None:
        """Start no more runs, and end those that go on."""
        with self._wake:
            self._stopping = True
            self._wake.notify_all()
            runs, threads = list(self._running.values()), list(self._threads)
        for run in runs:
            self._cancel(run, "The server was stopped.")
        for thread in threads:
            thread.join(10)

    def forget_database(self, database: str) -> None:
        """An application goes away: its tasks with it."""
        with self._wake:
            for key in [key for key in {*self._queued, *self._due} if key.database == database]:
                self._queued.discard(key)
                self._due.pop(key, None)
            runs = [run for run in self._running.values() if run.key.database == database]
        for run in runs:
            self._cancel(run, "The application was dropped.")

    def _loop(self) -> None:
        while True:
            with self._wake:
                if self._stopping:
                    return
                try:
                    pause = self._start_due()
                except Exception:
                    logger.exception("looking for tasks that are due failed")
                    pause = 5.0
                self._wake.wait(pause)

    def _start_due(self) -> float:
        """Start what is due or queued; how many seconds until the next look."""
        moment = self.now()
        for key in list(self._queued):
            if key not in self._running:
                self._queued.discard(key)
                self._begin(key, moment, "EXECUTE TASK")
        soonest = moment + datetime.timedelta(minutes=10)
        for record in self.registry.all("TASK"):
            if record.properties["state"] != "started":
                continue
            due = self._due.get(record.key)
            if due is None:
                due = self._due[record.key] = next_run(record.properties["schedule"], moment)
            if due <= moment:
                # a run that is due while the previous one goes on is skipped
                if record.key in self._running:
                    self._note_skipped(record, due)
                else:
                    self._begin(record.key, due, "SCHEDULE")
                due = self._due[record.key] = next_run(record.properties["schedule"], moment)
            soonest = min(soonest, due)
        return max(0.05, (soonest - self.now()).total_seconds())

    def _begin(self, key: Key, due: datetime.datetime, reason: str) -> None:
        record = self.registry.find(key)
        if record is None:
            return
        run = self._running[key] = _Run(key)
        thread = threading.Thread(target=self._run, args=(run, record, due, reason), name=f"task-{key.name}", daemon=True)
        self._threads.add(thread)
        thread.start()

    def _run(self, run: _Run, record: Record, due: datetime.datetime, reason: str) -> None:
        identifier = str(uuid.uuid4())
        timer: threading.Timer | None = None
        error: SqlError | None = None
        try:
            self.engine.system_execute(
                "INSERT INTO _local.task_history VALUES (?, ?, ?, ?, ?, 'EXECUTING', NULL, NULL, ?, ?, NULL, ?, NULL, ?, 1)",
                [identifier, record.name, record.key.database, record.key.schema, record.properties["definition"], due, self.now(),
                 int(due.timestamp() * 1000), reason])
            milliseconds = int(record.properties.get("user_task_timeout_ms") or 3_600_000)
            timer = threading.Timer(milliseconds / 1000, self._cancel, (run, f"Task timed out after {milliseconds} ms."))
            timer.daemon = True
            timer.start()
            self._execute(run, record)
        except SqlError as failure:
            error = failure
        except Exception as failure:  # noqa: BLE001 - whatever goes wrong ends this run alone
            logger.exception("task %s failed", record.name)
            error = SqlError(f"Internal error: {failure}", 300010, "58000")
        finally:
            if timer is not None:
                timer.cancel()
            self._finish(run, record.key, identifier, error)

    def _execute(self, run: _Run, record: Record) -> None:
        owned_by_application = record.owner.kind == "APPLICATION"
        run.session = self.engine.sessions.open(
            application=record.owner.name if owned_by_application else None, role=None if owned_by_application else record.owner.name,
            database=record.key.database, schema=record.key.schema, warehouse=record.properties["warehouse"], user="SYSTEM",
            extras={"kind": "task"})
        try:
            if run.cancelled:
                raise SqlError("SQL execution canceled", 604, "57014")
            self.engine.execute(run.session, record.properties["definition"])
        finally:
            session, run.session = run.session, None
            self.engine.sessions.close(session)

    def _finish(self, run: _Run, key: Key, identifier: str, error: SqlError | None) -> None:
        state = "SUCCEEDED" if error is None else "CANCELLED" if run.cancelled else "FAILED"
        message = None if error is None else run.cancelled or error.message
        # the history and the end of the run show at one moment: who reads the one may rely on the other
        with self._wake:
            try:
                self.engine.system_execute(
                    "UPDATE _local.task_history SET state = ?, error_code = ?, error_message = ?, completed_time = ? WHERE query_id = ?",
                    [state, None if error is None else f"{error.code:06d}", message, self.now(), identifier])
            except Exception:
                logger.exception("the history of task %s could not be written", key.name)
            self._running.pop(key, None)
            self._threads.discard(threading.current_thread())
            record = self.registry.find(key)
            if record is not None and not self._stopping:
                self._count_failures(record, failed=state == "FAILED")
            self._wake.notify_all()

    def _count_failures(self, record: Record, failed: bool) -> None:
        failures = record.properties.get("failures", 0) + 1 if failed else 0
        if failures == record.properties.get("failures", 0):
            return
        record.properties["failures"] = failures
        limit = record.properties.get("suspend_task_after_num_failures")
        limit = 10 if limit is None else int(limit)
        if limit and failures >= limit and record.properties["state"] == "started":
            record.properties.update(state="suspended", last_suspended_reason="SUSPENDED_DUE_TO_ERRORS")
            logger.warning("task %s was suspended after %s failures", record.name, failures)
        self.registry.save(record)

    def _note_skipped(self, record: Record, due: datetime.datetime) -> None:
        self.engine.system_execute(
            "INSERT INTO _local.task_history VALUES (?, ?, ?, ?, ?, 'SKIPPED', NULL, 'The previous run goes on.', ?, NULL, NULL, ?, NULL, "
            "'SCHEDULE', 1)", [str(uuid.uuid4()), record.name, record.key.database, record.key.schema, record.properties["definition"], due,
                               int(due.timestamp() * 1000)])
        self._wake.notify_all()

    def _cancel(self, run: _Run, reason: str) -> None:
        run.cancelled = reason
        session = run.session
        if session is not None:
            self.engine.cancel(session)
