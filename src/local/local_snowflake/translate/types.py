"""Types: Snowflake's declarations, DuckDB's storage, and what clients are told."""

from __future__ import annotations

import re
from typing import Any

from sqlglot import exp

from local_snowflake.errors import unsupported
from local_snowflake.result import Column

Type = exp.DataType.Type

TEXT_TYPES = {Type.VARCHAR, Type.TEXT, Type.CHAR, Type.NCHAR, Type.NVARCHAR, Type.BPCHAR, Type.NAME}
INTEGER_TYPES = {Type.INT, Type.BIGINT, Type.SMALLINT, Type.TINYINT, Type.INT128, Type.MEDIUMINT, Type.UBIGINT, Type.UINT}
FLOAT_TYPES = {Type.FLOAT, Type.DOUBLE}
DECIMAL_TYPES = {Type.DECIMAL, Type.BIGDECIMAL, Type.DECIMAL32, Type.DECIMAL64, Type.DECIMAL128}
NTZ_TYPES = {Type.TIMESTAMP, Type.TIMESTAMPNTZ, Type.DATETIME}
TZ_TYPES = {Type.TIMESTAMPTZ, Type.TIMESTAMPLTZ}
JSON_TYPES = {Type.VARIANT, Type.OBJECT, Type.ARRAY, Type.JSON, Type.MAP, Type.STRUCT, Type.LIST}
MAXIMUM_TEXT = 16777216


def describe_type(kind: exp.DataType) -> dict[str, Any]:
    """Snowflake's description of a declared type: type word with length, precision and scale."""
    numbers = [int(parameter.name) for parameter in kind.expressions if isinstance(parameter, exp.DataTypeParam) and parameter.name.isdigit()]
    word = kind.this
    if word in TEXT_TYPES:
        return {"type": "TEXT", "length": numbers[0] if numbers else (1 if word in (Type.CHAR, Type.NCHAR) else None)}
    if word in DECIMAL_TYPES:
        return {"type": "NUMBER", "precision": numbers[0] if numbers else 38, "scale": numbers[1] if len(numbers) > 1 else 0}
    if word in INTEGER_TYPES:
        return {"type": "NUMBER", "precision": 38, "scale": 0}
    if word in FLOAT_TYPES:
        return {"type": "FLOAT"}
    if word in NTZ_TYPES:
        return {"type": "TIMESTAMP_NTZ", "scale": numbers[0] if numbers else 9}
    if word in TZ_TYPES:
        return {"type": "TIMESTAMP_LTZ" if word == Type.TIMESTAMPLTZ else "TIMESTAMP_TZ", "scale": numbers[0] if numbers else 9}
    if word in (Type.BINARY, Type.VARBINARY, Type.BLOB):
        return {"type": "BINARY", "length": numbers[0] if numbers else None}
    if word == Type.BOOLEAN:
        return {"type": "BOOLEAN"}
    if word == Type.DATE:
        return {"type": "DATE"}
    if word == Type.TIME:
        return {"type": "TIME", "scale": 9}
    if word in JSON_TYPES:
        return {"type": {Type.ARRAY: "ARRAY", Type.OBJECT: "OBJECT", Type.LIST: "ARRAY"}.get(word, "VARIANT")}
    raise unsupported(f"data type {kind.sql(dialect='snowflake')}")


def storage_type(kind: exp.DataType) -> exp.DataType:
    """The DuckDB type that stores a Snowflake type."""
    description = describe_type(kind)
    word = description["type"]
    if word == "NUMBER":
        return exp.DataType.build(f"DECIMAL({description['precision']}, {description['scale']})", dialect="duckdb")
    return exp.DataType.build({"TEXT": "TEXT", "FLOAT": "DOUBLE", "TIMESTAMP_NTZ": "TIMESTAMP", "TIMESTAMP_TZ": "TIMESTAMPTZ",
                               "TIMESTAMP_LTZ": "TIMESTAMPTZ", "BINARY": "BLOB", "BOOLEAN": "BOOLEAN", "DATE": "DATE", "TIME": "TIME"
                               }.get(word, "JSON"), dialect="duckdb")


def printed_type(meta: dict[str, Any]) -> str:
    """A type as DESCRIBE TABLE prints it."""
    word = meta.get("type")
    if word == "NUMBER":
        return f"NUMBER({meta.get('precision', 38)},{meta.get('scale', 0)})"
    if word == "TEXT":
        return f"VARCHAR({meta.get('length') or MAXIMUM_TEXT})"
    if word == "BINARY":
        return f"BINARY({meta.get('length') or 8388608})"
    if word in ("TIMESTAMP_NTZ", "TIMESTAMP_TZ", "TIMESTAMP_LTZ", "TIME"):
        return f"{word}({meta.get('scale', 9)})"
    return str(word)


_WIRE = {"VARCHAR": "text", "BOOLEAN": "boolean", "DOUBLE": "real", "FLOAT": "real", "DATE": "date", "TIME": "time",
         "TIMESTAMP": "timestamp_ntz", "TIMESTAMP_NS": "timestamp_ntz", "TIMESTAMP_MS": "timestamp_ntz", "TIMESTAMP_S": "timestamp_ntz",
         "TIMESTAMP WITH TIME ZONE": "timestamp_tz", "BLOB": "binary", "JSON": "variant", '"NULL"': "text", "NULL": "text", "UUID": "text"}
_INTEGERS = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT"}


def result_column(name: str, duck_type: str, meta: dict[str, Any] | None = None) -> Column:
    """How a result column is announced to a client; meta is that of the table column it comes from, if known."""
    decimal = re.match(r"DECIMAL\((\d+),\s*(\d+)\)", duck_type)
    if decimal:
        return Column(name, "fixed", int(decimal[1]), int(decimal[2]))
    if duck_type in _INTEGERS:
        return Column(name, "fixed", 38, 0)
    kind = _WIRE.get(duck_type)
    if kind is None:
        # nested types of DuckDB do not exist in Snowflake: they travel as JSON
        return Column(name, "array" if duck_type.endswith("[]") else "object")
    if kind == "text":
        return Column(name, kind, length=(meta or {}).get("length") or MAXIMUM_TEXT)
    if kind == "variant":
        return Column(name, str((meta or {}).get("type", "variant")).lower() if (meta or {}).get("type") in ("OBJECT", "ARRAY") else kind)
    if kind.startswith("timestamp") or kind == "time":
        return Column(name, kind, 0, 9)
    if kind == "binary":
        return Column(name, kind, length=8388608)
    return Column(name, kind)
