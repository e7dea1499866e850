"""Procedures in Java and SQL: CREATE, ALTER, DROP, SHOW, DESCRIBE and CALL."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Sequence

from local_snowflake.objects.definitions import Argument, Definition, choose, names_of, pairs_of, read_definition
from local_snowflake.objects.reader import Name, Reader
from local_snowflake.objects.registry import Key, Record
from local_snowflake.objects.scripting import Interpreter, Parser
from local_snowflake.objects.subject import Subject, like, read_signature
from local_snowflake.objects.values import column_of, convert, from_text, host_text, result_text, type_of_column, type_of_value
from local_snowflake.result import Column, Result, SqlError
from local_snowflake.session import Session

_INCOMPLETE = "Stored procedure execution error: Scoped transaction started in stored procedure is incomplete and it was rolled back."


class Procedures(Subject):
    """Statements about procedures, and their calls."""

    # definitions

    def create_procedure(self, session: Session, reader: Reader) -> Result:
        """CREATE [OR REPLACE | OR ALTER] PROCEDURE."""
        definition = read_definition(reader)
        key = self.key(session, "PROCEDURE", definition.name, definition.signature)
        properties = self._properties(session, key, definition)
        assert key.database and key.schema
        self._refuse_taken_name(key, definition)
        kept = self.registry.grants_on(key) if definition.copy_grants or definition.alter else []
        result = self.create(session, key, definition.replace or definition.alter, definition.if_not_exists, properties)
        for grant, _ in kept:
            self.registry.grant(grant)
        return Result.status(f"Function {definition.name.last} successfully created.") if "created" in str(result.rows[0][0]) else result

    def _refuse_taken_name(self, key: Key, definition: Definition) -> None:
        if self.registry.find(key) is not None and not (definition.replace or definition.alter or definition.if_not_exists):
            raise SqlError(f"SQL compilation error:\nObject '{key}' already exists.", 2002, "42710")

    def _properties(self, session: Session, key: Key, definition: Definition) -> dict[str, Any]:
        options = definition.options
        language = _text(options.get("LANGUAGE", "SQL")).upper()
        if language not in ("JAVA", "SQL"):
            raise SqlError(f"The local Snowflake does not support this: procedures in LANGUAGE {language}", 2, "0A000")
        if definition.execute_as != "OWNER":
            if session.application:
                raise SqlError(f"SQL compilation error:\nA procedure with EXECUTE AS {definition.execute_as} cannot be created in an "
                               "application.", 93300, "42501")
            raise SqlError(f"The local Snowflake does not support this: EXECUTE AS {definition.execute_as}", 2, "0A000")
        properties: dict[str, Any] = {
            "name": definition.name.last, "arguments": definition.arguments, "returns": definition.returns, "language": language,
            "body": definition.body, "handler": options.get("HANDLER"), "comment": options.get("COMMENT"),
            "runtime": str(options.get("RUNTIME_VERSION") or ""), "imports": [], "integrations": [], "secrets": {}}
        if language == "SQL":
            if definition.body is None:
                raise SqlError("SQL compilation error:\nMissing option(s): [AS]", 2049, "42601")
            Parser(_as_block(definition.body)).block()
        else:
            self._check_java(key, options, definition, properties)
        if "EXTERNAL_ACCESS_INTEGRATIONS" in options:
            properties["integrations"] = self._integrations(session, options["EXTERNAL_ACCESS_INTEGRATIONS"])
        if "SECRETS" in options:
            properties["secrets"] = self._secrets(session, options["SECRETS"], properties["integrations"])
        return properties

    def _check_java(self, key: Key, options: dict[str, Any], definition: Definition, properties: dict[str, Any]) -> None:
        if definition.body is not None:
            raise SqlError("The local Snowflake does not support this: Java source in a procedure's body (name a jar in IMPORTS)", 2, "0A000")
        if str(options.get("RUNTIME_VERSION")) not in ("11", "17", "21"):
            raise SqlError("SQL compilation error:\nRUNTIME_VERSION must be '11', '17' or '21'.", 2049, "42601")
        if not options.get("HANDLER"):
            raise SqlError("SQL compilation error:\nMissing option(s): [HANDLER]", 2049, "42601")
        packages = options.get("PACKAGES")
        if not any("snowflake:snowpark" in str(package) for package in (packages if isinstance(packages, list) else [packages])):
            raise SqlError("SQL compilation error:\nA Java procedure needs com.snowflake:snowpark in PACKAGES.", 2049, "42601")
        imports = options.get("IMPORTS") or []
        imports = imports if isinstance(imports, list) else [imports]
        application = self.access.application_of(key.database)
        if application is None or key.version is None:
            raise SqlError("SQL compilation error:\nA procedure with IMPORTS of an application's files must be in a versioned schema.",
                           93301, "0A000")
        folder = self.objects.applications.folder(application, key.version)
        for path in imports:
            if str(path).startswith("@"):
                raise SqlError(f"SQL compilation error:\nIMPORTS of an application must be paths within its package, not stages: {path}",
                               93302, "0A000")
            if not package_file(folder, str(path)).is_file():
                raise SqlError(f"SQL compilation error:\nFile '{path}' is not in the application package.", 93303, "02000")
        properties["imports"] = [str(path) for path in imports]

    def _integrations(self, session: Session, value: Any) -> list[str]:
        names = []
        for name in names_of(value):
            self.find(session, Key("INTEGRATION", name=name.last))
            names.append(name.last)
        return names

    def _secrets(self, session: Session, value: Any, integrations: list[str]) -> dict[str, list[str]]:
        kept: dict[str, list[str]] = {}
        for alias, name in pairs_of(value).items():
            key = self.find(session, self.key(session, "SECRET", name)).key
            if not self.objects.network.allows_secret(integrations, key):
                raise SqlError(f"SQL compilation error:\nSecret '{key}' is not allowed by the external access integrations of the procedure.",
                               93304, "42501")
            kept[alias] = [str(key.database), str(key.schema), str(key.name)]
        return kept

    def alter(self, session: Session, reader: Reader) -> Result:
        """ALTER PROCEDURE name(types) SET SECRETS = (...) EXTERNAL_ACCESS_INTEGRATIONS = (...) COMMENT = ... / UNSET ..."""
        reader.expect("ALTER", "PROCEDURE")
        if_exists = reader.accept("IF", "EXISTS")
        name = reader.name()
        try:
            record = self.owned(session, self.key(session, "PROCEDURE", name, read_signature(reader)))
        except SqlError as error:
            if if_exists and error.code == 2003:
                return Result.status("Statement executed successfully.")
            raise
        options: dict[str, Any]
        if reader.accept("UNSET"):
            word = reader.word()
            options = {word: [] if word != "COMMENT" else None}
        else:
            reader.expect("SET")
            options = reader.properties("SECRETS", "EXTERNAL_ACCESS_INTEGRATIONS", "COMMENT", "LOG_LEVEL", "TRACE_LEVEL")
        changed = dict(record.properties)
        if "EXTERNAL_ACCESS_INTEGRATIONS" in options:
            changed["integrations"] = self._integrations(session, options["EXTERNAL_ACCESS_INTEGRATIONS"])
        if "SECRETS" in options:
            changed["secrets"] = self._secrets(session, options["SECRETS"], changed["integrations"])
        if "COMMENT" in options:
            changed["comment"] = options["COMMENT"]
        self.commit(session)
        record.properties = changed
        self.registry.save(record)
        return Result.status("Statement executed successfully.")

    def drop_procedure(self, session: Session, reader: Reader) -> Result:
        """DROP PROCEDURE [IF EXISTS] name(types)."""
        reader.expect("DROP", "PROCEDURE")
        if_exists = reader.accept("IF", "EXISTS")
        name = reader.name()
        return self.drop(session, self.key(session, "PROCEDURE", name, read_signature(reader)), if_exists)

    # SHOW

    def show(self, session: Session, reader: Reader) -> Result:
        """SHOW PROCEDURES [LIKE '...'] [IN ...]."""
        reader.expect("SHOW")
        reader.accept("USER")
        reader.expect("PROCEDURES")
        pattern = reader.string() if reader.accept("LIKE") else None
        database, schema = self.in_clause(session, reader)
        rows = []
        for record in self._visible(session, database, schema):
            kept = record.properties
            if like(pattern, kept["name"]):
                types = [argument["type"] for argument in kept["arguments"]]
                required = sum("default" not in argument for argument in kept["arguments"])
                rows.append([record.created, kept["name"], record.key.schema, "N", "N", "N", required, len(types),
                             f"{kept['name']}({', '.join(types)}) RETURN {kept['returns']}", kept["comment"] or "user-defined procedure",
                             record.key.database, "N", "N", "N", kept["language"],
                             ",".join(kept["secrets"]) or None, ",".join(kept["integrations"]) or None])
        numbers = ("min_num_arguments", "max_num_arguments")
        names = ["created_on", "name", "schema_name", "is_builtin", "is_aggregate", "is_ansi", *numbers, "arguments", "description",
                 "catalog_name", "is_table_function", "valid_for_clustering", "is_secure", "language", "secrets",
                 "external_access_integrations"]
        columns = [Column(name, "fixed", 38, 0) if name in numbers else Column(name, "timestamp_ltz" if name == "created_on" else "text")
                   for name in names]
        return Result.of(columns, rows, "show")

    def describe(self, session: Session, reader: Reader) -> Result:
        """DESCRIBE PROCEDURE name(types)."""
        reader.word()
        reader.expect("PROCEDURE")
        name = reader.name()
        record = self.find(session, self.key(session, "PROCEDURE", name, read_signature(reader)))
        kept = record.properties
        listed = ", ".join(f"{argument['name']} {argument['type']}" for argument in kept["arguments"])
        rows = [["signature", f"({listed})"], ["returns", kept["returns"]], ["language", kept["language"]],
                ["null handling", "CALLED ON NULL INPUT"], ["volatility", "VOLATILE"], ["execute as", "OWNER"]]
        if record.owner in self.access.principals(session):
            rows += [["body", kept["body"]], ["imports", str(kept["imports"])], ["handler", kept["handler"]],
                     ["runtime_version", kept["runtime"]], ["external_access_integrations", str(kept["integrations"])],
                     ["secrets", str({alias: ".".join(parts) for alias, parts in kept["secrets"].items()})]]
        return Result.of(["property", "value"], rows, "describe")

    def _visible(self, session: Session, database: str | None, schema: str | None) -> list[Record]:
        return [record for record in self.registry.all("PROCEDURE", database, schema)
                if record.key.version == self.access.version_of(session, record.key.database, record.key.schema)
                and self.access.may(session, record.key)]

    # CALL

    def call_statement(self, session: Session, reader: Reader) -> Result:
        """CALL name(arguments)."""
        reader.expect("CALL")
        name = reader.name()
        if len(name.parts) == 1 and name.last.startswith("SYSTEM$"):
            return self.objects.functions.call(session, name.last, [argument.value for argument in self.arguments(session, reader)])
        arguments = self.arguments(session, reader)
        reader.finish()
        return self.call(session, name, arguments)

    def call(self, session: Session, name: Name, given: list[Argument]) -> Result:
        """Call the procedure of that name that fits the values."""
        bare = self.key(session, "PROCEDURE", name)
        assert bare.database and bare.schema
        self.access.require_schema(session, bare.database, bare.schema)
        candidates = [record for record in self._visible(session, bare.database, bare.schema) if record.properties["name"] == name.last]
        if not candidates:
            raise SqlError(f"SQL compilation error:\nUnknown user-defined function {bare}", 2140, "42601")
        chosen = choose(candidates, given)
        if chosen is None:
            types = ", ".join(value.type or "NULL" for value in given)
            known = "; ".join(str(record.key) for record in candidates)
            raise SqlError(f"SQL compilation error: error line 0 at position -1\nInvalid argument types for function '{name.last}': "
                           f"({types}). It takes: {known}", 1044, "42P13")
        record, ordered = chosen
        values = []
        for value, argument in zip(ordered, record.properties["arguments"]):
            if value is None:
                value = self._default(session, argument["default"])
            values.append(convert(value.value, value.type, argument["type"], argument["name"]))
        return self._run(session, record, values)

    def arguments(self, session: Session, reader: Reader) -> list[Argument]:
        """The values between the parentheses of a CALL; plain ones are read here, expressions are asked of the engine."""
        reader.expect_symbol("(")
        found: list[Argument] = []
        while not reader.accept_symbol(")"):
            name = None
            if reader.position + 1 < len(reader.tokens) and reader.tokens[reader.position + 1].is_symbol("=>"):
                name = reader.name().last
                reader.expect_symbol("=>")
            found.append(self._argument(session, reader, name))
            if not reader.accept_symbol(","):
                reader.expect_symbol(")")
                break
        return found

    def _argument(self, session: Session, reader: Reader, name: str | None) -> Argument:
        start, depth = reader.position, 0
        while reader.token is not None:
            token = reader.token
            if depth == 0 and (token.is_symbol(",") or token.is_symbol(")")):
                break
            depth += (token.text in ("(", "[", "{")) - (token.text in (")", "]", "}"))
            reader.position += 1
        tokens = reader.tokens[start:reader.position]
        if not tokens:
            raise reader.error("a value")
        if len(tokens) == 1:
            token = tokens[0]
            if token.kind in ("string", "dollar"):
                return Argument("VARCHAR", token.value, name)
            if token.kind == "number" and token.text.isdigit():
                return Argument("NUMBER", int(token.text), name)
            if token.kind == "bind":
                value = reader.bind(int(token.value))
                return Argument(type_of_value(value), value, name)
            if token.is_word("NULL"):
                return Argument(None, None, name)
            if token.is_word("TRUE", "FALSE"):
                return Argument("BOOLEAN", token.text.upper() == "TRUE", name)
        binds = [reader.bind(int(token.value)) for token in tokens if token.kind == "bind"]
        return self._evaluate(session, reader.sql[tokens[0].start:tokens[-1].end], binds, name)

    def _evaluate(self, session: Session, expression: str, binds: Sequence[Any], name: str | None = None) -> Argument:
        result = self.engine.execute(session, f"SELECT {expression}", list(binds))
        value = result.rows[0][0]
        return Argument(None if value is None else type_of_column(result.columns[0]), value, name)

    def _default(self, session: Session, expression: str) -> Argument:
        if expression.upper() == "NULL":
            return Argument(None, None)
        return self._evaluate(session, expression, [])

    def _run(self, session: Session, record: Record, values: list[Any]) -> Result:
        _refuse_cancelled(session)
        depth = int(session.extras.get("depth", 0)) + 1
        if depth > 16:
            raise SqlError("Stored procedure execution error: the maximum nesting of calls (16) is exceeded.", 100357, "P0000")
        attributes = self._attributes(session, record, depth)
        kept = record.properties
        if kept["language"] == "JAVA":
            text = self._run_java(session, record, values, attributes)
        else:
            text = self._run_sql(session, record, values, attributes)
        return Result([column_of(kept["name"], kept["returns"])], [[from_text(text, kept["returns"])]], "call")

    def _attributes(self, session: Session, record: Record, depth: int) -> dict[str, Any]:
        """The session of a procedure: as its owner, in its schema, in its version."""
        owned_by_application = record.owner.kind == "APPLICATION"
        extras: dict[str, Any] = {"kind": "procedure", "version": record.key.version, "depth": depth}
        if record.key.version is None and session.application == record.owner.name:
            extras["version"] = session.extras.get("version")
        snapshot = session.extras.get("secrets")
        if snapshot is None and self.objects.options.secret_visibility == "next_call":
            snapshot = self.objects.vault.snapshot()
        extras["secrets"] = snapshot
        return {"application": record.owner.name if owned_by_application else None,
                "role": None if owned_by_application else record.owner.name, "database": record.key.database,
                "schema": record.key.schema, "warehouse": session.warehouse, "caller": session, "extras": extras,
                "user": session.user}

    def _run_sql(self, session: Session, record: Record, values: list[Any], attributes: dict[str, Any]) -> str | None:
        kept = record.properties
        inner = self.engine.sessions.open(**attributes)

        def cancel() -> None:
            self.engine.cancel(inner)

        session.on_cancel.append(cancel)
        try:
            _refuse_cancelled(session)
            variables = {argument["name"]: value for argument, value in zip(kept["arguments"], values)}
            interpreter = Interpreter(inner, _as_block(kept["body"]), lambda sql, binds: self.engine.execute(inner, sql, binds), variables)
            value = interpreter.run()
            if inner.rollback_if_open():
                raise SqlError(_INCOMPLETE, 90232, "57014")
            return result_text(value, kept["returns"])
        finally:
            session.on_cancel.remove(cancel)
            self.engine.sessions.close(inner)

    def _run_java(self, session: Session, record: Record, values: list[Any], attributes: dict[str, Any]) -> str | None:
        kept = record.properties
        application, version = str(record.key.database), int(record.key.version or 0)
        folder = self.objects.applications.folder(application, version)
        marker = object()
        attributes["extras"]["call"] = marker
        ticket = self.engine.sessions.issue_ticket(**attributes)
        message = {
            "handler": kept["handler"], "package": f"{application}@{version}",
            "imports": [str(package_file(folder, path)) for path in kept["imports"]],
            "hosts": self.objects.network.hosts_of(record),
            "arguments": [{"type": argument["type"], "value": host_text(value, argument["type"])}
                          for argument, value in zip(kept["arguments"], values)],
            "session": self.objects.session_settings(ticket, attributes),
        }
        host = self.objects.host
        call = host.begin(message, lambda alias: self._secret(record, alias, attributes["extras"]["secrets"]))

        def cancel() -> None:
            host.cancel(call)
            for inner in self._sessions_of(marker):
                self.engine.cancel(inner)

        session.on_cancel.append(cancel)
        try:
            if session.extras.get("cancelled"):
                # it came while the JVM was starting
                cancel()
            while not call.done.wait(2):
                if host.pid is None:
                    call.fail(SqlError(f"The JVM of the procedure ended unexpectedly in handler {kept['handler']}.", 100357, "P0000"))
            inner_sessions = self._sessions_of(marker)
            incomplete = [inner for inner in inner_sessions if inner.rollback_if_open()]
            if call.error is not None:
                raise call.error
            if incomplete:
                raise SqlError(_INCOMPLETE, 90232, "57014")
            return call.value
        finally:
            session.on_cancel.remove(cancel)
            self.engine.sessions.withdraw_ticket(ticket)
            for inner in self._sessions_of(marker):
                self.engine.sessions.close(inner)
            host.forget(call)

    def _sessions_of(self, marker: object) -> list[Session]:
        return [inner for inner in self.engine.sessions.all() if inner.extras.get("call") is marker]

    def _secret(self, record: Record, alias: str, snapshot: dict[tuple[str | None, ...], str] | None) -> str:
        current = self.registry.find(record.key) or record
        parts = current.properties["secrets"].get(alias)
        if parts is None:
            raise SqlError(f"Secret with alias '{alias}' is not among the SECRETS of procedure {record.key}.")
        key = Key("SECRET", *parts)
        if self.registry.find(key) is None or not self.objects.network.allows_secret(current.properties["integrations"], key):
            raise SqlError(f"Secret '{key}' does not exist or not authorized.")
        value = self.objects.vault.read(key) if snapshot is None else snapshot.get((key.database, key.schema, key.name))
        if value is None:
            raise SqlError(f"Secret '{key}' has no value yet for this call.")
        return value


def _refuse_cancelled(session: Session) -> None:
    if session.extras.get("cancelled"):
        raise SqlError("SQL execution canceled", 604, "57014")


def package_file(folder: Path, path: str) -> Path:
    """A file of an installed package by its path from the package's root."""
    return folder / path.lstrip("/")


def _text(value: Any) -> str:
    return value.last if isinstance(value, Name) else str(value)


def _as_block(body: str) -> str:
    """A body that is a single statement is a block of that statement."""
    stripped = body.strip().rstrip(";").rstrip()
    first = stripped.lstrip().split(None, 1)[0].upper() if stripped.split() else ""
    return body if first in ("BEGIN", "DECLARE") or stripped.lstrip().startswith(("--", "/*")) else f"BEGIN {stripped}; END"


