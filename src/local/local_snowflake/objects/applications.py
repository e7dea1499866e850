"""Installs, upgrades, shows and drops applications, and runs their setup scripts."""

from __future__ import annotations

import logging
import re
import shutil
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local_snowflake.names import display, quote
from local_snowflake.objects.manifest import AUTOMATIC_PRIVILEGES, Manifest, read_manifest
from local_snowflake.objects.reader import Name, Reader
from local_snowflake.objects.definitions import Argument
from local_snowflake.objects.registry import VERSIONED_KINDS, Grant, Key, Principal, Record, missing
from local_snowflake.objects.split import split
from local_snowflake.objects.subject import Subject, like
from local_snowflake.result import Column, Result, SqlError
from local_snowflake.session import Session

logger = logging.getLogger("local_snowflake.applications")
_MAXIMUM_DEPTH = 5
_RETIRE_SECONDS = 1.0
_MAXIMUM_BYTES = 10 * 1024 * 1024
_IN_SCHEMAS = ("PROCEDURE", "SECRET", "NETWORK_RULE", "TASK", "STREAMLIT")


@dataclass(frozen=True)
class _View:
    """A view as it was before an upgrade."""

    physical: str
    name: str
    sql: str
    comment: str | None
    record: Record | None
    grants: list[Grant]


