"""Tasks: statements that run by themselves, as the application that owns them."""

from __future__ import annotations

import datetime
import logging
import threading
import uuid
from typing import Any

from local_snowflake.objects.reader import Name, Reader
from local_snowflake.objects.registry import Key, Record, insufficient, now
from local_snowflake.objects.schedule import check_schedule, next_run
from local_snowflake.objects.subject import Subject, like
from local_snowflake.result import Column, Result, SqlError
from local_snowflake.session import Session

logger = logging.getLogger("local_snowflake.tasks")
_PROPERTIES = ("WAREHOUSE", "SCHEDULE", "USER_TASK_TIMEOUT_MS", "SUSPEND_TASK_AFTER_NUM_FAILURES", "TASK_AUTO_RETRY_ATTEMPTS",
               "ALLOW_OVERLAPPING_EXECUTION", "OVERLAP_POLICY", "USER_TASK_MANAGED_INITIAL_WAREHOUSE_SIZE", "COMMENT", "CONFIG",
               "SERVERLESS_TASK_MIN_STATEMENT_SIZE", "SERVERLESS_TASK_MAX_STATEMENT_SIZE", "USER_TASK_MINIMUM_TRIGGER_INTERVAL_IN_SECONDS",
               "LOG_LEVEL", "ERROR_INTEGRATION")
_UNSUPPORTED = ("AFTER", "FINALIZE", "WHEN", "EXECUTE")
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


