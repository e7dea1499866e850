"""How results are printed: as a table for people, as JSON for programs."""

from __future__ import annotations

import datetime
import decimal
import json
import math
from typing import Any, Sequence, TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text
from snowflake.connector.constants import FIELD_ID_TO_NAME

_SEMI_STRUCTURED = ("VARIANT", "OBJECT", "ARRAY")
_NUMBERS = ("FIXED", "REAL", "DECFLOAT")
_WITHOUT_TERMINAL = 10_000


def as_json(description: Sequence[Any], rows: Sequence[Sequence[Any]]) -> str:
    """An array of objects with the columns as keys; numbers keep every digit, semi-structured values their own text."""
    names = [json.dumps(column.name, ensure_ascii=False) for column in description]
    kinds = [FIELD_ID_TO_NAME.get(column.type_code, "TEXT") for column in description]
    lines = ["{" + ", ".join(f"{name}: {json_value(value, kind)}" for name, kind, value in zip(names, kinds, row)) + "}" for row in rows]
    return "[" + ",\n ".join(lines) + "]"


def json_value(value: Any, kind: str) -> str:
    """A value as JSON text."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if kind in _SEMI_STRUCTURED and isinstance(value, str):
        return _compact(value)
    if isinstance(value, float):
        return json.dumps(value) if math.isfinite(value) else json.dumps(str(value))
    if isinstance(value, (int, decimal.Decimal)):
        return format(value, "f") if isinstance(value, decimal.Decimal) else str(value)
    return json.dumps(_text(value), ensure_ascii=False)


def _compact(text: str) -> str:
    """JSON text on one line; its numbers keep every digit."""
    try:
        parsed = json.loads(text, parse_float=decimal.Decimal)
    except ValueError:
        return json.dumps(text, ensure_ascii=False)
    return _dump(parsed)


def _dump(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key, ensure_ascii=False)}: {_dump(element)}" for key, element in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_dump, value)) + "]"
    if isinstance(value, decimal.Decimal):
        return str(value)
    return json.dumps(value, ensure_ascii=False)


def _text(value: Any) -> str:
    if isinstance(value, datetime.datetime):
        return value.isoformat(timespec="milliseconds")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, datetime.time):
        return value.isoformat(timespec="milliseconds") if value.microsecond else value.isoformat()
    if isinstance(value, (bytes, bytearray)):
        return bytes(value).hex().upper()
    return str(value)


def print_table(description: Sequence[Any], rows: Sequence[Sequence[Any]], output: TextIO) -> None:
    """A table with a line that counts its rows."""
    console = Console(file=output, width=None if output.isatty() else _WITHOUT_TERMINAL, highlight=False)
    table = Table(header_style="bold", show_lines=False)
    for column in description:
        kind = FIELD_ID_TO_NAME.get(column.type_code, "TEXT")
        table.add_column(Text(column.name), justify="right" if kind in _NUMBERS else "left", overflow="fold")
    for row in rows:
        table.add_row(*(_cell(value) for value in row))
    console.print(table)
    console.print(f"{len(rows)} row{'' if len(rows) == 1 else 's'}")


def _cell(value: Any) -> Text:
    if value is None:
        return Text("NULL", style="dim")
    if isinstance(value, decimal.Decimal):
        return Text(format(value, "f"))
    if isinstance(value, datetime.datetime):
        return Text(value.isoformat(" ", timespec="milliseconds"))
    return Text(_text(value))
