"""Installing, upgrading and dropping an application."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from exact_server import ExactServer
from local_snowflake.objects.registry import Key
from local_snowflake.objects.setup_script import SetupScript
from local_snowflake.result import Result, SqlError
from running_snowflake import Snowflake

Make = Callable[..., Path]
SETUP = (Path(__file__).parent / "package" / "setup.sql").read_text(encoding="utf-8")


def setup_with(statement: str) -> str:
    return SETUP.replace("CALL core.echo('installed');", statement)


def test_a_failing_script_at_install_leaves_no_application(empty: Snowflake, make_package: Make) -> None:
    with pytest.raises(SqlError, match=r"(?s)in file 'setup.sql' on line 5.*NO_SUCH"):
        empty.install(make_package(setup_sql=setup_with("SELECT * FROM state.no_such;")))
    assert empty.sql("SHOW APPLICATIONS").rows == []
    assert not empty.engine.catalog.has_database("TEST_APP")
    assert empty.sql("SHOW INTEGRATIONS").rows == []
    empty.install(make_package("second"))
    assert empty.column("SHOW APPLICATIONS", "name") == ["TEST_APP"]


def test_an_upgrade_replaces_versioned_schemas_and_keeps_the_others(empty: Snowflake, make_package: Make) -> None:
    empty.install(make_package())
    empty.sql("CALL core.note('kept')")
    empty.sql("ALTER APPLICATION test_app APPROVE SPECIFICATION test_access SEQUENCE_NUMBER = 1")
    empty.install(make_package("second", setup_sql=setup_with(
        "CREATE OR REPLACE VIEW core.second AS SELECT 2 AS version; GRANT SELECT ON VIEW core.second TO APPLICATION ROLE app_viewer;"
        "DROP PROCEDURE core.run_without_access(STRING, STRING);")))
    assert "kept" in empty.column("SELECT text FROM core.notes", "TEXT")
    assert empty.value("SELECT version FROM core.second") == 2
    assert empty.column("SHOW SPECIFICATIONS", "status") == ["APPROVED"]
    assert empty.value("CALL core.echo('again')") == "again"
    with pytest.raises(SqlError, match="Unknown user-defined function"):
        empty.sql("CALL core.run_without_access('calls', '')")
    assert empty.column("SHOW PROCEDURES IN SCHEMA core", "name").count("ECHO") == 1


def test_a_failing_upgrade_leaves_the_old_version_in_service(empty: Snowflake, make_package: Make) -> None:
    empty.install(make_package())
    empty.sql("CALL core.note('kept')")
    empty.sql("CREATE ROLE IF NOT EXISTS viewer")
    empty.sql("GRANT APPLICATION ROLE test_app.app_viewer TO ROLE viewer")
    with pytest.raises(SqlError, match="does not exist"):
        empty.install(make_package("second", setup_sql=setup_with("DROP VIEW core.notes; SELECT * FROM state.no_such;")))
    viewer = empty.session("VIEWER", "TEST_APP")
    assert empty.value("SELECT text FROM core.notes", session=viewer) == "kept"
    assert empty.value("CALL core.echo('old')", session=viewer) == "old"
    assert empty.column("SHOW PROCEDURES IN SCHEMA core", "name").count("ECHO") == 1
    empty.install(make_package("third"))
    assert empty.value("CALL core.echo('new')") == "new"


def test_until_an_upgrade_is_through_everybody_else_sees_the_old_version_whole(
        empty: Snowflake, make_package: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    both = "CREATE OR REPLACE VIEW core.release AS SELECT {0} AS version; GRANT SELECT ON VIEW core.release TO APPLICATION ROLE app_viewer;"
    of_one = "CREATE OR REPLACE VIEW core.only_{0} AS SELECT version FROM core.release; GRANT SELECT ON VIEW core.only_{0} TO APPLICATION ROLE app_viewer;"
    empty.install(make_package(setup_sql=setup_with(both.format(1) + of_one.format(1))))
    empty.sql("CREATE ROLE IF NOT EXISTS viewer")
    empty.sql("GRANT APPLICATION ROLE test_app.app_viewer TO ROLE viewer")
    viewer = empty.session("VIEWER", "TEST_APP")
    seen: list[tuple[int, list[str], int]] = []

    def look() -> None:
        views = sorted(name for (name,) in empty.sql(
            "SELECT table_name FROM information_schema.views WHERE table_schema = 'CORE'", session=viewer).rows)
        own = next(view for view in views if view.startswith("ONLY_"))
        seen.append((empty.value("SELECT version FROM core.release", session=viewer), views,
                     empty.value(f"SELECT version FROM core.{own}", session=viewer)))

    run = SetupScript._run_statement

    def looked_at(self: SetupScript, *arguments: Any) -> Result:
        result = run(self, *arguments)
        look()
        return result

    look()
    monkeypatch.setattr(SetupScript, "_run_statement", looked_at)
    empty.install(make_package("second", setup_sql=setup_with(both.format(2) + of_one.format(2))))
    assert len(seen) > 10
    assert {str(each) for each in seen} == {str((1, ["NOTES", "ONLY_1", "RELEASE"], 1))}
    look()
    assert seen[-1] == (2, ["NOTES", "ONLY_2", "RELEASE"], 2)
    with pytest.raises(SqlError, match="does not exist"):
        empty.sql("SELECT * FROM core.only_1", session=viewer)


def test_a_view_is_granted_anew_by_each_version(empty: Snowflake, make_package: Make) -> None:
    view = "CREATE OR REPLACE VIEW core.release AS SELECT 1 AS version;"
    empty.install(make_package(setup_sql=setup_with(view + "GRANT SELECT ON VIEW core.release TO APPLICATION ROLE app_viewer;")))
    empty.sql("CREATE ROLE IF NOT EXISTS viewer")
    empty.sql("GRANT APPLICATION ROLE test_app.app_viewer TO ROLE viewer")
    viewer = empty.session("VIEWER", "TEST_APP")
    assert empty.value("SELECT version FROM core.release", session=viewer) == 1
    empty.install(make_package("second", setup_sql=setup_with(view)))
    with pytest.raises(SqlError, match="does not exist or not authorized"):
        empty.sql("SELECT version FROM core.release", session=viewer)


def test_code_that_runs_sees_the_views_of_its_own_version(empty: Snowflake, make_package: Make) -> None:
    view = "CREATE OR REPLACE VIEW core.release AS SELECT {0} AS version;"
    empty.install(make_package(setup_sql=setup_with(view.format(1))))
    old = empty.engine.sessions.open(application="TEST_APP", role=None, database="TEST_APP", schema="CORE",
                                     extras={"kind": "procedure", "version": 1})
    empty.install(make_package("second", setup_sql=setup_with(view.format(2))))
    assert empty.value("SELECT version FROM core.release", session=old) == 1
    assert _versions(empty) == ["1", "2"]
    empty.engine.sessions.close(old)
    while _versions(empty) != ["2"]:
        threading.Event().wait(0.02)


def test_a_server_that_is_killed_during_an_upgrade_begins_again_with_the_old_version(
        exact: ExactServer, make_package: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    view = "CREATE OR REPLACE VIEW core.release AS SELECT {0} AS version;"
    first = Snowflake(tmp_path / "data", exact_url=exact.url)
    first.install(make_package(setup_sql=setup_with(view.format(1))))
    # what a killed process never does
    monkeypatch.setattr(first.objects.applications, "_drop_version", lambda name, version: None)
    with pytest.raises(SqlError):
        first.install(make_package("second", setup_sql=setup_with(view.format(2) + "SELECT * FROM state.no_such;")))
    first.stop()
    again = Snowflake(tmp_path / "data", exact_url=exact.url)
    try:
        inside = again.engine.sessions.open(application="TEST_APP", role=None, database="TEST_APP", schema="CORE")
        assert again.value("SELECT version FROM core.release", session=inside) == 1
        assert _versions(again) == ["1"]
        again.install(make_package("third", setup_sql=setup_with(view.format(3))))
        assert again.value("SELECT version FROM core.release", session=inside) == 3
    finally:
        again.stop()


def test_a_server_that_ends_leaves_a_version_in_use_to_the_next_start(exact: ExactServer, make_package: Make, tmp_path: Path) -> None:
    first = Snowflake(tmp_path / "data", exact_url=exact.url)
    first.install(make_package())
    first.engine.sessions.open(application="TEST_APP", role=None, database="TEST_APP", schema="CORE", extras={"kind": "procedure", "version": 1})
    first.install(make_package("second"))
    first.stop()
    assert not [thread.name for thread in threading.enumerate() if thread.name.startswith("retire-TEST_APP")]
    again = Snowflake(tmp_path / "data", exact_url=exact.url)
    try:
        assert _versions(again) == ["2"]
    finally:
        again.stop()


def _versions(snowflake: Snowflake) -> list[str]:
    """The versions of schema core that are stored."""
    return [str(version) for (version,) in snowflake.engine.system_rows(
        "SELECT v.version FROM _local.schema_versions v JOIN duckdb_schemas() d ON d.schema_name = v.physical ORDER BY 1")]


@pytest.mark.slow
def test_a_call_that_runs_keeps_the_version_with_which_it_began(empty: Snowflake, make_package: Make) -> None:
    empty.install(make_package())
    session = empty.session(database="TEST_APP")
    answers: list[str] = []
    thread = threading.Thread(target=lambda: answers.append(empty.value("CALL core.run('wait', 'state.notes')", session=session)))
    thread.start()
    while not session.on_cancel:
        thread.join(0.02)
    empty.install(make_package("second", setup_sql=setup_with("DROP PROCEDURE core.read_token();")))
    empty.sql("CALL core.note('go on')")
    thread.join(30)
    assert answers == ['"-"']


@pytest.mark.slow
def test_installing_the_same_package_twice_changes_nothing_that_stays(empty: Snowflake, make_package: Make) -> None:
    package = make_package()
    empty.install(package)
    empty.sql("CALL core.note('one')")
    empty.install(package)
    assert empty.column("SELECT text FROM core.notes", "TEXT") == ["one"]
    assert empty.column("SHOW TASKS IN SCHEMA state", "state") == ["suspended"]


@pytest.mark.slow
def test_everything_is_there_after_a_restart(make_package: Make, tmp_path: Path) -> None:
    first = Snowflake(tmp_path / "data")
    first.install(make_package())
    first.sql("CALL core.note('before')")
    first.sql("ALTER SECRET state.inbox SET SECRET_STRING = 'in the box'")
    first.stop()
    second = Snowflake(tmp_path / "data")
    try:
        assert second.column("SELECT text FROM core.notes", "TEXT") == ["before"]
        assert second.value("CALL core.run('token', 'inbox')") == '"in the box"'
        assert second.column("SHOW SPECIFICATIONS", "status") == ["PENDING"]
    finally:
        second.stop()


@pytest.mark.parametrize(("statement", "reason"), [
    ("USE DATABASE test_app;", "Unsupported statement type 'USE'"),
    ("USE SCHEMA core;", "Unsupported statement type 'USE'"),
    ("USE ROLE public;", "Unsupported statement type 'USE'"),
    ("SET a = 1;", "Unsupported statement type 'SET'"),
    ("ALTER SESSION SET timezone = 'UTC';", "Unsupported statement type 'ALTER"),
    ("CREATE TASK core.t SCHEDULE = '1 MINUTE' AS SELECT 1;", "versioned schema"),
    ("CREATE OR REPLACE PROCEDURE core.p() RETURNS STRING LANGUAGE SQL EXECUTE AS CALLER AS 'RETURN 1';", "EXECUTE AS CALLER"),
    ("CREATE OR REPLACE PROCEDURE core.p() RETURNS STRING LANGUAGE JAVA RUNTIME_VERSION = '17' PACKAGES = ('com.snowflake:snowpark:latest') "
     "IMPORTS = ('@state.stage/x.jar') HANDLER = 'a.B.c';", "not stages"),
    ("CREATE OR REPLACE PROCEDURE core.p() RETURNS STRING LANGUAGE JAVA RUNTIME_VERSION = '17' PACKAGES = ('com.snowflake:snowpark:latest') "
     "IMPORTS = ('/lib/other.jar') HANDLER = 'a.B.c';", "not in the application package"),
    ("CREATE OR REPLACE PROCEDURE state.p() RETURNS STRING LANGUAGE JAVA RUNTIME_VERSION = '17' PACKAGES = ('com.snowflake:snowpark:latest') "
     "IMPORTS = ('/lib/handlers.jar') HANDLER = 'a.B.c';", "versioned schema"),
    ("CREATE OR REPLACE PROCEDURE state.p() RETURNS STRING LANGUAGE SQL SECRETS = ('t' = state.token) AS 'RETURN 1';",
     "not allowed by the external access integrations"),
    ("EXECUTE IMMEDIATE FROM './setup/absent.sql';", "not in the application package"),
    ("EXECUTE IMMEDIATE FROM '../setup.sql';", "leaves the application package"),
    ("EXECUTE IMMEDIATE FROM './setup.sql';", "nested deeper than 5"),
    ("SELECT CURRENT_WAREHOUSE();", "cannot be used in an application"),
    ("CREATE TEMPORARY TABLE state.t (a NUMBER);", "emporary"),
    ("BEGIN; INSERT INTO state.notes (id) VALUES (1);", "transaction open"),
    ("CREATE STREAMLIT core.other FROM '/streamlit' MAIN_FILE = '/absent.py';", "not in the application package"),
    ("SELECT SYSTEM$NO_SUCH();", "Unknown function"),
])
def test_what_snowflake_forbids_in_a_setup_script_fails_here(empty: Snowflake, make_package: Make, statement: str, reason: str) -> None:
    with pytest.raises(SqlError) as caught:
        empty.install(make_package(setup_sql=SETUP.replace("CALL core.echo('installed');", "") + statement))
    assert reason in caught.value.message


@pytest.mark.parametrize(("manifest", "reason"), [
    ("manifest_version: 1", "manifest_version must be 2"),
    ("manifest_version: 2\nartifact: {}", "unknown field 'artifact'"),
    ("manifest_version: 2\nartifacts: {setup_script: other.sql}", "'other.sql' is not in the package"),
    ("manifest_version: 2\nprivileges: [CREATE DATABASE]", "privileges"),
    ("manifest_version: 2\nlifecycle_callbacks: {after_all: core.x}", "unknown lifecycle callback"),
    (": :", "cannot be read"),
])
def test_a_wrong_manifest_is_refused(empty: Snowflake, make_package: Make, manifest: str, reason: str) -> None:
    with pytest.raises(SqlError, match=reason):
        empty.install(make_package(manifest_yml=manifest))


def test_without_the_privilege_in_the_manifest_the_integration_cannot_be_created(empty: Snowflake, make_package: Make) -> None:
    package = make_package()
    manifest = package / "manifest.yml"
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text("\n".join(line for line in text.splitlines() if "EXTERNAL ACCESS" not in line), encoding="utf-8")
    with pytest.raises(SqlError, match="Insufficient privileges"):
        empty.install(package)


@pytest.mark.slow
def test_dropping_needs_cascade_while_the_application_owns_something_outside(empty: Snowflake, make_package: Make) -> None:
    empty.install(make_package())
    empty.sql("CALL core.run('sql', 'CREATE DATABASE outside')")
    empty.sql("CALL core.run('sql', 'CREATE TABLE outside.public.t (a NUMBER)')")
    with pytest.raises(SqlError, match="owns objects outside"):
        empty.sql("DROP APPLICATION test_app")
    empty.sql("DROP APPLICATION test_app CASCADE")
    assert not empty.engine.catalog.has_database("OUTSIDE")
    assert not empty.engine.catalog.has_database("TEST_APP")
    assert empty.objects.registry.find(Key("SECRET", "TEST_APP", "STATE", "TOKEN")) is None
    assert list((empty.options.data / "secrets").glob("*.json")) == []
    assert empty.objects.registry.all_grants() == []


@pytest.mark.slow
def test_data_survives_the_application_when_ownership_was_transferred(empty: Snowflake, make_package: Make) -> None:
    empty.install(make_package())
    for statement in ("CREATE DATABASE outside", "CREATE TABLE outside.public.t (a NUMBER)", "INSERT INTO outside.public.t VALUES (1)"):
        empty.sql("CALL core.run('sql', ?)", statement)
    for statement in ("GRANT OWNERSHIP ON DATABASE outside TO ROLE sysadmin COPY CURRENT GRANTS",
                      "GRANT OWNERSHIP ON ALL SCHEMAS IN DATABASE outside TO ROLE sysadmin COPY CURRENT GRANTS",
                      "GRANT OWNERSHIP ON ALL TABLES IN SCHEMA outside.public TO ROLE sysadmin COPY CURRENT GRANTS"):
        empty.sql(statement)
    empty.sql("DROP APPLICATION test_app")
    assert empty.value("SELECT a FROM outside.public.t") == 1
