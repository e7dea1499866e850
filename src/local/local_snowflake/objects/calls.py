"""Calls of procedures: which one is meant, as whom it runs, and how its result comes back."""

from __future__ import annotations

from typing import Any, Sequence

from local_snowflake.objects.definitions import Argument, as_block, choose, package_file
from local_snowflake.objects.reader import Name, Reader
from local_snowflake.objects.registry import Key, Record
from local_snowflake.objects.scripting import Interpreter
from local_snowflake.objects.subject import Subject
from local_snowflake.objects.values import column_of, convert, from_text, host_text, result_text, type_of_column, type_of_value
from local_snowflake.result import Result, SqlError
from local_snowflake.session import Session

_INCOMPLETE = "Stored procedure execution error: Scoped transaction started in stored procedure is incomplete and it was rolled back."
_MAXIMUM_DEPTH = 16


class Calls(Subject):
    """CALL, and what it does."""

    # (before or after, how the name of a SQL procedure begins): at its next call the JVM of the procedures is killed.
    kill_at: tuple[str, str] | None = None

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
        candidates = [record for record in self.objects.procedures.visible(session, bare.database, bare.schema) if record.properties["name"] == name.last]
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
        if depth > _MAXIMUM_DEPTH:
            raise SqlError(f"Stored procedure execution error: the maximum nesting of calls ({_MAXIMUM_DEPTH}) is exceeded.", 100357, "P0000")
        attributes = self._attributes(session, record, depth)
        kept = record.properties
        if kept["language"] == "JAVA":
            text = self._run_java(session, record, values, attributes)
        else:
            self._kill_if_asked("before", str(kept["name"]))
            text = self._run_sql(session, record, values, attributes)
            self._kill_if_asked("after", str(kept["name"]))
        return Result([column_of(kept["name"], kept["returns"])], [[from_text(text, kept["returns"])]], "call")

    def _kill_if_asked(self, when: str, name: str) -> None:
        """As SIGKILL from outside would at this very moment; whoever called has no answer."""
        if self.kill_at is not None and self.kill_at[0] == when and name.startswith(self.kill_at[1]):
            self.kill_at = None
            self.objects.host.kill()
            raise SqlError("The JVM of the procedure was killed.", 100357, "P0000")

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
            interpreter = Interpreter(inner, as_block(kept["body"]), lambda sql, binds: self.engine.execute(inner, sql, binds), variables)
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
            "log_level": self.objects.applications.log_level(application),
        }
        host = self.objects.host
        call = host.begin(message, lambda alias: self._secret(record, alias, attributes["extras"]["secrets"]),
                          lambda logged: self.objects.event_table.append(application, str(record.key.name), logged))

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
