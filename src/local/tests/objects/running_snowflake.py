"""A local Snowflake in this process."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from local_snowflake.engine import Engine
from local_snowflake.objects import Objects
from local_snowflake.options import Options
from local_snowflake.result import Result
from local_snowflake.session import Session, Sessions
from local_snowflake.wire.server import serve


class Snowflake:
    """A running local Snowflake."""

    def __init__(self, data: Path, **options: Any) -> None:
        self.options = Options(data, **options)
        self.engine = Engine(self.options, Sessions("secret"))
        self.objects = self.engine.objects = Objects(self.engine, self.options)
        self.server = serve(self.engine)
        self.objects.port = self.server.port
        self.objects.start()

    def session(self, role: str = "ACCOUNTADMIN", database: str | None = None, schema: str | None = None) -> Session:
        """A person's session."""
        return self.engine.sessions.open(role=role, database=database, schema=schema)

    def sql(self, text: str, *binds: Any, session: Session | None = None) -> Result:
        """Run a statement, by default as ACCOUNTADMIN."""
        return self.engine.execute(session or self.session(database=self._default()), text, list(binds))

    def value(self, text: str, *binds: Any, session: Session | None = None) -> Any:
        """The first value of a statement's answer."""
        return self.sql(text, *binds, session=session).rows[0][0]

    def column(self, text: str, name: str) -> list[Any]:
        """The values of a column of an answer."""
        result = self.sql(text)
        index = [column.name for column in result.columns].index(name)
        return [row[index] for row in result.rows]

    def install(self, package: Path, name: str = "TEST_APP") -> None:
        """Create or upgrade the application."""
        self.objects.applications.install(self.session(), name, package)

    def stop(self) -> None:
        """End everything."""
        self.objects.stop()
        self.server.stop()
        self.engine.close()

    def _default(self) -> str | None:
        return "TEST_APP" if self.engine.catalog.has_database("TEST_APP") else None
