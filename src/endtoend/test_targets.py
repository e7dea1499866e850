"""Targets that the app did not make: without grants it says which; after running them it works."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from support.exact import Exact, exact_online
from support.installation import Installation


@dataclass
class House:
    exact: Exact
    installation: Installation


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("targets")
    installation = Installation(folder / "data")
    with exact_online(folder / "exact", divisions=1, rows=4) as exact:
        installation.prepare(exact, "own", endpoints=["crm_accounts"])
        yield House(exact, installation)
        installation.stop()


def test_a_schema_without_grants_is_refused_with_the_statements_that_open_it(house: House) -> None:
    installation = house.installation
    for statement in ("CREATE DATABASE books", 'CREATE SCHEMA books."Our Books"'):
        installation.query(statement)
    settings = {"connection": "exact", "database": "BOOKS", "schema": "Our Books", "endpoints": ["crm_accounts"]}
    refused = installation.call("create_configuration", "books", settings)
    assert refused.code == "EO-3002", refused
    assert any(statement.startswith("GRANT") for statement in refused.payload["statements"])
    checked = installation.call("check_target", "BOOKS", "Our Books")
    assert checked.payload["ok"] is False
    for statement in refused.payload["statements"]:
        installation.query(statement.rstrip(";"))
    assert installation.call("check_target", "BOOKS", "Our Books").payload["ok"] is True
    made = installation.call("create_configuration", "books", settings)
    assert made.ok, made
    ran = installation.call("run", "books", {})
    assert ran.payload["status"] == "SUCCEEDED", ran
    rows = installation.query('SELECT COUNT(*) AS N FROM books."Our Books".CRM_ACCOUNTS')[0]["N"]
    assert rows == len(house.exact.truth(house.exact.divisions()[0], "crm_accounts"))


def test_an_absent_target_may_be_left_to_the_user(house: House) -> None:
    settings = {"connection": "exact", "database": "ABSENT", "schema": "X", "create_target": False, "endpoints": ["crm_accounts"]}
    refused = house.installation.call("create_configuration", "absent", settings)
    assert refused.code == "EO-3003", refused
    statements = " ".join(refused.payload["statements"])
    assert "CREATE DATABASE" in statements and "GRANT" in statements
    assert "ABSENT" not in {row["name"] for row in house.installation.query("SHOW DATABASES")}


def test_a_table_of_another_shape_stops_its_own_endpoint_only(house: House) -> None:
    installation = house.installation
    for statement in (
        "CREATE DATABASE IF NOT EXISTS shapes",
        "CREATE SCHEMA IF NOT EXISTS shapes.books",
        "CREATE TABLE shapes.books.CRM_ACCOUNTS (ID NUMBER, MINE VARCHAR)",
        "INSERT INTO shapes.books.CRM_ACCOUNTS VALUES (1, 'kept')",
    ):
        installation.query(statement)
    settings = {"connection": "exact", "database": "SHAPES", "schema": "BOOKS", "endpoints": ["crm_accounts", "crm_contacts"]}
    outcome = installation.call("create_configuration", "shapes", settings)
    for statement in outcome.payload.get("statements", []):
        installation.query(statement.rstrip(";"))
    if not outcome.ok:
        outcome = installation.call("create_configuration", "shapes", settings)
    assert outcome.ok, outcome
    installation.call("run", "shapes", {})
    steps = installation.query(
        "SELECT s.* FROM EXACT_ONLINE.core.run_steps s JOIN EXACT_ONLINE.core.runs r ON r.RUN_ID = s.RUN_ID WHERE r.CONFIGURATION = 'shapes'"
    )
    by_endpoint = {step["ENDPOINT"]: step for step in steps}
    assert by_endpoint["crm_accounts"]["STATUS"] == "FAILED" and by_endpoint["crm_accounts"]["ERROR_CODE"] in ("EO-1016", "EO-3002")
    assert by_endpoint["crm_contacts"]["STATUS"] == "SUCCEEDED"
    assert installation.query("SELECT MINE FROM shapes.books.CRM_ACCOUNTS") == [{"MINE": "kept"}]


def test_a_dropped_column_comes_back_with_its_values(house: House) -> None:
    installation = house.installation
    assert installation.call("run", "own", {}).payload["status"] == "SUCCEEDED"
    before = installation.query("SELECT ID, NAME FROM ACCOUNTING.EXACT_ONLINE.CRM_ACCOUNTS ORDER BY ID")
    installation.query("GRANT OWNERSHIP ON TABLE ACCOUNTING.EXACT_ONLINE.CRM_ACCOUNTS TO ROLE ACCOUNTADMIN COPY CURRENT GRANTS")
    installation.query("ALTER TABLE ACCOUNTING.EXACT_ONLINE.CRM_ACCOUNTS DROP COLUMN NAME")
    installation.query("GRANT OWNERSHIP ON TABLE ACCOUNTING.EXACT_ONLINE.CRM_ACCOUNTS TO APPLICATION EXACT_ONLINE COPY CURRENT GRANTS")
    assert installation.call("run", "own", {}).payload["status"] == "SUCCEEDED"
    assert installation.query("SELECT ID, NAME FROM ACCOUNTING.EXACT_ONLINE.CRM_ACCOUNTS ORDER BY ID") == before
