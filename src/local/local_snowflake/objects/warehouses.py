"""Warehouses: names only, nothing computes in them here."""

from __future__ import annotations

from local_snowflake.objects.access import ADMIN
from local_snowflake.objects.reader import Reader
from local_snowflake.objects.registry import Key, insufficient, missing
from local_snowflake.objects.subject import Subject, like
from local_snowflake.result import Column, Result, SqlError
from local_snowflake.session import Session

DEFAULT = "COMPUTE_WH"
_PROPERTIES = ("WAREHOUSE_SIZE", "WAREHOUSE_TYPE", "AUTO_SUSPEND", "AUTO_RESUME", "INITIALLY_SUSPENDED", "COMMENT", "MIN_CLUSTER_COUNT",
               "MAX_CLUSTER_COUNT", "SCALING_POLICY", "STATEMENT_TIMEOUT_IN_SECONDS", "MAX_CONCURRENCY_LEVEL", "GENERATION")


class Warehouses(Subject):
    """CREATE, ALTER, DROP, SHOW and USE WAREHOUSE."""

    def ensure_default(self) -> None:
        """COMPUTE_WH exists from the start, as in a new account."""
        key = Key("WAREHOUSE", name=DEFAULT)
        if self.registry.find(key) is None:
            self.registry.create(key, ADMIN, {"size": "X-Small"})

    def create_warehouse(self, session: Session, reader: Reader) -> Result:
        """CREATE [OR REPLACE] WAREHOUSE [IF NOT EXISTS] name [WITH] ..."""
        reader.expect("CREATE")
        replace = reader.accept("OR", "REPLACE") or reader.accept("OR", "ALTER")
        reader.expect("WAREHOUSE")
        if_not_exists = reader.accept("IF", "NOT", "EXISTS")
        key = Key("WAREHOUSE", name=reader.name().last)
        reader.accept("WITH")
        properties = reader.properties(*_PROPERTIES)
        if not self.access.is_admin(session) and not self.access.granted(session, Key("ACCOUNT"), "CREATE WAREHOUSE"):
            raise insufficient("account", key.name)
        if self.registry.find(key) is not None:
            if if_not_exists:
                return Result.status(f"{key.name} already exists, statement succeeded.")
            if not replace or not self.access.owns(session, key):
                raise SqlError(f"SQL compilation error:\nObject '{key}' already exists.", 2002, "42710")
        self.commit(session)
        self.registry.create(key, self.access.acting(session), {"size": str(properties.get("WAREHOUSE_SIZE") or "X-Small")})
        return Result.status(f"Warehouse {key.name} successfully created.")

    def alter(self, session: Session, reader: Reader) -> Result:
        """ALTER WAREHOUSE [IF EXISTS] name RESUME | SUSPEND | SET ...: accepted, without effect."""
        reader.expect("ALTER", "WAREHOUSE")
        reader.accept("IF", "EXISTS")
        self.require(session, reader.name().last)
        self.commit(session)
        return Result.status("Statement executed successfully.")

    def drop_warehouse(self, session: Session, reader: Reader) -> Result:
        """DROP WAREHOUSE [IF EXISTS] name."""
        reader.expect("DROP", "WAREHOUSE")
        if_exists = reader.accept("IF", "EXISTS")
        return self.drop(session, Key("WAREHOUSE", name=reader.name().last), if_exists)

    def use(self, session: Session, reader: Reader) -> Result:
        """USE WAREHOUSE name."""
        reader.expect("USE", "WAREHOUSE")
        name = reader.name().last
        if session.application and session.extras.get("kind") != "page":
            raise SqlError("Stored procedure execution error: Unsupported statement type 'USE'.", 90236, "42601")
        self.require(session, name)
        session.warehouse = name
        return Result.status("Statement executed successfully.", "use")

    def show(self, session: Session, reader: Reader) -> Result:
        """SHOW WAREHOUSES [LIKE '...']."""
        reader.expect("SHOW", "WAREHOUSES")
        pattern = reader.string() if reader.accept("LIKE") else None
        rows = [[record.name, "STARTED", "STANDARD", record.properties["size"], record.created, record.owner.name]
                for record in self.registry.all("WAREHOUSE") if like(pattern, record.name) and self.access.may(session, record.key)]
        return Result.of(["name", "state", "type", "size", Column("created_on", "timestamp_ltz"), "owner"], rows, "show")

    def require(self, session: Session, name: str) -> None:
        """SqlError unless the session may use the warehouse."""
        key = Key("WAREHOUSE", name=name)
        if self.registry.find(key) is None or not self.access.may(session, key, "USAGE", "OPERATE", "MODIFY"):
            raise missing(key)
