"""Options are checked before anything starts, and everything wrong is named at once."""

import os
from pathlib import Path

import pytest
from project.__main__ import _without_secret
from project.options import SECRET_DESCRIPTOR, BenchmarkOptions, RunOptions, SimulateOptions, SqlOptions, parse
from project.problem import Usage


def faults(*arguments: str) -> list[str]:
    with pytest.raises(Usage) as caught:
        parse(list(arguments))
    return caught.value.faults


def test_run_needs_no_option(tmp_path: Path) -> None:
    options = parse(["run", "--data", str(tmp_path)])
    assert options == RunOptions(tmp_path)


def test_all_faults_are_named_at_once() -> None:
    text = "\n".join(
        faults("run", "--divisions", "0", "--rows", "many", "--port", "70000", "--exact-url", "nowhere", "--data", "/etc/passwd", "--odd")
    )
    for word in ("--divisions", "--rows", "--port", "--exact-url", "--data", "--odd"):
        assert word in text


@pytest.mark.parametrize("number", ["0", "-1", "1.5", "1e3", "", " 3", "3x", "1001", "٣"])
def test_divisions_is_a_whole_number_in_range(number: str) -> None:
    assert faults("run", f"--divisions={number}")


def test_rows_may_be_zero() -> None:
    options = parse(["run", "--rows", "0"])
    assert isinstance(options, RunOptions) and options.rows == 0


@pytest.mark.parametrize("url", ["http://127.0.0.1:8080", "https://exact.test", "http://localhost:1/", "http://[::1]:8080"])
def test_an_address_of_a_server(url: str) -> None:
    options = parse(["run", "--exact-url", url])
    assert isinstance(options, RunOptions) and options.exact_url == url.rstrip("/")


@pytest.mark.parametrize(
    "url", ["127.0.0.1:8080", "ftp://host", "http://", "http://host/path", "http://host?x=1", "http://user@host", "http://host:x", ""]
)
def test_what_is_no_address_of_a_server(url: str) -> None:
    assert len(faults("run", "--exact-url", url)) == 1


@pytest.mark.parametrize("site", ["nl", "be", "de", "fr", "es", "uk", "us"])
def test_every_site_of_exact(site: str) -> None:
    options = parse(["run", "--real", site])
    assert isinstance(options, RunOptions) and options.real == site


def test_the_real_exact_excludes_what_is_for_test_servers() -> None:
    found = faults("run", "--real", "nl", "--exact-url", "http://h", "--client-secret", "x", "--rows", "1", "--limits")
    assert len(found) == 4


def test_schedules_end_to_end_are_fewer_unless_told() -> None:
    assert parse(["simulate", "--end-to-end", "--from", "5"]) == SimulateOptions(24, 5, None, True)
    assert parse(["simulate"]) == SimulateOptions(2000, 1, None)
    assert len(faults("simulate", "--secret-visibility", "next_call", "--events", "1", "--end-to-end", "--seeds", "0")) == 2
    assert len(faults("simulate", "--secret-visibility", "next_call")) == 1


def test_simulator_sizes_need_the_simulator() -> None:
    assert len(faults("run", "--exact-url", "http://h", "--divisions", "2")) == 1


def test_the_secret_is_not_in_the_text_of_the_options() -> None:
    assert "hunter2" not in repr(parse(["run", "--client-secret", "hunter2"]))


@pytest.mark.parametrize("given", [["--client-secret", "hunter2"], ["--client-secret=hunter2"]])
def test_the_secret_leaves_the_command_line_and_arrives(given: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SECRET_DESCRIPTOR, raising=False)
    arguments = ["run", "--once", *given, "--divisions", "2"]
    kept = _without_secret(arguments, parse(arguments))
    assert kept == ["run", "--once", "--divisions", "2"]
    options = parse(kept)
    assert isinstance(options, RunOptions) and options.client_secret == "hunter2"
    assert SECRET_DESCRIPTOR not in os.environ


def test_sql_takes_statements_or_a_file_or_stop(tmp_path: Path) -> None:
    file = tmp_path / "a.sql"
    file.write_text("SELECT 1")
    assert parse(["sql", "SELECT 1"]).arguments == ("SELECT 1",)
    assert parse(["sql", "--json", "--role", "R", "-f", str(file)]).arguments == ("--json", "--role", "R", "-f", str(file))
    stop = parse(["sql", "--stop"])
    assert isinstance(stop, SqlOptions) and stop.stop
    for wrong in ([], ["SELECT 1", "-f", str(file)], ["SELECT 1", "--stop"], ["-f", str(tmp_path / "absent.sql")], ["SELECT", "1"]):
        assert faults("sql", *wrong)


def test_a_whole_benchmark_leaves_no_choice_of_its_parts() -> None:
    assert faults("benchmark", "--everything", "--engines", "dlt")
    assert faults("benchmark", "--everything", "--limits")
    options = parse(["benchmark", "--everything", "--rows", "3000", "--publish"])
    assert isinstance(options, BenchmarkOptions) and options.everything and options.publish
