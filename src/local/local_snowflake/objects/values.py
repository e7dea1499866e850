"""SQL values between engine and procedures: types of results, and the text form in which the JVM takes them."""

from __future__ import annotations

import datetime
import decimal
import json
from typing import Any

from local_snowflake.objects.scripting import as_text
from local_snowflake.result import Column, SqlError

_BY_COLUMN = {"fixed": "NUMBER", "real": "FLOAT", "text": "VARCHAR", "boolean": "BOOLEAN", "date": "DATE", "time": "TIME",
              "timestamp_ntz": "TIMESTAMP_NTZ", "timestamp_ltz": "TIMESTAMP_LTZ", "timestamp_tz": "TIMESTAMP_TZ", "binary": "BINARY",
              "variant": "VARIANT", "object": "OBJECT", "array": "ARRAY"}
_BY_TYPE = {sql: column for column, sql in _BY_COLUMN.items()}


def type_of_column(column: Column) -> str:
    """The SQL type of a result's column."""
    return _BY_COLUMN.get(column.type, "VARCHAR")


def type_of_value(value: Any) -> str | None:
    """The SQL type of a bound Python value; None for NULL."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "BOOLEAN"
    if isinstance(value, (int, decimal.Decimal)):
        return "NUMBER"
    if isinstance(value, float):
        return "FLOAT"
    if isinstance(value, (bytes, bytearray)):
        return "BINARY"
    if isinstance(value, datetime.datetime):
        return "TIMESTAMP_TZ" if value.tzinfo else "TIMESTAMP_NTZ"
    if isinstance(value, datetime.date):
        return "DATE"
    if isinstance(value, datetime.time):
        return "TIME"
    return "VARCHAR"


def column_of(name: str, sql_type: str) -> Column:
    """A result's column of a SQL type."""
    return Column(name, _BY_TYPE[sql_type], 38 if sql_type == "NUMBER" else None, 0 if sql_type == "NUMBER" else None)


def convert(value: Any, given: str | None, wanted: str, name: str) -> Any:
    """A value as an argument's type; SqlError when it is no such value."""
    if value is None:
        return None
    try:
        if wanted == "VARCHAR":
            return _unquoted(value) if given == "VARIANT" else as_text(value)
        if given == "VARIANT" and wanted not in ("VARIANT", "OBJECT", "ARRAY"):
            value = json.loads(value, parse_float=decimal.Decimal)
            if value is None:
                return None
        if wanted == "NUMBER":
            number = decimal.Decimal(str(value).strip())
            return int(number) if number == number.to_integral_value() else number
        if wanted == "FLOAT":
            return float(value)
        if wanted == "BOOLEAN":
            return _boolean(value)
        if wanted in ("OBJECT", "ARRAY"):
            if not isinstance(json.loads(value), dict if wanted == "OBJECT" else list):
                raise ValueError
            return value
        if wanted == "VARIANT":
            return value if given in ("VARIANT", "OBJECT", "ARRAY") else _as_variant(value)
        if wanted == "BINARY" and isinstance(value, str):
            return bytes.fromhex(value)
        if wanted.startswith("TIMESTAMP") and isinstance(value, str):
            return datetime.datetime.fromisoformat(value)
        if wanted == "DATE" and isinstance(value, str):
            return datetime.date.fromisoformat(value)
    except (ValueError, TypeError, decimal.InvalidOperation):
        raise SqlError(f"Argument {name} of type {wanted} cannot take the value '{str(value)[:100]}'.", 100038, "22018") from None
    return value


def host_text(value: Any, sql_type: str) -> str | None:
    """The text in which the JVM takes a value."""
    if isinstance(value, datetime.datetime):
        moment = value if value.tzinfo is None else value.astimezone(datetime.timezone.utc).replace(tzinfo=None)
        return moment.isoformat(" ")
    return as_text(value)


def from_text(text: str | None, sql_type: str) -> Any:
    """A procedure's result as the Python value of its declared type."""
    if text is None:
        return None
    try:
        if sql_type == "NUMBER":
            number = decimal.Decimal(text)
            return int(number) if number == number.to_integral_value() else number
        if sql_type == "FLOAT":
            return float(text)
        if sql_type == "BOOLEAN":
            return _boolean(text)
        if sql_type == "BINARY":
            return bytes.fromhex(text)
        if sql_type == "DATE":
            return datetime.date.fromisoformat(text)
        if sql_type == "TIME":
            return datetime.time.fromisoformat(text)
        if sql_type.startswith("TIMESTAMP"):
            moment = datetime.datetime.fromisoformat(text)
            return moment if sql_type == "TIMESTAMP_NTZ" or moment.tzinfo else moment.replace(tzinfo=datetime.timezone.utc)
        if sql_type in ("VARIANT", "OBJECT", "ARRAY"):
            json.loads(text)
    except (ValueError, decimal.InvalidOperation):
        raise SqlError(f"The procedure returned '{text[:100]}', which is not a value of type {sql_type}.", 100357, "P0000") from None
    return text


def result_text(value: Any, sql_type: str) -> str | None:
    """The result of a SQL procedure as text."""
    if sql_type in ("VARIANT", "OBJECT", "ARRAY") and value is not None and not isinstance(value, str):
        return _as_variant(value)
    if sql_type == "VARIANT" and isinstance(value, str):
        try:
            json.loads(value)
        except ValueError:
            return json.dumps(value, ensure_ascii=False)
    return as_text(value)


def _as_variant(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float, decimal.Decimal)):
        return str(as_text(value))
    return json.dumps(as_text(value), ensure_ascii=False)


def _unquoted(text: str) -> str | None:
    value = json.loads(text, parse_float=str, parse_int=str)
    return value if value is None or isinstance(value, str) else as_text(value) if isinstance(value, bool) else text


def _boolean(value: Any) -> bool:
    if isinstance(value, (bool, int)):
        return bool(value)
    word = str(value).strip().lower()
    if word in ("true", "t", "yes", "y", "on", "1"):
        return True
    if word in ("false", "f", "no", "n", "off", "0"):
        return False
    raise ValueError(word)
