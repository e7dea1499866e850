"""Streamlit pages of applications."""

from __future__ import annotations

import json

from local_snowflake.objects.definitions import package_file
from local_snowflake.objects.reader import Name, Reader
from local_snowflake.objects.registry import Key
from local_snowflake.objects.subject import Subject, like
from local_snowflake.result import Column, Result, SqlError
from local_snowflake.session import Session


class Streamlits(Subject):
    """CREATE, DROP, SHOW and DESCRIBE STREAMLIT, and what the page runner needs to know."""

    def create_streamlit(self, session: Session, reader: Reader) -> Result:
        """CREATE [OR REPLACE] STREAMLIT [IF NOT EXISTS] name FROM '/folder' MAIN_FILE = '/file.py'."""
        reader.expect("CREATE")
        replace = reader.accept("OR", "REPLACE")
        reader.expect("STREAMLIT")
        if_not_exists = reader.accept("IF", "NOT", "EXISTS")
        key = self.key(session, "STREAMLIT", reader.name())
        folder = reader.string() if reader.accept("FROM") else None
        options = reader.properties("MAIN_FILE", "QUERY_WAREHOUSE", "TITLE", "COMMENT", "ROOT_LOCATION")
        if not session.application or key.version is None:
            raise SqlError("The local Snowflake does not support this: STREAMLIT outside of an application's versioned schema", 2, "0A000")
        if folder is None or "ROOT_LOCATION" in options:
            raise SqlError("SQL compilation error:\nA STREAMLIT of an application needs FROM '/folder' (a path in its package).", 93308, "0A000")
        main = str(options.get("MAIN_FILE") or "/streamlit_app.py")
        package = self.objects.applications.folder(str(session.application), key.version)
        if not (package_file(package, folder) / main.lstrip("/")).is_file():
            raise SqlError(f"SQL compilation error:\nFile '{folder}/{main.lstrip('/')}' is not in the application package.", 93303, "02000")
        return self.create(session, key, replace, if_not_exists, {
            "folder": folder, "main_file": main, "title": options.get("TITLE"), "comment": options.get("COMMENT")})

    def drop_streamlit(self, session: Session, reader: Reader) -> Result:
        """DROP STREAMLIT [IF EXISTS] name."""
        reader.expect("DROP", "STREAMLIT")
        if_exists = reader.accept("IF", "EXISTS")
        return self.drop(session, self.key(session, "STREAMLIT", reader.name()), if_exists)

    def show(self, session: Session, reader: Reader) -> Result:
        """SHOW STREAMLITS [LIKE '...'] [IN ...]."""
        reader.expect("SHOW", "STREAMLITS")
        pattern = reader.string() if reader.accept("LIKE") else None
        database, schema = self.in_clause(session, reader)
        rows = [[record.created, record.name, record.key.database, record.key.schema, record.properties["title"], record.owner.name,
                 record.properties["comment"], None, record.owner.kind] for record in self.registry.all("STREAMLIT", database, schema)
                if record.key.version == self.access.version_of(session, record.key.database, record.key.schema)
                and like(pattern, record.name) and self.access.may(session, record.key)]
        return Result.of([Column("created_on", "timestamp_ltz"), "name", "database_name", "schema_name", "title", "owner", "comment",
                          "query_warehouse", "owner_role_type"], rows, "show")

    def describe(self, session: Session, reader: Reader) -> Result:
        """DESCRIBE STREAMLIT name."""
        reader.word()
        reader.expect("STREAMLIT")
        record = self.find(session, self.key(session, "STREAMLIT", reader.name()))
        return Result.of(["name", "title", "root_location", "main_file"],
                         [[record.name, record.properties["title"], record.properties["folder"], record.properties["main_file"]]], "describe")

    def page(self, session: Session, name: str) -> str:
        """What the page runner needs (JSON): folder, main file, and a ticket for sessions of the application."""
        reader = Reader(name)
        parts = reader.name().parts
        reader.finish()
        record = self.find(session, self.key(session, "STREAMLIT", Name(parts)))
        application, version = str(record.key.database), int(record.key.version or 0)
        ticket = self.engine.sessions.issue_ticket(
            reusable=True, application=application, role=None, database=application, schema=record.key.schema, warehouse="COMPUTE_WH",
            extras={"kind": "page", "version": version})
        folder = package_file(self.objects.applications.folder(application, version), record.properties["folder"])
        return json.dumps({"folder": str(folder.resolve()), "main_file": record.properties["main_file"].lstrip("/"), "ticket": ticket,
                           "database": application, "schema": record.key.schema})

    def default(self, application: str) -> str | None:
        """The manifest's default page."""
        record = self.registry.find(Key("APPLICATION", name=application))
        return record.properties["default_streamlit"] if record else None
