"""Who may do what: persons, roles and the application."""

from __future__ import annotations

from typing import Any

import pytest

from local_snowflake.result import SqlError
from local_snowflake.session import Session
from running_snowflake import Snowflake


def as_application(snowflake: Snowflake, statement: str) -> str:
    return str(snowflake.value("CALL core.run('sql', ?)", statement))


def refused(snowflake: Snowflake, statement: str, session: Session | None = None, application: bool = False) -> str:
    with pytest.raises(SqlError) as caught:
        if application:
            as_application(snowflake, statement)
        else:
            snowflake.sql(statement, session=session)
    return caught.value.message


def test_a_target_without_grants_is_not_there_for_the_application(snowflake: Snowflake) -> None:
    snowflake.sql("CREATE DATABASE IF NOT EXISTS books", session=snowflake.session())
    snowflake.sql("CREATE SCHEMA IF NOT EXISTS books.exact", session=snowflake.session())
    assert "Database 'BOOKS' does not exist or not authorized" in refused(snowflake, "CREATE TABLE books.exact.t (a NUMBER)", application=True)
    snowflake.sql("GRANT USAGE ON DATABASE books TO APPLICATION test_app")
    assert "Schema 'BOOKS.EXACT' does not exist or not authorized" in refused(snowflake, "CREATE TABLE books.exact.t (a NUMBER)", application=True)
    snowflake.sql("GRANT USAGE ON SCHEMA books.exact TO APPLICATION test_app")
    assert "Insufficient privileges to operate on schema 'EXACT'" in refused(snowflake, "CREATE TABLE books.exact.t (a NUMBER)", application=True)
    snowflake.sql("GRANT CREATE TABLE ON SCHEMA books.exact TO APPLICATION test_app")
    for statement in ("CREATE TABLE books.exact.t (a NUMBER)", "INSERT INTO books.exact.t VALUES (1)",
                      "MERGE INTO books.exact.t USING (SELECT 1 AS a) s ON t.a = s.a WHEN MATCHED THEN UPDATE SET a = 2"):
        as_application(snowflake, statement)
    for statement in ("CREATE ROLE IF NOT EXISTS reader", "GRANT APPLICATION ROLE test_app.data_reader TO ROLE reader",
                      "GRANT USAGE ON DATABASE books TO ROLE reader", "GRANT USAGE ON SCHEMA books.exact TO ROLE reader"):
        snowflake.sql(statement)
    reader = snowflake.session("READER")
    assert "does not exist or not authorized" in refused(snowflake, "SELECT * FROM books.exact.t", reader)
    as_application(snowflake, "GRANT SELECT ON TABLE books.exact.t TO APPLICATION ROLE data_reader")
    assert snowflake.value("SELECT a FROM books.exact.t", session=reader) == 2
    assert "Insufficient privileges to operate on table 'T'" in refused(snowflake, "DELETE FROM books.exact.t", reader)
    assert "Insufficient privileges" in refused(snowflake, "ALTER TABLE books.exact.t ADD COLUMN b NUMBER", reader)
    assert "Insufficient privileges" in refused(snowflake, "DROP TABLE books.exact.t", reader)
    for statement in ("ALTER TABLE books.exact.t ADD COLUMN b NUMBER", "DELETE FROM books.exact.t", "CREATE TABLE books.exact.other (a NUMBER)"):
        snowflake.sql(statement)
    assert "Insufficient privileges" in refused(snowflake, "DROP SCHEMA books.exact", application=True)


def test_a_table_of_somebody_else_is_closed_to_the_application(snowflake: Snowflake) -> None:
    for statement in ("CREATE DATABASE IF NOT EXISTS theirs", "CREATE TABLE IF NOT EXISTS theirs.public.t (a NUMBER)",
                      "GRANT USAGE ON DATABASE theirs TO APPLICATION test_app", "GRANT USAGE ON SCHEMA theirs.public TO APPLICATION test_app"):
        snowflake.sql(statement, session=snowflake.session())
    assert "does not exist or not authorized" in refused(snowflake, "SELECT * FROM theirs.public.t", application=True)
    snowflake.sql("GRANT SELECT ON TABLE theirs.public.t TO APPLICATION test_app")
    as_application(snowflake, "SELECT * FROM theirs.public.t")
    assert "Insufficient privileges to operate on table 'T'" in refused(snowflake, "INSERT INTO theirs.public.t VALUES (1)", application=True)
    snowflake.sql("REVOKE SELECT ON TABLE theirs.public.t FROM APPLICATION test_app")
    assert "does not exist" in refused(snowflake, "SELECT * FROM theirs.public.t", application=True)


def test_inside_the_application_even_accountadmin_sees_only_what_its_roles_show(snowflake: Snowflake) -> None:
    assert snowflake.sql("SELECT * FROM core.notes") is not None
    assert "does not exist or not authorized" in refused(snowflake, "SELECT * FROM state.notes")
    assert "Insufficient privileges" in refused(snowflake, "CREATE TABLE state.mine (a NUMBER)")


