"""Application, roles, grants, secrets, network access, procedures, tasks and billing of the local Snowflake.

``Objects`` is what the engine sees (interface: see engine.py); the subjects are in modules of their own.
"""

from __future__ import annotations

import re
from typing import Any, Callable, Sequence

from sqlglot import exp

from local_snowflake.objects.access import Access
from local_snowflake.objects.applications import Applications
from local_snowflake.objects.billing import TABLE as BILLING_TABLE
from local_snowflake.objects.blocks import is_block
from local_snowflake.objects.calls import Calls
from local_snowflake.objects.egress import EgressProxy
from local_snowflake.objects.event_table import TABLE as EVENT_TABLE
from local_snowflake.objects.event_table import EventTable
from local_snowflake.objects.functions import Functions
from local_snowflake.objects.host import ProcedureHost
from local_snowflake.objects.network import Network
from local_snowflake.objects.procedures import Procedures
from local_snowflake.objects.reader import Reader
from local_snowflake.objects.registry import Key, Registry
from local_snowflake.objects.roles import Roles
from local_snowflake.objects.scripting import Interpreter
from local_snowflake.objects.secrets import Secrets
from local_snowflake.objects.setup_script import SetupScript
from local_snowflake.objects.streamlits import Streamlits
from local_snowflake.objects.task_runs import TaskRuns
from local_snowflake.objects.tasks import Tasks
from local_snowflake.objects.vault import Vault
from local_snowflake.objects.warehouses import Warehouses
from local_snowflake.options import Options
from local_snowflake.result import Column, Result, SqlError
from local_snowflake.session import Session
from local_snowflake.statements.words import words

Handler = Callable[[Session, Reader], Result]
_SYSTEM_CALL = re.compile(r"\s*SELECT\s+(SYSTEM\$\w+)\s*(\(.*\))\s*(?:AS\s+(\w+|\"[^\"]+\"))?\s*;?\s*\Z", re.IGNORECASE | re.DOTALL)
_BELOW = ("TABLE", "VIEW", "STAGE", "PROCEDURE", "SECRET", "NETWORK_RULE", "TASK", "STREAMLIT")


