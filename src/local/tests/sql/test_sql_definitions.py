"""Databases, schemas, tables, views and comments, and how they are shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from local_snowflake.engine import Engine
from local_snowflake.options import Options
from local_snowflake.session import Sessions
from sql_client import Client


class Recorder:
    """Stands for the application objects: allows everything and writes down what it is told."""

    def __init__(self) -> None:
        self.told: list[tuple[object, ...]] = []
        self.asked: list[str] = []
        self.hidden: set[str] = set()

    def try_execute(self, session: object, sql: str, binds: object) -> None:
        return None

    def authorize(self, session: object, tree: object) -> None:
        self.asked.append(tree.sql(dialect="snowflake"))  # type: ignore[attr-defined]

    def rewrite_functions(self, session: object, tree: object) -> object:
        return tree

    def visible(self, session: object, database: str, schema: str | None = None, name: str | None = None) -> bool:
        return name not in self.hidden and schema not in self.hidden

    def created(self, session: object, *what: object) -> None:
        self.told.append(("created", *what))

    def renamed(self, session: object, *what: object) -> None:
        self.told.append(("renamed", *what))

    def dropped(self, session: object, *what: object) -> None:
        self.told.append(("dropped", *what))


@pytest.fixture
def table(client: Client) -> Client:
    client.run("""CREATE TRANSIENT TABLE IF NOT EXISTS t (
        id NUMBER(19,0) NOT NULL COMMENT 'The key', name VARCHAR(36) DEFAULT 'x', amount NUMBER(38,12), at TIMESTAMP_NTZ(3), tz TIMESTAMP_TZ,
        raw BINARY, more VARIANT, ok BOOLEAN, CONSTRAINT t_key PRIMARY KEY (id)) COMMENT = 'A table''s comment'""")
    return client


def described(client: Client, name: str) -> list[tuple[object, ...]]:
    return [(row[0], row[1], row[3], row[5], row[9]) for row in client.rows(f"DESCRIBE TABLE {name}")]


def test_describe_says_what_was_declared(table: Client) -> None:
    assert described(table, "t") == [
        ("ID", "NUMBER(19,0)", "N", "Y", "The key"), ("NAME", "VARCHAR(36)", "Y", "N", None), ("AMOUNT", "NUMBER(38,12)", "Y", "N", None),
        ("AT", "TIMESTAMP_NTZ(3)", "Y", "N", None), ("TZ", "TIMESTAMP_TZ(9)", "Y", "N", None), ("RAW", "BINARY(8388608)", "Y", "N", None),
        ("MORE", "VARIANT", "Y", "N", None), ("OK", "BOOLEAN", "Y", "N", None)]


def test_information_schema(table: Client) -> None:
    assert table.rows("SELECT table_name, table_type, is_transient, comment FROM d.information_schema.tables WHERE table_schema = 'PUBLIC'") == [
        ("T", "BASE TABLE", "YES", "A table's comment")]
    assert table.rows("SELECT column_name, data_type, numeric_precision, numeric_scale, character_maximum_length, is_nullable, comment "
                      "FROM information_schema.columns WHERE table_name = 'T' AND ordinal_position <= 3 ORDER BY ordinal_position") == [
        ("ID", "NUMBER", 19, 0, None, "NO", "The key"), ("NAME", "TEXT", None, None, 36, "YES", None), ("AMOUNT", "NUMBER", 38, 12, None, "YES", None)]
    assert {row[0] for row in table.rows("SELECT schema_name FROM information_schema.schemata")} == {"PUBLIC", "INFORMATION_SCHEMA"}


def test_rows_are_counted_exactly(table: Client) -> None:
    table.run("INSERT INTO t (id) VALUES (1), (2), (3)")
    table.run("DELETE FROM t WHERE id > 1")
    assert table.rows("SELECT table_name, row_count FROM information_schema.tables WHERE table_schema = 'PUBLIC'") == [("T", 1)]
    assert table.rows("SHOW TABLES")[0][7] == 1


def test_create_is_repeatable_only_where_it_says_so(table: Client) -> None:
    assert table.value("CREATE TABLE IF NOT EXISTS t (x NUMBER)") == "T already exists, statement succeeded."
    assert table.error("CREATE TABLE t (x NUMBER)").code == 2002
    assert table.value("CREATE OR REPLACE TABLE t (x NUMBER)") == "Table T successfully created."
    assert [row[0] for row in described(table, "t")] == ["X"]
    assert table.value("DROP TABLE IF EXISTS t") == "T successfully dropped."
    assert "already dropped" in table.value("DROP TABLE IF EXISTS t")
    assert table.error("DROP TABLE t").code == 2003


def test_columns_are_added_several_at_once_and_again(table: Client) -> None:
    table.run("INSERT INTO t (id) VALUES (1)")
    for _ in range(2):
        table.run("ALTER TABLE t ADD COLUMN IF NOT EXISTS a VARCHAR COMMENT 'one', IF NOT EXISTS b NUMBER(19,0), c BOOLEAN" if _ == 0 else
                  "ALTER TABLE t ADD COLUMN IF NOT EXISTS a VARCHAR")
    assert described(table, "t")[-3:] == [("A", "VARCHAR(16777216)", "Y", "N", "one"), ("B", "NUMBER(19,0)", "Y", "N", None),
                                          ("C", "BOOLEAN", "Y", "N", None)]
    assert table.rows("SELECT a, b, c FROM t") == [(None, None, None)]
    assert table.error("ALTER TABLE t ADD COLUMN a VARCHAR").code == 1430
    table.run("ALTER TABLE t DROP COLUMN a, b")
    table.run("ALTER TABLE t RENAME COLUMN c TO d")
    table.run("ALTER TABLE t RENAME TO u")
    assert described(table, "u")[-1][0] == "D"


def test_comments_can_be_changed(table: Client) -> None:
    table.run("COMMENT ON TABLE t IS 'it''s new'")
    table.run("COMMENT ON COLUMN t.name IS 'called'")
    table.run("COMMENT IF EXISTS ON TABLE nix IS 'x'")
    assert table.rows("SELECT comment FROM information_schema.tables WHERE table_name = 'T'") == [("it's new",)]
    assert described(table, "t")[1][4] == "called"
    assert table.error("COMMENT ON TABLE nix IS 'x'").code == 2003


def test_tables_from_others(table: Client) -> None:
    table.run("INSERT INTO t (id, more) SELECT 1, PARSE_JSON('[1]')")
    table.run("CREATE TABLE c AS SELECT id, name || '!' AS shout, more, COUNT(*) AS n FROM t GROUP BY ALL")
    assert [row[:2] for row in described(table, "c")] == [("ID", "NUMBER(19,0)"), ("SHOUT", "VARCHAR(16777216)"), ("MORE", "VARIANT"),
                                                          ("N", "NUMBER(38,0)")]
    assert table.rows("SELECT * FROM c") == [(1, "x!", "[1]", 1)]
    table.run("CREATE TABLE l LIKE t")
    table.run("CREATE TABLE k CLONE t")
    assert described(table, "l") == described(table, "t")
    assert (table.value("SELECT COUNT(*) FROM l"), table.value("SELECT COUNT(*) FROM k")) == (0, 1)


def test_views_see_what_their_own_schema_has(table: Client) -> None:
    table.run("CREATE SCHEMA s")
    table.run("CREATE TABLE s.inner_table (v NUMBER)")
    table.run("INSERT INTO s.inner_table VALUES (5)")
    table.run("USE SCHEMA public")
    table.run("CREATE OR REPLACE SECURE VIEW s.w (a COMMENT 'first', b) COMMENT = 'a view' AS "
              "WITH x AS (SELECT v FROM inner_table) SELECT v, CURRENT_TIMESTAMP() > '2020-01-01'::TIMESTAMP_TZ FROM x")
    assert table.rows("SELECT * FROM s.w") == [(5, True)]
    shown = dict(zip([column.name for column in table.run("SHOW VIEWS IN SCHEMA s").columns], table.rows("SHOW VIEWS IN SCHEMA s")[0]))
    assert (shown["name"], shown["comment"], shown["is_secure"], shown["text"].startswith("CREATE OR REPLACE SECURE VIEW")) == ("W", "a view", "true", True)
    assert described(table, "s.w")[0][4] == "first"
    assert table.error("DROP TABLE s.w").code == 1203
    table.run("DROP VIEW s.w")
    assert table.error("SELECT * FROM s.w").code == 2003


def test_identity_columns_count(client: Client) -> None:
    client.run("CREATE TABLE t (id NUMBER AUTOINCREMENT, n VARCHAR)")
    client.run("INSERT INTO t (n) VALUES ('a'), ('b')")
    assert client.rows("SELECT id, n FROM t ORDER BY id") == [(1, "a"), (2, "b")]


def test_names_are_exact(client: Client) -> None:
    client.run('CREATE SCHEMA "Mixed ""Case"""')
    client.run('CREATE TABLE "Mixed ""Case"""."t.1" ("a b" NUMBER, "SELECT" VARCHAR)')
    client.run('INSERT INTO "Mixed ""Case"""."t.1" VALUES (1, \'x\')')
    assert client.rows('SELECT "a b", "SELECT" FROM D."Mixed ""Case"""."t.1"') == [(1, "x")]
    assert client.error('SELECT * FROM D."MIXED ""CASE"""."t.1"').code == 2003
    client.run('CREATE SCHEMA "MIXED ""CASE"""')
    assert len(client.rows("SHOW SCHEMAS LIKE 'mixed%' IN DATABASE d")) == 2


