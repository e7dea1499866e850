"""Tasks: statements that run by themselves, as the application that owns them. ``task_runs`` runs them."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from local_snowflake.objects.reader import Name, Reader
from local_snowflake.objects.registry import Key, Record, insufficient
from local_snowflake.objects.schedule import check_schedule
from local_snowflake.objects.subject import Subject, like
from local_snowflake.result import Column, Result, SqlError
from local_snowflake.session import Session

_PROPERTIES = ("WAREHOUSE", "SCHEDULE", "USER_TASK_TIMEOUT_MS", "SUSPEND_TASK_AFTER_NUM_FAILURES", "TASK_AUTO_RETRY_ATTEMPTS",
               "ALLOW_OVERLAPPING_EXECUTION", "OVERLAP_POLICY", "USER_TASK_MANAGED_INITIAL_WAREHOUSE_SIZE", "COMMENT", "CONFIG",
               "SERVERLESS_TASK_MIN_STATEMENT_SIZE", "SERVERLESS_TASK_MAX_STATEMENT_SIZE", "USER_TASK_MINIMUM_TRIGGER_INTERVAL_IN_SECONDS",
               "LOG_LEVEL", "ERROR_INTEGRATION")
_UNSUPPORTED = ("AFTER", "FINALIZE", "WHEN", "EXECUTE")


class Tasks(Subject):
    """Statements about tasks."""

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
        self.objects.task_runs.forget(key)
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
        record.properties = changed
        self.registry.save(record)
        self.objects.task_runs.reschedule(record)
        return Result.status("Statement executed successfully.")

    def _resume_or_suspend(self, session: Session, changed: dict[str, Any], verb: str) -> None:
        if verb == "RESUME":
            if not changed["schedule"]:
                raise SqlError("Cannot resume a task that has neither a schedule nor predecessors.", 91088, "42601")
            self._require_privileges(session, changed)
            if changed["state"] != "started":
                changed["resumed_at"] = self.objects.task_runs.now().isoformat()
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
        self.objects.task_runs.queue(key)
        return Result.status(f"Task {key.name} is scheduled to run immediately.")

    def drop_task(self, session: Session, reader: Reader) -> Result:
        """DROP TASK [IF EXISTS] name; a run that goes on ends by itself."""
        reader.expect("DROP", "TASK")
        if_exists = reader.accept("IF", "EXISTS")
        key = self.key(session, "TASK", reader.name())
        result = self.drop(session, key, if_exists)
        self.objects.task_runs.forget(key)
        return result

    def cancel_executions(self, session: Session, name: str) -> str:
        """SYSTEM$USER_TASK_CANCEL_ONGOING_EXECUTIONS('task')."""
        key = self.owned(session, self.key(session, "TASK", Reader(name).name())).key
        return "Cancelled ongoing executions." if self.objects.task_runs.cancel(key) else "No ongoing executions."

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


_SHOWN = [Column("created_on", "timestamp_ltz"), *map(Column, (
    "name", "id", "database_name", "schema_name", "owner", "comment", "warehouse", "schedule", "state", "definition",
    "allow_overlapping_execution", "owner_role_type")), Column("last_committed_on", "timestamp_ltz"),
    Column("suspend_task_after_num_failures", "fixed", 38, 0), Column("last_suspended_reason")]
