"""Reads CREATE PROCEDURE, and finds the procedure that a CALL means."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local_snowflake.objects.reader import Name, Pair, Reader
from local_snowflake.objects.registry import Record
from local_snowflake.objects.subject import read_type, signature
from local_snowflake.result import SqlError

_OPTIONS = ("LANGUAGE", "RUNTIME_VERSION", "PACKAGES", "IMPORTS", "HANDLER", "EXTERNAL_ACCESS_INTEGRATIONS", "SECRETS", "COMMENT",
            "TARGET_PATH", "ARTIFACT_REPOSITORY")
_SEMI_STRUCTURED = ("VARIANT", "OBJECT", "ARRAY")


@dataclass
class Argument:
    """A value in a CALL: its type (None for NULL), and its name when it was given by name."""

    type: str | None
    value: Any
    name: str | None = None


@dataclass
class Definition:
    """What a CREATE PROCEDURE says."""

    name: Name
    replace: bool
    alter: bool
    if_not_exists: bool
    copy_grants: bool
    arguments: list[dict[str, Any]]
    returns: str
    options: dict[str, Any]
    execute_as: str
    body: str | None

    @property
    def signature(self) -> str:
        """The argument types as they stand in the procedure's key."""
        return signature([argument["type"] for argument in self.arguments])


def read_definition(reader: Reader) -> Definition:
    """The parts of a CREATE PROCEDURE statement."""
    reader.expect("CREATE")
    replace = reader.accept("OR", "REPLACE")
    alter = reader.accept("OR", "ALTER")
    reader.accept("SECURE")
    reader.expect("PROCEDURE")
    if_not_exists = reader.accept("IF", "NOT", "EXISTS")
    name = reader.name()
    arguments = _read_arguments(reader)
    copy_grants = reader.accept("COPY", "GRANTS")
    reader.expect("RETURNS")
    if reader.accept("TABLE"):
        raise SqlError("The local Snowflake does not support this: procedures that return a TABLE", 2, "0A000")
    returns = read_type(reader)
    options: dict[str, Any] = {}
    execute_as, body = "OWNER", None
    while not reader.at_end():
        if reader.accept("NOT", "NULL") or reader.accept("CALLED", "ON", "NULL", "INPUT") or reader.accept("STRICT") \
                or reader.accept("RETURNS", "NULL", "ON", "NULL", "INPUT") or reader.accept_any("VOLATILE", "IMMUTABLE"):
            continue
        if reader.accept("COPY", "GRANTS"):
            copy_grants = True
        elif reader.accept("EXECUTE", "AS"):
            execute_as = "RESTRICTED CALLER" if reader.accept("RESTRICTED", "CALLER") else reader.word()
        elif reader.accept("AS"):
            body = _read_body(reader)
        else:
            options.update(_read_option(reader))
    return Definition(name, replace, alter, if_not_exists, copy_grants, arguments, returns, options, execute_as, body)


def _read_arguments(reader: Reader) -> list[dict[str, Any]]:
    reader.expect_symbol("(")
    arguments: list[dict[str, Any]] = []
    while not reader.accept_symbol(")"):
        reader.accept_any("IN")
        argument: dict[str, Any] = {"name": reader.name().last, "type": read_type(reader)}
        if reader.accept("DEFAULT"):
            start = reader.position
            depth = 0
            while reader.token is not None:
                if depth == 0 and (reader.token.is_symbol(",") or reader.token.is_symbol(")")):
                    break
                depth += reader.token.is_symbol("(") - reader.token.is_symbol(")")
                reader.position += 1
            argument["default"] = reader.sql[reader.tokens[start].start:reader.tokens[reader.position - 1].end]
        arguments.append(argument)
        if not reader.accept_symbol(","):
            reader.expect_symbol(")")
            break
    return arguments


def _read_body(reader: Reader) -> str:
    token = reader.token
    if token is not None and token.kind in ("string", "dollar"):
        return reader.string()
    return reader.rest()


def _read_option(reader: Reader) -> dict[str, Any]:
    word = reader.word()
    if word not in _OPTIONS:
        raise reader.error("a property of a procedure", back=1)
    reader.accept_symbol("=")
    return {word: reader.value()}


def names_of(value: Any) -> list[Name]:
    """A list of names in parentheses; () is none."""
    values = value if isinstance(value, list) else [value]
    if not all(isinstance(name, Name) for name in values):
        raise SqlError("SQL compilation error:\nA list of names is expected.", 1003, "42000")
    return values


def pairs_of(value: Any) -> dict[str, Name]:
    """``('alias' = name, ...)``."""
    values = value if isinstance(value, list) else [value]
    if not all(isinstance(pair, Pair) and isinstance(pair.value, Name) for pair in values):
        raise SqlError("SQL compilation error:\nSECRETS expects ('alias' = secret, ...).", 1003, "42000")
    return {pair.key: pair.value for pair in values}


def choose(candidates: list[Record], given: list[Argument]) -> tuple[Record, list[Argument]] | None:
    """The procedure that fits the values best, and the values in the order of its arguments (None where the default holds)."""
    best: tuple[int, Record, list[Any]] | None = None
    for record in candidates:
        ordered = _ordered(record.properties["arguments"], given)
        if ordered is None:
            continue
        distances = [_distance(value, argument["type"]) for value, argument in zip(ordered, record.properties["arguments"])
                     if value is not None]
        if any(distance is None for distance in distances):
            continue
        total = sum(distance for distance in distances if distance is not None)
        if best is None or total < best[0]:
            best = (total, record, ordered)
    return None if best is None else (best[1], best[2])


def _ordered(arguments: list[dict[str, Any]], given: list[Argument]) -> list[Any] | None:
    if len(given) > len(arguments):
        return None
    ordered: list[Any] = [None] * len(arguments)
    for index, value in enumerate(given):
        place = index if value.name is None else next((number for number, argument in enumerate(arguments)
                                                       if argument["name"] == value.name), None)
        if place is None or ordered[place] is not None:
            return None
        ordered[place] = value
    missing = [argument for argument, value in zip(arguments, ordered) if value is None and "default" not in argument]
    return None if missing else ordered


def _distance(value: Argument, wanted: str) -> int | None:
    """How far a value is from an argument's type; None when it cannot be given there."""
    if value.type is None or value.type == wanted:
        return 0
    if wanted == "VARIANT":
        return 3
    if value.type == "VARIANT":
        return 2
    if wanted in _SEMI_STRUCTURED or value.type in _SEMI_STRUCTURED:
        return None
    if wanted == "VARCHAR":
        return 2
    if value.type == "VARCHAR":
        return 1 if wanted != "BINARY" else 4
    if {value.type, wanted} <= {"NUMBER", "FLOAT"}:
        return 1
    if value.type.startswith("TIMESTAMP") or value.type == "DATE":
        return 1 if wanted.startswith("TIMESTAMP") else None
    return None


def package_file(folder: Path, path: str) -> Path:
    """A file of an installed package by its path from the package's root."""
    return folder / path.lstrip("/")


def as_block(body: str) -> str:
    """A body that is a single statement is a block of that statement."""
    stripped = body.strip().rstrip(";").rstrip()
    first = stripped.lstrip().split(None, 1)[0].upper() if stripped.split() else ""
    return body if first in ("BEGIN", "DECLARE") or stripped.lstrip().startswith(("--", "/*")) else f"BEGIN {stripped}; END"
