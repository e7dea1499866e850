"""Every statement of this package, cut off at every place: a SQL error, never anything else."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from local_snowflake.objects.lexer import tokenize
from local_snowflake.objects.split import split
from local_snowflake.result import SqlError
from running_snowflake import Snowflake

PACKAGE = Path(__file__).parent / "package" / "setup"
OTHERS = [
    "CREATE OR REPLACE ROLE r COMMENT = 'x'", "DROP ROLE IF EXISTS r", "GRANT ROLE sysadmin TO ROLE r", "GRANT APPLICATION ROLE app_viewer TO USER admin",
    "GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA state TO APPLICATION ROLE app_admin WITH GRANT OPTION", "GRANT ALL PRIVILEGES ON SCHEMA state TO ROLE sysadmin",
    "GRANT OWNERSHIP ON TABLE state.notes TO ROLE sysadmin COPY CURRENT GRANTS", "REVOKE USAGE ON SCHEMA core FROM APPLICATION ROLE app_viewer CASCADE",
    "GRANT CREATE DATABASE ON ACCOUNT TO APPLICATION test_app", "USE ROLE sysadmin", "USE WAREHOUSE compute_wh", "USE SECONDARY ROLES ALL",
    "ALTER SECRET IF EXISTS state.inbox SET SECRET_STRING = 'x' COMMENT = 'y'", "DROP SECRET IF EXISTS state.inbox", "DESCRIBE SECRET state.inbox",
    "ALTER NETWORK RULE state.hosts SET VALUE_LIST = ('a')", "DROP NETWORK RULE IF EXISTS state.hosts", "SHOW NETWORK RULES LIKE '%' IN SCHEMA state",
    "ALTER EXTERNAL ACCESS INTEGRATION test_access SET ENABLED = FALSE, COMMENT = 'x'", "ALTER INTEGRATION test_access UNSET COMMENT",
    "DROP EXTERNAL ACCESS INTEGRATION IF EXISTS test_access", "SHOW EXTERNAL ACCESS INTEGRATIONS LIKE '%'", "DESCRIBE INTEGRATION test_access",
    "ALTER APPLICATION DROP SPECIFICATION IF EXISTS test_access", "ALTER APPLICATION test_app APPROVE SPECIFICATION test_access SEQUENCE_NUMBER = 1",
    "SHOW APPROVED SPECIFICATIONS IN APPLICATION test_app", "SHOW APPLICATIONS LIKE '%'", "DESCRIBE APPLICATION test_app", "DROP APPLICATION IF EXISTS other CASCADE",
    "SHOW APPLICATION ROLES IN APPLICATION test_app", "DROP APPLICATION ROLE IF EXISTS app_other", "SHOW GRANTS TO APPLICATION ROLE test_app.app_viewer",
    "SHOW GRANTS OF APPLICATION ROLE test_app.app_viewer", "SHOW GRANTS ON SCHEMA core", "SHOW ROLES", "SHOW USER PROCEDURES LIKE '%' IN SCHEMA core",
    "ALTER PROCEDURE IF EXISTS core.run(STRING, STRING) SET SECRETS = ('token' = state.token) COMMENT = 'x'", "ALTER PROCEDURE core.run(STRING, STRING) UNSET COMMENT",
    "DESCRIBE PROCEDURE core.note(STRING)", "DROP PROCEDURE IF EXISTS core.absent(NUMBER(38, 0), DOUBLE PRECISION)", "CALL core.note(text => 'a' || ?)",
    "ALTER TASK IF EXISTS state.note_task SET SCHEDULE = '20 MINUTES' COMMENT = 'x'", "ALTER TASK state.note_task UNSET COMMENT, WAREHOUSE",
    "ALTER TASK state.note_task MODIFY AS SELECT 1", "ALTER TASK state.note_task SUSPEND", "SHOW TERSE TASKS LIKE '%' IN SCHEMA state", "DESCRIBE TASK state.note_task",
    "DROP TASK IF EXISTS state.absent", "EXECUTE TASK state.absent", "CREATE OR REPLACE WAREHOUSE w WITH WAREHOUSE_SIZE = 'XSMALL' AUTO_SUSPEND = 60",
    "ALTER WAREHOUSE IF EXISTS w SUSPEND", "SHOW WAREHOUSES LIKE '%'", "DROP WAREHOUSE IF EXISTS w", "SHOW STREAMLITS IN SCHEMA core", "DESCRIBE STREAMLIT core.app",
    "DROP STREAMLIT IF EXISTS core.absent", "EXECUTE IMMEDIATE 'SELECT 1'", "EXECUTE IMMEDIATE FROM '/absent.sql'", "SELECT SYSTEM$LOG('info', 'x')",
    "SELECT SYSTEM$USER_TASK_CANCEL_ONGOING_EXECUTIONS('state.note_task')", "CALL SYSTEM$LOG_INFO('x')", "CALL SYSTEM$IS_LISTING_TRIAL()",
    "SELECT * FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY(TASK_NAME => 'NOTE_TASK', RESULT_LIMIT => 5, ERROR_ONLY => TRUE))",
    "DECLARE a NUMBER DEFAULT 1; BEGIN IF (a = 1) THEN RETURN a; END IF; EXCEPTION WHEN OTHER THEN RETURN 0; END",
]
SCRIPTS = [statement for name in ("roles", "state", "procedures") for statement in split((PACKAGE / f"{name}.sql").read_text(encoding="utf-8"))]


@pytest.fixture(scope="module")
def application(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[bool], Callable[[str], object]]]:
    """Runs statements as the application or as a person; nothing in Java is called."""
    folder = tmp_path_factory.mktemp("statements")


    shutil.copytree(PACKAGE.parent, folder / "package")
    (folder / "package" / "lib").mkdir()
    (folder / "package" / "lib" / "handlers.jar").touch()
    (folder / "package" / "setup.sql").write_text("".join(f"EXECUTE IMMEDIATE FROM './setup/{name}.sql';" for name in ("roles", "state", "procedures")))
    running = Snowflake(folder / "data")
    running.install(folder / "package")

    def of(owned: bool) -> Callable[[str], object]:
        session = running.engine.sessions.open(
            role=None if owned else "ACCOUNTADMIN", application="TEST_APP" if owned else None, database="TEST_APP", schema="CORE",
            extras={"kind": "setup", "version": 1, "versioned_now": []} if owned else {})
        return lambda text: running.engine.execute(session, text, ["x"])

    yield of
    running.stop()


@pytest.mark.parametrize("owned", [True, False], ids=["application", "person"])
@pytest.mark.parametrize("statement", [*SCRIPTS, *OTHERS], ids=lambda statement: " ".join(statement.split())[:60])
def test_a_statement_cut_off_anywhere_is_a_sql_error(application: Callable[[bool], Callable[[str], object]], statement: str, owned: bool) -> None:
    execute = application(owned)
    places = [token.end for token in tokenize(statement)]
    for end in places[:40]:
        for text in (statement[:end], f"{statement[:end]} )", f"{statement[:end]} = 'x'"):
            try:
                execute(text)
            except SqlError:
                continue
