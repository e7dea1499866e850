"""The engine: a statement in, a result out.

Interface to the ``objects`` package (application objects, roles, secrets, procedures, tasks). ``Objects(engine, options)``:

``try_execute(session, sql, binds) -> Result | None``
    asked first with every statement; None means "not mine".
``authorize(session, tree) -> None``
    asked before every statement on data or databases with the tree in which every ``exp.Table`` is qualified (catalog, db, name exact,
    as quoted identifiers). Names of CTEs are not qualified. The tree is shared with the statement cache: read it only.
``rewrite_functions(session, tree) -> tree``
    may replace functions and table functions (SYSTEM$..., INFORMATION_SCHEMA.TASK_HISTORY) in the parsed tree *before*
    tables are qualified. Must return the very same object when there was nothing to do (then the statement is
    cached), otherwise a changed copy. A table of the system schema is referred to with ``system_table('tasks')``.
``created(session, kind, database, schema, name)`` and ``dropped(session, kind, database, schema, name)``
    after a DATABASE, SCHEMA, TABLE, VIEW or STAGE was created or dropped by the data path
    (schema and name are None for a DATABASE, name is None for a SCHEMA). Replacing (OR REPLACE) calls both.
``start()``, ``stop()``
"""

from __future__ import annotations

from typing import Any, Sequence

from local_snowflake.options import Options
from local_snowflake.result import Result
from local_snowflake.session import Session, Sessions

SYSTEM_SCHEMA = "_local"


class Engine:
    """Executes statements of sessions on one DuckDB file."""

    def __init__(self, options: Options, sessions: Sessions) -> None:
        self.options = options
        self.sessions = sessions
        self.objects: Any = None
        sessions.engine = self

    def execute(self, session: Session, sql: str, binds: Sequence[Any] | None = None) -> Result:
        """Run one statement; binds are Python values in order of the placeholders. Raises SqlError."""
        raise NotImplementedError

    def system_rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Rows of a DuckDB query on the system schema (tables as _local.name); sees what is committed."""
        raise NotImplementedError

    def system_execute(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        """Run a DuckDB statement on the system schema and commit it; the number of rows it touched."""
        raise NotImplementedError

    def rollback_if_open(self, session: Session) -> bool:
        """See Session.rollback_if_open."""
        raise NotImplementedError

    def close_session(self, session: Session) -> None:
        """Roll back and release what the session holds."""
        raise NotImplementedError

    def cancel(self, session: Session) -> None:
        """Stop what the session runs now; callbacks in session.on_cancel are called (a procedure call ends itself so)."""
        raise NotImplementedError