class Tasks(Subject):
    """Statements about tasks, and the thread that starts them when they are due."""

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

    # statements

    def create_task(self, session: Session, reader: Reader) -> Result:
        """CREATE [OR REPLACE | OR ALTER] TASK [IF NOT EXISTS] name ... AS statement; a new task is suspended."""
        reader.expect("CREATE")
        replace = reader.accept("OR", "REPLACE") or reader.accept("OR", "ALTER")
        reader.expect("TASK")
        if_not_exists = reader.accept("IF", "NOT", "EXISTS")
        key = self.key(session, "TASK", reader.name())
        kept: dict[str, Any] = {"state": "suspended", "failures": 0, "warehouse": None, "schedule": None, "id": str(uuid.uuid4())}
        while not reader.looking_at("AS"):
            if reader.at_end():
                raise reader.error("AS")
            if reader.token is not None and reader.token.is_word(*_UNSUPPORTED):
                raise SqlError(f"The local Snowflake does not support this: {reader.token.text.upper()} in CREATE TASK", 2, "0A000")
            self._apply(kept, reader.properties(*_PROPERTIES, until=("AS", *_UNSUPPORTED)), session)
        reader.expect("AS")
        kept["definition"] = reader.rest()
        if not kept["definition"]:
            raise reader.error("a statement")
        if key.version is not None or self._is_versioned(key):
            raise SqlError("SQL compilation error:\nTasks cannot be created in a versioned schema.", 93307, "0A000")
        self._require_privileges(session, kept)
        result = self.create(session, key, replace, if_not_exists, kept)
        self._due.pop(key, None)
        return Result.status(f"Task {key.name} successfully created.") if "created" in str(result.rows[0][0]) else result

    def alter(self, session: Session, reader: Reader) -> Result:
        """ALTER TASK [IF EXISTS] name RESUME | SUSPEND | SET ... | UNSET ... | MODIFY AS ..."""
        reader.expect("ALTER", "TASK")
        if_exists = reader.accept("IF", "EXISTS")
        key = self.key(session, "TASK", reader.name())
        try:
            record = self.find(session, key)
        except SqlError as error:
            if if_exists and error.code == 2003:
                return Result.status("Statement executed successfully.")
            raise
        verb = reader.word()
        if not self.access.owns(session, key) and not (verb in ("RESUME", "SUSPEND") and self.access.granted(session, key, "OPERATE")):
            raise insufficient("task", key.name)
        changed = dict(record.properties)
        if verb in ("RESUME", "SUSPEND"):
            reader.finish()
            self._resume_or_suspend(session, changed, verb)
        else:
            if record.properties["state"] == "started":
                raise SqlError(f"Unable to update graph with root task {key} since that root task is not suspended.", 91089, "42601")
            self._modify(session, reader, verb, changed)
        self.commit(session)
        with self._wake:
            record.properties = changed
            self.registry.save(record)
            self._due.pop(key, None)
            if changed["state"] == "started":
                self._due[key] = next_run(changed["schedule"], self.now())
            self._wake.notify_all()
        return Result.status("Statement executed successfully.")

    def _resume_or_suspend(self, session: Session, changed: dict[str, Any], verb: str) -> None:
        if verb == "RESUME":
            if not changed["schedule"]:
                raise SqlError("Cannot resume a task that has neither a schedule nor predecessors.", 91088, "42601")
            self._require_privileges(session, changed)
            if changed["state"] != "started":
                changed["resumed_at"] = self.now().isoformat()
            changed.update(state="started", failures=0)
        else:
            changed["state"] = "suspended"

    def _modify(self, session: Session, reader: Reader, verb: str, changed: dict[str, Any]) -> None:
        if verb == "SET":
            self._apply(changed, reader.properties(*_PROPERTIES), session)
        elif verb == "UNSET":
            self._apply(changed, {reader.word(): None}, session)
            while reader.accept_symbol(","):
                self._apply(changed, {reader.word(): None}, session)
        elif verb == "MODIFY":
            reader.expect("AS")
            changed["definition"] = reader.rest()
        else:
            raise reader.error("RESUME, SUSPEND, SET, UNSET or MODIFY AS", back=1)

    def _apply(self, kept: dict[str, Any], properties: dict[str, Any], session: Session) -> None:
        for name, value in properties.items():
            if name == "SCHEDULE" and value is not None:
                check_schedule(str(value))
            if name == "WAREHOUSE" and value is not None:
                value = value.last if isinstance(value, Name) else str(value)
                self.objects.warehouses.require(session, value)
            kept[name.lower()] = value.last if isinstance(value, Name) else value

    def _require_privileges(self, session: Session, kept: dict[str, Any]) -> None:
        account = Key("ACCOUNT")
        for privilege in ("EXECUTE TASK", *(() if kept["warehouse"] else ("EXECUTE MANAGED TASK",))):
            if not self.access.is_admin(session) and not self.access.granted(session, account, privilege):
                raise SqlError(f"Cannot execute task, {privilege} privilege must be granted to owner role", 91090, "42501")

    def _is_versioned(self, key: Key) -> bool:
        application = self.registry.find(Key("APPLICATION", name=key.database))
        return application is not None and key.schema in application.properties["versioned_schemas"]

    def execute(self, session: Session, reader: Reader) -> Result:
        """EXECUTE TASK name: starts a run; while one goes on, one more is queued."""
        reader.expect("EXECUTE", "TASK")
        key = self.key(session, "TASK", reader.name())
        if not reader.at_end():
            raise SqlError("The local Snowflake does not support this: EXECUTE TASK with options", 2, "0A000")
        record = self.find(session, key)
        if not self.access.owns(session, key) and not self.access.granted(session, key, "OPERATE"):
            raise insufficient("task", key.name)
        self._require_privileges(session, record.properties)
        self.commit(session)
        with self._wake:
            self._queued.add(key)
            self._wake.notify_all()
        return Result.status(f"Task {key.name} is scheduled to run immediately.")

    def drop_task(self, session: Session, reader: Reader) -> Result:
        """DROP TASK [IF EXISTS] name; a run that goes on ends by itself."""
        reader.expect("DROP", "TASK")
        if_exists = reader.accept("IF", "EXISTS")
        key = self.key(session, "TASK", reader.name())
        result = self.drop(session, key, if_exists)
        with self._wake:
            self._queued.discard(key)
            self._due.pop(key, None)
        return result

    def cancel_executions(self, session: Session, name: str) -> str:
        """SYSTEM$USER_TASK_CANCEL_ONGOING_EXECUTIONS('task')."""
        key = self.owned(session, self.key(session, "TASK", Reader(name).name())).key
        with self._wake:
            self._queued.discard(key)
            run = self._running.get(key)
        if run is None:
            return "No ongoing executions."
        self._cancel(run, "Task was cancelled by SYSTEM$USER_TASK_CANCEL_ONGOING_EXECUTIONS.")
        return "Cancelled ongoing executions."

    # SHOW

    def show(self, session: Session, reader: Reader) -> Result:
        """SHOW TASKS [LIKE '...'] [IN ...]."""
        reader.expect("SHOW")
        reader.accept("TERSE")
        reader.expect("TASKS")
        pattern = reader.string() if reader.accept("LIKE") else None
        database, schema = self.in_clause(session, reader)
        # ACCOUNTADMIN holds MONITOR EXECUTION: it sees every task
        rows = [self._row(record) for record in self.registry.all("TASK", database, schema)
                if like(pattern, record.name) and (self.access.is_admin(session) or self.access.may(session, record.key))]
        return Result.of(_SHOWN, rows, "show")

    def describe(self, session: Session, reader: Reader) -> Result:
        """DESCRIBE TASK name."""
        reader.word()
        reader.expect("TASK")
        return Result.of(_SHOWN, [self._row(self.find(session, self.key(session, "TASK", reader.name())))], "describe")

    def _row(self, record: Record) -> list[Any]:
        kept = record.properties
        resumed = kept.get("resumed_at")
        return [record.created, record.name, kept["id"], record.key.database, record.key.schema, record.owner.name, kept.get("comment"),
                kept["warehouse"], kept["schedule"], kept["state"], kept["definition"],
                str(bool(kept.get("allow_overlapping_execution"))).lower(), record.owner.kind, None if resumed is None else
                datetime.datetime.fromisoformat(resumed), kept.get("suspend_task_after_num_failures"), kept.get("last_suspended_reason")]

    # the thread

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
        try:
            self.engine.system_execute(
                "UPDATE _local.task_history SET state = ?, error_code = ?, error_message = ?, completed_time = ? WHERE query_id = ?",
                [state, None if error is None else f"{error.code:06d}", message, self.now(), identifier])
        except Exception:
            logger.exception("the history of task %s could not be written", key.name)
        with self._wake:
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


_SHOWN = [Column("created_on", "timestamp_ltz"), *map(Column, (
    "name", "id", "database_name", "schema_name", "owner", "comment", "warehouse", "schedule", "state", "definition",
    "allow_overlapping_execution", "owner_role_type")), Column("last_committed_on", "timestamp_ltz"),
    Column("suspend_task_after_num_failures", "fixed", 38, 0), Column("last_suspended_reason")]
