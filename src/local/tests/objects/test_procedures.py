"""Calling procedures in Java and SQL."""

from __future__ import annotations

import json
import threading
from decimal import Decimal
from typing import Any

import pytest

from local_snowflake.result import SqlError
from running_snowflake import Snowflake


def run(snowflake: Snowflake, name: str, argument: str) -> Any:
    return json.loads(snowflake.value("CALL core.run(?, ?)", name, argument))


def failure(snowflake: Snowflake, statement: str, *binds: Any) -> SqlError:
    with pytest.raises(SqlError) as caught:
        snowflake.sql(statement, *binds)
    return caught.value


def test_values_reach_a_java_handler_and_come_back(snowflake: Snowflake) -> None:
    answer = json.loads(snowflake.value(
        "CALL core.describe_values(?, TRUE, OBJECT_CONSTRUCT('a', ?, 'b', PARSE_JSON('[1]')), PARSE_JSON('{\"x\": 1}'), ARRAY_CONSTRUCT('p', 'q'))",
        12, "it's"))
    assert answer == {"number": 12, "yes": True, "settings": '{"a":"it\'s","b":[1]}', "anything": '{"x":1}', "texts": "p|q"}


def test_null_reaches_every_kind_of_argument(snowflake: Snowflake) -> None:
    answer = json.loads(snowflake.value("CALL core.describe_values(NULL, NULL, NULL, NULL, NULL)"))
    assert set(answer.values()) == {None}


def test_object_literals_and_named_arguments_are_understood(snowflake: Snowflake) -> None:
    answer = json.loads(snowflake.value(
        "CALL core.describe_values(yes => FALSE, number => 1, texts => [], anything => NULL, settings => {'site': 'nl', 'days': 2})"))
    assert json.loads(answer["settings"]) == {"site": "nl", "days": 2}
    assert answer["yes"] is False


def test_a_procedure_runs_as_the_application_in_its_own_schema(snowflake: Snowflake) -> None:
    assert run(snowflake, "context", "nobody") == "TEST_APP.CORE 0"


def test_an_uncaught_exception_becomes_a_sql_error_with_its_trace(snowflake: Snowflake) -> None:
    error = failure(snowflake, "CALL core.run('fail', 'it went wrong')")
    assert error.message.startswith("java.lang.IllegalStateException: it went wrong\n\tat test.Handlers.run")
    assert error.sqlstate == "P0000"


def test_a_sql_error_inside_a_procedure_reaches_its_caller(snowflake: Snowflake) -> None:
    assert "NO_SUCH" in failure(snowflake, "CALL core.run('sql', 'SELECT * FROM state.no_such')").message


def test_a_transaction_left_open_is_rolled_back_with_an_error(snowflake: Snowflake) -> None:
    assert failure(snowflake, "CALL core.run('open', NULL)").code == 90232
    assert run(snowflake, "context", "open") == "TEST_APP.CORE 0"


def test_static_state_lives_as_long_as_the_installed_version(snowflake: Snowflake) -> None:
    assert run(snowflake, "calls", "") + 1 == run(snowflake, "calls", "")


@pytest.mark.parametrize(("statement", "reason"), [
    ("CALL core.no_such()", "Unknown user-defined function TEST_APP.CORE.NO_SUCH"),
    ("CALL core.echo()", "Invalid argument types for function 'ECHO'"),
    ("CALL core.echo('a', 'b')", "Invalid argument types"),
    ("CALL core.echo(other => 'a')", "Invalid argument types"),
    ("CALL core.describe_values('x', TRUE, NULL, NULL, NULL)", "NUMBER cannot take the value 'x'"),
    ("CALL core.describe_values(1, TRUE, 'text', NULL, NULL)", "Invalid argument types"),
    ("CALL core.echo('a'", "expected"),
    ("CALL core.echo(?)", "Bind variable"),
    ("CALL core.read_token()", "Unknown user-defined function"),
])
def test_a_wrong_call_says_what_is_wrong(snowflake: Snowflake, statement: str, reason: str) -> None:
    assert reason in failure(snowflake, statement).message


def test_a_cancelled_call_ends_at_once(snowflake: Snowflake) -> None:
    session = snowflake.session(database="TEST_APP")
    errors: list[SqlError] = []

    def call() -> None:
        try:
            snowflake.sql("CALL core.run('sleep', '60000')", session=session)
        except SqlError as error:
            errors.append(error)

    thread = threading.Thread(target=call)
    thread.start()
    while not session.on_cancel:
        thread.join(0.02)
    snowflake.engine.cancel(session)
    thread.join(5)
    assert [error.code for error in errors] == [604]
    assert run(snowflake, "context", "x") == "TEST_APP.CORE 0"


def test_when_the_jvm_dies_running_calls_fail_and_the_next_starts_a_new_one(snowflake: Snowflake) -> None:
    errors: list[SqlError] = []

    def sleep() -> None:
        try:
            snowflake.sql("CALL core.run('sleep', '60000')")
        except SqlError as error:
            errors.append(error)

    thread = threading.Thread(target=sleep)
    thread.start()
    error = failure(snowflake, "CALL core.run('exit', '')")
    thread.join(20)
    assert "ended unexpectedly (exit code 7)" in error.message
    assert len(errors) == 1
    assert snowflake.value("CALL core.echo('back')") == "back"


