"""Faults from outside: a wrong secret, a killed process, a command that is stopped."""

import os
import signal
import subprocess
import time
from pathlib import Path

from support.exact import exact_online
from support.installation import Installation
from support.processes import command_lines
from support.truth import TARGET, differences, endpoints


def test_a_wrong_client_secret_fails_the_run_and_charges_nothing(tmp_path: Path) -> None:
    installation = Installation(tmp_path / "data")
    with exact_online(tmp_path / "exact", divisions=1, rows=5) as exact:
        try:
            finished = installation.run(exact, secret="not-the-secret").expect(1)
            run = installation.last_run()
            succeeded = installation.query("SELECT COUNT(*) AS N FROM core.run_steps WHERE STATUS = 'SUCCEEDED'")[0]["N"]
            charged = installation.query("SELECT COALESCE(SUM(BASE_USD + ROWS_USD), 0) AS USD FROM core.charges")[0]["USD"]
            connection = installation.query("SELECT STATUS FROM core.connections")[0]["STATUS"]
            logged = installation.query(
                "SELECT record:severity_text::STRING AS LEVEL, record_attributes:code::STRING AS CODE, "
                "record_attributes:run_id::STRING AS RUN, value::STRING AS SENTENCE "
                "FROM SNOWFLAKE.TELEMETRY.EVENTS WHERE scope:name = 'com.ddbm.exactonline'"
            )
        finally:
            installation.stop()
    # the account's event table has the number and the general sentence: what may name a customer's things stays in core.events
    sentence = "Exact Online refuses the client id or client secret of connection …."
    assert {"LEVEL": "ERROR", "CODE": "EO-2003", "RUN": run["RUN_ID"], "SENTENCE": sentence} in logged
    assert run["STATUS"] == "FAILED"
    assert (succeeded, charged) == (0, 0)
    assert connection != "CONNECTED"
    assert "EO-2003" in finished.output
    assert "not-the-secret" not in finished.output + finished.errors


def test_the_secret_is_in_no_file_of_the_logs_and_on_no_command_line(tmp_path: Path) -> None:
    installation = Installation(tmp_path / "data")
    canary = "canary-5f2c9a"
    with exact_online(tmp_path / "exact", divisions=1, rows=5) as exact:
        exact.post("apps", client_id="canary", client_secret=canary)
        command = [*installation.run_command(exact, "--once", secret=canary)]
        command[command.index("--client-id") + 1] = "canary"
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        typed: set[str] = set()
        started: set[str] = set()
        try:
            while process.poll() is None:
                for pid, text in command_lines().items():
                    if canary in text:
                        (typed if pid == process.pid else started).add(text)
                time.sleep(0.05)
            output = process.stdout.read() if process.stdout else ""
            assert process.returncode == 0, output
        finally:
            installation.stop()
    # The command that the user typed has it. A child shows its parent's line for the moment between its fork and its own program;
    # what a child itself is started with never has it.
    assert started <= typed
    assert canary not in output
    for file in (tmp_path / "data" / "log").rglob("*"):
        assert canary not in file.read_text(errors="replace"), file


def test_a_killed_process_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    installation = Installation(tmp_path / "data")
    with exact_online(tmp_path / "exact", divisions=2, rows=3000) as exact:
        exact.post("settings", latency_ms=30)
        process = subprocess.Popen(installation.run_command(exact, "--once"), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.STDOUT, text=True)  # fmt: skip
        try:
            while exact.calls() < 60:
                assert process.poll() is None, process.communicate()[0]
                time.sleep(0.05)
            killed = [pid for pid, text in command_lines().items() if "procedure-host" in text and str(tmp_path) in text]
            assert killed
            for pid in killed:
                os.kill(pid, signal.SIGKILL)
            process.wait(300)
            exact.post("settings", latency_ms=0)
            installation.run(exact).expect(0)
            assert differences(installation, exact, exact.divisions()) == []
            for each in endpoints():
                key = ", ".join(f'"{name.upper()}"' for name in each["mergeKey"])
                twice = f"SELECT {key} FROM {TARGET}.{each['table']} GROUP BY _DIVISION, {key} HAVING COUNT(*) > 1"
                assert installation.query(twice) == [], each["id"]
            charges = installation.query("SELECT RUN_ID FROM core.charges")
            assert len(charges) == len({charge["RUN_ID"] for charge in charges})
        finally:
            if process.poll() is None:
                process.kill()
            installation.stop()
