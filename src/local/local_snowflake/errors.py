"""DuckDB's errors in Snowflake's words."""

from __future__ import annotations

import re

import duckdb

from local_snowflake.result import SqlError

_RULES: list[tuple[type[Exception] | tuple[type[Exception], ...], str, str, int, str]] = [
    (duckdb.Error, r"Division by zero", "Division by zero", 100051, "22012"),
    (duckdb.InvalidInputException, r"cannot affect the same target row more than once",
     "Duplicate row detected during DML action", 100090, "42P18"),
    (duckdb.ConstraintException, r"NOT NULL constraint failed: [^.]*\.(?P<column>\S+)",
     "NULL result in a non-nullable column", 100072, "22000"),
    (duckdb.ConstraintException, r"CHECK constraint failed on table (?P<table>.+?) with expression.*?length\(\"?(?P<column>.+?)\"?\) <= (?P<length>\d+)",
     "String in column {column} is longer than {length} characters and would be truncated", 100078, "22000"),
    (duckdb.ConstraintException, r"CHECK constraint failed on table (?P<table>.+?) with expression",
     "A value is too long for its column and would be truncated", 100078, "22000"),
    (duckdb.Error, r"(?i)malformed JSON(?P<rest>[^\n]*)", "Error parsing JSON{rest}", 100069, "22P02"),
    (duckdb.Error, r"(?i)could not convert string '(?P<value>.*?)' to (U?INT|DECIMAL|DOUBLE|HUGEINT|FLOAT)",
     "Numeric value '{value}' is not recognized", 100038, "22018"),
    (duckdb.Error, r"(?i)could not convert string \"(?P<value>.*?)\" to (U?INT|DECIMAL|DOUBLE|HUGEINT|FLOAT)",
     "Numeric value '{value}' is not recognized", 100038, "22018"),
    (duckdb.Error, r"(?i)could not convert string '(?P<value>.*?)' to BOOL", "Boolean value '{value}' is not recognized", 100037, "22018"),
    (duckdb.Error, r"(?i)could not cast value (?P<value>\S+) to DECIMAL\((?P<precision>\d+),(?P<scale>\d+)\)",
     "Number out of representable range: type FIXED[SB16]({precision},{scale}), value {value}", 100132, "22003"),
    (duckdb.Error, r"(?i)casting value \"(?P<value>\S+)\" to type DECIMAL\((?P<precision>\d+),(?P<scale>\d+)\) failed",
     "Number out of representable range: type FIXED[SB16]({precision},{scale}), value {value}", 100132, "22003"),
    (duckdb.BinderException, r"column \"(?P<name>.+?)\" must appear in the GROUP BY clause",
     "SQL compilation error:\n'{name}' in select clause is neither an aggregate nor in the group by clause.", 979, "42601"),
    (duckdb.BinderException, r"Referenced update column (?P<name>\S+) not found",
     "SQL compilation error:\ninvalid identifier '{name}'", 904, "42000"),
    (duckdb.BinderException, r"Duplicate column name \"(?P<name>.+?)\"",
     "SQL compilation error:\nduplicate column name '{name}'", 2025, "42601"),
    (duckdb.OutOfRangeException, r"(?P<text>[^\n]*)", "Numeric value is out of range: {text}", 100039, "22003"),
    (duckdb.Error, r"(?i)(timestamp|date|time) field (value|format)[^\"]*\"(?P<value>.*?)\"",
     "Timestamp '{value}' is not recognized", 100035, "22007"),
    (duckdb.Error, r"(?i)invalid (timestamp|date|time) field format: \"(?P<value>.*?)\"",
     "Timestamp '{value}' is not recognized", 100035, "22007"),
    (duckdb.Error, r"(?i)could not parse string \"(?P<value>.*?)\" according to format specifier",
     "Can't parse '{value}' as timestamp with the given format", 100096, "22007"),
    (duckdb.CatalogException, r"Table with name (?P<name>.+?) does not exist",
     "SQL compilation error:\nObject '{name}' does not exist or not authorized.", 2003, "42S02"),
    (duckdb.CatalogException, r"(Scalar|Aggregate|Table)?( Macro)? ?Function with name (?P<name>\S+) does not exist",
     "SQL compilation error:\nUnknown function {name}", 2140, "42601"),
    (duckdb.CatalogException, r"with name \"?(?P<name>.+?)\"? already exists",
     "SQL compilation error:\nObject '{name}' already exists.", 2002, "42710"),
    (duckdb.BinderException, r"Referenced column \"(?P<name>.+?)\" (was )?not found",
     "SQL compilation error:\ninvalid identifier '{name}'", 904, "42000"),
    (duckdb.BinderException, r"does not have a column (named|with name) \"(?P<name>.+?)\"",
     "SQL compilation error:\ninvalid identifier '{name}'", 904, "42000"),
    (duckdb.BinderException, r"Referenced table \"(?P<name>.+?)\" not found",
     "SQL compilation error:\ninvalid identifier '{name}'", 904, "42000"),
    (duckdb.BinderException, r"Ambiguous reference to column name \"(?P<name>.+?)\"",
     "SQL compilation error:\nambiguous column name '{name}'", 2028, "42601"),
    (duckdb.BinderException, r"(has|expected) (?P<columns>\d+) columns but (?P<values>\d+) values were supplied",
     "SQL compilation error:\nInsert value list does not match column list expecting {columns} but got {values}", 2020, "21S01"),
    (duckdb.InterruptException, r".*", "SQL execution canceled", 604, "57014"),
    # a commit that finds no room is a TransactionException
    ((duckdb.IOException, duckdb.TransactionException), r"(?i)(no space left|not enough|could not write|disk|file too large)[^\n]*",
     "The disk of the local Snowflake is full or cannot be written: {0}", 300002, "53100"),
    (duckdb.OutOfMemoryException, r"(?P<text>[^\n]*)", "Out of memory: {text}", 300005, "53200"),
]


def from_duckdb(error: Exception) -> SqlError:
    """The SqlError that a client sees for an error of DuckDB."""
    text = str(error)
    for kind, pattern, message, code, sqlstate in _RULES:
        if isinstance(error, kind) and (match := re.search(pattern, text, re.DOTALL if "?P<table>" in pattern else 0)):
            return SqlError(message.format(match[0], **match.groupdict()), code, sqlstate)
    first = text.split("\n\nLINE")[0].strip()
    if isinstance(error, duckdb.BinderException):
        return SqlError(f"SQL compilation error:\n{first}", 2043, "02000")
    if isinstance(error, duckdb.ParserException):
        return SqlError(f"SQL compilation error:\n{first}", 1003, "42000")
    if isinstance(error, duckdb.ConversionException):
        return SqlError(first, 100035, "22007")
    return SqlError(first, 100183, "22000")


def unsupported(what: str) -> SqlError:
    """For what the local Snowflake does not do: a plain error that says so."""
    return SqlError(f"The local Snowflake does not support this: {what}", 2, "0A000")


def missing(kind: str, name: str) -> SqlError:
    """An object that is not there (or that one may not see)."""
    return SqlError(f"SQL compilation error:\n{kind} '{name}' does not exist or not authorized.", 2003, "02000" if kind in ("Database", "Schema", "Stage") else "42S02")


def exists(name: str) -> SqlError:
    """An object of that name is there already."""
    return SqlError(f"SQL compilation error:\nObject '{name}' already exists.", 2002, "42710")
