"""Cutting scripts into statements."""

from __future__ import annotations

import pytest

from local_snowflake.objects.split import split
from local_snowflake.result import SqlError


@pytest.mark.parametrize(("script", "statements"), [
    ("SELECT 1; SELECT 2", ["SELECT 1", "SELECT 2"]),
    (";;SELECT ';' ;", ["SELECT ';'"]),
    ("SELECT 'it''s; \\'fine\\';' -- not; here\n; /* nor; there */ SELECT 2", ["SELECT 'it''s; \\'fine\\';'", "SELECT 2"]),
    ("SELECT \"a;b\"; // x;\nSELECT $$ ; $$;", ["SELECT \"a;b\"", "SELECT $$ ; $$"]),
    ("BEGIN; INSERT INTO t VALUES (1); COMMIT;", ["BEGIN", "INSERT INTO t VALUES (1)", "COMMIT"]),
    ("BEGIN TRANSACTION; COMMIT", ["BEGIN TRANSACTION", "COMMIT"]),
    ("BEGIN SELECT 1; IF (a) THEN SELECT 2; END IF; END; SELECT 3", ["BEGIN SELECT 1; IF (a) THEN SELECT 2; END IF; END", "SELECT 3"]),
    ("DECLARE a NUMBER; BEGIN a := 1; RETURN CASE WHEN a = 1 THEN 2 END; END; SELECT 3",
     ["DECLARE a NUMBER; BEGIN a := 1; RETURN CASE WHEN a = 1 THEN 2 END; END", "SELECT 3"]),
    ("CREATE PROCEDURE p() RETURNS STRING LANGUAGE SQL AS BEGIN FOR r IN (SELECT 1) DO SELECT 2; END FOR; BEGIN RETURN 1; END; END; SELECT 3",
     ["CREATE PROCEDURE p() RETURNS STRING LANGUAGE SQL AS BEGIN FOR r IN (SELECT 1) DO SELECT 2; END FOR; BEGIN RETURN 1; END; END", "SELECT 3"]),
    ("SELECT CASE WHEN a THEN 1 END FROM t; SELECT 2", ["SELECT CASE WHEN a THEN 1 END FROM t", "SELECT 2"]),
    ("CREATE TABLE IF NOT EXISTS t (a NUMBER); DROP TABLE IF EXISTS t", ["CREATE TABLE IF NOT EXISTS t (a NUMBER)", "DROP TABLE IF EXISTS t"]),
    ("BEGIN DROP TABLE IF EXISTS t; CREATE TABLE IF NOT EXISTS t (a NUMBER); END; SELECT 1",
     ["BEGIN DROP TABLE IF EXISTS t; CREATE TABLE IF NOT EXISTS t (a NUMBER); END", "SELECT 1"]),
    ("  -- nothing\n", []),
])
def test_scripts_are_cut_at_the_right_semicolons(script: str, statements: list[str]) -> None:
    assert split(script) == statements


@pytest.mark.parametrize("script", ["SELECT 'open", "SELECT \"open", "SELECT $$ open"])
def test_what_is_not_closed_is_an_error(script: str) -> None:
    with pytest.raises(SqlError, match="unclosed"):
        split(script)
