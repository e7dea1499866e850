"""`scripts/sql` for a person and for a program, and the worksheet that the app hands out."""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from project.places import PROJECT
from project.sign_in import REDIRECT_URI, landed_address
from support.exact import Exact, exact_online
from support.installation import Installation, json_rows


@pytest.fixture(scope="module")
def exact(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Exact]:
    with exact_online(tmp_path_factory.mktemp("exact"), divisions=1, rows=4) as found:
        yield found


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory, exact: Exact) -> Iterator[Installation]:
    found = Installation(tmp_path_factory.mktemp("sql") / "data")
    found.install(exact)
    yield found
    found.stop()


def test_a_person_gets_a_table(installation: Installation) -> None:
    output = installation.sql("SELECT 1 AS one, 'two' AS two").expect(0).output
    assert "ONE" in output and "TWO" in output and "two" in output


def test_an_error_goes_to_standard_error_and_ends_with_1(installation: Installation) -> None:
    finished = installation.sql("SELECT * FROM core.no_such_table").expect(1)
    assert "NO_SUCH_TABLE" in finished.errors.upper()
    assert "Traceback" not in finished.errors
    assert finished.output.strip() == ""


def test_json_has_a_form_for_every_type(installation: Installation) -> None:
    statement = (
        "SELECT 123456789012345678901234.123456789012::NUMBER(38,12) AS exact_number, 7::NUMBER AS whole, TRUE AS yes, NULL AS nothing, '' AS empty,"
        " '2026-11-25 03:04:05.678'::TIMESTAMP_NTZ(3) AS wall, '2026-11-25 03:04:05.678 +0100'::TIMESTAMP_TZ AS moment, '2026-11-25'::DATE AS day,"
        " PARSE_JSON('{\"a\": [1, null]}') AS tree, TO_BINARY('0aFF', 'HEX') AS bytes, 'it''s \"é\"' AS text"
    )
    output = installation.sql("--json", statement).expect(0).output
    row = json.loads(output, parse_float=Decimal)[0]
    assert list(row) == ["EXACT_NUMBER", "WHOLE", "YES", "NOTHING", "EMPTY", "WALL", "MOMENT", "DAY", "TREE", "BYTES", "TEXT"]
    assert row["EXACT_NUMBER"] == Decimal("123456789012345678901234.123456789012")
    assert (row["WHOLE"], row["YES"], row["NOTHING"], row["EMPTY"]) == (7, True, None, "")
    assert row["WALL"] == "2026-11-25T03:04:05.678"
    assert datetime.fromisoformat(row["MOMENT"]) == datetime.fromisoformat("2026-11-25T03:04:05.678+01:00")
    assert row["DAY"] == "2026-11-25"
    assert row["TREE"] == {"a": [1, None]}
    assert (row["BYTES"], row["TEXT"]) == ("0AFF", 'it\'s "é"')


def test_json_of_several_statements_is_the_last_result(installation: Installation) -> None:
    assert json_rows(installation.sql("--json", "SELECT 1 AS a; SELECT 2 AS b;")) == [{"B": 2}]
    assert json_rows(installation.sql("--json", "SELECT 1 AS a WHERE FALSE")) == []


def test_a_procedure_s_answer_is_json_within_json(installation: Installation) -> None:
    row = json_rows(installation.sql("--json", "CALL core.check_target('', '')"))[0]
    answer = next(iter(row.values()))
    assert answer["code"] == "EO-1001" and {each["argument"] for each in answer["payload"]["errors"]} == {"database", "schema"}


def test_another_role_sees_what_it_may(installation: Installation) -> None:
    installation.sql("CREATE ROLE IF NOT EXISTS analyst").expect(0)
    refused = installation.sql("--role", "ANALYST", "SELECT * FROM EXACT_ONLINE.core.runs").expect(1)
    assert "does not exist or not authorized" in refused.errors
    installation.sql("GRANT APPLICATION ROLE EXACT_ONLINE.app_viewer TO ROLE analyst").expect(0)
    installation.sql("--role", "ANALYST", "SELECT * FROM EXACT_ONLINE.core.runs").expect(0)


def test_statements_come_from_a_file(installation: Installation, tmp_path: Path) -> None:
    file = tmp_path / "statements.sql"
    file.write_text("-- first; nothing\nSELECT 'a;b' AS x;\nSELECT $$it's;$$ AS y;\n")
    assert json_rows(installation.sql("--json", "-f", str(file))) == [{"Y": "it's;"}]


def test_the_worksheet_of_the_app_connects_after_filling_in_two_values(installation: Installation, exact: Exact, tmp_path: Path) -> None:
    client_id, client_secret = "an-app-with-an-awkward-secret", """{"it's": \\"""
    exact.post("apps", client_id=client_id, client_secret=client_secret, redirect_uri=REDIRECT_URI)
    settings = {"site": "nl", "client_id": client_id, "redirect_uri": REDIRECT_URI}
    outcome = installation.call("connection_script", "by hand", settings)
    script = outcome.payload["script"]
    address = next(word for word in script.split() if word.startswith("https://start.exactonline.nl/api/oauth2/auth"))
    assert script.count("<CLIENT_SECRET>") == 1 and script.count("<REDIRECTED_ADDRESS>") == 1
    filled = script.replace("<CLIENT_SECRET>", client_secret.replace("\\", "\\\\").replace("'", "''"))
    filled = filled.replace("<REDIRECTED_ADDRESS>", landed_address(address, exact.url))
    file = tmp_path / "connect.sql"
    file.write_text(filled)
    installation.sql("-f", str(file)).expect(0)
    assert installation.query("SELECT STATUS FROM core.connections WHERE CONNECTION = 'by hand'") == [{"STATUS": "CONNECTED"}]
    verdicts = installation.call("test_connection", "by hand", None).payload["verdicts"]
    assert verdicts and not [each for each in verdicts if each["verdict"] == "failed"]
    assert "it's" not in json.dumps(installation.query("SELECT * FROM core.events"), default=str)


def test_the_reference_has_every_column_of_every_view(installation: Installation) -> None:
    reference = (PROJECT / "docs" / "sql-reference.md").read_text()
    documented = {line.split("|")[1].strip(): line for line in reference.splitlines() if re.match(r"\| [A-Z_]+ \|", line)}
    columns = installation.query("SELECT TABLE_NAME, COLUMN_NAME FROM EXACT_ONLINE.information_schema.columns WHERE TABLE_SCHEMA = 'CORE'")
    assert len(columns) > 100
    absent = [row for row in columns if not re.search(rf"\b{row['COLUMN_NAME']}\b", documented.get(row["TABLE_NAME"], ""))]
    assert absent == []
