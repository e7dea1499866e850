"""Results in the clients' formats: JSON rows, or Arrow where the client reads it."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pyarrow
import pyarrow.compute as compute

from local_snowflake.result import Column, Result

Row = Sequence[str | None]


def row_type(columns: Sequence[Column]) -> list[dict[str, Any]]:
    """The description of the columns."""
    described = []
    for column in columns:
        length = column.length or (16777216 if column.type == "text" else None)
        described.append({"name": column.name, "database": "", "schema": "", "table": "", "nullable": column.nullable, "type": column.type,
                          "length": length, "byteLength": min(length * 4, 16777216) if length and column.type == "text" else length,
                          "precision": column.precision if column.precision is not None else (0 if column.type.startswith("time") else None),
                          "scale": 9 if column.type.startswith("time") else column.scale, "collation": None})
    return described


def json_rows(result: Result, start: int, count: int) -> list[Row]:
    """Some rows as the texts that clients turn into values."""
    if result.table is None:
        return [[text_of(value, column.type) for value, column in zip(row, result.columns)] for row in result.rows[start:start + count]]
    part = result.table.slice(start, count)
    columns = [_texts(part.column(position), column.type) for position, column in enumerate(result.columns)]
    return list(zip(*columns)) if columns else [()] * part.num_rows


def json_chunk(result: Result, start: int, count: int) -> bytes:
    """Rows as a chunk: JSON arrays separated by commas, without brackets around all of them."""
    return json.dumps(json_rows(result, start, count), ensure_ascii=False, separators=(",", ":")).encode()[1:-1]


def text_of(value: Any, kind: str) -> str | None:
    """One value as text."""
    if value is None:
        return None
    if isinstance(value, bool):
        return ("1" if value else "0") if kind == "boolean" else str(value).lower()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        moment = value if value.tzinfo is not None else value.replace(tzinfo=UTC)
        delta = moment - datetime(1970, 1, 1, tzinfo=UTC)
        printed = _seconds((delta.days * 86400 + delta.seconds) * 1_000_000 + delta.microseconds)
        offset = moment.utcoffset()
        return f"{printed} {1440 + int(offset.total_seconds() // 60 if offset else 0)}" if kind == "timestamp_tz" else printed
    if isinstance(value, date):
        return str((value - date(1970, 1, 1)).days)
    if isinstance(value, time):
        return _seconds(((value.hour * 60 + value.minute) * 60 + value.second) * 1_000_000 + value.microsecond)
    if isinstance(value, (bytes, bytearray)):
        return bytes(value).hex().upper()
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def _seconds(microseconds: int) -> str:
    sign, microseconds = ("-", -microseconds) if microseconds < 0 else ("", microseconds)
    return f"{sign}{microseconds // 1_000_000}.{microseconds % 1_000_000:06d}000"


def _texts(array: pyarrow.ChunkedArray, kind: str) -> list[str | None]:
    """A column as texts, as far as possible without looking at single values."""
    if kind == "fixed":
        return compute.cast(array, pyarrow.string()).to_pylist() if not pyarrow.types.is_decimal(array.type) or array.type.scale == 0 \
            else [None if value is None else format(value, "f") for value in array.to_pylist()]
    if kind == "boolean":
        return [None if value is None else "1" if value else "0" for value in array.to_pylist()]
    if kind.startswith("timestamp") and pyarrow.types.is_timestamp(array.type):
        numbers = compute.cast(compute.cast(array, pyarrow.timestamp("us", array.type.tz), safe=False), pyarrow.int64()).to_pylist()
        end = " 1440" if kind == "timestamp_tz" else ""
        return [None if number is None else _seconds(number) + end for number in numbers]
    if kind in ("text", "variant", "object", "array") and (pyarrow.types.is_string(array.type) or pyarrow.types.is_large_string(array.type)):
        return array.to_pylist()
    return [text_of(value, kind) for value in array.to_pylist()]


def arrow_stream(result: Result, start: int, count: int) -> bytes:
    """Some rows as an Arrow stream whose fields are described as Snowflake's are."""
    part = as_table(result).slice(start, count)
    arrays, fields = [], []
    for position, column in enumerate(result.columns):
        array = _arrow(part.column(position).combine_chunks(), column.type)
        metadata = {"logicalType": column.type.upper(), "precision": str(column.precision or 38),
                    "scale": "9" if column.type.startswith("time") else str(column.scale or 0), "charLength": str(column.length or 0)}
        arrays.append(array)
        fields.append(pyarrow.field(column.name, array.type, metadata=metadata))
    schema = pyarrow.schema(fields)
    sink = pyarrow.BufferOutputStream()
    with pyarrow.ipc.new_stream(sink, schema) as writer:
        if part.num_rows:
            writer.write_batch(pyarrow.RecordBatch.from_arrays(arrays, schema=schema))
    return sink.getvalue().to_pybytes()


