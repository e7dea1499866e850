"""Runs setup scripts: files of the package, one statement after the other, as the application."""

from __future__ import annotations

from local_snowflake.names import quote
from local_snowflake.objects.manifest import Manifest
from local_snowflake.objects.reader import Reader
from local_snowflake.objects.registry import Key
from local_snowflake.objects.split import split
from local_snowflake.objects.subject import Subject
from local_snowflake.result import Result, SqlError
from local_snowflake.session import Session

_MAXIMUM_DEPTH = 5
_MAXIMUM_BYTES = 10 * 1024 * 1024


class SetupScript(Subject):
    """The setup script, EXECUTE IMMEDIATE FROM, and versioned schemas."""

    def run(self, name: str, version: int, manifest: Manifest) -> None:
        """Run the setup script of a version as the application; SqlError names file and line."""
        session = self.engine.sessions.open(
            application=name, role=None, database=name, schema=None, warehouse="COMPUTE_WH",
            extras={"kind": "setup", "version": version})
        try:
            self._run_file(session, "/" + manifest.setup_script.lstrip("/"), 1)
            initializer = manifest.callbacks.get("version_initializer")
            if initializer:
                self.engine.execute(session, f"CALL {initializer}()")
            if session.rollback_if_open():
                raise SqlError("The setup script left a transaction open; it was rolled back.", 90232, "57014")
        finally:
            self.engine.sessions.close(session)

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
        file = self.objects.applications.folder(str(session.application), int(version)) / path.lstrip("/")
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
        self.engine.catalog.add_version(application, name, int(session.extras["version"]), int(record.properties["version"]))
        return Result.status(f"Schema {name} successfully created.")


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
