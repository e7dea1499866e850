"""VARIANT, OBJECT and ARRAY."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sql_client import Client


def test_paths_and_casts(client: Client) -> None:
    client.run("CREATE TABLE t (v VARIANT)")
    client.run("INSERT INTO t SELECT PARSE_JSON(?)", '{"a": {"b": [1, 2.5]}, "s": "x", "n": null}')
    assert client.rows("SELECT v:a.b[1]::NUMBER(38,2), v:s::VARCHAR, v:s, v:n::VARCHAR, v:nope, v['s']::VARCHAR, TYPEOF(v:a) FROM t") == [
        (Decimal("2.50"), "x", '"x"', None, None, "x", "OBJECT")]
    assert client.types("SELECT v, v:a FROM t") == ["variant", "variant"]


def test_json_null_is_not_sql_null(client: Client) -> None:
    assert client.rows("SELECT PARSE_JSON('{\"a\":null}'):a IS NULL, IS_NULL_VALUE(PARSE_JSON('{\"a\":null}'):a)") == [(False, True)]


def test_flatten_turns_elements_into_rows(client: Client) -> None:
    rows = client.rows("SELECT value:k::VARCHAR, value:n::NUMBER FROM TABLE(FLATTEN(INPUT => PARSE_JSON(?)))", '[{"k":"a","n":1},{"k":null}]')
    assert sorted(rows, key=str) == [("a", 1), (None, None)]
    client.run("CREATE TABLE t (id NUMBER, v VARIANT)")
    client.run("INSERT INTO t SELECT 1, PARSE_JSON('[10, 20]') UNION ALL SELECT 2, PARSE_JSON('[]')")
    assert sorted(client.rows("SELECT t.id, f.value::NUMBER, f.index FROM t, LATERAL FLATTEN(INPUT => t.v) f")) == [(1, 10, 0), (1, 20, 1)]
    assert (2, None) in client.rows("SELECT t.id, f.value FROM t, LATERAL FLATTEN(INPUT => t.v, OUTER => TRUE) f")


@pytest.mark.parametrize("expression, expected", [
    ("OBJECT_CONSTRUCT('a', 1, 'b', NULL)", '{"a":1}'),
    ("OBJECT_CONSTRUCT_KEEP_NULL('a', NULL)", '{"a":null}'),
    ("{'site': 'nl', 'Two': 2}", '{"site":"nl","Two":2}'),
    ("ARRAY_CONSTRUCT(1, 'x', NULL)", '[1,"x",null]'),
    ("TO_JSON(PARSE_JSON('{\"a\": 1}'))", '{"a":1}'),
    ("ARRAY_SIZE(PARSE_JSON('[1,2]'))", 2),
    ("ARRAY_CONTAINS('a'::VARIANT, PARSE_JSON('[\"a\"]'))", True),
    ("ARRAY_APPEND(PARSE_JSON('[1]'), 2)", "[1,2]"),
    ("OBJECT_INSERT(OBJECT_CONSTRUCT('a', 1), 'b', 2)", '{"a":1,"b":2}'),
    ("OBJECT_DELETE(OBJECT_CONSTRUCT('a', 1, 'b', 2), 'b')", '{"a":1}'),
    ("TO_VARIANT('all')", '"all"'),
    ("TRY_PARSE_JSON('{')", None),
    ("PARSE_JSON('')", None),
    ("PARSE_JSON('12345678901234567890.123456789012')", "12345678901234567890.123456789012"),
])
def test_functions(client: Client, expression: str, expected: object) -> None:
    assert client.value(f"SELECT {expression}") == expected


def test_object_agg(client: Client) -> None:
    assert client.value("SELECT OBJECT_AGG(k, v) FROM (SELECT column1 AS k, column2 AS v FROM VALUES ('a', 1), ('b', NULL))") == '{"a":1}'


def test_text_is_refused_where_a_variant_is_wanted(client: Client) -> None:
    client.run("CREATE TABLE t (id NUMBER, v VARIANT)")
    assert client.error("INSERT INTO t (id, v) SELECT 1, 'x'").code == 2023
    assert client.error("INSERT INTO t (id, v) VALUES (1, ?)", "x").code == 2023
    assert client.error("UPDATE t SET v = 'x'").code == 2023
    assert client.error("INSERT INTO t (id, v) VALUES (1, PARSE_JSON('1'))").code == 2014
    assert client.error("SELECT PARSE_JSON('{')").code == 100069
