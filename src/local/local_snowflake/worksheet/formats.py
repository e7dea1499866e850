"""How results are printed: as a table for people, as JSON for programs."""

from __future__ import annotations

import decimal
import json
import math
import shutil
from typing import Any, TextIO

from local_snowflake.worksheet.client import Answer

SEMI_STRUCTURED = ("variant", "object", "array")
_NUMBERS = ("fixed", "real")
_WIDTH_WITHOUT_TERMINAL = 160


def as_json(answer: Answer) -> str:
    """An array of objects with the columns as keys; numbers keep every digit, semi-structured values are JSON themselves."""
    names = [json.dumps(name, ensure_ascii=False) for name, _ in answer.columns]
    kinds = [kind for _, kind in answer.columns]
    lines = ["{" + ", ".join(f"{name}: {json_value(value, kind)}" for name, kind, value in zip(names, kinds, row)) + "}"
             for row in answer.rows]
    return "[" + ",\n ".join(lines) + "]"


def json_value(value: Any, kind: str) -> str:
    """A value as JSON text."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if kind == "fixed":
        return str(value)
    if kind == "real":
        number = float(value)
        return json.dumps(number) if math.isfinite(number) else json.dumps(str(value))
    if kind in SEMI_STRUCTURED:
        return _dump(_parsed(value), None)
    return json.dumps(value, ensure_ascii=False)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text, parse_float=decimal.Decimal)
    except ValueError:
        return text


def _dump(value: Any, indent: str | None) -> str:
    """JSON text in which numbers keep every digit; indented when an indent is given."""
    inner = None if indent is None else indent + "  "
    start, separator, end = ("", ", ", "") if inner is None else (f"\n{inner}", f",\n{inner}", f"\n{indent}")
    if isinstance(value, dict) and value:
        members = (f"{json.dumps(key, ensure_ascii=False)}: {_dump(element, inner)}" for key, element in value.items())
        return "{" + start + separator.join(members) + end + "}"
    if isinstance(value, list) and value:
        return "[" + start + separator.join(_dump(element, inner) for element in value) + end + "]"
    if isinstance(value, decimal.Decimal):
        return str(value)
    return json.dumps(value, ensure_ascii=False)


def print_table(answer: Answer, output: TextIO) -> None:
    """A table, or one record below the other where a table would be too wide; a line that counts the rows closes it."""
    width = shutil.get_terminal_size().columns if output.isatty() else _WIDTH_WITHOUT_TERMINAL
    cells = [[_cell(value, kind) for value, (_, kind) in zip(row, answer.columns)] for row in answer.rows]
    widths = [max([len(name), *(_width(row[index]) for row in cells)]) for index, (name, _) in enumerate(answer.columns)]
    if sum(widths) + 3 * len(widths) + 1 <= width:
        _print_grid(answer, cells, output, width)
    else:
        _print_records(answer, cells, output)
    print(f"{len(cells)} row{'' if len(cells) == 1 else 's'}", file=output)


def _print_grid(answer: Answer, cells: list[list[str]], output: TextIO, width: int) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(header_style="bold")
    for name, kind in answer.columns:
        table.add_column(Text(name), justify="right" if kind in _NUMBERS else "left", overflow="fold")
    for row, values in zip(cells, answer.rows):
        table.add_row(*(Text(cell, style="dim" if value is None else "") for cell, value in zip(row, values)))
    Console(file=output, width=width, highlight=False).print(table)


def _print_records(answer: Answer, cells: list[list[str]], output: TextIO) -> None:
    margin = max(len(name) for name, _ in answer.columns)
    for number, row in enumerate(cells, 1):
        print(f"-- row {number} " + "-" * 40, file=output)
        for (name, _), cell in zip(answer.columns, row):
            first, *others = cell.split("\n")
            print(f"{name:<{margin}}  {first}", file=output)
            for line in others:
                print(" " * (margin + 2) + line, file=output)


def _cell(value: Any, kind: str) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "true" if value else "false"
    if kind in SEMI_STRUCTURED:
        return _dump(_parsed(value), "")
    if kind.startswith("timestamp"):
        return str(value).replace("T", " ")
    return str(value)


def _width(cell: str) -> int:
    return max(len(line) for line in cell.split("\n"))
