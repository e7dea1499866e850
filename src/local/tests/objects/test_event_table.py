"""What procedures log, in the account's event table."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from local_snowflake.result import SqlError
from running_snowflake import Snowflake

Make = Callable[..., Path]
MANIFEST = (Path(__file__).parent / "package" / "manifest.yml").read_text(encoding="utf-8")
LOGGED = "SELECT record, record_attributes, scope, resource_attributes, value FROM SNOWFLAKE.TELEMETRY.EVENTS WHERE record_type = 'LOG' AND scope:name = 'test.app'"


def test_a_procedure_logs_at_the_level_of_the_manifest(empty: Snowflake, make_package: Make) -> None:
    empty.install(make_package())
    empty.value("CALL core.run('log', 'Something')")
    [row] = empty.sql(LOGGED).rows
    record, attributes, scope, resource, value = (json.loads(part) for part in row)
    assert (record, attributes, scope) == ({"severity_text": "WARN"}, {"code": "T-1"}, {"name": "test.app"})
    assert (resource["snow.application.name"], value) == ("TEST_APP", "Something went wrong")


@pytest.mark.parametrize("level", ["ERROR", '"OFF"', None])
def test_nothing_below_the_level_is_written(empty: Snowflake, make_package: Make, level: str | None) -> None:
    configuration = "" if level is None else f"configuration: {{log_level: {level}}}"
    empty.install(make_package(manifest_yml=MANIFEST.replace('configuration: {log_level: INFO, trace_level: "OFF"}', configuration)))
    empty.value("CALL core.run('log', 'Something')")
    assert empty.sql(LOGGED).rows == []


def test_an_unknown_level_is_refused(empty: Snowflake, make_package: Make) -> None:
    with pytest.raises(SqlError, match="log_level 'LOUD'"):
        empty.install(make_package(manifest_yml=MANIFEST.replace("log_level: INFO", "log_level: LOUD")))
