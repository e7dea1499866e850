"""The objects that are not data (roles, applications, procedures, tasks, secrets ...) and who may do what with them.

Everything is in memory and written through to the system schema, so that a restart finds it again.
"""

from __future__ import annotations

import datetime
import json
import threading
from dataclasses import dataclass, field
from typing import Any, Iterable

from local_snowflake.names import display
from local_snowflake.result import SqlError

_TABLES = (
    """CREATE TABLE IF NOT EXISTS _local.objects (
        kind VARCHAR NOT NULL, database_name VARCHAR, schema_name VARCHAR, name VARCHAR, version INTEGER,
        owner_kind VARCHAR, owner VARCHAR, created TIMESTAMPTZ NOT NULL, properties VARCHAR NOT NULL)""",
    """CREATE TABLE IF NOT EXISTS _local.grants (
        privilege VARCHAR NOT NULL, kind VARCHAR NOT NULL, database_name VARCHAR, schema_name VARCHAR, name VARCHAR,
        version INTEGER, grantee_kind VARCHAR NOT NULL, grantee VARCHAR NOT NULL, created TIMESTAMPTZ NOT NULL)""",
)


@dataclass(frozen=True)
class Principal:
    """Who owns or is granted something: ``kind`` is ROLE, APPLICATION, APPLICATION_ROLE or USER."""

    kind: str
    name: str


@dataclass(frozen=True)
class Key:
    """What an object is called. ``version`` is set for procedures, pages and views in a versioned schema; ``name`` of a procedure has its argument types."""

    kind: str
    database: str | None = None
    schema: str | None = None
    name: str | None = None
    version: int | None = None

    def __str__(self) -> str:
        if self.kind == "PROCEDURE" and self.name and "(" in self.name:
            bare, _, types = self.name.partition("(")
            return f"{display(self.database, self.schema, bare)}({types}"
        return display(self.database, self.schema, self.name)


@dataclass
class Record:
    """An object with its owner and properties (JSON values)."""

    key: Key
    owner: Principal
    created: datetime.datetime
    properties: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The object's own name."""
        return self.key.name or self.key.schema or self.key.database or ""


@dataclass(frozen=True)
class Grant:
    """A privilege on an object for someone."""

    privilege: str
    on: Key
    to: Principal


VERSIONED_KINDS = ("PROCEDURE", "STREAMLIT", "VIEW")