def test_creating_makes_it_current_and_dropping_takes_all(client: Client) -> None:
    client.run("CREATE SCHEMA a")
    assert client.rows("SELECT CURRENT_DATABASE(), CURRENT_SCHEMA()") == [("D", "A")]
    client.run("CREATE TABLE t (id NUMBER)")
    client.run("DROP SCHEMA a")
    assert client.value("SELECT CURRENT_SCHEMA()") is None
    assert client.error("SELECT * FROM d.a.t").code == 2003
    client.run("DROP DATABASE d")
    assert client.error("USE DATABASE d").code == 2003
    assert client.error("SELECT * FROM t").code == 90105


def test_show_narrows_by_pattern_and_place(table: Client) -> None:
    table.run("CREATE TABLE abc (id NUMBER)")
    assert [row[1] for row in table.rows("SHOW TABLES")] == ["ABC", "T"]
    assert [row[1] for row in table.rows("SHOW TERSE TABLES LIKE 'a%' IN DATABASE d")] == ["ABC"]
    assert [row[1] for row in table.rows("SHOW TABLES IN ACCOUNT STARTS WITH 'T' LIMIT 1")] == ["T"]
    assert [row[2] for row in table.rows("SHOW COLUMNS IN TABLE abc")] == ["ID"]
    assert [row[4] for row in table.rows("SHOW PRIMARY KEYS IN TABLE t")] == ["ID"]
    assert table.error("SHOW TABLES IN SCHEMA nix").code == 2003


