"""Results and errors, as the engine hands them to the clients."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow


@dataclass(frozen=True)
class Column:
    """A column of a result, typed in Snowflake's words.

    ``type`` is the word of the client protocol: fixed, real, text, boolean, date, time, timestamp_ntz, timestamp_ltz,
    timestamp_tz, binary, variant, object, array.
    """

    name: str
    type: str = "text"
    precision: int | None = None
    scale: int | None = None
    length: int | None = None
    nullable: bool = True


class SqlError(Exception):
    """A statement failed; the client sees exactly this message, code and state."""

    def __init__(self, message: str, code: int = 1003, sqlstate: str = "42000") -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.sqlstate = sqlstate


@dataclass
class Result:
    """What a statement answered.

    Values are Python's: int and Decimal for fixed, float, str, bool, date, time, datetime (naive for timestamp_ntz, aware
    for timestamp_tz and timestamp_ltz), bytes, and JSON text for variant, object and array. A data statement keeps
    its rows as an Arrow table in ``table``; ``rows`` reads either form.

    ``statement_kind``: select, insert, update, delete, merge, copy, ddl, use, show, describe, transaction, call, put, other.
    """

    columns: Sequence[Column]
    data: list[Sequence[Any]] | None = None
    statement_kind: str = "select"
    affected: int | None = None
    table: pyarrow.Table | None = None
    upload: dict[str, Any] | None = None
    query_id: str = field(default="")

    @property
    def rows(self) -> list[Sequence[Any]]:
        """All rows as sequences of Python values."""
        if self.data is None:
            columns = [column.to_pylist() for column in self.table.columns] if self.table is not None else []
            self.data = list(zip(*columns)) if columns else []
        return self.data

    @property
    def row_count(self) -> int:
        """How many rows there are, without turning an Arrow table into Python values."""
        return self.table.num_rows if self.table is not None else len(self.data or [])

    @property
    def size(self) -> int:
        """About how many bytes the rows take in memory."""
        return self.table.nbytes if self.table is not None else 100 * len(self.columns) * len(self.data or [])

    @staticmethod
    def status(message: str, kind: str = "ddl") -> Result:
        """The one-row answer of a statement without data, e.g. 'Table T successfully created.'"""
        return Result([Column("status", "text")], [[message]], kind)

    @staticmethod
    def of(columns: Iterable[Column | str], rows: Iterable[Sequence[Any]], kind: str = "select") -> Result:
        """A result from Python values; a column given as a bare name is text."""
        typed = [column if isinstance(column, Column) else Column(column) for column in columns]
        return Result(typed, [list(row) for row in rows], kind)

    @staticmethod
    def counts(kind: str, **counts: int) -> Result:
        """The answer of INSERT, UPDATE, DELETE and MERGE: one row of numbers under Snowflake's column names."""
        columns = [Column(name.replace("_", " ").replace("multi joined", "multi-joined"), "fixed", 38, 0) for name in counts]
        affected = sum(value for name, value in counts.items() if "multi" not in name)
        return Result(columns, [list(counts.values())], kind, affected)
