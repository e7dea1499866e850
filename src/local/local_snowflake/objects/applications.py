"""Installs, upgrades, shows and drops applications."""

from __future__ import annotations

import logging
import re
import shutil
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

from local_snowflake.names import display, quote
from local_snowflake.objects.manifest import AUTOMATIC_PRIVILEGES, Manifest, read_manifest
from local_snowflake.objects.reader import Name, Reader
from local_snowflake.objects.definitions import Argument
from local_snowflake.objects.registry import VERSIONED_KINDS, Grant, Key, Principal, Record, missing
from local_snowflake.objects.subject import Subject, like
from local_snowflake.result import Column, Result, SqlError
from local_snowflake.session import Session

logger = logging.getLogger("local_snowflake.applications")
_RETIRE_SECONDS = 1.0
_IN_SCHEMAS = ("PROCEDURE", "SECRET", "NETWORK_RULE", "TASK", "STREAMLIT")


class Applications(Subject):
    """Everything about applications as a whole."""

    def __init__(self, objects: Any) -> None:
        super().__init__(objects)
        self._installing = threading.Lock()
        self._ending = threading.Event()
        self._retiring: list[threading.Thread] = []

    def stop(self) -> None:
        """Wait for versions that are being taken away; what still runs in one is left to the next start."""
        self._ending.set()
        for thread in self._retiring:
            thread.join()

    # files

    def folder(self, application: str, version: int) -> Path:
        """The files of an installed version."""
        safe = re.sub(r"[^A-Za-z0-9_]", lambda match: f"%{ord(match[0]):x}", application)
        return Path(self.objects.options.data) / "applications" / safe / str(version)

    def log_level(self, application: str) -> str:
        """The least level that the application writes to the event table."""
        record = self.registry.find(Key("APPLICATION", name=application))
        return str(record.properties.get("log_level", "OFF")) if record is not None else "OFF"

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
            self.as_system(name, f"CREATE DATABASE {quote(name)}")
            self.as_system(name, f"DROP SCHEMA IF EXISTS {quote(name)}.PUBLIC")
            self.registry.remove(Key("DATABASE", name))
            self.objects.setup_script.run(name, 1, manifest)
        except BaseException:
            self._remove(name)
            raise

    def _upgrade(self, record: Record, package: Path, manifest: Manifest) -> None:
        name, old = record.name, int(record.properties["version"])
        new = old + 1
        self._copy(package, name, new)
        application = Principal("APPLICATION", name)
        self._grant_privileges(application, manifest)
        try:
            self.objects.setup_script.run(name, new, manifest)
        except BaseException:
            self._drop_version(name, new)
            raise
        # the new version answers from here on; calls that run keep the procedures and files with which they began
        record.properties.update(version=new, **_kept(manifest))
        self.registry.save(record)
        self._settle(record)
        self._revoke_privileges(application, manifest)
        thread = threading.Thread(target=self._retire, args=(name, old), name=f"retire-{name}-{old}", daemon=True)
        self._retiring = [*(each for each in self._retiring if each.is_alive()), thread]
        thread.start()

    def _retire(self, name: str, version: int) -> None:
        """Take an old version away when nothing runs in it any more."""
        while any(session.application == name and session.extras.get("version") == version for session in self.engine.sessions.all()):
            if self._ending.wait(_RETIRE_SECONDS):
                return
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
            self._give_views_versions(application)
            self._settle(application)
            versions = {record.key.version for kind in VERSIONED_KINDS for record in self.registry.all(kind, application.name)}
            for version in versions - {current}:
                self._drop_version(application.name, int(version or 0))
                shutil.rmtree(self.folder(application.name, int(version or 0)), ignore_errors=True)

    def _give_views_versions(self, application: Record) -> None:
        """Data folders of earlier servers knew views without a version."""
        for record in self.registry.all("VIEW", application.name):
            if record.key.version is None and record.key.schema in application.properties["versioned_schemas"]:
                self.registry.rename(record.key, replace(record.key, version=int(application.properties["version"])))

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

    def _drop_version(self, name: str, version: int) -> None:
        for kind in VERSIONED_KINDS:
            for record in self.registry.all(kind, name):
                if record.key.version == version:
                    self.registry.remove(record.key)
        self.registry.revoke([grant for grant in self.registry.all_grants() if grant.on.database == name and grant.on.version == version])
        application = self.registry.find(Key("APPLICATION", name=name))
        for schema in application.properties["versioned_schemas"] if application is not None else ():
            self.engine.catalog.drop_version(name, schema, version)

    def _settle(self, record: Record) -> None:
        for schema in record.properties["versioned_schemas"]:
            self.engine.catalog.settle_version(record.name, schema, int(record.properties["version"]))

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
        self.objects.task_runs.forget_database(name)
        for key in self._owned_outside(name):
            if key.kind == "WAREHOUSE":
                self.registry.remove(key)
            else:
                self.as_system(name, f"DROP {key.kind} IF EXISTS {key}")
        if self.engine.catalog.has_database(name):
            self.as_system(name, f"DROP DATABASE IF EXISTS {quote(name)}")
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

    def as_system(self, name: str, statement: str) -> None:
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
            self.objects.calls.call(session, name, [Argument("VARCHAR", argument) for argument in arguments])
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
            "callbacks": manifest.callbacks, "log_level": manifest.log_level, "package": "LOCAL"}