class Registry:
    """All records and grants."""

    def __init__(self, engine: Any) -> None:
        self._engine = engine
        self.lock = threading.RLock()
        self._records: dict[Key, Record] = {}
        self._grants: dict[Grant, datetime.datetime] = {}
        self._by_grantee: dict[Principal, set[Grant]] = {}
        self.generation = 0

    def load(self) -> None:
        """Read what the last server left."""
        for statement in _TABLES:
            self._engine.system_execute(statement)
        for row in self._engine.system_rows("SELECT * FROM _local.objects"):
            record = Record(Key(*row[:5]), Principal(row[5], row[6]), row[7], json.loads(row[8]))
            self._records[record.key] = record
        for row in self._engine.system_rows("SELECT * FROM _local.grants"):
            self._remember(Grant(row[0], Key(*row[1:6]), Principal(row[6], row[7])), row[8])

    def find(self, key: Key) -> Record | None:
        """The object of exactly this key."""
        return self._records.get(key)

    def require(self, key: Key) -> Record:
        """The object of exactly this key, or Snowflake's error."""
        record = self.find(key)
        if record is None:
            raise missing(key)
        return record

    def all(self, kind: str, database: str | None = None, schema: str | None = None) -> list[Record]:
        """The objects of a kind (in a database, in a schema), by name."""
        with self.lock:
            found = [record for record in self._records.values() if record.key.kind == kind
                     and database in (None, record.key.database) and schema in (None, record.key.schema)]
        return sorted(found, key=lambda record: tuple(part or "" for part in (record.key.database, record.key.schema, record.key.name)))

    def save(self, record: Record) -> Record:
        """Add or replace an object."""
        with self.lock:
            if record.key in self._records:
                self._delete_row(record.key)
            self._engine.system_execute(
                "INSERT INTO _local.objects VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [*_columns(record.key), record.owner.kind, record.owner.name, record.created, json.dumps(record.properties)])
            self._records[record.key] = record
            self.generation += 1
        return record

    def create(self, key: Key, owner: Principal, properties: dict[str, Any] | None = None) -> Record:
        """Add an object; one of the same key is replaced and loses its grants."""
        with self.lock:
            if key in self._records:
                self.remove(key)
            return self.save(Record(key, owner, now(), dict(properties or {})))

    def remove(self, key: Key) -> None:
        """Take an object away, with every grant on it and to it."""
        with self.lock:
            if self._records.pop(key, None) is not None:
                self._delete_row(key)
            self.revoke(grant for grant in list(self._grants) if grant.on == key)
            if key.kind in ("ROLE", "APPLICATION_ROLE", "APPLICATION", "USER"):
                name = f"{key.database}.{key.name}" if key.kind == "APPLICATION_ROLE" else str(key.name)
                self.revoke(grant for grant in list(self._grants) if grant.to == Principal(key.kind, name))
            self.generation += 1

    def rename(self, old: Key, new: Key) -> None:
        """Give a record and the grants on it another key."""
        with self.lock:
            record = self._records.get(old)
            granted = [grant for grant in self._grants if grant.on == old]
            if record is not None:
                self._records.pop(old)
                self._delete_row(old)
                self.save(Record(new, record.owner, record.created, record.properties))
            self.revoke(granted)
            for grant in granted:
                self.grant(Grant(grant.privilege, new, grant.to))

    def grant(self, grant: Grant) -> None:
        """Record a privilege."""
        with self.lock:
            if grant in self._grants:
                return
            moment = now()
            self._engine.system_execute("INSERT INTO _local.grants VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                                        [grant.privilege, *_columns(grant.on), grant.to.kind, grant.to.name, moment])
            self._remember(grant, moment)
            self.generation += 1

    def revoke(self, grants: Iterable[Grant]) -> int:
        """Take privileges away; how many there were."""
        count = 0
        with self.lock:
            for grant in list(grants):
                if self._grants.pop(grant, None) is not None:
                    self._by_grantee[grant.to].discard(grant)
                    self._engine.system_execute(
                        "DELETE FROM _local.grants WHERE privilege = ? AND grantee_kind = ? AND grantee = ? AND " + _MATCH,
                        [grant.privilege, grant.to.kind, grant.to.name, *_columns(grant.on)])
                    count += 1
            self.generation += 1
        return count

    def grants_on(self, key: Key) -> list[tuple[Grant, datetime.datetime]]:
        """Who may do what with an object, and since when."""
        with self.lock:
            return [(grant, moment) for grant, moment in self._grants.items() if grant.on == key]

    def grants_to(self, principal: Principal) -> list[tuple[Grant, datetime.datetime]]:
        """What someone was granted directly, and when."""
        with self.lock:
            return [(grant, self._grants[grant]) for grant in self._by_grantee.get(principal, ())]

    def all_grants(self) -> list[Grant]:
        """Every grant."""
        with self.lock:
            return list(self._grants)

    def _remember(self, grant: Grant, moment: datetime.datetime) -> None:
        self._grants[grant] = moment
        self._by_grantee.setdefault(grant.to, set()).add(grant)

    def _delete_row(self, key: Key) -> None:
        self._engine.system_execute("DELETE FROM _local.objects WHERE " + _MATCH, _columns(key))


_MATCH = ("kind = ? AND database_name IS NOT DISTINCT FROM ? AND schema_name IS NOT DISTINCT FROM ? AND name IS NOT DISTINCT FROM ? "
          "AND version IS NOT DISTINCT FROM ?")


def _columns(key: Key) -> list[Any]:
    return [key.kind, key.database, key.schema, key.name, key.version]


def now() -> datetime.datetime:
    """The time, in UTC."""
    return datetime.datetime.now(datetime.timezone.utc)


def kind_word(kind: str) -> str:
    """A kind as messages name it: ``Procedure``, ``Network rule`` ..."""
    return kind.replace("_", " ").capitalize()


def missing(key: Key) -> SqlError:
    """Snowflake's answer for what is not there, or not for this role."""
    kind = "Object" if key.kind in ("TABLE", "VIEW") else kind_word(key.kind)
    return SqlError(f"SQL compilation error:\n{kind} '{key}' does not exist or not authorized.", 2003, "02000")


def insufficient(what: str, name: Any) -> SqlError:
    """Snowflake's answer for what is visible but not allowed."""
    return SqlError(f"SQL access control error:\nInsufficient privileges to operate on {what} '{name}'", 3001, "42501")