def test_application_roles_reach_other_roles_only_when_granted(snowflake: Snowflake) -> None:
    snowflake.sql("CREATE ROLE IF NOT EXISTS analyst")
    analyst = snowflake.session("ANALYST", "TEST_APP")
    assert "Database 'TEST_APP' does not exist or not authorized" in refused(snowflake, "SELECT * FROM core.notes", analyst)
    snowflake.sql("GRANT APPLICATION ROLE test_app.app_viewer TO ROLE analyst")
    snowflake.sql("SELECT * FROM core.notes", session=analyst)
    assert snowflake.value("CALL core.echo('seen')", session=analyst) == "seen"
    assert "Unknown user-defined function" in refused(snowflake, "CALL core.note('x')", analyst)
    snowflake.sql("REVOKE APPLICATION ROLE test_app.app_viewer FROM ROLE analyst")
    assert "does not exist" in refused(snowflake, "SELECT * FROM core.notes", analyst)


def test_a_session_can_look_through_one_application_role(snowflake: Snowflake) -> None:
    session = snowflake.session(database="TEST_APP")
    snowflake.sql("USE ROLE test_app.app_viewer", session=session)
    snowflake.sql("SELECT * FROM core.notes", session=session)
    assert "Unknown user-defined function" in refused(snowflake, "CALL core.note('x')", session)
    assert "does not exist" in refused(snowflake, "USE ROLE test_app.no_such_role", session)


def test_roles_pass_on_what_they_hold(snowflake: Snowflake) -> None:
    admin = snowflake.session()
    for statement in ("CREATE DATABASE IF NOT EXISTS shared", "CREATE TABLE IF NOT EXISTS shared.public.t (a NUMBER)",
                      "CREATE ROLE IF NOT EXISTS junior", "CREATE ROLE IF NOT EXISTS senior", "GRANT ROLE junior TO ROLE senior",
                      "GRANT USAGE ON DATABASE shared TO ROLE junior", "GRANT USAGE ON SCHEMA shared.public TO ROLE junior",
                      "GRANT SELECT, INSERT ON TABLE shared.public.t TO ROLE junior"):
        snowflake.sql(statement, session=admin)
    senior = snowflake.session("SENIOR")
    snowflake.sql("INSERT INTO shared.public.t VALUES (1)", session=senior)
    assert snowflake.value("SELECT COUNT(*) FROM shared.public.t", session=senior) == 1
    assert "Insufficient privileges" in refused(snowflake, "UPDATE shared.public.t SET a = 2", senior)
    assert "Insufficient privileges" in refused(snowflake, "CREATE DATABASE mine", senior)
    assert "Insufficient privileges" in refused(snowflake, "GRANT SELECT ON TABLE shared.public.t TO ROLE analyst", senior)


def test_grants_are_shown(snowflake: Snowflake) -> None:
    rows = snowflake.sql("SHOW GRANTS TO APPLICATION ROLE test_app.app_viewer").rows
    assert ("SELECT", "VIEW", "TEST_APP.CORE.NOTES") in [tuple(row[1:4]) for row in rows]
    assert ("USAGE", "PROCEDURE", "TEST_APP.CORE.ECHO(VARCHAR)") in [tuple(row[1:4]) for row in rows]
    assert snowflake.column("SHOW APPLICATION ROLES IN APPLICATION test_app", "name") == ["APP_ADMIN", "APP_VIEWER", "DATA_READER"]
    assert "CREATE DATABASE" in snowflake.column("SHOW GRANTS TO APPLICATION test_app", "privilege")


@pytest.mark.parametrize(("statement", "reason"), [
    ("GRANT SELEKT ON TABLE books.exact.t TO ROLE sysadmin", "Invalid object type 'TABLE' for privilege 'SELEKT'"),
    ("GRANT SELECT ON TABLE books.exact.no_such TO ROLE sysadmin", "does not exist"),
    ("GRANT USAGE ON DATABASE no_such TO ROLE sysadmin", "does not exist"),
    ("GRANT USAGE ON DATABASE books TO ROLE no_such", "does not exist"),
    ("GRANT USAGE ON DATABASE books TO APPLICATION no_such", "does not exist"),
    ("GRANT SELECT ON FUTURE TABLES IN SCHEMA books.exact TO ROLE sysadmin", "does not support this: grants on future objects"),
    ("GRANT SELECT ON VIEW core.notes TO ROLE sysadmin", "Insufficient privileges"),
    ("GRANT USAGE ON DATABASE books ROLE sysadmin", "expected TO"),
])
def test_wrong_grants_are_refused(snowflake: Snowflake, statement: str, reason: str) -> None:
    for setup in ("CREATE DATABASE IF NOT EXISTS books", "CREATE SCHEMA IF NOT EXISTS books.exact"):
        snowflake.sql(setup, session=snowflake.session())
    if "exact.t " in statement:
        snowflake.sql("CREATE TABLE IF NOT EXISTS books.exact.t (a NUMBER)")
    assert reason in refused(snowflake, statement)


def test_a_renamed_table_keeps_its_grants(snowflake: Snowflake) -> None:
    admin = snowflake.session()
    for statement in ("CREATE DATABASE IF NOT EXISTS renamed", "CREATE TABLE renamed.public.old (a NUMBER)", "CREATE ROLE IF NOT EXISTS reader",
                      "GRANT SELECT ON TABLE renamed.public.old TO ROLE reader"):
        snowflake.sql(statement, session=admin)
    key: Any = snowflake.objects.registry.all("TABLE", "RENAMED")[0].key
    snowflake.objects.renamed(admin, "TABLE", "RENAMED", "PUBLIC", "OLD", "NEW")
    moved = snowflake.objects.registry.all("TABLE", "RENAMED")[0].key
    assert (key.name, moved.name) == ("OLD", "NEW")
    assert [grant.privilege for grant, _ in snowflake.objects.registry.grants_on(moved)] == ["SELECT"]
