"""INSERT, UPDATE, DELETE, MERGE, and transactions of two sessions."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime

import pytest
from sql_client import Client

MERGE = """MERGE INTO t USING (SELECT column1 AS id, column2 AS name FROM VALUES {values}) s ON t.id = s.id
    WHEN MATCHED AND s.name IS NULL THEN DELETE
    WHEN MATCHED AND t.name IS DISTINCT FROM s.name THEN UPDATE SET t.name = s.name
    WHEN NOT MATCHED THEN INSERT (id, name) VALUES (s.id, s.name)"""


@pytest.fixture
def table(client: Client) -> Client:
    client.run("CREATE TABLE t (id NUMBER NOT NULL, name VARCHAR(5) DEFAULT 'new')")
    client.run("INSERT INTO t (id, name) VALUES (1, 'a'), (2, 'b')")
    return client


def test_counts(table: Client) -> None:
    assert [(column.name, value) for column, value in zip(table.run("INSERT INTO t (id) VALUES (3)").columns, [1])] == [("number of rows inserted", 1)]
    result = table.run("UPDATE t SET name = 'x' WHERE id > 1")
    assert [column.name for column in result.columns] == ["number of rows updated", "number of multi-joined rows updated"]
    assert (list(result.rows[0]), result.affected) == ([2, 0], 2)
    assert table.rows("DELETE FROM t WHERE id = 3") == [(1,)]
    assert table.rows("SELECT * FROM t ORDER BY id") == [(1, "a"), (2, "x")]


def test_merge_inserts_updates_and_deletes(table: Client) -> None:
    result = table.run(MERGE.format(values="(1, 'z'), (2, NULL), (9, 'n')"))
    assert [column.name for column in result.columns] == ["number of rows inserted", "number of rows updated", "number of rows deleted"]
    assert list(result.rows[0]) == [1, 1, 1]
    assert table.rows("SELECT * FROM t ORDER BY id") == [(1, "z"), (9, "n")]
    assert table.rows(MERGE.format(values="(1, 'z'), (9, 'n')")) == [(0, 0, 0)]


def test_a_merge_that_meets_a_row_twice_is_refused(table: Client) -> None:
    error = table.error(MERGE.format(values="(1, 'x'), (1, 'y')"))
    assert (error.code, "Duplicate row detected during DML action" in error.message) == (100090, True)
    assert table.value("SELECT name FROM t WHERE id = 1") == "a"


WIDE = [f"c{number}" for number in range(10)]
WIDE_MERGE = f"""MERGE INTO wide USING (SELECT * FROM fresh WHERE a >= ?) s
    ON wide.a = s.a AND EQUAL_NULL(wide.b, s.b)
    WHEN MATCHED AND s.word = 'gone' THEN DELETE
    WHEN MATCHED AND wide.c0 <> s.word AND wide.c0 <> ? THEN UPDATE SET {", ".join(f"{name} = s.word" for name in WIDE)}
    WHEN NOT MATCHED THEN INSERT (a, b, {", ".join(WIDE)}) VALUES (s.a, s.b, {", ".join("s.word" for _ in WIDE)})"""


@pytest.fixture(params=[5, 3000], ids=["few rows", "many rows"])
def wide(client: Client, request: pytest.FixtureRequest) -> tuple[Client, int]:
    """Rows 0 to the number without one; row 2 is there twice, and the second key of row 4 is NULL."""
    count = request.param
    client.run(f"CREATE TABLE wide (a NUMBER, b NUMBER, {', '.join(f'{name} VARCHAR' for name in WIDE)})")
    client.run("CREATE TABLE fresh (a NUMBER, b NUMBER, word VARCHAR)")
    rows = f"SELECT seq4() AS a, NULLIF(a, 4) AS b{', ?' * len(WIDE)} FROM TABLE(GENERATOR(ROWCOUNT => {count}))"
    client.run(f"INSERT INTO wide {rows}", *("old" for _ in WIDE))
    client.run(f"INSERT INTO wide VALUES (2, 2{', ?' * len(WIDE)})", *("old" for _ in WIDE))
    return client, count


def test_a_merge_of_many_columns_meets_every_row_of_a_key(wide: tuple[Client, int]) -> None:
    client, count = wide
    client.run(f"INSERT INTO fresh SELECT seq4() + 1 AS a, NULLIF(a, 4), CASE a WHEN 3 THEN 'gone' ELSE 'new' END FROM TABLE(GENERATOR(ROWCOUNT => {count}))")
    # Row 0 is not among the new ones, row 2 counts twice, row 3 goes, and the last one is added.
    assert client.rows(WIDE_MERGE, 1, "never") == [(1, count - 1, 1)]
    found = client.rows("SELECT c0, c9, COUNT(*), COUNT_IF(a = 2), COUNT_IF(b IS NULL) FROM wide GROUP BY 1, 2 ORDER BY 1 DESC")
    assert found == [("old", "old", 1, 0, 0), ("new", "new", count, 2, 1)]
    assert client.rows(WIDE_MERGE, 1, "never") == [(1, 0, 0)]


def test_a_merge_of_many_columns_that_meets_a_row_twice_is_refused(wide: tuple[Client, int]) -> None:
    client, count = wide
    client.run(f"INSERT INTO fresh SELECT seq4() AS a, a, 'new' FROM TABLE(GENERATOR(ROWCOUNT => {count}))")
    client.run("INSERT INTO fresh VALUES (1, 1, 'other')")
    assert client.error(WIDE_MERGE, 0, "never").code == 100090
    assert client.rows("SELECT DISTINCT c0 FROM wide") == [("old",)]


def test_update_from_and_delete_using(table: Client) -> None:
    table.run("CREATE TABLE s (id NUMBER, name VARCHAR)")
    table.run("INSERT INTO s VALUES (1, 'from')")
    assert table.rows("UPDATE t SET name = s.name FROM s WHERE t.id = s.id") == [(1, 0)]
    assert table.rows("DELETE FROM t USING s WHERE t.id = s.id") == [(1,)]
    assert table.rows("INSERT OVERWRITE INTO t (id, name) SELECT 5, 'only'") == [(1,)]
    assert table.rows("SELECT * FROM t") == [(5, "only")]


def test_constraints(table: Client) -> None:
    assert table.error("INSERT INTO t (id) VALUES (NULL)").code == 100072
    assert "longer than 5" in table.error("INSERT INTO t VALUES (7, 'too long')").message
    assert table.error("INSERT INTO t (id) VALUES (1, 'b')").code == 2020
    assert table.error("INSERT INTO t (nope) VALUES (1)").code == 904


def test_timestamps_are_read_from_text_and_cut_to_their_scale(client: Client) -> None:
    client.run("CREATE TABLE t (id NUMBER, ntz TIMESTAMP_NTZ(3), tz TIMESTAMP_TZ(3))")
    client.run("INSERT INTO t VALUES (1, '2026-03-01T10:00:00.12345', '2026-03-01 10:00:00.5 +02:00'), (2, ?, ?)", "2026-03-01 10:00:00", None)
    client.run("INSERT INTO t SELECT 3, '1700000000', '2026-03-01T10:00:00Z'")
    client.run("UPDATE t SET tz = '2026-03-01' WHERE id = 2")
    assert client.rows("SELECT ntz, tz FROM t ORDER BY id") == [
        (datetime(2026, 3, 1, 10, 0, 0, 123000), datetime(2026, 3, 1, 8, 0, 0, 500000, tzinfo=UTC)),
        (datetime(2026, 3, 1, 10), datetime(2026, 3, 1, tzinfo=UTC)),
        (datetime(2023, 11, 14, 22, 13, 20), datetime(2026, 3, 1, 10, tzinfo=UTC))]


def test_many_sessions_at_once_lose_nothing(table: Client) -> None:
    table.run("CREATE TABLE counter (n NUMBER)")
    table.run("INSERT INTO counter VALUES (0)")
    errors: list[BaseException] = []

    def work(number: int) -> None:
        mine = Client(table.engine, table.engine.sessions.open(database="D", schema="PUBLIC"))
        try:
            for turn in range(15):
                mine.run("BEGIN")
                mine.run("UPDATE counter SET n = n + 100")
                mine.run("ROLLBACK" if turn % 3 else "COMMIT")
                mine.run("UPDATE counter SET n = n + 1")
                mine.run(f"CREATE OR REPLACE TABLE own_{number} AS SELECT * FROM counter")
                mine.rows("SHOW TABLES")
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    assert table.value("SELECT n FROM counter") == 4 * (15 + 5 * 100)


def test_rollback_and_commit(table: Client, other: Client) -> None:
    table.run("BEGIN TRANSACTION")
    table.run("DELETE FROM t")
    assert (table.value("SELECT COUNT(*) FROM t"), other.value("SELECT COUNT(*) FROM t")) == (0, 2)
    table.run("ROLLBACK")
    assert table.value("SELECT COUNT(*) FROM t") == 2
    table.run("BEGIN")
    table.run("DELETE FROM t")
    table.run("COMMIT")
    assert other.value("SELECT COUNT(*) FROM t") == 0


def test_ddl_commits_an_open_transaction(table: Client) -> None:
    table.run("BEGIN")
    table.run("DELETE FROM t WHERE id = 1")
    table.run("CREATE TABLE u (id NUMBER)")
    table.run("ROLLBACK")
    assert table.value("SELECT COUNT(*) FROM t") == 1


def test_a_statement_that_fails_first_in_a_transaction_leaves_it_usable(table: Client) -> None:
    table.run("BEGIN")
    table.error("INSERT INTO t (id) VALUES (NULL)")
    table.run("INSERT INTO t (id) VALUES (3)")
    table.run("COMMIT")
    assert table.value("SELECT COUNT(*) FROM t") == 3


def test_a_failed_later_statement_makes_commit_fail_and_nothing_is_written(table: Client) -> None:
    table.run("BEGIN")
    table.run("INSERT INTO t (id) VALUES (3)")
    table.error("INSERT INTO t (id) VALUES (NULL)")
    table.error("COMMIT")
    assert table.value("SELECT COUNT(*) FROM t") == 2


def test_a_second_writer_waits_and_then_sees_what_the_first_has_written(table: Client, other: Client) -> None:
    table.run("BEGIN")
    table.run("UPDATE t SET name = 'one' WHERE id = 1")
    done: list[object] = []
    thread = threading.Thread(target=lambda: done.append(other.rows("UPDATE t SET name = name || '!' WHERE id = 1 AND name = 'one'")))
    thread.start()
    while other.session not in table.engine.write_lock._waiting:
        time.sleep(0.001)
    assert not done
    table.run("COMMIT")
    thread.join(10)
    assert done == [[(1, 0)]]
    assert table.value("SELECT name FROM t WHERE id = 1") == "one!"


def test_a_read_inside_a_transaction_before_its_first_write_sees_later_commits(table: Client, other: Client) -> None:
    table.run("BEGIN")
    assert table.value("SELECT COUNT(*) FROM t") == 2
    other.run("INSERT INTO t (id) VALUES (3)")
    assert table.value("SELECT COUNT(*) FROM t") == 3
    table.run("UPDATE t SET name = 'x' WHERE id = 3")
    table.run("COMMIT")
    assert other.value("SELECT name FROM t WHERE id = 3") == "x"


def test_waiting_ends_at_the_lock_timeout(table: Client, other: Client) -> None:
    table.run("BEGIN")
    table.run("DELETE FROM t")
    other.run("ALTER SESSION SET LOCK_TIMEOUT = 0")
    assert other.error("DELETE FROM t").code == 625
    table.run("ROLLBACK")


def test_closing_a_session_rolls_back(table: Client, other: Client) -> None:
    table.run("BEGIN")
    table.run("DELETE FROM t")
    table.engine.sessions.close(table.session)
    assert other.rows("DELETE FROM t WHERE id = 1") == [(1,)]
    assert table.error("SELECT 1").code == 390111


def test_a_cancelled_statement_ends(table: Client, other: Client) -> None:
    table.run("BEGIN")
    table.run("DELETE FROM t")
    errors: list[object] = []
    thread = threading.Thread(target=lambda: errors.append(other.error("DELETE FROM t").code))
    thread.start()
    while other.session not in table.engine.write_lock._waiting:
        time.sleep(0.001)
    table.engine.cancel(other.session)
    thread.join(10)
    assert errors == [604]
    table.run("ROLLBACK")
    assert other.rows("DELETE FROM t WHERE id = 1") == [(1,)]


def test_a_statement_ends_at_its_timeout(table: Client, other: Client) -> None:
    table.run("BEGIN")
    table.run("DELETE FROM t")
    other.run("ALTER SESSION SET STATEMENT_TIMEOUT_IN_SECONDS = 1")
    assert other.error("DELETE FROM t").code == 630
    table.run("ROLLBACK")
    assert other.rows("DELETE FROM t WHERE id = 1") == [(1,)]


def test_without_autocommit_a_write_opens_a_transaction(table: Client) -> None:
    table.run("ALTER SESSION SET AUTOCOMMIT = FALSE")
    table.run("DELETE FROM t")
    table.run("ROLLBACK")
    assert table.value("SELECT COUNT(*) FROM t") == 2
    table.run("DELETE FROM t WHERE id = 1")
    table.run("CREATE TABLE u (id NUMBER)")
    table.run("ROLLBACK")
    assert table.value("SELECT COUNT(*) FROM t") == 1
