"""What the parts of this package share: registry, access, names of objects."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from local_snowflake.objects.access import Access
from local_snowflake.objects.reader import Name, Reader
from local_snowflake.objects.registry import VERSIONED_KINDS, Key, Record, Registry, kind_word, missing
from local_snowflake.result import Result, SqlError
from local_snowflake.session import Session

if TYPE_CHECKING:
    from local_snowflake.objects import Objects

TYPES = {
    "STRING": "VARCHAR", "TEXT": "VARCHAR", "CHAR": "VARCHAR", "CHARACTER": "VARCHAR", "NVARCHAR": "VARCHAR", "VARCHAR": "VARCHAR",
    "INT": "NUMBER", "INTEGER": "NUMBER", "BIGINT": "NUMBER", "SMALLINT": "NUMBER", "TINYINT": "NUMBER", "BYTEINT": "NUMBER",
    "DECIMAL": "NUMBER", "NUMERIC": "NUMBER", "NUMBER": "NUMBER", "FLOAT": "FLOAT", "DOUBLE": "FLOAT", "REAL": "FLOAT",
    "BOOLEAN": "BOOLEAN", "DATE": "DATE", "TIME": "TIME", "TIMESTAMP": "TIMESTAMP_NTZ", "DATETIME": "TIMESTAMP_NTZ",
    "TIMESTAMP_NTZ": "TIMESTAMP_NTZ", "TIMESTAMP_LTZ": "TIMESTAMP_LTZ", "TIMESTAMP_TZ": "TIMESTAMP_TZ",
    "BINARY": "BINARY", "VARBINARY": "BINARY", "VARIANT": "VARIANT", "OBJECT": "OBJECT", "ARRAY": "ARRAY",
}


class Subject:
    """A part of this package; each handles the statements about one subject."""

    def __init__(self, objects: Objects) -> None:
        self.objects = objects

    @property
    def engine(self) -> Any:
        """The SQL engine."""
        return self.objects.engine

    @property
    def registry(self) -> Registry:
        """All objects and grants."""
        return self.objects.registry

    @property
    def access(self) -> Access:
        """Who may do what."""
        return self.objects.access

    def commit(self, session: Session) -> None:
        """DDL ends an open transaction."""
        if session.in_transaction:
            self.engine.execute(session, "COMMIT")

    def key(self, session: Session, kind: str, name: Name, suffix: str = "") -> Key:
        """The key of a schema object whose name may be incomplete."""
        database, schema = self.schema(session, Name(name.parts[:-1])) if len(name.parts) > 1 else self.schema(session, None)
        version = self.access.version_of(session, database, schema) if kind in VERSIONED_KINDS else None
        return Key(kind, database, schema, name.last + suffix, version)

    def schema(self, session: Session, name: Name | None) -> tuple[str, str]:
        """Database and schema of a schema name; None is the current one."""
        parts = name.parts if name else ()
        database = parts[-2] if len(parts) > 1 else session.database
        schema = parts[-1] if parts else session.schema
        if not database:
            raise SqlError("Cannot perform this operation. This session does not have a current database. Call 'USE DATABASE', "
                           "or use a qualified name.", 90105, "22000")
        if not schema:
            raise SqlError("Cannot perform this operation. This session does not have a current schema. Call 'USE SCHEMA', "
                           "or use a qualified name.", 90106, "22000")
        return database, schema

    def find(self, session: Session, key: Key, what: str | None = None) -> Record:
        """An object that the session may see: its owner, or granted anything on it. Otherwise as if it were not there."""
        if key.database and key.schema:
            self.access.require_schema(session, key.database, key.schema)
        record = self.registry.find(key)
        if record is None or not self.access.may(session, key):
            raise missing(key)
        return record

    def owned(self, session: Session, key: Key) -> Record:
        """An object that the session owns."""
        record = self.find(session, key)
        self.access.require_owner(session, record, kind_word(key.kind).lower())
        return record

    def create(self, session: Session, key: Key, replace: bool, if_not_exists: bool, properties: dict[str, Any]) -> Result:
        """Create a schema object by the usual rules of OR REPLACE and IF NOT EXISTS."""
        assert key.database and key.schema
        word = kind_word(key.kind)
        self.access.require_create(session, key.kind.replace("_", " "), key.database, key.schema)
        self.commit(session)
        with self.registry.lock:
            existing = self.registry.find(key)
            if existing is not None:
                if if_not_exists:
                    return Result.status(f"{key.name} already exists, statement succeeded.")
                if not replace:
                    raise SqlError(f"SQL compilation error:\nObject '{key}' already exists.", 2002, "42710")
                self.access.require_owner(session, existing, word.lower())
            self.registry.create(key, self.access.acting(session), properties)
        return Result.status(f"{word} {key.name} successfully created.")

    def drop(self, session: Session, key: Key, if_exists: bool) -> Result:
        """Drop an object that the session owns."""
        try:
            self.owned(session, key)
        except SqlError as error:
            if if_exists and error.code == 2003:
                return Result.status("Drop statement executed successfully (object already dropped).")
            raise
        self.commit(session)
        self.registry.remove(key)
        return Result.status(f"{key.name} successfully dropped.")

    def in_clause(self, session: Session, reader: Reader) -> tuple[str | None, str | None]:
        """The scope of a SHOW statement: (database, schema), None for all. Without IN: the current schema or database."""
        if not reader.accept("IN"):
            return session.database, session.schema
        if reader.accept("ACCOUNT"):
            return None, None
        if reader.accept_any("DATABASE", "APPLICATION"):
            return (reader.name().last if reader.token is not None and not reader.at_end() else session.database), None
        reader.accept("SCHEMA")
        if reader.at_end():
            return self.schema(session, None)
        return self.schema(session, reader.name())


def read_type(reader: Reader) -> str:
    """A type's canonical name; lengths and precisions are read and dropped (they don't distinguish signatures)."""
    word = reader.word()
    if word == "DOUBLE":
        reader.accept("PRECISION")
    if word not in TYPES:
        raise SqlError(f"SQL compilation error:\nUnsupported data type '{word}'.", 2040, "42601")
    if reader.accept_symbol("("):
        while not reader.accept_symbol(")"):
            reader.take("a length")
    return TYPES[word]


def read_signature(reader: Reader) -> str:
    """``(VARCHAR, NUMBER)`` as written after the name of a procedure."""
    reader.expect_symbol("(")
    types = []
    while not reader.accept_symbol(")"):
        types.append(read_type(reader))
        if not reader.accept_symbol(","):
            reader.expect_symbol(")")
            break
    return signature(types)


def signature(types: list[str]) -> str:
    """How the types of a procedure's arguments are written in its key."""
    return f"({', '.join(types)})"


def like(pattern: str | None, text: str) -> bool:
    """SHOW ... LIKE: case does not matter."""


    if pattern is None:
        return True
    expression = "".join(".*" if letter == "%" else "." if letter == "_" else re.escape(letter) for letter in pattern)
    return re.fullmatch(expression, text, re.IGNORECASE | re.DOTALL) is not None