class Objects:
    """Everything of this package, tied together."""

    def __init__(self, engine: Any, options: Options) -> None:
        self.engine = engine
        self.options = options
        self.port = 0
        self.registry = Registry(engine)
        self.access = Access(engine, self.registry)
        self.vault = Vault(options.data / "secrets")
        self.egress = EgressProxy(options.exact_url, lambda: self.network.open_hosts(), options.data / "procedure-host" / "authority.pem")
        self.host = ProcedureHost(options, lambda: (self.egress.port, self.port), self.egress.authority_file)
        self.roles = Roles(self)
        self.secrets = Secrets(self)
        self.network = Network(self)
        self.procedures = Procedures(self)
        self.calls = Calls(self)
        self.applications = Applications(self)
        self.setup_script = SetupScript(self)
        self.tasks = Tasks(self)
        self.task_runs = TaskRuns(self)
        self.warehouses = Warehouses(self)
        self.streamlits = Streamlits(self)
        self.functions = Functions(self)
        self.event_table = EventTable(self)
        self._handlers = self._table()
        self._openings = {"CALL", "EXECUTE", "GRANT", "REVOKE", "USE", "CREATE", "ALTER", "DROP", "SHOW", "DESCRIBE", "DESC", "BEGIN", "DECLARE"}

    # interface to the engine

    def start(self) -> None:
        """Read what the last server left, and begin to work."""
        self.registry.load()
        self.engine.catalog.version_for = self.access.version_seen
        self.engine.system_execute(BILLING_TABLE)
        self.engine.system_execute(EVENT_TABLE)
        self.engine.system_execute("CREATE TABLE IF NOT EXISTS _local.settings (name VARCHAR, value VARCHAR)")
        self.vault.open()
        self.warehouses.ensure_default()
        self.applications.retire_old_versions()
        self.egress.start()
        self.task_runs.start()

    def stop(self) -> None:
        """End tasks, the JVM and the proxy."""
        self.task_runs.stop()
        self.applications.stop()
        self.host.stop()
        self.egress.stop()

    def try_execute(self, session: Session, sql: str, binds: Sequence[Any] | None) -> Result | None:
        """Do a statement about one of these objects; None for all others."""
        opening = words(sql)
        if not opening:
            return None
        if opening[0] in ("SELECT", "WITH"):
            return self._system_function(session, sql, binds) if "SYSTEM$" in sql.upper() else None
        if opening[0] not in self._openings:
            return None
        text = " ".join(opening)
        for pattern, handler in self._handlers:
            if re.match(pattern, text):
                self._refuse_forbidden(session, text)
                return handler(session, Reader(sql, binds))
        self._refuse_forbidden(session, text)
        if opening[0] in ("BEGIN", "DECLARE") and is_block(sql):
            return self._block(session, sql)
        return None

    def authorize(self, session: Session, tree: exp.Expression) -> None:
        """SqlError unless the session may do this statement on data."""
        if session.extras.get("kind") != "system":
            self.access.authorize(session, tree)

    def visible(self, session: Session, database: str, schema: str | None = None, name: str | None = None) -> bool:
        """Whether SHOW and INFORMATION_SCHEMA list something for a session."""
        return session.extras.get("kind") == "system" or self.access.sees(session, database, schema, name)

    def rewrite_functions(self, session: Session, tree: exp.Expression) -> exp.Expression:
        """See Functions.rewrite."""
        return self.functions.rewrite(session, tree)

    def created(self, session: Session, kind: str, database: str, schema: str | None, name: str | None) -> None:
        """Note who owns what was created."""
        self.registry.create(self.access.data_key(session, kind, database, schema, name), self.access.acting(session))

    def dropped(self, session: Session, kind: str, database: str, schema: str | None, name: str | None) -> None:
        """Forget what was dropped, and everything in it."""
        for below in _BELOW if name is None else ():
            for record in self.registry.all(below, database, schema):
                if below == "SECRET":
                    self.vault.forget(record.key)
                self.registry.remove(record.key)
        self.registry.remove(self.access.data_key(session, kind, database, schema, name))

    def renamed(self, session: Session, kind: str, database: str, schema: str, old: str, new: str) -> None:
        """A table or view has another name: owner and grants stay."""
        self.registry.rename(Key(kind, database, schema, old), Key(kind, database, schema, new))

    # settings that stay

    def setting(self, name: str, default: Any) -> Any:
        """A remembered setting."""
        rows = self.engine.system_rows("SELECT value FROM _local.settings WHERE name = ?", [name])
        return rows[0][0] == "true" if rows else default

    def set_setting(self, name: str, value: bool) -> None:
        """Remember a setting."""
        self.engine.system_execute("DELETE FROM _local.settings WHERE name = ?", [name])
        self.engine.system_execute("INSERT INTO _local.settings VALUES (?, ?)", [name, str(value).lower()])

    def session_settings(self, ticket: str, attributes: dict[str, Any]) -> dict[str, str]:
        """How a procedure's Snowpark session logs in."""
        settings = {"URL": f"http://127.0.0.1:{self.port}", "USER": "ticket", "PASSWORD": ticket, "DB": attributes["database"],
                    "SCHEMA": attributes["schema"]}
        return {name: str(value) for name, value in settings.items()}

    # statements

    def _system_function(self, session: Session, sql: str, binds: Sequence[Any] | None) -> Result | None:
        """``SELECT SYSTEM$X(...)`` alone, binds included; other queries are rewritten by rewrite_functions."""
        match = _SYSTEM_CALL.match(sql)
        if match is None or not self.functions.knows(match[1].upper()):
            return None
        reader = Reader(match[2], binds)
        arguments = [argument.value for argument in self.calls.arguments(session, reader)]
        if not reader.at_end():
            return None
        result = self.functions.call(session, match[1].upper(), arguments)
        name = match[3].strip('"') if match[3] and match[3].startswith('"') else (match[3] or match[1] + match[2]).upper()
        return Result([Column(name, result.columns[0].type)], result.rows, "select")

    def _block(self, session: Session, sql: str) -> Result:
        """An anonymous block."""
        value = Interpreter(session, sql, lambda text, binds: self.engine.execute(session, text, binds)).run()
        return Result.of(["anonymous block"], [[None if value is None else str(value)]], "call")

    def _execute_immediate(self, session: Session, reader: Reader) -> Result:
        reader.expect("EXECUTE", "IMMEDIATE")
        text = reader.string()
        binds: list[Any] = []
        if reader.accept("USING"):
            raise SqlError("The local Snowflake does not support this: EXECUTE IMMEDIATE ... USING outside of a block", 2, "0A000")
        reader.finish()
        return self.engine.execute(session, text, binds)

    def _use_secondary(self, session: Session, reader: Reader) -> Result:
        return Result.status("Statement executed successfully.", "use")

    def _refuse_forbidden(self, session: Session, opening: str) -> None:
        """What an application's code may not do (setup script and owner's rights)."""
        if session.application and session.extras.get("kind") != "system":
            if re.match(r"USE (ROLE|SECONDARY|DATABASE|SCHEMA)\b", opening) or (re.match(r"USE\b", opening) and "WAREHOUSE" not in opening):
                raise SqlError("Stored procedure execution error: Unsupported statement type 'USE'.", 90236, "42601")
            if re.match(r"ALTER APPLICATION (\S+ )?(APPROVE|DECLINE)\b", opening):
                raise SqlError("SQL access control error:\nAn application cannot decide about its own specifications.", 3001, "42501")

    def _table(self) -> list[tuple[str, Handler]]:
        create = r"CREATE (OR REPLACE |OR ALTER )?"
        describe = r"(DESCRIBE|DESC) "
        return [
            (r"CALL\b", self.calls.call_statement),
            (r"EXECUTE TASK\b", self.tasks.execute),
            (r"EXECUTE IMMEDIATE FROM\b", self.setup_script.execute_file),
            (r"EXECUTE IMMEDIATE\b", self._execute_immediate),
            (r"GRANT\b", self.roles.grant),
            (r"REVOKE\b", self.roles.revoke),
            (r"USE ROLE\b", self.roles.use_role),
            (r"USE SECONDARY\b", self._use_secondary),
            (r"USE WAREHOUSE\b", self.warehouses.use),
            (create + r"(SECURE )?PROCEDURE\b", self.procedures.create_procedure),
            (create + r"ROLE\b", self.roles.create_role),
            (create + r"APPLICATION ROLE\b", self.roles.create_application_role),
            (r"CREATE OR ALTER VERSIONED SCHEMA\b", self.setup_script.create_versioned_schema),
            (create + r"SECRET\b", self.secrets.create),
            (create + r"NETWORK RULE\b", self.network.create_rule),
            (create + r"EXTERNAL ACCESS INTEGRATION\b", self.network.create_integration),
            (create + r"TASK\b", self.tasks.create_task),
            (create + r"WAREHOUSE\b", self.warehouses.create_warehouse),
            (create + r"STREAMLIT\b", self.streamlits.create_streamlit),
            (r"ALTER PROCEDURE\b", self.procedures.alter),
            (r"ALTER SECRET\b", self.secrets.alter),
            (r"ALTER NETWORK RULE\b", self.network.alter_rule),
            (r"ALTER (EXTERNAL ACCESS )?INTEGRATION\b", self.network.alter_integration),
            (r"ALTER APPLICATION SET SPECIFICATION\b", self.network.set_specification),
            (r"ALTER APPLICATION DROP SPECIFICATION\b", self.network.drop_specification),
            (r"ALTER APPLICATION\b", self.network.decide),
            (r"ALTER TASK\b", self.tasks.alter),
            (r"ALTER WAREHOUSE\b", self.warehouses.alter),
            (r"DROP PROCEDURE\b", self.procedures.drop_procedure),
            (r"DROP ROLE\b", self.roles.drop_role),
            (r"DROP APPLICATION ROLE\b", self.roles.drop_application_role),
            (r"DROP APPLICATION\b", self.applications.drop_application),
            (r"DROP SECRET\b", self.secrets.drop_secret),
            (r"DROP NETWORK RULE\b", self.network.drop_rule),
            (r"DROP (EXTERNAL ACCESS )?INTEGRATION\b", self.network.drop_integration),
            (r"DROP TASK\b", self.tasks.drop_task),
            (r"DROP WAREHOUSE\b", self.warehouses.drop_warehouse),
            (r"DROP STREAMLIT\b", self.streamlits.drop_streamlit),
            (r"SHOW (USER )?PROCEDURES\b", self.procedures.show),
            (r"SHOW (TERSE )?TASKS\b", self.tasks.show),
            (r"SHOW SECRETS\b", self.secrets.show),
            (r"SHOW STREAMLITS\b", self.streamlits.show),
            (r"SHOW APPLICATION ROLES\b", self.roles.show_application_roles),
            (r"SHOW APPLICATIONS\b", self.applications.show),
            (r"SHOW ROLES\b", self.roles.show_roles),
            (r"SHOW GRANTS\b", self.roles.show_grants),
            (r"SHOW (APPROVED )?SPECIFICATIONS\b", self.network.show_specifications),
            (r"SHOW NETWORK RULES\b", self.network.show_rules),
            (r"SHOW (EXTERNAL ACCESS )?INTEGRATIONS\b", self.network.show_integrations),
            (r"SHOW WAREHOUSES\b", self.warehouses.show),
            (describe + r"PROCEDURE\b", self.procedures.describe),
            (describe + r"TASK\b", self.tasks.describe),
            (describe + r"SECRET\b", self.secrets.describe),
            (describe + r"STREAMLIT\b", self.streamlits.describe),
            (describe + r"APPLICATION\b", self.applications.describe),
            (describe + r"(EXTERNAL ACCESS )?INTEGRATION\b", self.network.describe_integration),
        ]

