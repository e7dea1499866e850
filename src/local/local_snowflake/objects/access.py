"""Who may do what: the check before every statement on data."""

from __future__ import annotations

from typing import Any

from sqlglot import exp

from local_snowflake.errors import missing as missing_data
from local_snowflake.names import INFORMATION_SCHEMA, display, is_system_table
from local_snowflake.objects.registry import VERSIONED_KINDS, Key, Principal, Record, Registry, insufficient
from local_snowflake.result import SqlError
from local_snowflake.session import Session

ADMIN = Principal("ROLE", "ACCOUNTADMIN")
PUBLIC = Principal("ROLE", "PUBLIC")
LOCAL_DATABASE = "SNOWFLAKE"
_TABLE_KINDS = ("TABLE", "VIEW")


class Access:
    """Answers whether a session may do something."""

    def __init__(self, engine: Any, registry: Registry) -> None:
        self._engine = engine
        self._registry = registry
        self._cache: dict[Principal, tuple[int, frozenset[Principal]]] = {}

    # who a session is

    def acting(self, session: Session) -> Principal:
        """As whom a session creates things."""
        if session.application:
            return Principal("APPLICATION", session.application)
        role = session.role or "PUBLIC"
        return Principal("APPLICATION_ROLE" if "." in role else "ROLE", role)

    def principals(self, session: Session) -> frozenset[Principal]:
        """Everyone a session is, roles granted to its role included."""
        return self.expand(self.acting(session))

    def expand(self, principal: Principal) -> frozenset[Principal]:
        """A principal and all roles it holds, directly or through others."""
        generation, known = self._cache.get(principal, (-1, frozenset()))
        if generation == self._registry.generation:
            return known
        generation = self._registry.generation
        found, waiting = {principal}, [principal]
        if principal.kind == "ROLE":
            found.add(PUBLIC)
            waiting.append(PUBLIC)
        while waiting:
            for grant, _ in self._registry.grants_to(waiting.pop()):
                if grant.privilege == "USAGE" and grant.on.kind in ("ROLE", "APPLICATION_ROLE"):
                    name = f"{grant.on.database}.{grant.on.name}" if grant.on.kind == "APPLICATION_ROLE" else str(grant.on.name)
                    held = Principal(grant.on.kind, name)
                    if held not in found:
                        found.add(held)
                        waiting.append(held)
        self._cache[principal] = (generation, frozenset(found))
        return self._cache[principal][1]

    def is_admin(self, session: Session) -> bool:
        """Whether a person acts as ACCOUNTADMIN."""
        return not session.application and session.role == "ACCOUNTADMIN"

    def require_admin(self, session: Session, what: str) -> None:
        """SqlError unless a person acts as ACCOUNTADMIN."""
        if not self.is_admin(session):
            raise insufficient("account", what)

    # what there is

    def owner_of(self, key: Key) -> Principal:
        """Who owns an object; what nobody is noted for belongs to ACCOUNTADMIN."""
        record = self._registry.find(key)
        return record.owner if record else ADMIN

    def application_of(self, database: str | None) -> str | None:
        """The application that a database is; None for ordinary ones."""
        return database if database and self._registry.find(Key("APPLICATION", name=database)) else None

    def version_of(self, session: Session, database: str | None, schema: str | None) -> int | None:
        """The version to look for in a schema: that of the session's code, or the installed one; None outside versioned schemas."""
        if not database or not schema:
            return None
        record = self._registry.find(Key("APPLICATION", name=database))
        if record is None or schema not in record.properties["versioned_schemas"]:
            return None
        if session.application == database and session.extras.get("version") is not None:
            return int(session.extras["version"])
        return int(record.properties["version"])

    def version_seen(self, session: Session | None, database: str, schema: str) -> int | None:
        """The same for whoever asks; without a session it is the installed one."""
        if session is not None:
            return self.version_of(session, database, schema)
        record = self._registry.find(Key("APPLICATION", name=database))
        return int(record.properties["version"]) if record is not None and schema in record.properties["versioned_schemas"] else None

    def data_key(self, session: Session, kind: str, database: str, schema: str | None, name: str | None) -> Key:
        """The key of something on the data path, as the session means it: views in versioned schemas are those of its version."""
        version = self.version_of(session, database, schema) if kind in VERSIONED_KINDS else None
        return Key(kind, database, schema, name, version)

    # may it?

    def owns(self, session: Session, key: Key) -> bool:
        """Ownership. ACCOUNTADMIN counts as owner of what account roles own, and of what an application owns outside of itself."""
        owner = self.owner_of(key)
        if owner in self.principals(session):
            return True
        outside = key.database is not None and not self.application_of(key.database)
        return self.is_admin(session) and (owner.kind == "ROLE" or outside)

    def granted(self, session: Session, key: Key, *privileges: str) -> bool:
        """Whether one of the privileges was granted (any at all when none is named)."""
        principals = self.principals(session)
        return any(grant.to in principals and (not privileges or grant.privilege in privileges or grant.privilege == "ALL")
                   for grant, _ in self._registry.grants_on(key))

    def may(self, session: Session, key: Key, *privileges: str) -> bool:
        """Ownership or a grant."""
        return self.owns(session, key) or self.granted(session, key, *privileges)

    def sees_database(self, session: Session, database: str) -> bool:
        """Whether a session may use a database at all."""
        if database == LOCAL_DATABASE:
            return self.is_admin(session)
        if self.application_of(database):
            return session.application == database or any(
                principal.kind == "APPLICATION_ROLE" and principal.name.startswith(f"{database}.") for principal in self.principals(session))
        return self.may(session, Key("DATABASE", database), "USAGE") or self.is_admin(session)

    def sees_schema(self, session: Session, database: str, schema: str) -> bool:
        """Whether a session may use a schema."""
        if not self.sees_database(session, database):
            return False
        if schema == INFORMATION_SCHEMA or database == LOCAL_DATABASE:
            return True
        key = Key("SCHEMA", database, schema)
        return self.may(session, key, "USAGE") or (self.is_admin(session) and not self.application_of(database))

    def sees(self, session: Session, database: str, schema: str | None, name: str | None) -> bool:
        """Whether a session may know that a database, a schema, or a table, view or stage is there: any grant on it will do."""
        if schema is None:
            return self.sees_database(session, database)
        if name is None or not self.sees_schema(session, database, schema):
            return self.sees_schema(session, database, schema)
        info = self._engine.catalog.table(database, schema, name)
        key = self.data_key(session, info.kind if info else "STAGE", database, schema, name)
        return self.may(session, key) or (self.is_admin(session) and not self.application_of(database))

    def require_schema(self, session: Session, database: str, schema: str) -> None:
        """SqlError as if it were not there, unless the session may use the schema."""
        if not self.sees_database(session, database):
            raise missing_data("Database", display(database))
        if not self.sees_schema(session, database, schema):
            raise missing_data("Schema", display(database, schema))

    def require_create(self, session: Session, what: str, database: str, schema: str) -> None:
        """SqlError unless the session may create this kind of object in the schema."""
        self.require_schema(session, database, schema)
        if not self.may(session, Key("SCHEMA", database, schema), f"CREATE {what}"):
            raise insufficient("schema", display(schema))

    def require_create_schema(self, session: Session, database: str) -> None:
        """SqlError unless the session may create schemas in the database."""
        if not self.sees_database(session, database):
            raise missing_data("Database", display(database))
        key = Key("APPLICATION", name=database) if self.application_of(database) else Key("DATABASE", database)
        if not self.may(session, key, "CREATE SCHEMA"):
            raise insufficient("database", display(database))

    def require_owner(self, session: Session, record: Record, what: str) -> None:
        """SqlError unless the session owns the object: as if it were not there when it has no grant on it either."""
        if not self.owns(session, record.key):
            if self.granted(session, record.key):
                raise insufficient(what, record.name)
            raise SqlError(f"SQL compilation error:\n{what.capitalize()} '{record.key}' does not exist or not authorized.", 2003, "02000")

    # statements on data

    def authorize(self, session: Session, tree: exp.Expression) -> None:
        """SqlError unless the session may do this statement."""
        if isinstance(tree, exp.Create):
            self._authorize_create(session, tree)
            return
        target = tree.this if isinstance(tree, (exp.Insert, exp.Update, exp.Delete, exp.Merge, exp.Copy, exp.TruncateTable)) else None
        if isinstance(tree, (exp.ListStage, exp.Put, exp.Command)):
            self._authorize_stage(session, tree)
            return
        if isinstance(tree, exp.TruncateTable):
            for table in tree.expressions:
                self._require(session, table, "TRUNCATE", "DELETE")
            return
        if isinstance(tree, (exp.Drop, exp.Alter)):
            self._authorize_change(session, tree)
            return
        written = target.find(exp.Table) if isinstance(target, exp.Expression) else None
        for table in tree.find_all(exp.Table):
            if not isinstance(table.this, exp.Identifier) or is_system_table(table) or not table.catalog:
                continue
            if table is written:
                for privilege in _written_privileges(tree):
                    self._require(session, table, privilege)
            else:
                self._require(session, table, "SELECT")

    def _authorize_create(self, session: Session, tree: exp.Create) -> None:
        kind = str(tree.args.get("kind") or "").upper()
        table = tree.this.this if isinstance(tree.this, exp.Schema) else tree.this
        if kind == "DATABASE":
            name = table.name
            if session.application and not self.granted(session, Key("ACCOUNT"), "CREATE DATABASE"):
                raise insufficient("account", name)
            if session.application is None and not self.is_admin(session) and not self.may(session, Key("ACCOUNT"), "CREATE DATABASE"):
                raise insufficient("account", name)
            return
        if not isinstance(table, exp.Table):
            return
        if kind == "SCHEMA":
            self.require_create_schema(session, table.catalog or table.name)
            return
        self.require_create(session, kind, table.catalog, table.db)
        existing = self._key(session, table)
        if tree.args.get("replace") and existing is not None and not self.owns(session, existing):
            raise insufficient(existing.kind.lower(), table.name)
        source = tree.expression
        if isinstance(source, exp.Expression):
            for read in source.find_all(exp.Table):
                if isinstance(read.this, exp.Identifier) and read.catalog and not is_system_table(read):
                    self._require(session, read, "SELECT")

    def _authorize_change(self, session: Session, tree: exp.Drop | exp.Alter) -> None:
        kind = str(tree.args.get("kind") or "").upper()
        for table in tree.args.get("tables") or [tree.this]:
            if isinstance(table, exp.Table):
                self._authorize_change_of(session, kind, table)

    def _authorize_change_of(self, session: Session, kind: str, table: exp.Table) -> None:
        if kind == "DATABASE":
            key = Key("DATABASE", table.name)
        elif kind == "SCHEMA":
            key = Key("SCHEMA", table.catalog or table.db, table.name)
        else:
            self.require_schema(session, table.catalog, table.db)
            found = Key("STAGE", table.catalog, table.db, table.name) if kind == "STAGE" else self._key(session, table)
            if found is None:
                return
            key = found
        if not self.owns(session, key):
            visible = self.granted(session, key) or self.is_admin(session)
            raise insufficient(kind.lower(), table.name) if visible else missing_data(kind.capitalize(), str(key))

    def _key(self, session: Session, table: exp.Table) -> Key | None:
        info = self._engine.catalog.table(table.catalog, table.db, table.name)
        if info is None:
            return None
        return self.data_key(session, info.kind, table.catalog, table.db, table.name)

    def _require(self, session: Session, table: exp.Table, *privileges: str) -> None:
        self.require_schema(session, table.catalog, table.db)
        if table.db == INFORMATION_SCHEMA or table.catalog == LOCAL_DATABASE:
            return
        key = self._key(session, table)
        if key is None or self.may(session, key, *privileges):
            return
        if self.granted(session, key):
            raise insufficient(key.kind.lower(), table.name)
        raise missing_data("Object", display(table.catalog, table.db, table.name))

    def _authorize_stage(self, session: Session, tree: exp.Expression) -> None:
        """Listing and reading files needs READ (or USAGE), putting and removing them WRITE."""
        table = tree.expression if isinstance(tree, exp.Command) else tree.this
        if not isinstance(table, exp.Table) or not table.catalog:
            return
        self.require_schema(session, table.catalog, table.db)
        privileges = ("READ", "USAGE") if isinstance(tree, exp.ListStage) else ("WRITE",)
        key = Key("STAGE", table.catalog, table.db, table.name)
        if not self.may(session, key, *privileges):
            raise insufficient("stage", table.name) if self.granted(session, key) else missing_data("Stage", str(key))


def _written_privileges(tree: exp.Expression) -> list[str]:
    if isinstance(tree, (exp.Insert, exp.Copy)):
        return ["INSERT"]
    if isinstance(tree, exp.Update):
        return ["UPDATE"]
    if isinstance(tree, exp.Delete):
        return ["DELETE"]
    privileges = []
    for clause in tree.find_all(exp.When):
        then = clause.args.get("then")
        if isinstance(then, exp.Insert):
            privileges.append("INSERT")
        elif isinstance(then, exp.Update):
            privileges.append("UPDATE")
        else:
            privileges.append("DELETE")
    return sorted(set(privileges))