class Applications(Subject):
    """Everything about applications as a whole."""

    def __init__(self, objects: Any) -> None:
        super().__init__(objects)
        self._installing = threading.Lock()

    # files

    def folder(self, application: str, version: int) -> Path:
        """The files of an installed version."""
        safe = re.sub(r"[^A-Za-z0-9_]", lambda match: f"%{ord(match[0]):x}", application)
        return Path(self.objects.options.data) / "applications" / safe / str(version)

    # install and upgrade

    def install(self, session: Session, name: str, package: Path) -> Result:
        """Create an application from a package folder, or upgrade the one there is; SqlError leaves all as it was."""
        self.access.require_admin(session, name)
        manifest = read_manifest(package)
        with self._installing:
            record = self.registry.find(Key("APPLICATION", name=name))
            if record is None:
                self._create(session, name, package, manifest)
                return Result.status(f"Application '{name}' created successfully.")
            self._upgrade(record, package, manifest)
            return Result.status(f"Application '{name}' upgraded successfully to version {record.properties['version']}.")

    def _create(self, session: Session, name: str, package: Path, manifest: Manifest) -> None:
        if self.engine.catalog.has_database(name):
            raise SqlError(f"SQL compilation error:\nObject '{display(name)}' already exists.", 2002, "42710")
        self._copy(package, name, 1)
        key = Key("APPLICATION", name=name)
        self.registry.create(key, self.access.acting(session), {
            "version": 1, "versioned_schemas": [], "installed_by": session.role, **_kept(manifest)})
        application = Principal("APPLICATION", name)
        self._grant_privileges(application, manifest)
        self.registry.grant(Grant("CREATE SCHEMA", key, application))
        try:
            self._as_system(name, f"CREATE DATABASE {quote(name)}")
            self._as_system(name, f"DROP SCHEMA IF EXISTS {quote(name)}.PUBLIC")
            self.registry.remove(Key("DATABASE", name))
            self._run_setup(name, 1, manifest)
        except BaseException:
            self._remove(name)
            raise

    def _upgrade(self, record: Record, package: Path, manifest: Manifest) -> None:
        name, old = record.name, int(record.properties["version"])
        new = old + 1
        self._copy(package, name, new)
        application = Principal("APPLICATION", name)
        self._grant_privileges(application, manifest)
        kept_views = self._views(record)
        try:
            self._run_setup(name, new, manifest)
        except BaseException:
            self._restore_views(record, kept_views)
            self._drop_version(name, new)
            raise
        # the new version answers from here on; calls that run keep the procedures and files with which they began
        record.properties.update(version=new, **_kept(manifest))
        self.registry.save(record)
        self._revoke_privileges(application, manifest)
        threading.Thread(target=self._retire, args=(name, old), name=f"retire-{name}-{old}", daemon=True).start()

    def _retire(self, name: str, version: int) -> None:
        """Take an old version away when nothing runs in it any more."""
        while any(session.application == name and session.extras.get("version") == version for session in self.engine.sessions.all()):
            time.sleep(_RETIRE_SECONDS)
        with self._installing:
            record = self.registry.find(Key("APPLICATION", name=name))
            if record is not None and record.properties["version"] != version:
                self._drop_version(name, version)
                shutil.rmtree(self.folder(name, version), ignore_errors=True)
                self.objects.host.unload(f"{name}@{version}")

    def retire_old_versions(self) -> None:
        """At the start: what an earlier server had no time to take away."""
        for application in self.registry.all("APPLICATION"):
            current = application.properties["version"]
            versions = {record.key.version for kind in VERSIONED_KINDS for record in self.registry.all(kind, application.name)}
            for version in versions - {current}:
                self._drop_version(application.name, int(version or 0))
                shutil.rmtree(self.folder(application.name, int(version or 0)), ignore_errors=True)

    def _copy(self, package: Path, name: str, version: int) -> None:
        target = self.folder(name, version)
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(package, target)

    def _grant_privileges(self, application: Principal, manifest: Manifest) -> None:
        for privilege in manifest.privileges:
            if privilege in AUTOMATIC_PRIVILEGES:
                self.registry.grant(Grant(privilege, Key("ACCOUNT"), application))

    def _revoke_privileges(self, application: Principal, manifest: Manifest) -> None:
        self.registry.revoke([grant for grant, _ in self.registry.grants_to(application)
                              if grant.on.kind == "ACCOUNT" and grant.privilege in AUTOMATIC_PRIVILEGES
                              and grant.privilege not in manifest.privileges])

    def _run_setup(self, name: str, version: int, manifest: Manifest) -> None:
        session = self.engine.sessions.open(
            application=name, role=None, database=name, schema=None, warehouse="COMPUTE_WH",
            extras={"kind": "setup", "version": version, "versioned_now": []})
        try:
            self._run_file(session, "/" + manifest.setup_script.lstrip("/"), 1)
            initializer = manifest.callbacks.get("version_initializer")
            if initializer:
                self.engine.execute(session, f"CALL {initializer}()")
            if session.rollback_if_open():
                raise SqlError("The setup script left a transaction open; it was rolled back.", 90232, "57014")
        finally:
            self.engine.sessions.close(session)

    # scripts

    def execute_file(self, session: Session, reader: Reader) -> Result:
        """EXECUTE IMMEDIATE FROM 'path' in a setup script (relative or from the root), or in a procedure (from the root)."""
        reader.expect("EXECUTE", "IMMEDIATE", "FROM")
        path = reader.string()
        if not reader.at_end():
            raise SqlError("The local Snowflake does not support this: EXECUTE IMMEDIATE FROM ... USING", 2, "0A000")
        if not session.application:
            raise SqlError("The local Snowflake does not support this: EXECUTE IMMEDIATE FROM outside of applications", 2, "0A000")
        stack: list[str] = session.extras.setdefault("files", [])
        if not path.startswith("/"):
            if not stack:
                raise SqlError(f"The path of EXECUTE IMMEDIATE FROM must begin with / here: {path}", 93402, "22023")
            path = f"{stack[-1].rsplit('/', 1)[0]}/{path}"
        return self._run_file(session, path, len(stack) + 1)

    def _run_file(self, session: Session, path: str, depth: int) -> Result:
        path = _normal(path)
        if depth > _MAXIMUM_DEPTH:
            raise SqlError(f"EXECUTE IMMEDIATE FROM is nested deeper than {_MAXIMUM_DEPTH} levels: {path}", 93403, "22023")
        version = session.extras.get("version")
        if version is None:
            version = self.registry.require(Key("APPLICATION", name=session.application)).properties["version"]
        file = self.folder(str(session.application), int(version)) / path.lstrip("/")
        if not file.is_file():
            raise SqlError(f"File '{path}' is not in the application package.", 93303, "02000")
        if file.stat().st_size > _MAXIMUM_BYTES:
            raise SqlError(f"File '{path}' is larger than 10 MB.", 93404, "22023")
        stack: list[str] = session.extras.setdefault("files", [])
        stack.append(path)
        result = Result.status("Script executed successfully.", "other")
        try:
            text = file.read_text(encoding="utf-8")
            for number, statement in enumerate(split(text), 1):
                result = self._run_statement(session, path, text, number, statement)
        except UnicodeDecodeError:
            raise SqlError(f"File '{path}' is not UTF-8.", 93405, "22023") from None
        finally:
            stack.pop()
        return result

    def _run_statement(self, session: Session, path: str, text: str, number: int, statement: str) -> Result:
        try:
            return self.engine.execute(session, statement)
        except SqlError as error:
            if error.message.startswith("Uncaught exception in file"):
                raise
            line = text.count("\n", 0, text.find(statement)) + 1
            raise SqlError(f"Uncaught exception in file '{path.lstrip('/')}' on line {line}, statement {number}:\n{error.message}",
                           error.code, error.sqlstate) from error

    # versioned schemas

    def create_versioned_schema(self, session: Session, reader: Reader) -> Result:
        """CREATE OR ALTER VERSIONED SCHEMA name, in a setup script: its content is that of this version alone."""
        reader.expect("CREATE", "OR", "ALTER", "VERSIONED", "SCHEMA")
        name = reader.name().last
        reader.properties("COMMENT")
        if session.extras.get("kind") != "setup":
            raise SqlError("SQL compilation error:\nVersioned schemas can be created only in the setup script of an application.",
                           93305, "42501")
        application = str(session.application)
        record = self.registry.require(Key("APPLICATION", name=application))
        exists = self.engine.catalog.physical(application, name) is not None
        if exists and name not in record.properties["versioned_schemas"]:
            raise SqlError(f"SQL compilation error:\nSchema '{name}' exists and is not versioned.", 93306, "42710")
        if name not in record.properties["versioned_schemas"]:
            record.properties["versioned_schemas"] = [*record.properties["versioned_schemas"], name]
            self.registry.save(record)
        if not exists:
            self.engine.execute(session, f"CREATE SCHEMA {quote(name)}")
        elif name not in session.extras["versioned_now"]:
            for view in self.engine.catalog.tables(application, name):
                self._as_system(application, f"DROP VIEW IF EXISTS {quote(application)}.{quote(name)}.{quote(view.name)}")
        session.extras["versioned_now"].append(name)
        return Result.status(f"Schema {name} successfully created.")

    def _views(self, record: Record) -> list[_View]:
        """The views in versioned schemas, to bring them back when an upgrade fails."""
        views = []
        for schema in record.properties["versioned_schemas"]:
            physical = self.engine.catalog.physical(record.name, schema)
            for name, sql, comment in self.engine.system_rows(
                    "SELECT view_name, sql, comment FROM duckdb_views() WHERE schema_name = ? AND NOT internal ORDER BY view_oid", [physical]):
                key = Key("VIEW", record.name, schema, name)
                grants = [grant for grant, _ in self.registry.grants_on(key)]
                views.append(_View(physical, name, sql, comment, self.registry.find(key), grants))
        return views

    def _restore_views(self, record: Record, views: list[_View]) -> None:
        for schema in record.properties["versioned_schemas"]:
            for view in self.engine.catalog.tables(record.name, schema):
                self._as_system(record.name, f"DROP VIEW IF EXISTS {quote(record.name)}.{quote(schema)}.{quote(view.name)}")
        for kept in views:
            self.engine.system_execute(kept.sql)
            if kept.comment is not None:
                text = kept.comment.replace("'", "''")
                self.engine.system_execute(f"COMMENT ON VIEW {quote(kept.physical)}.{quote(kept.name)} IS '{text}'")
            self.engine.catalog.forget(kept.physical)
            if kept.record is not None:
                self.registry.save(kept.record)
            for grant in kept.grants:
                self.registry.grant(grant)

    def _drop_version(self, name: str, version: int) -> None:
        for kind in VERSIONED_KINDS:
            for record in self.registry.all(kind, name):
                if record.key.version == version:
                    self.registry.remove(record.key)
        self.registry.revoke([grant for grant in self.registry.all_grants() if grant.on.database == name and grant.on.version == version])

    # drop

    def drop_application(self, session: Session, reader: Reader) -> Result:
        """DROP APPLICATION [IF EXISTS] name [CASCADE]: fails while the app owns objects outside, unless CASCADE drops them too."""
        reader.expect("DROP", "APPLICATION")
        if_exists = reader.accept("IF", "EXISTS")
        name = reader.name().last
        cascade = reader.accept("CASCADE")
        reader.finish()
        self.access.require_admin(session, name)
        if self.registry.find(Key("APPLICATION", name=name)) is None:
            if if_exists:
                return Result.status("Drop statement executed successfully (object already dropped).")
            raise missing(Key("APPLICATION", name=name))
        outside = self._owned_outside(name)
        if outside and not cascade:
            raise SqlError(f"SQL compilation error:\nCannot drop application {name}: it owns objects outside ("
                           f"{', '.join(str(key) for key in outside[:5])}). Transfer their ownership, or use CASCADE.", 93406, "2BP01")
        with self._installing:
            self._remove(name)
        return Result.status(f"{name} successfully dropped.")

    def _owned_outside(self, name: str) -> list[Key]:
        owner = Principal("APPLICATION", name)
        return [record.key for kind in ("DATABASE", "SCHEMA", "TABLE", "VIEW", "STAGE", "WAREHOUSE") for record in self.registry.all(kind)
                if record.owner == owner and record.key.database != name]

    def _remove(self, name: str) -> None:
        """Take an application away with everything it owns."""
        self.objects.tasks.forget_database(name)
        for key in self._owned_outside(name):
            if key.kind == "WAREHOUSE":
                self.registry.remove(key)
            else:
                self._as_system(name, f"DROP {key.kind} IF EXISTS {key}")
        if self.engine.catalog.has_database(name):
            self._as_system(name, f"DROP DATABASE IF EXISTS {quote(name)}")
        for kind in (*_IN_SCHEMAS, "SPECIFICATION", "APPLICATION_ROLE", "TABLE", "VIEW", "STAGE", "SCHEMA"):
            for record in self.registry.all(kind, name):
                if kind == "SECRET":
                    self.objects.vault.forget(record.key)
                self.registry.remove(record.key)
        for record in self.registry.all("INTEGRATION"):
            if record.owner == Principal("APPLICATION", name):
                self.registry.remove(record.key)
        self.registry.remove(Key("APPLICATION", name=name))
        self.registry.revoke([grant for grant in self.registry.all_grants() if grant.on.database == name])
        shutil.rmtree(self.folder(name, 0).parent, ignore_errors=True)

    def _as_system(self, name: str, statement: str) -> None:
        """Run a statement for an application without asking who may."""
        inside = self.engine.sessions.open(application=name, role=None, database=name, schema=None, extras={"kind": "system"})
        try:
            self.engine.execute(inside, statement)
        finally:
            self.engine.sessions.close(inside)

    # callbacks

    def callback(self, application: str, name: str, arguments: list[str]) -> None:
        """Run an asynchronous lifecycle callback in the background; its errors are only logged."""
        record = self.registry.find(Key("APPLICATION", name=application))
        procedure = record.properties["callbacks"].get(name) if record else None
        if procedure:
            threading.Thread(target=self._run_callback, args=(application, procedure, arguments), name=f"callback-{name}", daemon=True).start()

    def _run_callback(self, application: str, procedure: str, arguments: list[str]) -> None:
        session = self.engine.sessions.open(application=application, role=None, database=application, schema=None, warehouse="COMPUTE_WH",
                                            extras={"kind": "callback"})
        try:
            name = Name(tuple(part.upper() for part in procedure.split(".")))
            self.objects.procedures.call(session, name, [Argument("VARCHAR", argument) for argument in arguments])
        except SqlError as error:
            logger.warning("callback %s failed: %s", procedure, error.message)
        finally:
            self.engine.sessions.close(session)

    # SHOW

    def show(self, session: Session, reader: Reader) -> Result:
        """SHOW APPLICATIONS [LIKE '...']."""
        reader.expect("SHOW", "APPLICATIONS")
        pattern = reader.string() if reader.accept("LIKE") else None
        rows = [[record.created, record.name, "N", "N", "PACKAGE", record.properties["package"], record.owner.name, None,
                 record.properties["label"] or f"V{record.properties['version']}", record.properties["label"], record.properties["version"]]
                for record in self.registry.all("APPLICATION")
                if like(pattern, record.name) and (self.access.is_admin(session) or self.access.sees_database(session, record.name))]
        return Result.of([Column("created_on", "timestamp_ltz"), "name", "is_default", "is_current", "source_type", "source", "owner",
                          "comment", "version", "label", Column("patch", "fixed", 38, 0)], rows, "show")

    def describe(self, session: Session, reader: Reader) -> Result:
        """DESCRIBE APPLICATION name."""
        reader.word()
        reader.expect("APPLICATION")
        record = self.registry.require(Key("APPLICATION", name=reader.name().last))
        kept = record.properties
        rows = [["name", record.name], ["source_type", "PACKAGE"], ["version", kept["label"] or f"V{kept['version']}"],
                ["patch", str(kept["version"])], ["created_on", record.created.isoformat()], ["upgrade_state", "COMPLETE"],
                ["default_streamlit", kept["default_streamlit"]], ["privileges", ",".join(kept["privileges"])]]
        return Result.of(["property", "value"], rows, "describe")


def _kept(manifest: Manifest) -> dict[str, Any]:
    return {"label": manifest.label, "default_streamlit": manifest.default_streamlit, "privileges": list(manifest.privileges),
            "callbacks": manifest.callbacks, "package": "LOCAL"}


def _normal(path: str) -> str:
    """A path from the package's root without . and ..; SqlError when it leaves the package."""
    parts: list[str] = []
    for part in path.split("/"):
        if part == "..":
            if not parts:
                raise SqlError(f"The path leaves the application package: {path}", 93407, "22023")
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/" + "/".join(parts)