def test_session_variables_and_parameters_are_for_persons(client: Client) -> None:
    client.run("SET x = 2 + 3")
    assert client.value("SELECT $x * 2") == 10
    client.run("ALTER SESSION SET QUERY_TAG = 'mine'")
    assert client.rows("SHOW PARAMETERS LIKE 'QUERY_TAG'")[0][1] == "mine"
    client.session.application = "APP"
    for sql in ("SET x = 1", "ALTER SESSION SET QUERY_TAG = 'x'", "USE SCHEMA public", "SHOW PARAMETERS"):
        assert client.error(sql).code == 90236, sql
    assert client.error("CREATE TEMPORARY TABLE tt (id NUMBER)").sqlstate == "0A000"
    assert client.error("CREATE TEMPORARY STAGE ts").sqlstate == "0A000"


def test_everything_outlasts_a_restart(table: Client, data: Path) -> None:
    table.run("CREATE VIEW w AS SELECT id, TO_VARCHAR(amount) AS a FROM t")
    table.run("INSERT INTO t (id, amount) VALUES (1, 1.5)")
    before = described(table, "t")
    table.engine.close()
    engine = Engine(Options(data), Sessions("secret"))
    try:
        again = Client(engine, engine.sessions.open(database="D", schema="PUBLIC"))
        assert described(again, "t") == before
        assert again.rows("SELECT * FROM w") == [(1, "1.500000000000")]
    finally:
        engine.close()


def test_application_objects_are_asked_and_told(engine: Engine, client: Client) -> None:
    recorder = engine.objects = Recorder()
    client.run("CREATE SCHEMA s")
    client.run("CREATE TABLE t (id NUMBER)")
    client.run("CREATE OR REPLACE TABLE t (id NUMBER)")
    client.run("SELECT * FROM t")
    client.run("CREATE TABLE old (id NUMBER)")
    client.run("ALTER TABLE old RENAME TO new")
    assert recorder.told.pop() == ("renamed", "TABLE", "D", "S", "OLD", "NEW")
    client.run("DROP TABLE new")
    del recorder.told[-2:]
    client.run("DROP SCHEMA s")
    assert recorder.told == [
        ("created", "SCHEMA", "D", "S", None), ("created", "TABLE", "D", "S", "T"), ("dropped", "TABLE", "D", "S", "T"),
        ("created", "TABLE", "D", "S", "T"), ("dropped", "TABLE", "D", "S", "T"), ("dropped", "SCHEMA", "D", "S", None)]
    assert 'SELECT * FROM "D"."S"."T"' in recorder.asked


def test_what_one_may_not_see_is_not_listed(engine: Engine, client: Client) -> None:
    recorder = engine.objects = Recorder()
    client.run("CREATE SCHEMA secret")
    client.run("CREATE TABLE shown (id NUMBER)")
    client.run("CREATE TABLE hidden (id NUMBER)")
    recorder.hidden = {"HIDDEN"}
    assert [row[1] for row in client.rows("SHOW TABLES IN DATABASE d")] == ["SHOWN"]
    assert client.rows("SELECT table_name FROM information_schema.tables WHERE table_schema = 'SECRET'") == [("SHOWN",)]
    recorder.hidden = {"SECRET"}
    assert [row[1] for row in client.rows("SHOW SCHEMAS IN DATABASE d")] == ["INFORMATION_SCHEMA", "PUBLIC"]
    assert client.rows("SELECT table_name FROM information_schema.tables WHERE table_schema = 'SECRET'") == []
