"""A session as tests use it."""

from __future__ import annotations

from typing import Any

import pytest
from local_snowflake.engine import Engine
from local_snowflake.result import Result, SqlError
from local_snowflake.session import Session


class Client:
    """A session with short ways to run statements and to look at what they answer."""

    def __init__(self, engine: Engine, session: Session) -> None:
        self.engine = engine
        self.session = session

    def run(self, sql: str, *binds: Any) -> Result:
        """The result of a statement."""
        return self.engine.execute(self.session, sql, list(binds))

    def rows(self, sql: str, *binds: Any) -> list[tuple[Any, ...]]:
        """The rows of a statement."""
        return [tuple(row) for row in self.run(sql, *binds).rows]

    def value(self, sql: str, *binds: Any) -> Any:
        """The first value of the first row."""
        return self.rows(sql, *binds)[0][0]

    def types(self, sql: str) -> list[str]:
        """The types of the result's columns, with precision and scale where they have them."""
        return [f"{column.type}({column.precision},{column.scale})" if column.type == "fixed" else column.type for column in self.run(sql).columns]

    def error(self, sql: str, *binds: Any) -> SqlError:
        """The error that a statement raises."""
        with pytest.raises(SqlError) as caught:
            self.run(sql, *binds)
        return caught.value
