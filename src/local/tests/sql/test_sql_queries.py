"""SELECT: values, types and functions as Snowflake has them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sql_client import Client


def test_numbers_are_exact(client: Client) -> None:
    client.run("CREATE TABLE t (amount NUMBER(38,12))")
    client.run("INSERT INTO t VALUES (12345678901234567890.123456789012), (0.000000000001), (?)", Decimal("-1.5"))
    assert client.value("SELECT SUM(amount) FROM t") == Decimal("12345678901234567888.623456789013")
    assert client.types("SELECT amount FROM t") == ["fixed(38,12)"]


def test_result_columns_are_named_as_snowflake_names_them(client: Client) -> None:
    client.run("CREATE TABLE t (id NUMBER, \"low\" VARCHAR)")
    result = client.run("WITH c AS (SELECT 1) SELECT DISTINCT id, \"low\", count( * ), nvl(id,0)+1, 'x' AS \"as typed\", MAX(id) AS m, 'it, is' "
                        "FROM t GROUP BY ALL")
    assert [column.name for column in result.columns] == ["ID", "low", "COUNT( * )", "NVL(ID,0)+1", "as typed", "M", "'IT, IS'"]


def test_averages_are_exact(client: Client) -> None:
    client.run("CREATE TABLE t (k VARCHAR, amount NUMBER(38,12), f FLOAT)")
    client.run("INSERT INTO t VALUES ('a', 10000000000000.01, 1), ('a', 10000000000000.02, 2), ('b', NULL, NULL)")
    assert client.rows("SELECT k, AVG(amount), AVG(f) FROM t GROUP BY k ORDER BY k") == [("a", Decimal("10000000000000.015"), 1.5), ("b", None, None)]
    assert client.rows("SELECT DISTINCT AVG(amount) OVER (PARTITION BY k) FROM t WHERE k = 'a'") == [(Decimal("10000000000000.015"),)]


def test_null_sorts_last_ascending_and_first_descending(client: Client) -> None:
    client.run("CREATE TABLE t (id NUMBER)")
    client.run("INSERT INTO t VALUES (1), (NULL), (2)")
    assert client.rows("SELECT id FROM t ORDER BY id") == [(1,), (2,), (None,)]
    assert client.rows("SELECT id FROM t ORDER BY id DESC") == [(None,), (2,), (1,)]


def test_null_and_the_empty_string_are_not_the_same(client: Client) -> None:
    assert client.rows("SELECT '' IS NULL, EQUAL_NULL(NULL, NULL), NULL IS NOT DISTINCT FROM NULL, NULL = NULL") == [(False, True, True, None)]


@pytest.mark.parametrize("expression, expected", [
    ("TO_TIMESTAMP_NTZ('2026-03-01T10:00:00.123', 'YYYY-MM-DD\"T\"HH24:MI:SS.FF3')", datetime(2026, 3, 1, 10, 0, 0, 123000)),
    ("TO_TIMESTAMP_TZ('2026-03-01T10:00:00.123+02:00', 'YYYY-MM-DD\"T\"HH24:MI:SS.FF3TZH:TZM')",
     datetime(2026, 3, 1, 8, 0, 0, 123000, tzinfo=UTC)),
    ("'2026-03-01 10:00:00.9876'::TIMESTAMP_NTZ(3)", datetime(2026, 3, 1, 10, 0, 0, 987000)),
    ("TO_TIMESTAMP_NTZ(1700000000123, 3)", datetime(2023, 11, 14, 22, 13, 20, 123000)),
    ("TO_VARCHAR('2026-03-01 10:00:00.123'::TIMESTAMP_NTZ, 'YYYY-MM-DD\"T\"HH24:MI:SS.FF3')", "2026-03-01T10:00:00.123"),
    ("DATE_PART(EPOCH_MILLISECOND, '1970-01-01 00:00:01.5'::TIMESTAMP_TZ)", 1500),
    ("DATEADD(MINUTE, -5, '2026-03-01'::TIMESTAMP_NTZ)", datetime(2026, 2, 28, 23, 55)),
    ("DATEDIFF(HOUR, '2026-03-01'::TIMESTAMP_NTZ, '2026-03-02'::TIMESTAMP_NTZ)", 24),
    ("CONVERT_TIMEZONE('UTC', 'Europe/Amsterdam', '2026-07-01 10:00:00'::TIMESTAMP_NTZ)", datetime(2026, 7, 1, 12, 0)),
    ("TO_DATE('01.03.2026', 'DD.MM.YYYY')", date(2026, 3, 1)),
    ("TRY_TO_TIMESTAMP('no date')", None),
    ("TRY_CAST('x' AS NUMBER)", None),
    ("IFF(1 = 1, 'a', 'b') || NVL(NULL, 'c')", "ac"),
    ("1 / 3", Decimal("0.333333333333")),
    ("-2 / 3", Decimal("-0.666666666667")),
    ("12345678901234.56 / 7", Decimal("1763668414462.080000000000")),
    ("1 / 2::FLOAT", 0.5),
    ("ROUND(2.345, 2)", Decimal("2.35")),
    ("TO_VARCHAR(TO_BINARY('0AFF'), 'HEX')", "0AFF"),
    ("TO_NUMBER('12.345', 38, 2)", Decimal("12.35")),
    ("SPLIT_PART('a,b', ',', 2)", "b"),
])
def test_functions(client: Client, expression: str, expected: object) -> None:
    assert client.value(f"SELECT {expression}") == expected


def test_aggregates_and_windows(client: Client) -> None:
    client.run("CREATE TABLE t (k VARCHAR, n NUMBER)")
    client.run("INSERT INTO t VALUES ('a', 1), ('a', 2), ('b', 3), ('b', NULL)")
    assert client.rows("SELECT k, COUNT_IF(n > 1), LISTAGG(n, '+') WITHIN GROUP (ORDER BY n DESC), ARRAY_AGG(n) WITHIN GROUP (ORDER BY n) FROM t "
                       "GROUP BY k ORDER BY k") == [("a", 1, "2+1", "[1,2]"), ("b", 1, "3", "[3]")]
    assert client.rows("SELECT k, n FROM t QUALIFY ROW_NUMBER() OVER (PARTITION BY k ORDER BY n DESC NULLS LAST) = 1 ORDER BY k") == [
        ("a", 2), ("b", 3)]


def test_now_is_the_same_throughout_a_statement_and_follows_the_clock(client: Client) -> None:
    client.engine.clock = lambda: datetime(2030, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert client.rows("SELECT CURRENT_TIMESTAMP()::TIMESTAMP_NTZ, SYSDATE(), CURRENT_DATE()") == [
        (datetime(2030, 1, 2, 3, 4, 5), datetime(2030, 1, 2, 3, 4, 5), date(2030, 1, 2))]


def test_binds_in_any_place(client: Client) -> None:
    client.run("CREATE TABLE t (id NUMBER, name VARCHAR)")
    client.run("INSERT INTO IDENTIFIER(?) (id, name) SELECT ?, ?", "d.public.t", 7, None)
    assert client.rows("SELECT name, id, ? FROM IDENTIFIER(?) WHERE id = ?", "x", "T", 7) == [(None, 7, "x")]
    assert client.rows("SELECT id FROM t WHERE id = ? LIMIT ?", "7", 1) == [(7,)]
    assert client.rows("SELECT ?::NUMBER + ?, ARRAY_CONTAINS(?::VARIANT, PARSE_JSON('[\"a\"]'))", "1", 2, "a") == [(3, True)]
    assert client.error("SELECT ?").code == 2049


def test_an_earlier_result_can_be_scanned(client: Client) -> None:
    client.run("CREATE TABLE some_table (id NUMBER)")
    client.run("SHOW TABLES")
    assert client.rows("SELECT \"name\" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID())) WHERE \"name\" LIKE 'SOME%'") == [("SOME_TABLE",)]


def test_rows_from_nothing(client: Client) -> None:
    assert sorted(client.rows("SELECT SEQ4() FROM TABLE(GENERATOR(ROWCOUNT => 3))")) == [(0,), (1,), (2,)]
    assert client.rows("SELECT column1, column2 FROM VALUES (1, 'a'), (2, 'b') ORDER BY 1") == [(1, "a"), (2, "b")]


@pytest.mark.parametrize("sql, code, words", [
    ("SELECT nope FROM t", 904, "invalid identifier 'NOPE'"),
    ("SELECT \"id\" FROM t", 904, "invalid identifier '\"id\"'"),
    ("SELECT * FROM missing", 2003, "Object 'D.PUBLIC.MISSING' does not exist or not authorized."),
    ("SELECT * FROM nowhere.public.t", 2003, "Database 'NOWHERE' does not exist or not authorized."),
    ("SELECT no_such_function(1)", 2140, "Unknown function"),
    ("SELECT 'x'::NUMBER", 100038, "Numeric value 'x' is not recognized"),
    ("SELECT 1 / 0", 100051, "Division by zero"),
    ("SELECT FROM WHERE", 1003, "SQL compilation error"),
    ("FOO BAR", 1003, "syntax error"),
    ("SELECT 1; SELECT 2", 8, "statement count"),
    ("CREATE WAREHOUSE w", 2, "does not support"),
])
def test_errors_have_snowflakes_words_and_numbers(client: Client, sql: str, code: int, words: str) -> None:
    client.run("CREATE TABLE t (id NUMBER)")
    error = client.error(sql)
    assert (error.code, words in error.message) == (code, True), error.message
