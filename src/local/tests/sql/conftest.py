"""What all tests share: an engine on an empty folder, and sessions on it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from local_snowflake.engine import Engine  # noqa: E402
from local_snowflake.options import Options  # noqa: E402
from local_snowflake.session import Sessions  # noqa: E402
from sql_client import Client  # noqa: E402


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
