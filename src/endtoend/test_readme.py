"""A person who follows the README's "Install in your account", the worksheet it leads to, and the uninstall page, meets no missing step.

The very blocks are run. What differs from an account: the app comes by the local installer instead of scripts/deploy, and the browser is the simulator's
redirect.
"""

import json
import re
import shlex
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from project import sign_in
from project.options import DeployOptions, parse
from project.places import PROJECT
from project.services import SIMULATOR_CLIENT_ID, SIMULATOR_CLIENT_SECRET, local_snowflake, make_folder
from support import packages
from support.exact import Exact, exact_online
from support.installation import Installation, command


@dataclass
class Reader:
    exact: Exact
    installation: Installation
    folder: Path
    script: str = ""

    def worksheet(self, text: str) -> list[dict[str, Any]]:
        """Runs a worksheet as a person does: all of its statements, one after the other."""
        file = self.folder / "worksheet.sql"
        file.write_text(text)
        finished = self.installation.sql("--json", "-f", str(file)).expect(0)
        return json.loads(finished.output) if finished.output.strip() else []


def blocks(file: str, section: str, language: str) -> list[str]:
    text = (PROJECT / file).read_text()
    start = text.index(f"# {section}")
    following = re.search(r"\n#+ ", text[start + 2 :])
    part = text[start : start + 2 + following.start()] if following else text[start:]
    return re.findall(rf"```{language}\n(.*?)```", part, re.DOTALL)


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    folder = tmp_path_factory.mktemp("readme")
    package = packages.present(folder)
    with exact_online(folder / "exact", divisions=1, rows=5) as exact:
        installation = Installation(folder / "data")
        make_folder(installation.data)
        local_snowflake("start", "--data", str(installation.data), "--exact-url", exact.url)
        packages.install(installation.data, package)
        yield Reader(exact, installation, folder)
        installation.stop()


def test_the_first_block_is_a_deployment_that_exists() -> None:
    (block,) = blocks("README.md", "Install in your account", "shell")
    command_line = shlex.split(block.strip())
    assert (PROJECT / command_line[0]).is_file()
    assert parse(["deploy", *command_line[1:]]) == DeployOptions("my_account", None, None, False)


def test_the_second_leads_to_a_worksheet_that_signs_the_connection_in(reader: Reader) -> None:
    first = blocks("README.md", "Install in your account", "sql")[0]
    assert "<CLIENT_ID>" in first and "<REDIRECT_URI>" in first
    rows = reader.worksheet(first.replace("<CLIENT_ID>", SIMULATOR_CLIENT_ID).replace("<REDIRECT_URI>", sign_in.REDIRECT_URI))
    answer = next(iter(rows[0].values()))
    assert answer["code"] == "OK", answer
    script = answer["payload"]["script"]
    address = re.search(r"https://start\.exactonline\.nl/api/oauth2/auth\S+", script)
    assert address, script
    landed = sign_in.landed_address(address.group(0), reader.exact.url)
    filled = script.replace("<CLIENT_SECRET>", SIMULATOR_CLIENT_SECRET).replace("<REDIRECTED_ADDRESS>", landed)
    assert filled.count(SIMULATOR_CLIENT_SECRET) == 1 and landed in filled
    reader.worksheet(filled)
    assert reader.installation.query("SELECT STATUS FROM core.connections") == [{"STATUS": "CONNECTED"}]


def test_the_approval_is_told_in_the_events(reader: Reader) -> None:
    deadline = time.monotonic() + 30
    while not (told := reader.installation.query("SELECT LEVEL FROM core.events WHERE CODE = 'ACCESS'")) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert [row["LEVEL"] for row in told] == ["INFO"]


def test_the_third_loads_everything(reader: Reader) -> None:
    rows = reader.worksheet(blocks("README.md", "Install in your account", "sql")[1])
    assert rows[0]["STATUS"] == "SUCCEEDED", rows
    assert rows[0]["ROWS_INSERTED"] > 0


def test_the_ledger_shows_the_rows_of_each_charge(reader: Reader) -> None:
    charges = reader.installation.query("SELECT RUN_ID, ROWS_CHARGED FROM core.charges")
    rows = reader.installation.query("SELECT RUN_ID, SUM(ROWS_CHARGED) AS N FROM core.charge_rows GROUP BY RUN_ID")
    assert {row["RUN_ID"]: int(row["N"]) for row in rows} == {row["RUN_ID"]: int(row["ROWS_CHARGED"]) for row in charges}


