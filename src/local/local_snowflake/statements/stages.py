"""Internal stages: folders under the data folder, and PUT, LIST and REMOVE on them."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote as percent

from sqlglot import exp

from local_snowflake.errors import exists, missing, unsupported
from local_snowflake.names import display, split_qualified
from local_snowflake.result import Column, Result, SqlError
from local_snowflake.session import Session
from local_snowflake.statements.words import Words, string, without_leading_comments

if TYPE_CHECKING:
    from local_snowflake.engine import Engine

_LOCATION = re.compile(r"""'(?P<quoted>(?:[^']|'')*)'|(?P<plain>@\S+)""", re.DOTALL)
_NAME = r'(?:"(?:[^"]|"")+"|[\w$]+)'


@dataclass(frozen=True)
class Location:
    """A place in a stage."""

    database: str
    schema: str
    stage: str
    path: str


def qualified(session: Session, parts: list[str]) -> tuple[str, str, str]:
    """Database, schema and name of a stage."""
    if len(parts) < 3 and not session.database or len(parts) < 2 and not session.schema:
        raise SqlError("Cannot perform operation. This session does not have a current database. Call 'USE DATABASE', or use a qualified name.",
                       90105, "22000")
    return (parts[-3] if len(parts) > 2 else str(session.database), parts[-2] if len(parts) > 1 else str(session.schema), parts[-1])


def location(session: Session, text: str) -> Location:
    """Read @[database.][schema.]stage[/path], with or without quotes around it."""
    text = string(text) if text.startswith("'") else text
    match = re.fullmatch(rf"@({_NAME}(?:\.{_NAME}){{0,2}})(?:/(.*))?", text, re.DOTALL)
    if match is None:
        if text.startswith(("@~", "@%")):
            raise unsupported(f"the stage {text}")
        raise SqlError(f"SQL compilation error:\ninvalid stage location '{text}'", 1003, "42000")
    path = match[2] or ""
    if ".." in path.split("/"):
        raise SqlError(f"SQL compilation error:\ninvalid stage location '{text}'", 1003, "42000")
    return Location(*qualified(session, split_qualified(match[1])), path)


def take_location(session: Session, sql: str, after: str) -> tuple[Location, str]:
    """The first stage location after some words, and the rest of the statement."""
    text = without_leading_comments(sql)
    start = re.match(after, text, re.IGNORECASE | re.DOTALL)
    match = _LOCATION.match(text, start.end()) if start else None
    if match is None:
        raise SqlError("SQL compilation error:\nsyntax error: a stage location is missing.", 1003, "42000")
    return location(session, match[0]), text[match.end():]


def names(engine: Engine, database: str, schema: str) -> list[str]:
    """The stages of a schema."""
    return [name for (name,) in engine.system_rows("SELECT name FROM _local.stages WHERE database_name = $1 AND schema_name = $2 ORDER BY name",
                                                   [database, schema])]


def require(engine: Engine, database: str, schema: str, name: str) -> Path:
    """The folder of a stage, or Snowflake's error."""
    if engine.catalog.physical(database, schema) is None or name not in names(engine, database, schema):
        raise missing("Stage", display(database, schema, name))
    path = folder(engine, database, schema, name)
    path.mkdir(parents=True, exist_ok=True)
    return path


def folder(engine: Engine, database: str, schema: str, name: str) -> Path:
    """Where a stage's files are."""
    return engine.options.stages / percent(database, safe="") / percent(schema, safe="") / percent(name, safe="")


def delete_folder(engine: Engine, database: str, schema: str, name: str) -> None:
    """Delete the files of a dropped stage."""
    shutil.rmtree(folder(engine, database, schema, name), ignore_errors=True)


def authorized(engine: Engine, session: Session, place: Location, kind: type[exp.Expression]) -> Path:
    """Ask whether the session may use a stage; its folder."""
    if engine.objects is not None:
        table = exp.table_(exp.to_identifier(place.stage, quoted=True), exp.to_identifier(place.schema, quoted=True),
                           exp.to_identifier(place.database, quoted=True))
        engine.objects.authorize(session, exp.Command(this="REMOVE", expression=table) if kind is exp.Command else kind(this=table))
    return require(engine, place.database, place.schema, place.stage)


def files(root: Path, place: Location, pattern: str | None = None) -> list[Path]:
    """The files whose path in the stage begins with the location's path, in order of name."""
    found = []
    for directory, _, entries in os.walk(root):
        for entry in entries:
            path = Path(directory) / entry
            relative = path.relative_to(root).as_posix()
            if relative.startswith(place.path) and (pattern is None or re.fullmatch(pattern, relative)):
                found.append(path)
    return sorted(found)


