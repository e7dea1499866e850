"""What a run did: a line for each endpoint, the totals, and what went wrong."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

from project.worksheet import APPLICATION, Worksheet, literal


@dataclass
class Line:
    """One endpoint over all divisions of a run."""

    endpoint: str
    strategy: str = ""
    rows: int = 0
    written: int = 0
    started: datetime | None = None
    ended: datetime | None = None

    @property
    def seconds(self) -> float | None:
        return (self.ended - self.started).total_seconds() if self.started and self.ended else None

    def add(self, step: dict[str, Any]) -> None:
        self.strategy = step["STRATEGY"] or self.strategy
        self.rows += int(step["ROWS_FETCHED"] or 0)
        self.written += sum(int(step[name] or 0) for name in ("ROWS_INSERTED", "ROWS_UPDATED", "ROWS_DELETED"))
        self.started = min(filter(None, (self.started, step["STARTED_AT"])), default=None)
        self.ended = max(filter(None, (self.ended, step["ENDED_AT"])), default=None)


def print_summary(console: Console, worksheet: Worksheet, run_id: str) -> str:
    """Prints the run and returns its status."""
    run = worksheet.query(f"SELECT * FROM {APPLICATION}.core.runs WHERE RUN_ID = {literal(run_id)}")[0]
    steps = worksheet.query(f"SELECT * FROM {APPLICATION}.core.run_steps WHERE RUN_ID = {literal(run_id)}")
    endpoints = worksheet.query(f"SELECT ENDPOINT FROM {APPLICATION}.core.endpoints ORDER BY ENDPOINT")
    lines = {each["ENDPOINT"]: Line(each["ENDPOINT"]) for each in endpoints}
    for step in steps:
        lines.setdefault(step["ENDPOINT"], Line(step["ENDPOINT"])).add(step)
    _table(console, list(lines.values()))
    _totals(console, run, len({step["DIVISION"] for step in steps}))
    _faults(console, run, steps)
    return run["STATUS"]


def _table(console: Console, lines: list[Line]) -> None:
    """Four columns, as long as every row that came was written; a fifth says so when not."""
    five = any(line.written != line.rows for line in lines)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_footer=True)
    table.add_column("Endpoint", f"{len(lines)} endpoints", no_wrap=True)
    table.add_column("Rows", f"{sum(line.rows for line in lines):,}", justify="right", no_wrap=True)
    if five:
        table.add_column("Written", f"{sum(line.written for line in lines):,}", justify="right", no_wrap=True)
    table.add_column("How loaded", no_wrap=True)
    table.add_column("Seconds", justify="right", no_wrap=True)
    for line in lines:
        seconds = "" if line.seconds is None else f"{line.seconds:.1f}"
        table.add_row(line.endpoint, f"{line.rows:,}", *([f"{line.written:,}"] if five else []), line.strategy or "not loaded", seconds)
    console.print(table)


def _totals(console: Console, run: dict[str, Any], divisions: int) -> None:
    numbers = {name: int(run[f"ROWS_{name.upper()}"] or 0) for name in ("fetched", "inserted", "updated", "deleted", "unchanged")}
    console.print(
        f"Run {run['RUN_ID']} {run['STATUS']}: {divisions} divisions, {numbers['fetched']:,} rows fetched"
        f" ({numbers['inserted']:,} new, {numbers['updated']:,} changed, {numbers['deleted']:,} deleted, {numbers['unchanged']:,} unchanged),"
        f" {int(run['API_CALLS'] or 0):,} calls, {_seconds(run)}, ${run['CHARGE_USD'] or 0:.2f}",
        highlight=False, soft_wrap=True,
    )  # fmt: skip


def _seconds(run: dict[str, Any]) -> str:
    if run["STARTED_AT"] is None or run["ENDED_AT"] is None:
        return "no time"
    return f"{(run['ENDED_AT'] - run['STARTED_AT']).total_seconds():.0f} s"


def _faults(console: Console, run: dict[str, Any], steps: list[dict[str, Any]]) -> None:
    """Each different fault once, with the number of steps it hit and what to do."""
    told = Counter((step["ERROR_CODE"], step["ERROR_MESSAGE"] or step["REASON"], step["REMEDY"]) for step in steps
                   if step["STATUS"] in ("FAILED", "SKIPPED", "CANCELLED") and (step["ERROR_CODE"] or step["REASON"]))  # fmt: skip
    if run["ERROR_CODE"]:
        told[(run["ERROR_CODE"], run["ERROR_MESSAGE"], run["REMEDY"])] += 0
    for (code, message, remedy), count in told.most_common(20):
        where = f" ({count} steps)" if count > 1 else ""
        console.print(f"{code + ': ' if code else ''}{message}{where}", highlight=False, soft_wrap=True, markup=False)
        if remedy:
            console.print(f"  {remedy}", highlight=False, soft_wrap=True, markup=False)
    if len(told) > 20:
        console.print(f"... and {len(told) - 20} more: SELECT * FROM core.run_steps WHERE run_id = '{run['RUN_ID']}'", soft_wrap=True)
