"""The command line: what it prints, and what it says when something is wrong."""

from __future__ import annotations

import io
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from local_snowflake.worksheet.client import Answer
from local_snowflake.worksheet.formats import as_json, print_table

LOCAL = Path(__file__).resolve().parents[2]
ALL_KINDS = """SELECT 1 AS whole, 12345678901234567890.123456789012::NUMBER(38, 12) AS exact, 'it''s' AS text, NULL AS nothing, TRUE AS yes,
    PARSE_JSON('{"a": [1, 2.50, null]}') AS v, TO_BINARY('00FF', 'HEX') AS bytes, '2024-02-29 01:02:03.456'::TIMESTAMP_NTZ AS wall,
    '2024-02-29 01:02:03.456 +0200'::TIMESTAMP_TZ AS moment, '2024-02-29'::DATE AS day, 1.5::FLOAT AS f"""


class Command:
    """Runs commands on one data folder."""

    def __init__(self, data: Path) -> None:
        self.data = data

    def run(self, command: str, *arguments: str, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, "-m", "local_snowflake", command, "--data", str(self.data), *arguments], input=stdin,
                              env={**os.environ, "PYTHONPATH": str(LOCAL)}, capture_output=True, text=True, timeout=120)

    def output(self, command: str, *arguments: str, stdin: str | None = None) -> str:
        done = self.run(command, *arguments, stdin=stdin)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def rows(self, statements: str) -> list[dict[str, object]]:
        return list(json.loads(self.output("sql", "--json", statements)))


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Command]:
    found = Command(tmp_path_factory.mktemp("worksheet") / "data")
    yield found
    found.run("stop")


def test_sql_starts_the_server_and_leaves_it_running(command: Command) -> None:
    assert command.rows("SELECT 1 AS one") == [{"ONE": 1}]
    server = json.loads((command.data / "server.json").read_text(encoding="utf-8"))
    assert set(server) == {"port", "pid", "user", "password", "exact_url"}
    assert (command.data / "server.json").stat().st_mode & 0o777 == 0o600
    assert "runs already" in command.output("start")


def test_json_keeps_every_digit_and_names_every_kind(command: Command) -> None:
    text = command.output("sql", "--json", ALL_KINDS)
    assert '"EXACT": 12345678901234567890.123456789012' in text
    assert json.loads(text) == [{
        "WHOLE": 1, "EXACT": 12345678901234567890.123456789012, "TEXT": "it's", "NOTHING": None, "YES": True, "V": {"a": [1, 2.50, None]},
        "BYTES": "00FF", "WALL": "2024-02-29T01:02:03.456", "MOMENT": json.loads(text)[0]["MOMENT"], "DAY": "2024-02-29", "F": 1.5}]
    assert json.loads(text)[0]["MOMENT"] in ("2024-02-29T01:02:03.456+02:00", "2024-02-28T23:02:03.456+00:00")


def test_several_statements_share_a_session_and_the_last_result_is_printed(command: Command) -> None:
    assert command.rows("CREATE DATABASE IF NOT EXISTS d; CREATE OR REPLACE TABLE d.public.t (a NUMBER); INSERT INTO t VALUES (1), (2); "
                        "SELECT COUNT(*) AS n FROM t") == [{"N": 2}]


