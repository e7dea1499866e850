"""Secrets: who may change them, who reads them, and when."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from local_snowflake.result import SqlError
from local_snowflake.statements.words import loggable
from running_snowflake import Snowflake

CANARY = "canary-3141592653"


@pytest.fixture
def next_call(tmp_path: Path, make_package: Callable[..., Path]) -> Iterator[Snowflake]:
    running = Snowflake(tmp_path / "next", secret_visibility="next_call")
    running.install(make_package("other"))
    yield running
    running.stop()


def test_a_person_with_modify_changes_a_secret_and_the_procedure_reads_it(snowflake: Snowflake) -> None:
    snowflake.sql("ALTER SECRET state.inbox SET SECRET_STRING = ?", CANARY)
    assert json.loads(snowflake.value("CALL core.run('token', 'inbox')")) == CANARY


def test_no_statement_shows_a_value_and_no_file_of_the_database_holds_it(snowflake: Snowflake) -> None:
    snowflake.sql("ALTER SECRET state.inbox SET SECRET_STRING = ?", CANARY)
    for statement in ("SHOW SECRETS IN SCHEMA state", "DESCRIBE SECRET state.inbox"):
        assert CANARY not in str(snowflake.sql(statement).rows)
    snowflake.engine.system_execute("CHECKPOINT")
    for file in (snowflake.options.data).glob("snowflake.duckdb*"):
        assert CANARY.encode() not in file.read_bytes()
    files = list((snowflake.options.data / "secrets").iterdir())
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}


def test_statements_are_logged_without_their_literals() -> None:
    assert loggable(f"ALTER SECRET s\n SET SECRET_STRING = '{CANARY}''s'") == "ALTER SECRET s SET SECRET_STRING = '...'"
    assert CANARY not in loggable(f"CALL p($${CANARY}$$, '{CANARY}")


def test_without_modify_a_secret_cannot_be_changed_or_seen(snowflake: Snowflake) -> None:
    with pytest.raises(SqlError, match="does not exist or not authorized"):
        snowflake.sql("ALTER SECRET state.token SET SECRET_STRING = 'x'")
    with pytest.raises(SqlError, match="Insufficient privileges"):
        snowflake.sql("DROP SECRET state.inbox")


def test_an_alias_that_is_not_declared_cannot_be_read(snowflake: Snowflake) -> None:
    with pytest.raises(SqlError, match="'other' is not among the SECRETS"):
        snowflake.sql("CALL core.run('token', 'other')")


def test_a_running_procedure_sees_a_change_at_once(snowflake: Snowflake) -> None:
    assert json.loads(snowflake.value("CALL core.run('rotate', 'first')")) == ["first", "first"]


def test_or_sees_it_only_with_the_next_call(next_call: Snowflake) -> None:
    assert json.loads(next_call.value("CALL core.run('rotate', 'first')")) == ["-", "-"]
    assert json.loads(next_call.value("CALL core.run('rotate', 'second')")) == ["first", "first"]


def test_secrets_of_a_procedure_are_set_anew_when_a_connection_is_added(snowflake: Snowflake) -> None:
    for statement in ("CREATE SECRET IF NOT EXISTS state.later TYPE = GENERIC_STRING SECRET_STRING = 'later'",
                      "ALTER EXTERNAL ACCESS INTEGRATION test_access SET ALLOWED_AUTHENTICATION_SECRETS = (state.token, state.inbox, state.later)",
                      "ALTER PROCEDURE core.run(STRING, STRING) SET SECRETS = ('token' = state.token, 'inbox' = state.inbox, 'later' = state.later)"):
        snowflake.sql("CALL core.run('sql', ?)", statement)
    assert json.loads(snowflake.value("CALL core.run('token', 'later')")) == "later"
    snowflake.sql("CALL core.run('sql', ?)", "ALTER INTEGRATION test_access SET ALLOWED_AUTHENTICATION_SECRETS = (state.token, state.inbox)")
    with pytest.raises(SqlError, match="does not exist or not authorized"):
        snowflake.sql("CALL core.run('token', 'later')")


def test_the_process_can_be_killed_exactly_before_a_secret_is_stored_or_after(snowflake: Snowflake) -> None:
    def stored() -> object:
        return json.loads(snowflake.value("CALL core.run('token', 'token')"))

    snowflake.value("CALL core.run('rotate', 'first')")
    for when, left in (("before", "first"), ("after", "second")):
        snowflake.sql(f"CALL SYSTEM$LOCAL_KILL_AT('{when}', 'store_token')")
        assert snowflake.value("CALL SYSTEM$LOCAL_KILL_AT('?', NULL)") == f"{when} STORE_TOKEN"
        with pytest.raises(SqlError, match="JVM"):
            snowflake.value("CALL core.run('rotate', 'second')")
        assert stored() == left
        assert snowflake.value("CALL SYSTEM$LOCAL_KILL_AT(NULL, NULL)") == ""
