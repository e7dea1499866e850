"""Plays one plan: runs under faults, kills and races, then everything is healed, drained and compared."""

import threading
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any

from project.problem import Problem
from project.services import local_snowflake
from project.worksheet import literal

from schedules import oracles
from schedules.house import ENDED, House
from schedules.plan import Plan, Round, plan

MOST_DRAINS = 8
PATIENCE = 240


@dataclass
class Played:
    """What was done, what was found wrong, and what really happened (by kind)."""

    seed: int
    violations: list[str] = field(default_factory=list)
    happened: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0


class Player:
    def __init__(self, house: House, seed: int, killed_at_store: str | None) -> None:
        self.house = house
        self.exact = house.exact
        self.divisions = house.exact.divisions()
        planned = plan(seed, self.divisions)
        self.plan: Plan = replace(planned, killed_at_store=killed_at_store or planned.killed_at_store)
        self.connection, self.configuration, self.schema = f"c{seed}", f"a{seed}", f"S{seed}"
        self.played = Played(seed)
        self.cancelled: set[str] = set()
        self.killed = False

    def play(self) -> Played:
        started = time.monotonic()
        try:
            self._prepare()
            for each in self.plan.rounds:
                self._round(each)
                self._heal()
            if self.plan.killed_at_store:
                self._kill_at_store(self.plan.killed_at_store)
            self._drain()
            self._quiet_run()
            self.played.violations += oracles.all_of(self)
        except (AssertionError, Problem) as problem:
            self.played.violations.append(f"{type(problem).__name__}: {problem}")
        finally:
            self._heal()
            self._leave()
        self.played.seconds = time.monotonic() - started
        return self.played

    def _prepare(self) -> None:
        self.exact.delete("requests")
        self.house.connect(self.connection)
        settings = {
            "connection": self.connection, "database": "ACCOUNTING", "schema": self.schema, "divisions": "all",
            "endpoints": list(self.plan.endpoints), "reconcile": "every_run", "deletions": "mark" if self.plan.mark else "apply",
        }  # fmt: skip
        for name, schema in ((self.configuration, self.schema), (f"{self.configuration}-b", f"{self.schema}B")):
            outcome = self.house.call("create_configuration", name, {**settings, "schema": schema})
            assert outcome.ok, outcome
        self.exact.post("limits", on=self.plan.limits, reset=True)
        self.exact.delete("counters")
        if self.plan.quiet_first:
            outcome = self.house.call("run", self.configuration, {})
            assert outcome.payload["status"] == "SUCCEEDED", outcome

    def _round(self, each: Round) -> None:
        if each.changes is not None:
            self.exact.post("changes", seed=each.changes, endpoints=list(self.plan.endpoints))
        for fault in each.faults:
            self.exact.post("faults", **fault)
        if any(fault["failure"] in (1, 2, 4, 5, 6) or "path" in fault for fault in each.faults):
            self._expire()
        if each.refused:
            kind, endpoint = each.refused
            self.exact.post("permissions", kind=kind, endpoint=endpoint, division=self.divisions[0], allowed=False)
        if each.blocked:
            self.exact.post("divisions", division=self.divisions[-1], refusal="DivisionBlocked")
        self.exact.post("settings", latency_ms=25)
        before = self.exact.calls()
        started = self.house.call("fetch_now", self.configuration, {"mode": each.mode})
        assert started.ok, started
        run_id = started.payload["run_id"]
        for calls, action in each.actions:
            self._wait(run_id, before + calls)
            self._act(action, run_id)
        self._wait(run_id, None)
        ended = self._run(run_id)
        if each.blocked and ended["STATUS"] == "SUCCEEDED" and not {"sign in", "clock"} & self.plan.actions:
            self.played.violations.append(f"run {run_id} SUCCEEDED although a division was blocked")
        self.played.happened[f"run {ended['STATUS']}"] += 1

    def _kill_at_store(self, when: str) -> None:
        """A token that must be renewed, a run, and its end at the one moment at which a chain can be lost."""
        if self.killed or self._open_runs():
            self.house.time_passes()
            self.killed = False
        self._sign_in_if_asked()
        self._expire()
        self.house.kill_at_store(when)
        self.house.call("fetch_now", self.configuration, {})
        deadline = time.monotonic() + PATIENCE
        while self.house.killing_at_store():
            assert time.monotonic() < deadline, "no token was stored"
            time.sleep(0.1)
        self.played.happened[f"kill {when} store"] += 1
        self.killed = True

    def _act(self, action: str, run_id: str) -> None:
        status = self._run(run_id)["STATUS"]
        self.played.happened[action] += 1
        if action == "kill host":
            self.killed = self.house.kill_host() or self.killed
        elif action == "kill server":
            self.killed = True
            self.house.kill_server()
            self.house.time_passes()
        elif action == "cancel" and status not in ENDED:
            self.cancelled.add(run_id)
            self.house.call("cancel_run", run_id)
        elif action == "change":
            self.exact.post("changes", seed=self.plan.seed, endpoints=list(self.plan.endpoints), updates=1, inserts=1, deletions=1)
        elif action == "expire":
            self._expire()
        elif action == "second run":
            self.house.call("fetch_now", f"{self.configuration}-b", {})
        elif action == "test":
            # with the run and the keep-alive at the same moment
            self._expire()
            beside = threading.Thread(target=self._keep_alive, daemon=True)
            beside.start()
            self.house.call("test_connection", self.connection, None)
            beside.join(PATIENCE)
        elif action == "keep alive":
            self._expire()
            self._keep_alive()
        elif action == "sign in":
            self.house.sign_in(self.connection)
        elif action == "upgrade":
            self.house.upgrade()
        elif action == "clock":
            local_snowflake("clock", "--data", str(self.house.installation.data), "--advance", "660")

    def _keep_alive(self) -> None:
        """The weekly task fires."""
        local_snowflake("clock", "--data", str(self.house.installation.data), "--advance", str(7 * 86_400))

    def _expire(self) -> None:
        for chain in self.house.chains(self.connection):
            self.exact.post("tokens", expire_access=chain["chain"])

    def _run(self, run_id: str) -> dict[str, Any]:
        return self.house.run(run_id)

    def _wait(self, run_id: str, calls: int | None) -> None:
        """Until so many calls were made (None: no end but the run's), or nobody works on the run any more."""
        deadline = time.monotonic() + PATIENCE
        while calls is None or self.exact.calls() < calls:
            if self.killed or self._run(run_id)["STATUS"] in (*ENDED, "WAITING"):
                return
            if time.monotonic() > deadline:
                raise Problem(f"run {run_id} did not end: {self._run(run_id)}")
            time.sleep(0.1)

    def _heal(self) -> None:
        """Exact Online is as it should be again; whoever took rights gives them back."""
        self.played.happened += Counter({f"failure {number}": int(count) for number, count in self.exact.get("faults")["met"].items()})
        self.exact.delete("faults")
        self.exact.delete("permissions")
        for division in self.divisions:
            self.exact.post("divisions", division=division, refusal="")
        self.exact.post("settings", latency_ms=0)

    def _drain(self) -> None:
        """Runs until both configurations have succeeded and nothing is open; a connection that asks for a person gets one."""
        if self.killed:
            self.house.time_passes()
            self.killed = False
        for attempt in range(MOST_DRAINS):
            self._sign_in_if_asked()
            states = []
            for configuration in (self.configuration, f"{self.configuration}-b"):
                outcome = self.house.call("run", configuration, {})
                states.append(outcome.payload.get("status"))
            opened = self._open_runs()
            if states == ["SUCCEEDED", "SUCCEEDED"] and not opened:
                return
            self.played.happened["drained again"] += 1
            if attempt and (opened or "WAITING" in states):
                self.house.time_passes()
        raise AssertionError(f"not drained after {MOST_DRAINS} runs: {states}, {opened}, {self._troubles()}")

    def _open_runs(self) -> list[dict[str, Any]]:
        return self.house.query(f"SELECT RUN_ID, STATUS FROM core.runs WHERE CONNECTION = {literal(self.connection)} AND ENDED_AT IS NULL")

    def _sign_in_if_asked(self) -> None:
        (row,) = self.house.query(f"SELECT * FROM core.connections WHERE CONNECTION = {literal(self.connection)}")
        if row["STATUS"] != "CONNECTED":
            assert row["ERROR_CODE"] and row["ERROR_MESSAGE"] and row["REMEDY"], f"a connection needs a person and does not say why: {row}"
            self.played.happened["new sign-in"] += 1
            self.house.sign_in(self.connection)

    def _quiet_run(self) -> None:
        outcome = self.house.call("run", self.configuration, {})
        run = self._run(outcome.payload["run_id"])
        written = {name: run[name] for name in ("ROWS_INSERTED", "ROWS_UPDATED", "ROWS_DELETED") if run[name]}
        if run["STATUS"] != "SUCCEEDED" or written:
            self.played.violations.append(f"nothing had changed, but the run ended {run['STATUS']} and wrote {written}")

    def _troubles(self) -> list[dict[str, Any]]:
        return self.house.query(
            f"SELECT DISTINCT STATUS, ERROR_CODE, ERROR_MESSAGE FROM core.runs WHERE CONNECTION = {literal(self.connection)}"
        )

    def _leave(self) -> None:
        try:
            self.exact.post("limits", on=False, reset=True)
            for name in (self.configuration, f"{self.configuration}-b"):
                self.house.call("drop_configuration", name, {})
            self.house.call("drop_connection", self.connection)
        except (AssertionError, Problem) as problem:
            self.played.violations.append(f"leaving: {problem}")


def play(house: House, seed: int, killed_at_store: str | None = None) -> Played:
    """Plays a seed; `killed_at_store` (before, after) where its plan has no such kill."""
    return Player(house, seed, killed_at_store).play()
