"""Roles, application roles and grants."""

from __future__ import annotations

from local_snowflake.objects.reader import Name, Reader
from local_snowflake.objects.registry import VERSIONED_KINDS, Grant, Key, Principal, insufficient, missing
from local_snowflake.objects.subject import Subject, read_signature
from local_snowflake.result import Column, Result, SqlError
from local_snowflake.session import Session

SYSTEM_ROLES = ("ACCOUNTADMIN", "SECURITYADMIN", "USERADMIN", "SYSADMIN", "PUBLIC")
_DATA = {"SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "EVOLVE SCHEMA"}
_PRIVILEGES: dict[str, set[str]] = {
    "ACCOUNT": {"CREATE DATABASE", "CREATE WAREHOUSE", "CREATE EXTERNAL ACCESS INTEGRATION", "CREATE INTEGRATION", "CREATE ROLE",
                "EXECUTE TASK", "EXECUTE MANAGED TASK", "MANAGE GRANTS", "CREATE SECURITY INTEGRATION", "READ SESSION",
                "MANAGE WAREHOUSES", "MONITOR EXECUTION", "MANAGE APPLICATION SPECIFICATIONS", "CREATE APPLICATION"},
    "DATABASE": {"USAGE", "CREATE SCHEMA", "MONITOR", "MODIFY", "IMPORTED PRIVILEGES"},
    "SCHEMA": {"USAGE", "MONITOR", "MODIFY", "CREATE TABLE", "CREATE VIEW", "CREATE STAGE", "CREATE TASK", "CREATE PROCEDURE",
               "CREATE FUNCTION", "CREATE SECRET", "CREATE NETWORK RULE", "CREATE STREAMLIT", "CREATE SEQUENCE", "CREATE FILE FORMAT"},
    "TABLE": _DATA, "VIEW": {"SELECT", "REFERENCES"}, "STAGE": {"USAGE", "READ", "WRITE"}, "PROCEDURE": {"USAGE"}, "FUNCTION": {"USAGE"},
    "STREAMLIT": {"USAGE"}, "SECRET": {"USAGE", "READ", "MODIFY"}, "TASK": {"MONITOR", "OPERATE"}, "NETWORK_RULE": {"USAGE"},
    "INTEGRATION": {"USAGE", "USE_ANY_ROLE"}, "WAREHOUSE": {"USAGE", "OPERATE", "MODIFY", "MONITOR"},
}
_KINDS = {"EXTERNAL ACCESS INTEGRATION": "INTEGRATION", "NETWORK RULE": "NETWORK_RULE"}
_IN_SCHEMA = ("TABLE", "VIEW", "STAGE", "PROCEDURE", "FUNCTION", "STREAMLIT", "SECRET", "TASK", "NETWORK_RULE")
_GRANT_COLUMNS = [Column("created_on", "timestamp_ltz"), Column("privilege"), Column("granted_on"), Column("name"), Column("granted_to"),
                  Column("grantee_name"), Column("grant_option"), Column("granted_by")]


class Roles(Subject):
    """CREATE/DROP ROLE, APPLICATION ROLE, GRANT, REVOKE, USE ROLE, SHOW ROLES and GRANTS."""

    # roles

    def create_role(self, session: Session, reader: Reader) -> Result:
        """CREATE [OR REPLACE] ROLE [IF NOT EXISTS] name."""
        reader.expect("CREATE")
        replace = reader.accept("OR", "REPLACE")
        reader.expect("ROLE")
        if_not_exists = reader.accept("IF", "NOT", "EXISTS")
        key = Key("ROLE", name=reader.name().last)
        reader.properties("COMMENT")
        self.access.require_admin(session, key.name or "")
        if self.registry.find(key) is not None or key.name in SYSTEM_ROLES:
            if if_not_exists:
                return Result.status(f"{key.name} already exists, statement succeeded.")
            if not replace:
                raise SqlError(f"SQL compilation error:\nObject '{key}' already exists.", 2002, "42710")
        self.registry.create(key, self.access.acting(session))
        return Result.status(f"Role {key.name} successfully created.")

    def drop_role(self, session: Session, reader: Reader) -> Result:
        """DROP ROLE [IF EXISTS] name."""
        reader.expect("DROP", "ROLE")
        if_exists = reader.accept("IF", "EXISTS")
        key = Key("ROLE", name=reader.name().last)
        self.access.require_admin(session, key.name or "")
        if self.registry.find(key) is None:
            if if_exists:
                return Result.status("Drop statement executed successfully (object already dropped).")
            raise missing(key)
        self.registry.remove(key)
        return Result.status(f"{key.name} successfully dropped.")

    def create_application_role(self, session: Session, reader: Reader) -> Result:
        """CREATE APPLICATION ROLE [IF NOT EXISTS] name, by the application itself."""
        reader.expect("CREATE")
        replace = reader.accept("OR", "REPLACE")
        reader.expect("APPLICATION", "ROLE")
        if_not_exists = reader.accept("IF", "NOT", "EXISTS")
        name = reader.name()
        reader.properties("COMMENT")
        if not session.application:
            raise SqlError("SQL compilation error:\nApplication roles can be created only by an application.", 93200, "42501")
        key = Key("APPLICATION_ROLE", session.application, None, name.last)
        self.commit(session)
        if self.registry.find(key) is not None and not replace:
            if if_not_exists:
                return Result.status(f"{key.name} already exists, statement succeeded.")
            raise SqlError(f"SQL compilation error:\nObject '{key}' already exists.", 2002, "42710")
        self.registry.create(key, self.access.acting(session))
        installer = self.registry.require(Key("APPLICATION", name=session.application)).properties["installed_by"]
        self.registry.grant(Grant("USAGE", key, Principal("ROLE", installer)))
        return Result.status(f"Application role {key.name} successfully created.")

    def drop_application_role(self, session: Session, reader: Reader) -> Result:
        """DROP APPLICATION ROLE [IF EXISTS] name, by the application itself."""
        reader.expect("DROP", "APPLICATION", "ROLE")
        if_exists = reader.accept("IF", "EXISTS")
        key = self._application_role(session, reader.name(), must_exist=False)
        if session.application != key.database:
            raise insufficient("application role", key)
        if self.registry.find(key) is None:
            if if_exists:
                return Result.status("Drop statement executed successfully (object already dropped).")
            raise missing(key)
        self.commit(session)
        self.registry.remove(key)
        return Result.status(f"{key.name} successfully dropped.")

    def use_role(self, session: Session, reader: Reader) -> Result:
        """USE ROLE name; application roles as APPLICATION.ROLE (the local Snowflake's own way to look through one role alone)."""
        reader.expect("USE", "ROLE")
        session.role = self.role(reader.name())
        return Result.status("Statement executed successfully.", "use")

    def role(self, name: Name) -> str:
        """The exact name of an existing role, SqlError otherwise."""
        if len(name.parts) == 2:
            self.registry.require(Key("APPLICATION_ROLE", name.parts[0], None, name.parts[1]))
            return ".".join(name.parts)
        if name.last not in SYSTEM_ROLES:
            self.registry.require(Key("ROLE", name=name.last))
        return name.last

    # grants

    def grant(self, session: Session, reader: Reader) -> Result:
        """GRANT ... TO ..."""
        return self._change(session, reader, "GRANT", "TO")

    def revoke(self, session: Session, reader: Reader) -> Result:
        """REVOKE ... FROM ..."""
        return self._change(session, reader, "REVOKE", "FROM")

    def _change(self, session: Session, reader: Reader, verb: str, preposition: str) -> Result:
        reader.expect(verb)
        reader.accept("GRANT", "OPTION", "FOR")
        if reader.looking_at("ROLE") or reader.looking_at("APPLICATION", "ROLE"):
            return self._change_role(session, reader, verb, preposition)
        privileges = self._privileges(reader)
        keys, kind = self._targets(session, reader)
        reader.expect(preposition)
        to = self._grantee(session, reader)
        copy = not reader.accept("REVOKE", "CURRENT", "GRANTS")
        reader.accept("COPY", "CURRENT", "GRANTS")
        reader.accept("WITH", "GRANT", "OPTION")
        reader.accept_any("CASCADE", "RESTRICT")
        reader.finish()
        if privileges == ["OWNERSHIP"]:
            return self._give_ownership(session, keys, to, copy)
        self._check_privileges(privileges, kind)
        self.commit(session)
        for key in keys:
            self._require_grantor(session, key)
            for privilege in self._every(privileges, kind):
                grant = Grant(privilege, key, to)
                if verb == "GRANT":
                    self.registry.grant(grant)
                else:
                    self.registry.revoke([grant])
        return Result.status("Statement executed successfully.")

    def _change_role(self, session: Session, reader: Reader, verb: str, preposition: str) -> Result:
        if reader.accept("APPLICATION", "ROLE"):
            key = self._application_role(session, reader.name())
            if session.application != key.database and not self.access.is_admin(session):
                raise insufficient("application role", key)
        else:
            reader.expect("ROLE")
            key = Key("ROLE", name=self.role(Name((reader.name().last,))))
            self.access.require_admin(session, key.name or "")
        reader.expect(preposition)
        to = self._grantee(session, reader, users=True)
        reader.finish()
        self.commit(session)
        if verb == "GRANT":
            self.registry.grant(Grant("USAGE", key, to))
        else:
            self.registry.revoke([Grant("USAGE", key, to)])
        return Result.status("Statement executed successfully.")

    def _privileges(self, reader: Reader) -> list[str]:
        privileges, words = [], []
        while not reader.accept("ON"):
            if reader.accept_symbol(","):
                privileges.append(" ".join(words))
                words = []
            else:
                words.append(reader.word())
        privileges.append(" ".join(words))
        return ["ALL" if privilege == "ALL PRIVILEGES" else privilege for privilege in privileges]

    def _targets(self, session: Session, reader: Reader) -> tuple[list[Key], str]:
        if reader.accept("ACCOUNT"):
            return [Key("ACCOUNT")], "ACCOUNT"
        if reader.looking_at("FUTURE"):
            raise SqlError("The local Snowflake does not support this: grants on future objects (grant on each object after it was made).",
                           2, "0A000")
        if reader.accept("ALL"):
            kind = self._kind(reader, plural=True)
            if reader.accept("IN", "DATABASE"):
                database = reader.name().last
                schemas = self.engine.catalog.schemas(database)
            else:
                reader.expect("IN", "SCHEMA")
                database, only = self.schema(session, reader.name())
                schemas = [only]
            if kind == "SCHEMA":
                return [Key("SCHEMA", database, schema) for schema in schemas], kind
            return [key for schema in schemas for key in self._all_in(session, kind, database, schema)], kind
        kind = self._kind(reader)
        name = reader.name()
        if kind == "DATABASE":
            return [self._database(session, name.last)], kind
        if kind == "SCHEMA":
            database, schema = self.schema(session, name)
            self.access.require_schema(session, database, schema)
            self.engine.catalog.require_schema(database, schema)
            return [Key("SCHEMA", database, schema)], kind
        if kind not in _IN_SCHEMA:
            key = Key(kind, name=name.last)
            if kind != "WAREHOUSE":
                self.registry.require(key)
            return [key], kind
        suffix = read_signature(reader) if kind in ("PROCEDURE", "FUNCTION") else ""
        key = self.key(session, kind, name, suffix)
        if kind in ("TABLE", "VIEW"):
            info = self.engine.catalog.require_table(key.database, key.schema, key.name, kind.capitalize())
            key = self.access.data_key(session, info.kind, info.database, info.schema, info.name)
        elif kind != "STAGE":
            self.find(session, key)
        return [key], kind

    def _database(self, session: Session, name: str) -> Key:
        if self.access.application_of(name):
            return Key("APPLICATION", name=name)
        if not self.engine.catalog.has_database(name) or not self.access.sees_database(session, name):
            raise missing(Key("DATABASE", name))
        return Key("DATABASE", name)

    def _all_in(self, session: Session, kind: str, database: str, schema: str) -> list[Key]:
        if kind in ("TABLE", "VIEW"):
            return [self.access.data_key(session, info.kind, database, schema, info.name) for info in self.engine.catalog.tables(database, schema)
                    if info.kind == kind]
        version = self.access.version_of(session, database, schema) if kind in VERSIONED_KINDS else None
        return [record.key for record in self.registry.all(kind, database, schema) if record.key.version == version]

    def _kind(self, reader: Reader, plural: bool = False) -> str:
        words = [reader.word()]
        for longer in (("NETWORK", "RULE"), ("EXTERNAL", "ACCESS", "INTEGRATION")):
            if words[0] == longer[0]:
                for word in longer[1:]:
                    reader.expect(word + "S" if plural and word == longer[-1] else word)
                return _KINDS[" ".join(longer)]
        kind = words[0].removesuffix("S") if plural else words[0]
        if kind not in _PRIVILEGES:
            raise reader.error("a kind of object", back=1)
        return kind

    def _grantee(self, session: Session, reader: Reader, users: bool = False) -> Principal:
        if reader.accept("APPLICATION", "ROLE"):
            key = self._application_role(session, reader.name())
            return Principal("APPLICATION_ROLE", f"{key.database}.{key.name}")
        if reader.accept("APPLICATION"):
            name = reader.name().last
            self.registry.require(Key("APPLICATION", name=name))
            return Principal("APPLICATION", name)
        if users and reader.accept("USER"):
            return Principal("USER", reader.name().last)
        reader.accept("ROLE")
        return Principal("ROLE", self.role(Name((reader.name().last,))))

    def _application_role(self, session: Session, name: Name, must_exist: bool = True) -> Key:
        application = name.parts[0] if len(name.parts) == 2 else session.application or session.database
        key = Key("APPLICATION_ROLE", application, None, name.last)
        if must_exist:
            self.registry.require(key)
        return key

    def _check_privileges(self, privileges: list[str], kind: str) -> None:
        for privilege in privileges:
            if privilege != "ALL" and privilege not in _PRIVILEGES[kind]:
                raise SqlError(f"SQL compilation error:\nInvalid object type '{kind.replace('_', ' ')}' for privilege '{privilege}'.", 3033, "42601")

    @staticmethod
    def _every(privileges: list[str], kind: str) -> list[str]:
        return sorted(_PRIVILEGES[kind]) if privileges == ["ALL"] else privileges

    def _require_grantor(self, session: Session, key: Key) -> None:
        if key.kind == "ACCOUNT":
            self.access.require_admin(session, "account")
        elif not self.access.owns(session, key):
            # ACCOUNTADMIN may MANAGE GRANTS, but not inside an application
            inside = self.access.application_of(key.database) or key.kind == "APPLICATION"
            if not self.access.is_admin(session) or inside:
                raise insufficient(key.kind.replace("_", " ").lower(), key.name or key.schema or key.database)

    def _give_ownership(self, session: Session, keys: list[Key], to: Principal, copy: bool) -> Result:
        self.commit(session)
        for key in keys:
            self._require_grantor(session, key)
            if self.access.application_of(key.database):
                raise insufficient(key.kind.lower(), key.name or key.schema)
            record = self.registry.find(key)
            kept = [grant for grant, _ in self.registry.grants_on(key)] if copy else []
            self.registry.create(key, to, record.properties if record else {})
            for grant in kept:
                self.registry.grant(grant)
        return Result.status("Statement executed successfully.")

    # SHOW

    def show_roles(self, session: Session, reader: Reader) -> Result:
        """SHOW ROLES."""
        reader.expect("SHOW", "ROLES")
        names = [*SYSTEM_ROLES, *(record.name for record in self.registry.all("ROLE"))]
        return Result.of(["name", "is_current"], [[name, "Y" if name == session.role else "N"] for name in names], "show")

    def show_application_roles(self, session: Session, reader: Reader) -> Result:
        """SHOW APPLICATION ROLES IN APPLICATION name."""
        reader.expect("SHOW", "APPLICATION", "ROLES")
        application = session.application or session.database
        if reader.accept("IN"):
            reader.accept("APPLICATION")
            application = reader.name().last
        self.registry.require(Key("APPLICATION", name=application))
        rows = [[record.created, record.name, record.owner.name, "", "APPLICATION"]
                for record in self.registry.all("APPLICATION_ROLE", application)]
        return Result.of([Column("created_on", "timestamp_ltz"), "name", "owner", "comment", "owner_role_type"], rows, "show")

    def show_grants(self, session: Session, reader: Reader) -> Result:
        """SHOW GRANTS TO ROLE / APPLICATION / APPLICATION ROLE, OF [APPLICATION] ROLE, ON kind name."""
        reader.expect("SHOW", "GRANTS")
        if reader.at_end():
            if session.application:
                raise SqlError("SHOW GRANTS without an object is not allowed in owner's rights code.", 90235, "0A000")
            return self._grant_rows(self.registry.grants_to(self.access.acting(session)))
        if reader.accept("TO"):
            return self._grant_rows(self.registry.grants_to(self._grantee(session, reader, users=True)))
        if reader.accept("OF"):
            if reader.accept("APPLICATION", "ROLE"):
                return self._grant_rows(self.registry.grants_on(self._application_role(session, reader.name())))
            reader.expect("ROLE")
            return self._grant_rows(self.registry.grants_on(Key("ROLE", name=reader.name().last)))
        reader.expect("ON")
        keys, _ = self._targets(session, reader)
        return self._grant_rows([pair for key in keys for pair in self.registry.grants_on(key)])

    def _grant_rows(self, grants: list) -> Result:
        rows = [[moment, grant.privilege, grant.on.kind, str(grant.on), grant.to.kind, grant.to.name, "false",
                 self.access.owner_of(grant.on).name] for grant, moment in grants]
        return Result.of(_GRANT_COLUMNS, sorted(rows, key=lambda row: (row[2], row[3], row[1], row[5])), "show")