def arrow_text(result: Result, start: int, count: int) -> str:
    """The same in Base64, as the first part of a result travels."""
    return base64.b64encode(arrow_stream(result, start, count)).decode()


_ARROW_TYPES = {"text": pyarrow.string(), "boolean": pyarrow.bool_(), "real": pyarrow.float64(), "date": pyarrow.date32(), "time": pyarrow.time64("us"),
                "timestamp_ntz": pyarrow.timestamp("us"), "timestamp_tz": pyarrow.timestamp("us", "UTC"), "timestamp_ltz": pyarrow.timestamp("us", "UTC"),
                "binary": pyarrow.binary(), "variant": pyarrow.string(), "object": pyarrow.string(), "array": pyarrow.string()}


def as_table(result: Result) -> pyarrow.Table:
    """All rows as an Arrow table; its columns are numbered."""
    if result.table is not None:
        return result.table
    arrays = []
    for position, column in enumerate(result.columns):
        values = [row[position] for row in result.rows]
        if column.type == "fixed":
            kind = pyarrow.decimal128(38, column.scale or 0)
            values = [None if value is None else Decimal(str(value)) for value in values]
        else:
            kind = _ARROW_TYPES[column.type]
            if column.type in ("text", "variant", "object", "array"):
                values = [None if value is None else text_of(value, column.type) for value in values]
        arrays.append(pyarrow.array(values, kind))
    return pyarrow.Table.from_arrays(arrays, names=[str(position) for position in range(len(arrays))])


def _arrow(array: pyarrow.Array, kind: str) -> pyarrow.Array:
    if isinstance(array, pyarrow.ChunkedArray):
        array = pyarrow.concat_arrays(array.chunks) if array.num_chunks else pyarrow.array([], array.type)
    if kind == "fixed":
        if pyarrow.types.is_integer(array.type):
            return compute.cast(array, pyarrow.int64())
        if pyarrow.types.is_decimal(array.type) and array.type.scale == 0:
            try:
                return compute.cast(array, pyarrow.int64())
            except pyarrow.ArrowInvalid:
                return array
        return array
    if kind.startswith("timestamp"):
        return _timestamps(array, kind)
    if kind == "time":
        return compute.multiply(compute.cast(array, pyarrow.int64()), 1000)
    if pyarrow.types.is_null(array.type):
        return compute.cast(array, _ARROW_TYPES.get(kind, pyarrow.string()))
    if pyarrow.types.is_large_string(array.type):
        return compute.cast(array, pyarrow.string())
    return array


def _timestamps(array: pyarrow.Array, kind: str) -> pyarrow.Array:
    """Snowflake's structs of seconds, nanoseconds and zone; a NULL is a NULL struct."""
    if pyarrow.types.is_null(array.type):
        array = compute.cast(array, pyarrow.timestamp("us"))
    numbers = compute.fill_null(compute.cast(compute.cast(array, pyarrow.timestamp("us", array.type.tz), safe=False), pyarrow.int64()), 0)
    seconds = _floor_divide(numbers, 1_000_000)
    fractions = compute.cast(compute.multiply(compute.subtract(numbers, compute.multiply(seconds, 1_000_000)), 1000), pyarrow.int32())
    parts, names = [seconds, fractions], ["epoch", "fraction"]
    if kind == "timestamp_tz":
        parts.append(pyarrow.array([1440] * len(array), pyarrow.int32()))
        names.append("timezone")
    fields = [pyarrow.field(name, part.type, nullable=True) for name, part in zip(names, parts)]
    return pyarrow.StructArray.from_arrays(parts, fields=fields, mask=compute.is_null(array))


def _floor_divide(numbers: pyarrow.Array, divisor: int) -> pyarrow.Array:
    quotient = compute.divide(numbers, divisor)
    remainder = compute.subtract(numbers, compute.multiply(quotient, divisor))
    return compute.subtract(quotient, compute.cast(compute.less(remainder, 0), pyarrow.int64()))
