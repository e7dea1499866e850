"""Secrets of type GENERIC_STRING."""

from __future__ import annotations

from local_snowflake.objects.reader import Reader
from local_snowflake.objects.registry import Key, insufficient, missing
from local_snowflake.objects.subject import Subject, like
from local_snowflake.result import Column, Result, SqlError
from local_snowflake.session import Session


class Secrets(Subject):
    """CREATE, ALTER, DROP, SHOW and DESCRIBE SECRET."""

    def create(self, session: Session, reader: Reader) -> Result:  # type: ignore[override]
        """CREATE [OR REPLACE] SECRET [IF NOT EXISTS] name TYPE = GENERIC_STRING SECRET_STRING = '...'."""
        reader.expect("CREATE")
        replace = reader.accept("OR", "REPLACE")
        reader.expect("SECRET")
        if_not_exists = reader.accept("IF", "NOT", "EXISTS")
        key = self._key(session, reader)
        properties = reader.properties("TYPE", "SECRET_STRING", "COMMENT")
        if str(getattr(properties.get("TYPE"), "last", properties.get("TYPE"))).upper() != "GENERIC_STRING":
            raise SqlError("The local Snowflake does not support this: secrets of another TYPE than GENERIC_STRING", 2, "0A000")
        if not isinstance(properties.get("SECRET_STRING"), str):
            raise SqlError("SQL compilation error:\nMissing option(s): [SECRET_STRING]", 2049, "42601")
        existed = self.registry.find(key) is not None
        result = super().create(session, key, replace, if_not_exists, {"comment": properties.get("COMMENT")})
        if not existed or replace:
            self.objects.vault.store(key, properties["SECRET_STRING"])
        return result

    def alter(self, session: Session, reader: Reader) -> Result:
        """ALTER SECRET [IF EXISTS] name SET SECRET_STRING = ... / COMMENT = ..., for the owner and whoever was granted MODIFY."""
        reader.expect("ALTER", "SECRET")
        if_exists = reader.accept("IF", "EXISTS")
        key = self._key(session, reader)
        reader.expect("SET")
        properties = reader.properties("SECRET_STRING", "COMMENT")
        try:
            record = self.find(session, key)
        except SqlError:
            if if_exists:
                return Result.status("Statement executed successfully.")
            raise
        if not self.access.may(session, key, "MODIFY"):
            raise insufficient("secret", key.name)
        if "SECRET_STRING" in properties and not isinstance(properties["SECRET_STRING"], str):
            raise SqlError("SQL compilation error:\ninvalid value for property 'SECRET_STRING'", 1008, "22023")
        self.commit(session)
        if "SECRET_STRING" in properties:
            self.objects.vault.store(key, properties["SECRET_STRING"])
        if "COMMENT" in properties:
            record.properties["comment"] = properties["COMMENT"]
            self.registry.save(record)
        return Result.status("Statement executed successfully.")

    def drop_secret(self, session: Session, reader: Reader) -> Result:
        """DROP SECRET [IF EXISTS] name."""
        reader.expect("DROP", "SECRET")
        if_exists = reader.accept("IF", "EXISTS")
        key = self._key(session, reader)
        result = self.drop(session, key, if_exists)
        self.objects.vault.forget(key)
        return result

    def show(self, session: Session, reader: Reader) -> Result:
        """SHOW SECRETS [LIKE '...'] [IN ...]."""
        reader.expect("SHOW", "SECRETS")
        pattern = reader.string() if reader.accept("LIKE") else None
        database, schema = self.in_clause(session, reader)
        rows = [[record.created, record.name, record.key.schema, record.key.database, record.owner.name, record.properties.get("comment"),
                 "GENERIC_STRING", None, record.owner.kind] for record in self.registry.all("SECRET", database, schema)
                if like(pattern, record.name) and self.access.may(session, record.key)]
        return Result.of([Column("created_on", "timestamp_ltz"), "name", "schema_name", "database_name", "owner", "comment", "secret_type",
                          "oauth_scopes", "owner_role_type"], rows, "show")

    def describe(self, session: Session, reader: Reader) -> Result:
        """DESCRIBE SECRET name: everything but the value."""
        reader.word()
        reader.expect("SECRET")
        record = self.find(session, self._key(session, reader))
        return Result.of([Column("created_on", "timestamp_ltz"), "name", "schema_name", "database_name", "owner", "comment", "secret_type"],
                         [[record.created, record.name, record.key.schema, record.key.database, record.owner.name,
                           record.properties.get("comment"), "GENERIC_STRING"]], "describe")

    def require(self, key: Key) -> None:
        """SqlError when there is no such secret."""
        if self.registry.find(key) is None:
            raise missing(key)

    def _key(self, session: Session, reader: Reader) -> Key:
        return self.key(session, "SECRET", reader.name())
