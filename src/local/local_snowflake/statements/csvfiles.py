"""CSV files as COPY reads them: the file format's options, and how DuckDB is told of them."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from local_snowflake.catalog import ColumnInfo
from local_snowflake.errors import unsupported
from local_snowflake.names import literal, quote
from local_snowflake.result import SqlError

READ_AS_TEXT = ("BINARY", "VARIANT", "OBJECT", "ARRAY")
_IGNORED = ("ENCODING", "MULTI_LINE", "REPLACE_INVALID_CHARACTERS", "SKIP_BYTE_ORDER_MARK", "SKIP_BLANK_LINES", "ESCAPE_UNENCLOSED_FIELD")


@dataclass
class Csv:
    """How the files are written."""

    delimiter: str = ","
    skip: int = 0
    enclosed: str | None = None
    nulls: list[str] = field(default_factory=lambda: ["\\N"])
    empty_is_null: bool = True
    compression: str = "AUTO"
    trim: bool = False
    count_must_match: bool = True


def format_of(options: Any) -> Csv:
    """The options of FILE_FORMAT = (...)."""
    if not isinstance(options, dict):
        raise unsupported("named file formats")
    form = Csv()
    for name, value in options.items():
        word = str(value).upper()
        if name == "TYPE":
            if word != "CSV":
                raise unsupported(f"COPY of {word} files")
        elif name == "COMPRESSION":
            if word not in ("AUTO", "GZIP", "NONE"):
                raise unsupported(f"the compression {word}")
            form.compression = word
        elif name == "FIELD_DELIMITER":
            form.delimiter = str(value)
        elif name == "SKIP_HEADER":
            form.skip = int(value)
        elif name == "FIELD_OPTIONALLY_ENCLOSED_BY":
            form.enclosed = None if word == "NONE" else str(value)
        elif name == "NULL_IF":
            form.nulls = [str(entry) for entry in (value if isinstance(value, (list, tuple)) else ([value] if value != {} else []))]
        elif name == "EMPTY_FIELD_AS_NULL":
            form.empty_is_null = word == "TRUE"
        elif name == "TRIM_SPACE":
            form.trim = word == "TRUE"
        elif name == "ERROR_ON_COLUMN_COUNT_MISMATCH":
            form.count_must_match = word == "TRUE"
        elif name == "ESCAPE":
            if word != "NONE":
                raise unsupported("escape characters in CSV files")
        elif name == "RECORD_DELIMITER":
            if value not in ("\n", "\r\n"):
                raise unsupported("RECORD_DELIMITER other than a new line")
        elif name in ("TIMESTAMP_FORMAT", "DATE_FORMAT", "TIME_FORMAT"):
            if word not in ("AUTO", "YYYY-MM-DD HH24:MI:SS.FF3", "YYYY-MM-DD HH24:MI:SS.FF", "YYYY-MM-DD\"T\"HH24:MI:SS.FF3", "YYYY-MM-DD",
                            "YYYY-MM-DDTHH24:MI:SS.FF3", "YYYY-MM-DD HH24:MI:SS.FF3TZH:TZM", "YYYY-MM-DD HH24:MI:SS.FF3 TZHTZM"):
                raise unsupported(f"{name} = {value}")
        elif name == "BINARY_FORMAT":
            if word != "HEX":
                raise unsupported(f"BINARY_FORMAT = {value}")
        elif name not in _IGNORED:
            raise unsupported(f"the file format option {name}")
    return form


def compression(form: Csv, path: Path) -> str:
    """gzip or none."""
    if form.compression != "AUTO":
        return form.compression.lower()
    with path.open("rb") as stream:
        return "gzip" if stream.read(2) == b"\x1f\x8b" else "none"


def width(form: Csv, path: Path, compression: str) -> int | None:
    """How many fields the first record has; None for an empty file."""
    first, _ = _first_record(form, path, compression)
    return len(first) if first is not None else None


def line_end(form: Csv, path: Path, compression: str) -> str:
    """What ends the records of a file. DuckDB would take the first line end it meets for it, also one inside a quoted text."""
    _, last_line = _first_record(form, path, compression)
    return "\r\n" if last_line.endswith("\r\n") else "\n"


def _first_record(form: Csv, path: Path, compression: str) -> tuple[list[str] | None, str]:
    """The fields of the first record (None for an empty file), and the last line that it takes."""
    last_line = ""

    def lines(stream: Iterable[str]) -> Iterator[str]:
        nonlocal last_line
        for last_line in stream:
            yield last_line

    with (gzip.open(path, "rb") if compression == "gzip" else path.open("rb")) as raw:
        csv.field_size_limit(1 << 30)
        try:
            records = csv.reader(lines(io.TextIOWrapper(raw, "utf-8", newline="")), delimiter=form.delimiter, quotechar=form.enclosed or '"',
                                 quoting=csv.QUOTE_MINIMAL if form.enclosed else csv.QUOTE_NONE)
            for _ in range(form.skip):
                next(records, None)
            return next(records, None), last_line
        except (OSError, EOFError, UnicodeDecodeError) as error:
            raise SqlError(f"Error reading file '{path.name}': {error}", 100016, "22000") from error


def reader(paths: list[str], form: Csv, compression: str, columns: list[tuple[str, str]], more: str = "") -> str:
    """The table function of DuckDB that reads the files."""
    struct = ", ".join(f"{literal(name)}: {literal(kind)}" for name, kind in columns)
    enclosed = literal(form.enclosed or "")
    nulls = "nullstr='', allow_quoted_nulls=false" if form.empty_is_null else "nullstr='\x01\x01'"
    padding = "" if form.count_must_match else ", null_padding=true"
    ends = "\\r\\n" if line_end(form, Path(paths[0]), compression) == "\r\n" else "\\n"
    return (f"read_csv([{', '.join(literal(path) for path in paths)}], auto_detect=false, header=false, skip={form.skip}, delim={literal(form.delimiter)}, "
            f"quote={enclosed}, escape={enclosed}, {nulls}, compression={literal(compression)}, parallel=false, max_line_size=33554432{padding}{more}, "
            f"new_line='{ends}', columns={{{struct}}})")


def value(column: ColumnInfo, form: Csv) -> str:
    """What goes into a column, from the field of the same name."""
    value = quote(column.name)
    if column.type in ("TEXT", *READ_AS_TEXT):
        if form.trim:
            value = f"trim({value})"
        for null in form.nulls:
            value = f"NULLIF({value}, {literal(null)})"
    if column.type == "BINARY":
        return f"from_hex({value})"
    if column.type in READ_AS_TEXT:
        return f"CAST(NULLIF({value}, '') AS JSON)"
    return value
