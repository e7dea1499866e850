"""Is the table right? Rows, keys, versions, and amounts to the cent, against what the simulator says a correct replica holds."""

import json
import subprocess
import tempfile
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from benchmark.exact import Exact

SCRIPT = Path(__file__).with_name("table.py")


@dataclass(frozen=True)
class Truth:
    """A file with (division, id, timestamp, cents), and the keys that were there before and are deleted now."""

    file: Path
    rows: int
    cents: int
    deleted: Path


@dataclass(frozen=True)
class Verdict:
    """`right`: equal to the truth in every respect. `remaining`: deleted rows that are still in the table."""

    rows: int
    keys: int
    cents: int
    missing: int
    surplus: int
    outdated: int
    wrong_amounts: int
    remaining: int
    problem: str = ""

    @property
    def right(self) -> bool:
        faults = (self.missing, self.surplus, self.outdated, self.wrong_amounts, self.rows - self.keys)
        return not self.problem and not any(faults)

    @property
    def right_but_for_deletions(self) -> bool:
        """Nothing is wrong but that deleted rows stayed."""
        others = (self.missing, self.surplus - self.remaining, self.outdated, self.wrong_amounts, self.rows - self.keys)
        return not self.problem and not any(others)

    def __str__(self) -> str:
        if self.problem:
            return f"not compared: {self.problem}"
        if self.right:
            return "right"
        if self.right_but_for_deletions:
            return f"{self.remaining} deleted rows remain"
        named = {
            "missing": self.missing,
            "too much": self.surplus,
            "outdated": self.outdated,
            "wrong amounts": self.wrong_amounts,
            "double": self.rows - self.keys,
        }
        return "wrong: " + ", ".join(f"{count} {name}" for name, count in named.items() if count)


def truth_of(exact: Exact, divisions: list[int], folder: Path, before: Truth | None = None) -> Truth:
    """Writes down what a correct replica holds now; `before` tells which rows are gone since."""
    import duckdb

    folder.mkdir(parents=True, exist_ok=True)
    file = Path(tempfile.mkstemp(".csv", "truth-", folder)[1])
    deleted = file.with_name(file.name.replace("truth-", "deleted-"))
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE truth (division BIGINT, id VARCHAR, version BIGINT, amount DECIMAL(38, 2))")
        for division in divisions:
            lines = folder / "truth.ndjson"
            with open(lines, "wb") as output:
                for piece in exact.truth(division):
                    output.write(piece)
            if lines.stat().st_size:
                # Numbers as text: an amount must not pass through binary floating point.
                columns = "{'ID': 'VARCHAR', 'Timestamp': 'VARCHAR', 'AmountDC': 'VARCHAR'}"
                connection.execute(
                    f"INSERT INTO truth SELECT ?, ID, Timestamp::BIGINT, AmountDC::DECIMAL(38, 2) FROM read_ndjson(?, columns={columns})",
                    [division, str(lines)],
                )
            lines.unlink()
        connection.execute(f"COPY truth TO '{file}' (HEADER)")
        rows, cents = connection.execute("SELECT COUNT(*), COALESCE(SUM(amount) * 100, 0) FROM truth").fetchone() or (0, Decimal(0))
        _write_deleted(connection, deleted, before)
    return Truth(file, rows, int(cents), deleted)


def _write_deleted(connection: Any, deleted: Path, before: Truth | None) -> None:
    """Rows that any earlier truth knew and this one doesn't."""
    connection.execute("CREATE TABLE gone (division BIGINT, id VARCHAR)")
    if before is not None:
        for file in (before.file, before.deleted):
            connection.execute(
                f"INSERT INTO gone SELECT division, id FROM read_csv('{file}', columns={_known(file == before.file)}) AS former"
                " WHERE NOT EXISTS (SELECT 1 FROM truth WHERE truth.division = former.division AND truth.id = former.id)"
            )
    connection.execute(f"COPY gone TO '{deleted}' (HEADER)")


def _known(whole: bool) -> str:
    more = ", 'version': 'BIGINT', 'amount': 'DECIMAL(38, 2)'" if whole else ""
    return "{'division': 'BIGINT', 'id': 'VARCHAR'" + more + "}"


def verdict_of(python: Path, database: Path, table: str, truth: Truth) -> Verdict:
    """Compares with the engine's own DuckDB, since a file of a newer one can't be read by an older."""
    arguments = [str(python), str(SCRIPT), str(database), table, str(truth.file), str(truth.deleted)]
    answer = subprocess.run(arguments, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if answer.returncode != 0:
        said = answer.stderr.strip().splitlines()
        errors = [line for line in said if "Error" in line or "Exception" in line] or said or ["it ended without a word"]
        return Verdict(0, 0, 0, 0, 0, 0, 0, 0, errors[-1][:300])
    return Verdict(**json.loads(answer.stdout.splitlines()[-1]))
