"""Who may do what: every procedure, view, page and table of the app, for every application role and for somebody without one.

The lists say what was decided, not what setup/grants.sql says. A refusal is Snowflake's own (the object does not exist, or one may
not see it); a procedure that may be called answers, here mostly that its arguments are wrong.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from project.places import PROJECT
from project.problem import Problem
from support.exact import exact_online
from support.installation import Installation

ROLES = ("app_admin", "app_operator", "app_viewer", "data_reader", "nobody")
EMPTY = "PARSE_JSON('{}')::OBJECT"

ADMIN_CALLS = {
    "create_connection": f"'', {EMPTY}",
    "connection_script": f"'', {EMPTY}",
    "authorization_url": "'absent'",
    "authorize_connection": "'absent', NULL, NULL",
    "test_connection": "'absent', NULL",
    "refresh_divisions": "'absent'",
    "drop_connection": "'absent'",
    "set_monthly_cap": "'absent', 10",
    "estimate": EMPTY,
    "create_configuration": f"'', {EMPTY}",
    "update_configuration": f"'absent', {EMPTY}",
    "drop_configuration": f"'absent', {EMPTY}",
    "check_target": "'ABSENT', 'ABSENT'",
    "create_schedule": f"'', {EMPTY}",
    "preview_schedule": EMPTY,
    "update_schedule": f"'absent', {EMPTY}",
    "drop_schedule": "'absent'",
    "reload": f"'absent', 'crm_accounts', {EMPTY}",
}
OPERATOR_CALLS = {
    "pause_schedule": "'absent'",
    "resume_schedule": "'absent'",
    "fetch_now": f"'absent', {EMPTY}",
    "run": f"'absent', {EMPTY}",
    "cancel_run": "'absent'",
    "retry_run": "'absent'",
}
# Called by the app itself, by tasks and by the setup script: nobody else may.
INTERNAL_CALLS = {
    "access_token": "'exact', 0",
    "exchange_code": "'exact', NULL, NULL",
    "keep_alive": "",
    "run_task": "'x'",
    "schedule_task": "'x'",
    "load_catalogue": "",
    "restore_secrets": "",
    "restore_tasks": "",
    "specification_changed": "'x'",
}
CALLS = {**ADMIN_CALLS, **OPERATOR_CALLS, **INTERNAL_CALLS}
VIEWS = (
    "runs", "run_steps", "connections", "divisions", "configurations", "schedules", "endpoints", "cursors", "freshness", "api_calls", "charges",
    "charge_rows", "spending", "installation", "events",
)  # fmt: skip
READERS = {"app_admin", "data_reader"}
PAGES = {"app": {"app_admin"}, "app_operator": {"app_admin", "app_operator"}, "app_viewer": {"app_admin", "app_operator", "app_viewer"}}


@dataclass
class Account:
    installation: Installation

    def allowed(self, role: str, statement: str) -> bool:
        """Whether Snowflake lets the role do it; any other failure than a refusal fails the test."""
        worksheet = self.installation.worksheet()
        worksheet.query(f"USE ROLE {role}_only")
        try:
            worksheet.query(statement)
            return True
        except Problem as refusal:
            text = str(refusal)
            assert re.search("not authorized|does not exist|insufficient privileges|unknown", text, re.IGNORECASE), text
            return False
        finally:
            worksheet.query("USE ROLE ACCOUNTADMIN")


@pytest.fixture(scope="module")
def account(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Account]:
    folder = tmp_path_factory.mktemp("roles")
    with exact_online(folder / "exact", divisions=1, rows=5) as exact:
        installation = Installation(folder / "data")
        installation.prepare(exact, "accounting", endpoints=["crm_accounts"])
        outcome = installation.call("run", "accounting", {})
        assert outcome.ok and outcome.payload["status"] == "SUCCEEDED", outcome
        for role in ROLES:
            installation.query(f"CREATE ROLE {role}_only")
            if role != "nobody":
                installation.query(f"GRANT APPLICATION ROLE EXACT_ONLINE.{role} TO ROLE {role}_only")
        yield Account(installation)
        installation.stop()


def _made(kind: str, *files: str) -> set[str]:
    text = "\n".join((PROJECT / "setup" / file).read_text() for file in files)
    return set(re.findall(rf"CREATE OR REPLACE {kind} core\.(\w+)", text))


def test_the_lists_name_everything_that_the_setup_script_makes() -> None:
    assert set(CALLS) == _made("PROCEDURE", "procedures.sql")
    assert set(VIEWS) == _made("VIEW", "views.sql")
    assert set(PAGES) == _made("STREAMLIT", "pages.sql")


@pytest.mark.parametrize("role", ROLES)
def test_procedures(account: Account, role: str) -> None:
    may = {"app_admin": {*ADMIN_CALLS, *OPERATOR_CALLS}, "app_operator": {*OPERATOR_CALLS}}.get(role, set())
    found = {name for name, arguments in CALLS.items() if account.allowed(role, f"CALL EXACT_ONLINE.core.{name}({arguments})")}
    assert found == may


@pytest.mark.parametrize("role", ROLES)
def test_views(account: Account, role: str) -> None:
    may = set(VIEWS) if role in ("app_admin", "app_operator", "app_viewer") else set()
    assert {view for view in VIEWS if account.allowed(role, f"SELECT * FROM EXACT_ONLINE.core.{view} LIMIT 1")} == may


@pytest.mark.parametrize("role", ROLES)
def test_pages(account: Account, role: str) -> None:
    may = {page for page, roles in PAGES.items() if role in roles}
    assert {page for page in PAGES if account.allowed(role, f"DESCRIBE STREAMLIT EXACT_ONLINE.core.{page}")} == may


@pytest.mark.parametrize("role", ROLES)
def test_target_tables_are_read_by_data_readers_and_admins_and_changed_by_nobody(account: Account, role: str) -> None:
    table = "ACCOUNTING.EXACT_ONLINE.CRM_ACCOUNTS"
    assert account.allowed(role, f"SELECT COUNT(*) FROM {table}") == (role in READERS)
    for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET NAME = 'x'", f"DROP TABLE {table}"):
        assert not account.allowed(role, statement)


@pytest.mark.parametrize("role", ROLES)
def test_tables_secrets_and_tasks_of_the_app_itself_are_closed_to_everybody(account: Account, role: str) -> None:
    state = re.findall(r"CREATE (?:TRANSIENT )?TABLE IF NOT EXISTS state\.(\w+)", (PROJECT / "setup" / "state.sql").read_text())
    assert len(state) > 10
    for table in state:
        assert not account.allowed(role, f"SELECT * FROM EXACT_ONLINE.state.{table} LIMIT 1"), table
        assert not account.allowed(role, f"DELETE FROM EXACT_ONLINE.state.{table}"), table
    assert not account.allowed(role, "ALTER TASK EXACT_ONLINE.state.keep_alive SUSPEND")
    assert not account.allowed(role, "LIST @EXACT_ONLINE.state.staging")


@pytest.mark.parametrize("role", ROLES)
def test_the_inbox_may_be_filled_by_admins_and_the_token_by_nobody(account: Account, role: str) -> None:
    inbox = account.installation.call("authorization_url", "exact").payload["inbox"]
    token = inbox.upper().replace("INBOX_", "TOKEN_")
    assert account.allowed(role, f"ALTER SECRET EXACT_ONLINE.{inbox} SET SECRET_STRING = '-'") == (role == "app_admin")
    assert not account.allowed(role, f"ALTER SECRET EXACT_ONLINE.{token} SET SECRET_STRING = '-'")