def test_a_cap_that_is_reached_stops_the_next_run_and_says_so(reader: Reader) -> None:
    call = reader.installation.call
    reader.installation.query("CALL EXACT_ONLINE.core.set_monthly_cap('exact', 1)")
    for _ in range(12):
        spent = reader.installation.query("SELECT CHARGED_USD FROM core.spending")[0]["CHARGED_USD"]
        if spent >= 1:
            break
        assert call("run", "accounting", {"endpoints": ["crm_accounts"]}).payload["status"] == "SUCCEEDED"
    refused = call("run", "accounting", {"endpoints": ["crm_accounts"]})
    assert refused.payload["status"] == "FAILED" and refused.payload["error_code"] == "EO-1020", refused
    told = [row["CODE"] for row in reader.installation.query("SELECT CODE FROM core.events WHERE LEVEL = 'WARNING' ORDER BY AT")]
    assert [code for code in told if code in ("EO-1020", "EO-1021")] == ["EO-1021", "EO-1020"]
    charges = reader.installation.query("SELECT SUM(BASE_USD + ROWS_USD) AS USD FROM core.charges")
    taken = reader.installation.query("SELECT SUM(BASE_CHARGE) AS USD FROM SNOWFLAKE.LOCAL.BILLING_EVENTS")
    assert charges[0]["USD"] == taken[0]["USD"]
    reader.installation.query("CALL EXACT_ONLINE.core.set_monthly_cap('exact', NULL)")
    assert call("run", "accounting", {"endpoints": ["crm_accounts"]}).payload["status"] == "SUCCEEDED"


def test_the_fourth_makes_a_schedule_and_lets_others_read(reader: Reader) -> None:
    reader.worksheet(blocks("README.md", "Install in your account", "sql")[2])
    assert reader.installation.query("SELECT SCHEDULE, STATUS FROM core.schedules")[0]["SCHEDULE"] == "nightly"
    finished = reader.installation.sql(
        "--json", "--role", "ANALYST", "SELECT COUNT(*) AS N FROM ACCOUNTING.EXACT_ONLINE.CRM_ACCOUNTS"
    ).expect(0)
    assert '"N"' in finished.output


def test_a_schema_of_ones_own_is_made_with_the_script_of_its_page(reader: Reader) -> None:
    (script,) = blocks("docs/existing-databases.md", "Pre-existing databases", "sql")
    reader.worksheet(renamed(script))
    settings = {"connection": "exact", "database": "BOOKS", "schema": "OWN", "create_target": False, "endpoints": ["crm_accounts"]}
    assert reader.installation.call("create_configuration", "own", settings).ok
    assert reader.installation.call("run", "own", {}).payload["status"] == "SUCCEEDED"


def test_the_uninstall_page_keeps_the_data(reader: Reader) -> None:
    before = reader.installation.query("SELECT COUNT(*) AS N FROM ACCOUNTING.EXACT_ONLINE.CRM_ACCOUNTS")[0]["N"]
    refused = reader.installation.sql("DROP APPLICATION exact_online")
    assert refused.code == 1 and "owns objects outside" in refused.errors
    (own,) = blocks("docs/uninstall.md", "A database that you made", "sql")
    (whole,) = blocks("docs/uninstall.md", "A database that the app made", "sql")
    *taking, dropping = own.strip().splitlines()
    assert dropping == "DROP APPLICATION exact_online;"
    reader.worksheet(renamed("\n".join(taking)))
    # Were anything of BOOKS left to the app, it could not be dropped.
    reader.worksheet(whole)
    local = [str(PROJECT / "scripts" / "sql"), "--data", str(reader.installation.data), "--json"]
    # BOOKS stays the role's that made it; of the other one SYSADMIN has become the owner.
    for role, table in (("SYSADMIN", "ACCOUNTING.EXACT_ONLINE.CRM_ACCOUNTS"), ("ACCOUNTADMIN", "BOOKS.OWN.CRM_ACCOUNTS")):
        finished = command(*local, "--role", role, f"SELECT COUNT(*) AS N FROM {table}").expect(0)
        assert json.loads(finished.output) == [{"N": before}]


def renamed(script: str) -> str:
    """A script for another database than the one that the app made."""
    assert "accounting" in script
    return (
        script.replace("accounting.exact_online", "books.own")
        .replace("DATABASE accounting", "DATABASE books")
        .replace("DATABASE IF NOT EXISTS accounting", "DATABASE IF NOT EXISTS books")
    )
