"""Bound values as clients send them, and as Python values."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from local_snowflake.result import SqlError

_EPOCH = datetime(1970, 1, 1)


def rows_of(bindings: dict[str, dict[str, Any]] | None) -> list[list[Any]]:
    """The values per execution: one row normally, many for an array bind, one empty row without binds."""
    if not bindings:
        return [[]]
    if not all(name.isdigit() for name in bindings):
        raise SqlError("Named binds are not supported by the local Snowflake.", 2, "0A000")
    columns = [bindings[str(number)] for number in range(1, len(bindings) + 1)]
    if any(isinstance(column.get("value"), list) for column in columns):
        return [list(row) for row in zip(*[[value_of(column["type"], entry) for entry in column["value"]] for column in columns])]
    return [[value_of(column["type"], column.get("value")) for column in columns]]


def value_of(kind: str, value: str | None) -> Any:
    """One value; timestamps come as nanoseconds, dates as milliseconds since 1970."""
    if value is None:
        return None
    kind = kind.upper()
    if kind == "FIXED":
        number = Decimal(value)
        return int(number) if number == number.to_integral_value() and "." not in value and "E" not in value.upper() else number
    if kind == "REAL":
        return float(value)
    if kind == "BOOLEAN":
        return value.lower() in ("true", "1")
    if kind == "BINARY":
        return bytes.fromhex(value)
    if kind == "DATE":
        return date(1970, 1, 1) + timedelta(milliseconds=int(value)) if value.lstrip("-").isdigit() else date.fromisoformat(value)
    if kind == "TIME":
        return (_EPOCH + timedelta(microseconds=int(value) // 1000)).time() if value.isdigit() else value
    if kind == "TIMESTAMP_NTZ":
        return _moment(value) if value.lstrip("-").isdigit() else value
    if kind == "TIMESTAMP_LTZ":
        return _moment(value).replace(tzinfo=UTC) if value.lstrip("-").isdigit() else value
    if kind == "TIMESTAMP_TZ":
        nanoseconds, _, offset = value.partition(" ")
        if not nanoseconds.lstrip("-").isdigit():
            return value
        zone = timezone(timedelta(minutes=int(offset) - 1440)) if offset else UTC
        return _moment(nanoseconds).replace(tzinfo=UTC).astimezone(zone)
    return value


def _moment(nanoseconds: str) -> datetime:
    return _EPOCH + timedelta(microseconds=int(nanoseconds) // 1000)