def etag(path: Path) -> str:
    """The MD5 of a file as hexadecimal digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "md5").hexdigest()


def create(engine: Engine, session: Session, sql: str, binds: list[Any]) -> Result:
    """CREATE [OR REPLACE] STAGE [IF NOT EXISTS] name (internal ones only)."""
    reader = Words.of(sql)
    reader.expect("CREATE")
    replace = reader.accept("OR", "REPLACE")
    if reader.accept("TEMPORARY") or reader.accept("TEMP"):
        raise SqlError("Unsupported feature 'temporary stages in a native application'.", 2, "0A000") if session.application else \
            unsupported("temporary stages")
    reader.expect("STAGE")
    if_not_exists = reader.accept("IF", "NOT", "EXISTS")
    database, schema, name = qualified(session, split_qualified(reader.name()))
    comment_text = None
    while not reader.done:
        option, value = reader.option()
        if option == "COMMENT":
            comment_text = value
        elif option in ("URL", "STORAGE_INTEGRATION"):
            raise unsupported("external stages")
        elif option not in ("DIRECTORY", "ENCRYPTION", "FILE_FORMAT", "COPY_OPTIONS"):
            raise unsupported(f"{option} of a stage")
    _ask(engine, session, exp.Create, database, schema, name)
    engine.catalog.require_schema(database, schema)
    there = name in names(engine, database, schema)
    if there and if_not_exists:
        return Result.status(f"{name} already exists, statement succeeded.")
    if there and not replace:
        raise exists(display(name))
    with engine.defining(session) as cursor:
        cursor.execute("DELETE FROM _local.stages WHERE database_name = $1 AND schema_name = $2 AND name = $3", [database, schema, name])
        cursor.execute("INSERT INTO _local.stages VALUES ($1, $2, $3, $4, $5, $6)",
                       [database, schema, name, comment_text, engine.clock(), session.application or session.role])
    if there:
        delete_folder(engine, database, schema, name)
    if engine.objects is not None:
        if there:
            engine.objects.dropped(session, "STAGE", database, schema, name)
        engine.objects.created(session, "STAGE", database, schema, name)
    return Result.status(f"Stage area {name} successfully created.")


def drop(engine: Engine, session: Session, sql: str, binds: list[Any]) -> Result:
    """DROP STAGE [IF EXISTS] name."""
    reader = Words.of(sql)
    reader.expect("DROP", "STAGE")
    if_exists = reader.accept("IF", "EXISTS")
    database, schema, name = qualified(session, split_qualified(reader.name()))
    reader.finish()
    _ask(engine, session, exp.Drop, database, schema, name)
    if engine.catalog.physical(database, schema) is None or name not in names(engine, database, schema):
        if if_exists:
            return Result.status(f"Drop statement executed successfully ({name} already dropped).")
        raise missing("Stage", display(database, schema, name))
    with engine.defining(session) as cursor:
        cursor.execute("DELETE FROM _local.stages WHERE database_name = $1 AND schema_name = $2 AND name = $3", [database, schema, name])
    delete_folder(engine, database, schema, name)
    if engine.objects is not None:
        engine.objects.dropped(session, "STAGE", database, schema, name)
    return Result.status(f"{name} successfully dropped.")


def alter(engine: Engine, session: Session, sql: str, binds: list[Any]) -> Result:
    """ALTER STAGE [IF EXISTS] name SET COMMENT = '...' | REFRESH."""
    reader = Words.of(sql)
    reader.expect("ALTER", "STAGE")
    if_exists = reader.accept("IF", "EXISTS")
    parts = split_qualified(reader.name())
    try:
        _ask(engine, session, exp.Alter, *qualified(session, parts))
        require(engine, *qualified(session, parts))
    except SqlError as error:
        if if_exists and error.code == 2003:
            return Result.status("Statement executed successfully.")
        raise
    reader.expect("SET")
    option, value = reader.option()
    if option != "COMMENT":
        raise unsupported(f"ALTER STAGE ... SET {option}")
    comment(engine, session, parts, value)
    return Result.status("Statement executed successfully.")


def comment(engine: Engine, session: Session, parts: list[str], text: str | None) -> None:
    """Set or remove the comment of a stage."""
    database, schema, name = qualified(session, parts)
    require(engine, database, schema, name)
    with engine.defining(session) as cursor:
        cursor.execute("UPDATE _local.stages SET comment = $1 WHERE database_name = $2 AND schema_name = $3 AND name = $4", [text, database, schema, name])


def _ask(engine: Engine, session: Session, verb: type[exp.Expression], database: str, schema: str, name: str) -> None:
    if engine.objects is not None:
        table = exp.table_(exp.to_identifier(name, quoted=True), exp.to_identifier(schema, quoted=True), exp.to_identifier(database, quoted=True))
        engine.objects.authorize(session, verb(this=table, kind="STAGE"))


def list_files(engine: Engine, session: Session, sql: str, binds: list[Any]) -> Result:
    """LIST @stage[/path] [PATTERN = 'regex']."""
    place, rest = take_location(session, sql, r"(LIST|LS)\s*")
    root = authorized(engine, session, place, exp.ListStage)
    rows = []
    for path in files(root, place, _pattern(rest)):
        state = path.stat()
        changed = datetime.fromtimestamp(state.st_mtime, UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")
        rows.append([f"{place.stage.lower()}/{path.relative_to(root).as_posix()}", state.st_size, etag(path), changed])
    return Result.of(["name", Column("size", "fixed", 38, 0), "md5", "last_modified"], rows, "show")


def remove(engine: Engine, session: Session, sql: str, binds: list[Any]) -> Result:
    """REMOVE @stage[/path] [PATTERN = 'regex']."""
    place, rest = take_location(session, sql, r"(REMOVE|RM)\s*")
    root = authorized(engine, session, place, exp.Command)
    rows = []
    for path in files(root, place, _pattern(rest)):
        path.unlink(missing_ok=True)
        rows.append([f"{place.stage.lower()}/{path.relative_to(root).as_posix()}", "removed"])
        _prune(path.parent, root)
    return Result.of(["name", "result"], rows, "other")


def _prune(directory: Path, root: Path) -> None:
    while directory != root and directory.exists() and not any(directory.iterdir()):
        try:
            directory.rmdir()
        except OSError:
            return
        directory = directory.parent


def _pattern(rest: str) -> str | None:
    reader = Words.of(rest)
    pattern = None
    while not reader.done:
        option, value = reader.option()
        if option != "PATTERN":
            raise reader.unexpected()
        pattern = str(value)
    return pattern


def put(engine: Engine, session: Session, sql: str, binds: list[Any]) -> Result:
    """PUT 'file://...' @stage[/path] options: the client is told to copy the file into the stage's folder itself."""
    text = without_leading_comments(sql)
    match = re.match(r"PUT\s+('(?:[^']|'')*'|\S+)\s+", text, re.IGNORECASE)
    if match is None:
        raise SqlError("SQL compilation error:\nsyntax error: PUT wants a file and a stage.", 1003, "42000")
    source = string(match[1])
    place, rest = take_location(session, text, r"PUT\s+('(?:[^']|'')*'|\S+)\s+")
    root = authorized(engine, session, place, exp.Put)
    options: dict[str, Any] = {}
    reader = Words.of(rest)
    while not reader.done:
        name, value = reader.option()
        options[name] = value
    target = root / place.path if place.path else root
    target.mkdir(parents=True, exist_ok=True)
    upload = {
        "src_locations": [source.removeprefix("file://")], "parallel": int(options.get("PARALLEL", 4)), "threshold": 209715200,
        "autoCompress": str(options.get("AUTO_COMPRESS", "TRUE")).upper() == "TRUE",
        "overwrite": str(options.get("OVERWRITE", "FALSE")).upper() == "TRUE",
        "sourceCompression": str(options.get("SOURCE_COMPRESSION", "auto_detect")).lower(),
        "clientShowEncryptionParameter": False, "encryptionMaterial": None, "queryId": "", "command": "UPLOAD", "kind": None,
        "operation": "Node", "uploadInfo": None,
        "stageInfo": {"locationType": "LOCAL_FS", "location": f"{target}/", "path": place.path, "region": "local", "storageAccount": None,
                      "isClientSideEncrypted": False, "creds": {}, "presignedUrl": None, "endPoint": None, "useS3RegionalUrl": False,
                      "useRegionalUrl": False, "useVirtualUrl": False},
    }
    columns = ["source", "target", Column("source_size", "fixed", 38, 0), Column("target_size", "fixed", 38, 0), "source_compression",
               "target_compression", "status", "encryption", "message"]
    return Result([column if isinstance(column, Column) else Column(column) for column in columns], [], "put", upload=upload)