def test_files_can_be_uploaded_to_a_stage_of_the_application(snowflake: Snowflake) -> None:
    run(snowflake, "sql", "CREATE STAGE IF NOT EXISTS state.files")
    assert run(snowflake, "upload", "a,b") == 1


def test_sql_procedures_have_variables_conditions_and_loops(snowflake: Snowflake) -> None:
    session = snowflake.session(database="TEST_APP", schema="PUBLIC")
    snowflake.sql("CREATE DATABASE IF NOT EXISTS scripts", session=session)
    snowflake.sql("""CREATE OR REPLACE PROCEDURE scripts.public.count_up(limit_value NUMBER, word STRING DEFAULT 'step')
        RETURNS VARIANT LANGUAGE SQL AS
        DECLARE
          total NUMBER := 0;
          found NUMBER;
        BEGIN
          CREATE OR REPLACE TABLE scripts.public.steps (n NUMBER, word STRING);
          FOR i IN 1 TO limit_value DO
            IF (i = 2) THEN CONTINUE; ELSEIF (i > 4) THEN BREAK; ELSE total := total + i; END IF;
            EXECUTE IMMEDIATE 'INSERT INTO scripts.public.steps VALUES (?, ?)' USING (i, word);
          END FOR;
          SELECT COUNT(*) INTO :found FROM scripts.public.steps WHERE word = :word;
          LET names STRING := '';
          FOR r IN (SELECT n FROM scripts.public.steps ORDER BY n) DO names := names || r.n; END FOR;
          WHILE (found > 2) DO found := found - 1; END WHILE;
          RETURN OBJECT_CONSTRUCT('total', total, 'found', found, 'names', names);
        END""", session=session)
    assert json.loads(snowflake.value("CALL scripts.public.count_up(10)", session=session)) == {"total": 8, "found": 2, "names": "134"}


def test_a_block_catches_errors_and_raises_its_own(snowflake: Snowflake) -> None:
    block = """DECLARE wrong EXCEPTION (-20001, 'it is wrong'); BEGIN
        BEGIN SELECT * FROM no_such.no_such.no_such; EXCEPTION WHEN OTHER THEN
          IF (SQLERRM LIKE '%%does not exist%%') THEN RETURN %s; END IF; END;
        EXCEPTION WHEN wrong THEN RETURN SQLERRM; END"""
    assert snowflake.value(block % "'caught'") == "caught"
    snowflake_raises = block.replace("RETURN %s", "RAISE wrong").replace("%%", "%")
    assert snowflake.value(snowflake_raises) == "it is wrong"


@pytest.mark.parametrize(("body", "reason"), [
    ("BEGIN IF (TRUE) THEN RETURN 1; END; END", "unexpected"),
    ("BEGIN RETURN 1; END RETURN 2;", "unexpected"),
    ("BEGIN RETURN 1;", "ends unexpectedly"),
])
def test_a_block_that_is_wrong_is_refused_before_it_runs(snowflake: Snowflake, body: str, reason: str) -> None:
    snowflake.sql("CREATE DATABASE IF NOT EXISTS scripts")
    assert reason in failure(snowflake, f"CREATE PROCEDURE scripts.public.wrong() RETURNS NUMBER LANGUAGE SQL AS '{body}'").message


def test_procedures_are_chosen_by_the_types_of_their_arguments(snowflake: Snowflake) -> None:
    session = snowflake.session(database="TEST_APP")
    snowflake.sql("CREATE DATABASE IF NOT EXISTS overloads", session=session)
    for types, answer in (("a NUMBER", "number"), ("a STRING", "text"), ("a NUMBER, b NUMBER", "two")):
        snowflake.sql(f"CREATE OR REPLACE PROCEDURE overloads.public.p({types}) RETURNS STRING LANGUAGE SQL AS 'BEGIN RETURN ''{answer}''; END'",
                      session=session)
    assert [snowflake.value(f"CALL overloads.public.p({values})", session=session) for values in ("1", "'1'", "1, 2")] == ["number", "text", "two"]
    snowflake.sql("DROP PROCEDURE overloads.public.p(STRING)", session=session)
    assert snowflake.value("CALL overloads.public.p('1')", session=session) == "number"


def test_numbers_keep_every_digit(snowflake: Snowflake) -> None:
    session = snowflake.session(database="TEST_APP")
    snowflake.sql("CREATE DATABASE IF NOT EXISTS overloads", session=session)
    snowflake.sql("CREATE OR REPLACE PROCEDURE overloads.public.same(a NUMBER(38, 12)) RETURNS NUMBER(38, 12) LANGUAGE SQL AS 'BEGIN RETURN a; END'",
                  session=session)
    assert snowflake.value("CALL overloads.public.same(12345678901234567890.123456789012)", session=session) == Decimal(
        "12345678901234567890.123456789012")


def test_describe_shows_the_body_to_the_owner_only(snowflake: Snowflake) -> None:
    rows = dict(snowflake.sql("DESCRIBE PROCEDURE core.run(STRING, STRING)").rows)
    assert rows["signature"] == "(NAME VARCHAR, ARGUMENT VARCHAR)"
    assert "handler" not in rows
