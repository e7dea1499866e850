"""Bad input to every procedure: an EO code, every fault named, nothing written."""

from collections.abc import Iterator
from typing import Any

import pytest
from support.exact import exact_online
from support.installation import Installation

NAMES_THAT_ARE_HARD = [
    "O'Brien",
    'with "quotes"',
    "a.b.c",
    "  spaces  ",
    "Ünïcödé ☃",
    "x'; DROP TABLE state.runs; --",
    "\\",
    "$$",
    "%s ? :1",
]
WATCHED = ("connections", "configurations", "schedules", "runs", "divisions", "charges", "cursors")
GOOD = {"connection": "exact", "database": "ACCOUNTING", "schema": "EXACT_ONLINE"}

# procedure, arguments, code, arguments that must be named
CASES: list[tuple[str, tuple, str, set[str]]] = [
    ("create_connection", ("c", {}), "EO-1001", {"site", "client_id", "redirect_uri"}),
    ("create_connection", ("", {"site": "xx", "client_id": "", "redirect_uri": "nowhere"}), "EO-1001", {"name", "site", "client_id", "redirect_uri"}),
    ("create_connection", ("c", None), "EO-1001", set()),
    ("create_connection", (None, {"site": "nl"}), "EO-1001", {"name", "client_id", "redirect_uri"}),
    ("create_connection", ("c", {"site": "nl", "client_id": "a", "redirect_uri": "https://x", "daily_calls": "many"}), "EO-1001", {"daily_calls"}),
    ("create_connection", ("c", {"site": "nl", "client_id": "a", "redirect_uri": "https://x", "sight": "nl"}), "EO-1001", {"sight"}),
    ("create_connection", ("exact", {"site": "nl", "client_id": "a", "redirect_uri": "https://x"}), "EO-1006", set()),
    ("connection_script", ("c", {"site": "xx"}), "EO-1001", {"site", "client_id", "redirect_uri"}),
    ("authorization_url", ("absent",), "EO-1002", set()),
    ("authorize_connection", ("absent", None, None), "EO-1002", set()),
    ("authorize_connection", ("exact", None, None), "EO-1010", set()),
    ("test_connection", ("absent", None), "EO-1002", set()),
    ("test_connection", ("exact", "crm_acounts"), "EO-1001", {"endpoint"}),
    ("refresh_divisions", ("absent",), "EO-1002", set()),
    ("drop_connection", ("absent",), "EO-1002", set()),
    ("create_configuration", ("k", {}), "EO-1001", {"connection", "database", "schema"}),
    ("create_configuration", ("k", {**GOOD, "endpoints": ["crm_acounts", "nope"], "deletions": "burn"}), "EO-1001", {"endpoints", "deletions"}),
    ("create_configuration", ("k", {**GOOD, "divisions": ["x"], "reconcile": "hourly", "start_date": "soon"}), "EO-1001",
     {"divisions", "reconcile", "start_date"}),
    ("create_configuration", ("k", {**GOOD, "dabatase": "X"}), "EO-1001", {"dabatase"}),
    ("create_configuration", ("k", {**GOOD, "overrides": {"nope": {"deletions": "mark"}}}), "EO-1001", {"overrides.nope"}),
    ("create_configuration", ("k", {**GOOD, "connection": "absent"}), "EO-1002", set()),
    ("create_configuration", ("accounting", GOOD), "EO-1007", set()),
    ("update_configuration", ("absent", {"deletions": "mark"}), "EO-1003", set()),
    ("update_configuration", ("accounting", {"deletions": "burn", "reconcile": "hourly"}), "EO-1001", {"deletions", "reconcile"}),
    ("drop_configuration", ("absent", {}), "EO-1003", set()),
    ("drop_configuration", ("accounting", {"force": True}), "EO-1001", {"force"}),
    ("check_target", ("", ""), "EO-1001", {"database", "schema"}),
    ("create_schedule", ("s", {}), "EO-1001", {"configuration", "cron"}),
    ("create_schedule", ("s", {"configuration": "accounting", "cron": "every day", "timezone": "Mars/Base", "mode": "some"}), "EO-1001",
     {"cron", "timezone", "mode"}),
    ("create_schedule", ("s", {"configuration": "absent", "cron": "0 4 * * *"}), "EO-1003", set()),
    ("update_schedule", ("absent", {"cron": "0 4 * * *"}), "EO-1004", set()),
    ("pause_schedule", ("absent",), "EO-1004", set()),
    ("resume_schedule", ("absent",), "EO-1004", set()),
    ("drop_schedule", ("absent",), "EO-1004", set()),
    ("fetch_now", ("absent", {}), "EO-1003", set()),
    ("fetch_now", ("accounting", {"mode": "some", "endpoints": ["nope"], "divisions": [0.5]}), "EO-1001", {"mode", "endpoints", "divisions"}),
    ("run", ("absent", {}), "EO-1003", set()),
    ("run", ("accounting", {"mod": "full_refresh"}), "EO-1001", {"mod"}),
    ("cancel_run", ("absent",), "EO-1005", set()),
    ("retry_run", ("absent",), "EO-1005", set()),
    ("reload", ("absent", "crm_accounts", {}), "EO-1003", set()),
    ("reload", ("accounting", "nope", {"what": 1}), "EO-1001", {"endpoint", "what"}),
]  # fmt: skip


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    folder = tmp_path_factory.mktemp("bad")
    found = Installation(folder / "data")
    with exact_online(folder / "exact", divisions=1, rows=2) as exact:
        found.prepare(exact, "accounting", endpoints="all")
        yield found
        found.stop()


def state(installation: Installation) -> dict[str, Any]:
    """Everything a user can see."""
    seen: dict[str, Any] = {view: installation.query(f"SELECT * FROM core.{view} ORDER BY 1, 2") for view in WATCHED}
    seen["databases"] = sorted(row["name"] for row in installation.query("SHOW DATABASES"))
    return seen


@pytest.mark.parametrize("case", CASES, ids=[f"{index}-{case[0]}" for index, case in enumerate(CASES)])
def test_is_refused_with_all_faults_and_writes_nothing(installation: Installation, case: tuple[str, tuple, str, set[str]]) -> None:
    procedure, arguments, code, named = case
    before = state(installation)
    outcome = installation.call(procedure, *arguments)
    assert outcome.code == code, outcome
    found = {error["argument"] for error in outcome.payload.get("errors", [])}
    assert named <= found, outcome
    assert all(error["message"] for error in outcome.payload.get("errors", []))
    assert outcome.message and outcome.remedy
    assert state(installation) == before


def test_an_unknown_setting_names_the_nearest_one(installation: Installation) -> None:
    outcome = installation.call("create_configuration", "k", {**GOOD, "dabatase": "X"})
    message = next(error["message"] for error in outcome.payload["errors"] if error["argument"] == "dabatase")
    assert "database" in message


@pytest.mark.parametrize("name", NAMES_THAT_ARE_HARD)
def test_a_hard_name_is_kept_as_typed_or_refused_never_run(installation: Installation, name: str) -> None:
    outcome = installation.call("create_connection", name, {"site": "nl", "client_id": "a", "redirect_uri": "https://localhost/x"})
    names = [row["CONNECTION"] for row in installation.query("SELECT CONNECTION FROM core.connections")]
    if outcome.ok:
        assert name in names
        assert installation.call("drop_connection", name).ok
    else:
        assert outcome.code == "EO-1001" and name not in names
    assert installation.query("SELECT COUNT(*) AS N FROM core.runs")[0]["N"] == 0