def test_statements_come_from_a_file_or_from_standard_input(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "statements.sql"
    file.write_text("-- a comment\nSELECT 'from a file; really' AS text;\n", encoding="utf-8")
    assert "from a file; really" in command.output("sql", "-f", str(file))
    assert "piped" in command.output("sql", "-f", "-", stdin="SELECT 'piped'")


def test_a_sql_error_goes_to_standard_error_and_the_rest_does_not_run(command: Command) -> None:
    done = command.run("sql", "CREATE OR REPLACE DATABASE e; SELECT * FROM no_such; CREATE TABLE e.public.t (a NUMBER)")
    assert done.returncode == 1
    assert done.stdout == ""
    assert "Object 'E.PUBLIC.NO_SUCH' does not exist or not authorized" in done.stderr
    assert command.rows("SHOW TABLES IN SCHEMA e.public") == []


@pytest.mark.parametrize(("arguments", "reason"), [
    (["sql"], "Either statements or -f FILE is wanted"),
    (["sql", "-f", "/no/such/file"], "cannot be read"),
    (["sql", ""], "There is no statement"),
    (["sql", "SELECT 'open"], "unclosed"),
    (["sql", "--role", "no_such", "SELECT 1"], "Role 'NO_SUCH' does not exist"),
    (["sql", "--role", "a b", "SELECT 1"], "expected"),
    (["install", "--package", "/no/such/folder"], "is not a folder"),
    (["pages", "--port", "0", "--streamlit", "core.app"], "does not exist"),
    (["serve"], "Another server works on"),
])
def test_a_wrong_command_says_what_is_wrong(command: Command, arguments: list[str], reason: str) -> None:
    command.output("start")
    done = command.run(arguments[0], *arguments[1:])
    assert done.returncode == 1
    assert reason in done.stderr
    assert "Traceback" not in done.stderr


def test_a_reader_that_has_enough_is_no_error(command: Command) -> None:
    command.output("start")
    script = f"{sys.executable} -m local_snowflake sql --data {command.data} --json " \
             "\"SELECT SEQ4() AS n FROM TABLE(GENERATOR(ROWCOUNT => 50000))\" | head -c 10"
    done = subprocess.run(["bash", "-c", script], env={**os.environ, "PYTHONPATH": str(LOCAL)}, capture_output=True, text=True, timeout=60)
    assert done.stderr == ""


@pytest.mark.slow
def test_a_server_that_was_killed_leaves_nothing_in_the_way(tmp_path: Path) -> None:
    command = Command(tmp_path / "killed")
    command.output("sql", "CREATE DATABASE kept")
    server = json.loads((command.data / "server.json").read_text(encoding="utf-8"))
    os.kill(server["pid"], signal.SIGKILL)
    try:
        assert "No server runs" in command.output("stop")
        assert command.rows("SHOW DATABASES LIKE 'kept'")[0]["name"] == "KEPT"
    finally:
        assert "stopped" in command.output("stop")
    assert not (command.data / "server.json").exists()


@pytest.mark.slow
def test_a_taken_port_and_a_wrong_address_are_named(tmp_path: Path) -> None:
    command = Command(tmp_path / "other")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = command.run("start", "--port", str(taken.getsockname()[1]))
        assert done.returncode == 1
        assert "cannot be used" in done.stderr
        assert "cannot be used" in command.run("pages", "--port", str(taken.getsockname()[1])).stderr
    done = command.run("start", "--exact-url", "ftp://somewhere/path")
    assert "--exact-url must be http(s)://host[:port]" in done.stderr


@pytest.mark.slow
def test_every_command_explains_itself(command: Command) -> None:
    for name in ("serve", "start", "stop", "install", "sql", "pages", "clock"):
        done = subprocess.run([sys.executable, "-m", "local_snowflake", name, "--help"], env={**os.environ, "PYTHONPATH": str(LOCAL)},
                              capture_output=True, text=True, timeout=60)
        assert done.returncode == 0
        assert "--data" in done.stdout


def table(answer: Answer) -> str:
    output = io.StringIO()
    print_table(answer, output)
    return output.getvalue()


def test_a_narrow_result_is_a_table_a_wide_one_is_printed_record_by_record() -> None:
    narrow = table(Answer([("A", "fixed"), ("B", "text")], [["1", None], ["2", "x"]]))
    assert "│ 1 │ NULL │" in narrow
    assert narrow.endswith("2 rows\n")
    wide = table(Answer([("A", "fixed"), ("LONGER", "text")], [["1", "y" * 200]]))
    assert wide == f"-- row 1 {'-' * 40}\nA       1\nLONGER  {'y' * 200}\n1 row\n"


def test_json_values_are_indented_for_people() -> None:
    assert '│   "a": 1.50' in table(Answer([("V", "variant")], [['{"a":1.50}']]))
    assert as_json(Answer([("V", "variant")], [['{"a":1.50}']])) == '[{"V": {"a": 1.50}}]'
