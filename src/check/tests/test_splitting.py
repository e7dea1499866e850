"""Scripts are split where Snowflake splits them."""

import pytest
from package_check.statement import split

CASES = {
    "semicolons in texts": ("SELECT ';'; SELECT 2;", 2),
    "semicolons in comments": ("-- a; b\nSELECT 1; /* c; d */ SELECT 2", 2),
    "dollar quotes": ("CREATE PROCEDURE a.b() AS $$ BEGIN SELECT 1; END; $$; SELECT 2;", 2),
    "bare block": ("CREATE PROCEDURE a.b() AS BEGIN LET x := 1; IF (x = 1) THEN SELECT 1; END IF; RETURN x; END; SELECT 2;", 2),
    "case inside a block": ("BEGIN LET x := CASE WHEN 1 = 1 THEN 2 ELSE 3 END; RETURN x; END; SELECT 2;", 2),
    "declare before begin": ("DECLARE x NUMBER; BEGIN x := 1; FOR i IN 1 TO 3 DO x := i; END FOR; RETURN x; END; SELECT 2;", 2),
    "if not exists in a block": ("BEGIN CREATE TABLE IF NOT EXISTS a.b (c NUMBER); END; SELECT 2;", 2),
    "transaction": ("BEGIN TRANSACTION; SELECT 1; COMMIT;", 3),
    "case outside a block": ("SELECT CASE WHEN a THEN 1 END FROM t.u; SELECT 2;", 2),
    "empty statements": (";;SELECT 1;;", 1),
}


@pytest.mark.parametrize("case", CASES)
def test_number_of_statements(case: str) -> None:
    script, count = CASES[case]
    statements, findings = split("a.sql", script)
    assert not findings
    assert len(statements) == count, [each.text for each in statements]


def test_a_statement_knows_the_line_it_begins_on() -> None:
    statements, _ = split("a.sql", "SELECT 1;\n\n-- comment\nSELECT\n2;")
    assert [each.line for each in statements] == [1, 4]
