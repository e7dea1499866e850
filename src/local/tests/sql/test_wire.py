"""The official Python connector against the wire."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import snowflake.connector
from local_snowflake.engine import Engine
from local_snowflake.wire import application
from local_snowflake.wire.server import Server, serve
from snowflake.connector import SnowflakeConnection
from snowflake.connector.errors import DatabaseError, ProgrammingError


@pytest.fixture
def server(engine: Engine) -> Iterator[Server]:
    server = serve(engine)
    yield server
    server.stop()


def connect(server: Server, **settings: Any) -> SnowflakeConnection:
    return snowflake.connector.connect(**{"user": "admin", "password": "secret", "account": "local", "host": "127.0.0.1", "port": server.port,
                                          "protocol": "http", "paramstyle": "qmark", **settings})


@pytest.fixture(params=["ARROW", "JSON"])
def connection(server: Server, request: pytest.FixtureRequest) -> Iterator[SnowflakeConnection]:
    connection = connect(server, session_parameters={"PYTHON_CONNECTOR_QUERY_RESULT_FORMAT": request.param, "QUERY_TAG": "tests"})
    connection.cursor().execute("CREATE DATABASE d")
    yield connection
    connection.close()


def rows(connection: SnowflakeConnection, sql: str, *binds: Any) -> list[tuple[Any, ...]]:
    return connection.cursor().execute(sql, binds or None).fetchall()


def test_values_of_all_types_and_their_nulls(connection: SnowflakeConnection) -> None:
    rows(connection, "CREATE TABLE t (n NUMBER(38,12), i NUMBER(19,0), r FLOAT, x VARCHAR, ok BOOLEAN, d DATE, tm TIME, ntz TIMESTAMP_NTZ(3), "
                     "tz TIMESTAMP_TZ, b BINARY, v VARIANT)")
    rows(connection, "INSERT INTO t SELECT 12345678901234567890.123456789012, 9007199254740993, 1.25, 'é\"', TRUE, '2026-03-01', '10:11:12.5', "
                     "'1969-12-31 23:59:59.123', '2026-03-01T10:00:00.5+02:00', TO_BINARY('0AFF'), PARSE_JSON('{\"a\":[1]}')")
    rows(connection, "INSERT INTO t (n) VALUES (NULL)")
    found = rows(connection, "SELECT * FROM t ORDER BY n NULLS LAST")
    assert found[0] == (Decimal("12345678901234567890.123456789012"), 9007199254740993, 1.25, 'é"', True, date(2026, 3, 1), time(10, 11, 12, 500000),
                        datetime(1969, 12, 31, 23, 59, 59, 123000), datetime(2026, 3, 1, 8, 0, 0, 500000, tzinfo=UTC), b"\x0a\xff",
                        '{"a":[1]}')
    assert found[1] == (None,) * 11


def test_binds_of_all_types(connection: SnowflakeConnection) -> None:
    moment = datetime(2026, 3, 1, 10, 0, 0, 123000)
    found = rows(connection, "SELECT ?, ?, ?, ?, ?, ?, ?, ?", 5, Decimal("1.50"), 2.5, "it's", None, True, moment, b"\x01")
    assert found == [(5, Decimal("1.50"), 2.5, "it's", None, True, moment, b"\x01")]


def test_counts_of_writing_statements(connection: SnowflakeConnection) -> None:
    rows(connection, "CREATE TABLE t (id NUMBER, name VARCHAR)")
    cursor = connection.cursor()
    cursor.executemany("INSERT INTO t VALUES (?, ?)", [(1, "a"), (2, None), (3, "c")])
    assert cursor.rowcount == 3
    assert cursor.execute("UPDATE t SET name = 'x' WHERE id > 1").rowcount == 2
    assert rows(connection, "SELECT COUNT(*), COUNT(name) FROM t") == [(3, 3)]


def test_a_batch_is_written_whole_or_not_at_all(connection: SnowflakeConnection) -> None:
    rows(connection, "CREATE TABLE t (id NUMBER NOT NULL)")
    with pytest.raises(DatabaseError):
        connection.cursor().executemany("INSERT INTO t VALUES (?)", [(1,), (None,)])
    assert rows(connection, "SELECT COUNT(*) FROM t") == [(0,)]


def test_large_results_come_in_parts(connection: SnowflakeConnection) -> None:
    rows(connection, "CREATE TABLE big AS SELECT SEQ4() AS id, 'text ' || SEQ4() AS x, NULL::TIMESTAMP_TZ AS t FROM TABLE(GENERATOR(ROWCOUNT => 60000))")
    cursor = connection.cursor().execute("SELECT * FROM big ORDER BY id")
    found = cursor.fetchall()
    assert (len(found), cursor.rowcount, found[0], found[-1]) == (60000, 60000, (0, "text 0", None), (59999, "text 59999", None))


def test_errors_carry_number_and_state(connection: SnowflakeConnection) -> None:
    with pytest.raises(ProgrammingError) as caught:
        rows(connection, "SELECT * FROM nix")
    assert (caught.value.errno, caught.value.sqlstate) == (2003, "42S02")
    assert "Object 'D.PUBLIC.NIX' does not exist or not authorized." in str(caught.value.msg)


def test_files_travel_through_put_and_copy(connection: SnowflakeConnection, tmp_path: Path) -> None:
    source = tmp_path / "a.csv"
    source.write_text('1,"x"\n2,""\n3,\n')
    rows(connection, "CREATE STAGE st")
    rows(connection, "CREATE TABLE t (id NUMBER, name VARCHAR)")
    assert rows(connection, f"PUT file://{source} @st/in/")[0][6] == "UPLOADED"
    rows(connection, "COPY INTO t FROM @st/in/ FILE_FORMAT = (TYPE = CSV FIELD_OPTIONALLY_ENCLOSED_BY = '\"')")
    assert rows(connection, "SELECT * FROM t ORDER BY id") == [(1, "x"), (2, ""), (3, None)]


def test_asynchronous_queries(connection: SnowflakeConnection) -> None:
    cursor = connection.cursor()
    identifier = cursor.execute_async("SELECT 42")["queryId"]
    cursor.get_results_from_sfqid(identifier)
    assert cursor.fetchall() == [(42,)]
    assert connection.get_query_status(identifier).name == "SUCCESS"


def test_a_running_statement_can_be_cancelled(server: Server, connection: SnowflakeConnection) -> None:
    rows(connection, "CREATE TABLE t (id NUMBER)")
    rows(connection, "BEGIN")
    rows(connection, "INSERT INTO t VALUES (1)")
    waiting = connect(server, database="D", schema="PUBLIC")
    identifier = waiting.cursor().execute_async("DELETE FROM t")["queryId"]
    assert rows(connection, f"SELECT SYSTEM$CANCEL_ALL_QUERIES({waiting.session_id})")
    while waiting.is_still_running(waiting.get_query_status(identifier)):
        threading.Event().wait(0.01)
    assert waiting.get_query_status(identifier).name == "FAILED_WITH_ERROR"
    waiting.close()


def test_a_long_statement_is_asked_for_again(connection: SnowflakeConnection, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(application, "ANSWER_AT_ONCE_SECONDS", 0.1)
    rows(connection, "CREATE TABLE t (id NUMBER)")
    rows(connection, "BEGIN")
    rows(connection, "INSERT INTO t VALUES (1)")
    waiting = connect(server, database="D", schema="PUBLIC")
    found: list[Any] = []
    thread = threading.Thread(target=lambda: found.extend(rows(waiting, "INSERT INTO t VALUES (2)")))
    thread.start()
    thread.join(1)
    assert not found
    rows(connection, "COMMIT")
    thread.join(20)
    assert found == [(1,)]
    waiting.close()


def test_login(server: Server, engine: Engine) -> None:
    with pytest.raises(DatabaseError) as caught:
        connect(server, password="wrong")
    assert "Incorrect username or password" in str(caught.value)
    ticket = engine.sessions.issue_ticket(application="APP", role=None, database="D", schema="CORE")
    with connect(server, user="ticket", password=ticket) as connection:
        assert rows(connection, "SELECT CURRENT_ROLE_TYPE()") == [("APPLICATION",)]
        assert [session.application for session in engine.sessions.all()] == ["APP"]
    assert engine.sessions.all() == []
    with pytest.raises(DatabaseError):
        connect(server, user="ticket", password=ticket)


def test_closing_a_connection_rolls_back_its_transaction(server: Server, connection: SnowflakeConnection) -> None:
    rows(connection, "CREATE TABLE t (id NUMBER)")
    other = connect(server, database="D", schema="PUBLIC")
    rows(other, "BEGIN")
    rows(other, "INSERT INTO t VALUES (1)")
    other.close()
    rows(connection, "INSERT INTO t VALUES (2)")
    assert rows(connection, "SELECT * FROM t") == [(2,)]


def test_threads_that_share_a_snowpark_session_read_their_own_rows(server: Server) -> None:
    from snowflake.snowpark import Session as Snowpark

    session = Snowpark.builder.configs({"connection": connect(server)}).create()

    def read(number: int) -> list[int]:
        return [session.sql("SELECT ?::INT AS n", params=[number]).collect()[0]["N"] for _ in range(20)]

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(read, range(4))) == [[number] * 20 for number in range(4)]
    session.close()
