"""What must be true after a schedule was drained; each returns what is not, in sentences."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from project.worksheet import literal
from support.truth import differences, endpoints

if TYPE_CHECKING:
    from schedules.play import Player


def all_of(player: Player) -> list[str]:
    return [*_tables(player), *_cursors(player), *_statuses(player), *_charges(player), *_tokens(player), *_calls(player)]


def _tables(player: Player) -> list[str]:
    """Every row and every column; with `mark`, deleted rows stay and are left out of the comparison."""
    found = []
    for schema in (player.schema, f"{player.schema}B"):
        target = f"ACCOUNTING.{schema}"
        only = [each for each in player.plan.endpoints]
        rows = "SELECT * FROM {table} WHERE _DELETED_AT IS NULL" if player.plan.mark else "SELECT * FROM {table}"
        found += [f"{schema}: {text}" for text in
                  differences(player.house.installation, player.exact, player.divisions, only, target=target, rows=rows)]  # fmt: skip
    return found


def _cursors(player: Player) -> list[str]:
    """A cursor of row versions lies at the highest that is in the table, or at one that was deleted since."""
    found = []
    tables = {each["id"]: each["table"] for each in endpoints()}
    deleted = {division: [int(row["Timestamp"]) for row in player.exact.truth(division, "deleted")] for division in player.divisions}
    rows = player.house.query(
        f"SELECT * FROM core.cursors AS c JOIN core.endpoints AS e ON e.ENDPOINT = c.ENDPOINT"
        f" WHERE CONFIGURATION = {literal(player.configuration)} AND STRATEGY = 'row version' AND c.ENDPOINT <> 'deleted'"
    )
    for row in rows:
        where = f"{row['ENDPOINT']} in {row['DIVISION']}"
        if row["CHECKPOINT"] is not None:
            found.append(f"{where}: a checkpoint is left")
        top = player.house.query(
            f"SELECT MAX(TIMESTAMP) AS N FROM ACCOUNTING.{player.schema}.{tables[row['ENDPOINT']]} WHERE _DIVISION = {row['DIVISION']}"
        )[0]["N"]
        value, published = int(row["CURSOR_VALUE"] or 0), int(top or 0)
        if value < published or value > max([published, *deleted[int(row["DIVISION"])]]):
            found.append(f"{where}: the cursor is at {value}, published up to {published}")
    return found


def _statuses(player: Player) -> list[str]:
    found = []
    steps: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for step in player.house.query(
        f"SELECT s.* FROM core.run_steps AS s JOIN core.runs AS r ON r.RUN_ID = s.RUN_ID WHERE r.CONNECTION = {literal(player.connection)}"
    ):
        steps[step["RUN_ID"]].append(step)
    for run in player.house.query(f"SELECT * FROM core.runs WHERE CONNECTION = {literal(player.connection)}"):
        mine = steps[run["RUN_ID"]]
        by_status = {status: sum(step["STATUS"] == status for step in mine) for status in ("SUCCEEDED", "SKIPPED", "FAILED")}
        name = f"run {run['RUN_ID']} ({run['STATUS']})"
        if run["ENDED_AT"] is None:
            found.append(f"{name} is open")
        if run["STATUS"] == "SUCCEEDED" and (by_status["FAILED"] or sum(by_status.values()) != len(mine) or not by_status["SUCCEEDED"]):
            found.append(f"{name} has steps {by_status} of {len(mine)}")
        if run["STATUS"] == "PARTIAL" and not by_status["SUCCEEDED"]:
            found.append(f"{name} without a succeeded step")
        if run["STATUS"] == "FAILED" and by_status["SUCCEEDED"]:
            found.append(f"{name} with {by_status['SUCCEEDED']} succeeded steps")
        if run["STATUS"] == "CANCELLED" and run["RUN_ID"] not in player.cancelled:
            found.append(f"{name} was cancelled by nobody")
        if run["STATUS"] in ("FAILED", "PARTIAL") and not (run["ERROR_CODE"] or any(step["ERROR_CODE"] for step in mine)):
            found.append(f"{name} does not say why")
        for status, count in by_status.items():
            if int(run[f"STEPS_{status}"]) != count:
                found.append(f"{name} counts {run[f'STEPS_{status}']} {status} steps of {count}")
        for column in ("ROWS_FETCHED", "ROWS_INSERTED", "ROWS_UPDATED", "ROWS_DELETED", "ROWS_UNCHANGED"):
            if int(run[column]) != sum(int(step[column] or 0) for step in mine):
                found.append(f"{name} has {run[column]} {column}, its steps {sum(int(step[column] or 0) for step in mine)}")
    return found


def _charges(player: Player) -> list[str]:
    """One charge a run that succeeded in something, for rows that it wrote; the same amounts in the billing events, each once."""
    found = []
    charges = {
        row["RUN_ID"]: row for row in player.house.query(f"SELECT * FROM core.charges WHERE CONNECTION = {literal(player.connection)}")
    }
    events = player.house.query("SELECT * FROM SNOWFLAKE.LOCAL.BILLING_EVENTS")
    for run in player.house.query(f"SELECT * FROM core.runs WHERE CONNECTION = {literal(player.connection)}"):
        charge = charges.pop(run["RUN_ID"], None)
        sent = sum((event["BASE_CHARGE"] for event in events if run["RUN_ID"] in str(event)), Decimal(0))
        free = charge is None or charge["STATUS"] == "FREE" and not charge["BASE_USD"] and not charge["ROWS_USD"] and not sent
        # Killed between its end and its charge: too little is charged rather than twice.
        forgone = charge is None and bool({"kill host", "kill server"} & player.plan.actions or player.plan.killed_at_store)
        if forgone:
            player.played.happened["charge forgone"] += int(run["STEPS_SUCCEEDED"]) > 0
        elif free == (int(run["STEPS_SUCCEEDED"]) > 0):
            found.append(f"run {run['RUN_ID']} ({run['STATUS']}, {run['STEPS_SUCCEEDED']} succeeded) has charge {charge}, events {sent}")
        if charge is None or free:
            continue
        written = int(run["ROWS_INSERTED"]) + int(run["ROWS_UPDATED"])
        if not 0 <= int(charge["ROWS_CHARGED"]) <= written:
            found.append(f"run {run['RUN_ID']} wrote {written} rows and charged {charge['ROWS_CHARGED']}")
        if (
            Decimal(charge["BASE_USD"]) != Decimal("0.10")
            or Decimal(charge["ROWS_USD"]) != Decimal(int(charge["ROWS_CHARGED"]) * 5 // 10_000) / 100
        ):
            found.append(f"charge {charge} is not by the price list")
        if charge["STATUS"] == "SENT" and sent != Decimal(charge["BASE_USD"]) + Decimal(charge["ROWS_USD"]):
            found.append(f"run {run['RUN_ID']}: billing events of {sent}, charge {charge}")
    return [*found, *(f"charge without a run: {charge}" for charge in charges.values())]


def _tokens(player: Player) -> list[str]:
    """The connection lives, with the tokens that Exact Online gave last."""
    (row,) = player.house.query(f"SELECT * FROM core.connections WHERE CONNECTION = {literal(player.connection)}")
    found = [] if row["STATUS"] == "CONNECTED" and row["ERROR_CODE"] is None else [f"the connection is {row['STATUS']} {row['ERROR_CODE']}"]
    player._expire()
    tested = player.house.call("test_connection", player.connection, None)
    found += [
        f"after the schedule: {each}" for each in tested.payload["verdicts"] if each["check"] == "credentials" and each["verdict"] != "ok"
    ]
    last = player.house.chains(player.connection)[-1]
    if last["broken"]:
        found.append(f"the chain is broken: {last}")
    spent = sum(chain["spent_token_used"] for chain in player.house.chains(player.connection))
    killed = {"kill host", "kill server"} & player.plan.actions or player.plan.killed_at_store == "before"
    lost = killed or any(fault.get("rotates") for each in player.plan.rounds for fault in each.faults)
    if spent and not lost:
        found.append(f"a spent refresh token was sent {spent} times")
    return found


def _calls(player: Player) -> list[str]:
    """With limits on and nobody else at it: no answer 429."""
    answers = player.exact.get("counters")["total"]
    refused = int(answers.get("answers_429", 0))
    return [f"{refused} answers 429"] if player.plan.limits and player.plan.steady and refused else []
