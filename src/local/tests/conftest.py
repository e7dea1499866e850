"""What all tests share: an engine on an empty folder, and sessions on it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, Callable, Iterator

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from local_snowflake.engine import Engine  # noqa: E402
from local_snowflake.options import Options  # noqa: E402
from local_snowflake.result import Result, SqlError  # noqa: E402
from local_snowflake.session import Session, Sessions  # noqa: E402

Run = Callable[..., Result]


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


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The folder of one local Snowflake."""
    return tmp_path / "data"


@pytest.fixture
def engine(data: Path) -> Iterator[Engine]:
    """An engine without application objects."""
    engine = Engine(Options(data), Sessions("secret"))
    yield engine
    engine.close()


@pytest.fixture
def client(engine: Engine) -> Client:
    """A person whose current schema is D.PUBLIC."""
    client = Client(engine, engine.sessions.open())
    client.run("CREATE DATABASE d")
    return client


@pytest.fixture
def other(engine: Engine, client: Client) -> Client:
    """A second session in the same schema."""
    return Client(engine, engine.sessions.open(database="D", schema="PUBLIC"))
