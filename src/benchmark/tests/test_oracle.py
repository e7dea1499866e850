"""The oracle calls a right table right, and names every way in which a table can be wrong."""

import sys
from pathlib import Path

import duckdb
import pytest
from benchmark.oracle import Truth, Verdict, verdict_of

ROWS = [(1, "a", 10, "10.01"), (1, "b", 11, "-2.50"), (2, "a", 12, "1000000000000000.00"), (2, "c", 13, "0.10")]


@pytest.fixture
def truth(tmp_path: Path) -> Truth:
    file, deleted = tmp_path / "truth.csv", tmp_path / "deleted.csv"
    file.write_text("division,id,version,amount\n" + "".join(",".join(str(value) for value in row) + "\n" for row in ROWS))
    deleted.write_text("division,id\n1,gone\n")
    return Truth(file, len(ROWS), 0, deleted)


def compared(tmp_path: Path, truth: Truth, rows: list[tuple], amounts: str = "DECIMAL(38, 12)") -> Verdict:
    database = tmp_path / "data.duckdb"
    with duckdb.connect(str(database)) as connection:
        connection.execute(f'CREATE TABLE lines ("_DIVISION" BIGINT, DIVISION BIGINT, ID VARCHAR, time_stamp BIGINT, amount_dc {amounts})')
        connection.executemany("INSERT INTO lines VALUES (0, ?, ?, ?, ?)", rows)
    return verdict_of(Path(sys.executable), database, "main.lines", truth)


def test_equal_tables_are_right_whatever_their_columns_are_called(tmp_path: Path, truth: Truth) -> None:
    assert str(compared(tmp_path, truth, ROWS)) == "right"


def test_amounts_in_binary_floating_point_are_compared_to_the_cent(tmp_path: Path, truth: Truth) -> None:
    assert compared(tmp_path, truth, ROWS, "DOUBLE").right


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (ROWS[1:], "wrong: 1 missing"),
        ([*ROWS, (2, "z", 14, "1")], "wrong: 1 too much"),
        ([*ROWS, (1, "gone", 9, "1")], "1 deleted rows remain"),
        ([(1, "a", 9, "10.01"), *ROWS[1:]], "wrong: 1 outdated"),
        ([(1, "a", 10, "10.02"), *ROWS[1:]], "wrong: 1 wrong amounts"),
        ([(1, "a", 10, None), *ROWS[1:]], "wrong: 1 wrong amounts"),
        ([*ROWS, ROWS[0]], "wrong: 1 double"),
        ([(1, "a", 10, "10.01"), (2, "b", 11, "-2.50"), *ROWS[2:]], "wrong: 1 missing, 1 too much"),
    ],
)
def test_every_fault_is_found(tmp_path: Path, truth: Truth, rows: list[tuple], said: str) -> None:
    verdict = compared(tmp_path, truth, rows)
    assert not verdict.right
    assert str(verdict) == said


def test_a_table_that_is_not_there_is_said(tmp_path: Path, truth: Truth) -> None:
    with duckdb.connect(str(tmp_path / "empty.duckdb")):
        pass
    verdict = verdict_of(Path(sys.executable), tmp_path / "empty.duckdb", "main.lines", truth)
    assert not verdict.right
    assert "lines" in str(verdict)
