"""COPY INTO a table from CSV files in a stage."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
from sqlglot import exp

from local_snowflake.catalog import ColumnInfo, TableInfo
from local_snowflake.errors import from_duckdb, unsupported
from local_snowflake.names import quote, split_qualified
from local_snowflake.result import Column, Result, SqlError
from local_snowflake.session import Session
from local_snowflake.statements import csvfiles, stages
from local_snowflake.statements.words import Words, without_leading_comments
from local_snowflake.translate import prepare
from local_snowflake.translate.rewrite import Rewriter

if TYPE_CHECKING:
    from local_snowflake.engine import Engine

_STAGE = re.compile(r"""('@(?:[^']|'')*')|(@(?:"(?:[^"]|"")+"|[^\s'"();])+)""")


@dataclass
class Command:
    """A COPY statement taken apart."""

    target: str
    columns: list[str]
    location: str
    query: str | None
    alias: str | None
    options: dict[str, Any] = field(default_factory=dict)


def copy(engine: Engine, session: Session, sql: str, binds: list[Any]) -> Result:
    """COPY INTO table [(columns)] FROM @stage/path | (SELECT $1, ... FROM @stage/path) options."""
    command = _parse(sql)
    form = csvfiles.format_of(command.options.get("FILE_FORMAT") or {})
    info = _target(engine, session, command)
    place = stages.location(session, command.location)
    root = stages.authorized(engine, session, place, exp.ListStage)
    found = _files(root, place, command.options)
    columns = [info.column(name) for name in command.columns] if command.columns else list(info.columns)
    for name, known in zip(command.columns, columns):
        if known is None:
            raise SqlError(f"SQL compilation error:\ninvalid identifier '{name}'", 904, "42000")
    force = str(command.options.get("FORCE", "FALSE")).upper() == "TRUE"
    with engine.writing(session) as cursor:
        loaded = {(name, tag) for name, tag in cursor.execute(
            "SELECT file_name, etag FROM _local.load_history WHERE physical = $1 AND table_name = $2", [info.physical, info.name]).fetchall()}
        tagged = [(path, f"{place.stage.lower()}/{path.relative_to(root).as_posix()}", stages.etag(path)) for path in found]
        fresh = [entry for entry in tagged if force or (_key(place, entry[1]), entry[2]) not in loaded]
        if not fresh:
            return Result.status("Copy executed with 0 files processed.", "copy")
        counts = _load(engine, session, cursor, command, form, info, [column for column in columns if column is not None], fresh)
        now = engine.clock()
        cursor.execute("DELETE FROM _local.load_history WHERE physical = $1 AND table_name = $2 AND list_contains($3, file_name)",
                       [info.physical, info.name, [_key(place, name) for _, name, _ in fresh]])
        cursor.executemany("INSERT INTO _local.load_history VALUES ($1, $2, $3, $4, $5, $6)",
                           [[info.physical, info.name, _key(place, name), tag, count, now] for (_, name, tag), count in zip(fresh, counts)])
    if str(command.options.get("PURGE", "FALSE")).upper() == "TRUE" and not session.in_transaction:
        for path, _, _ in fresh:
            path.unlink(missing_ok=True)
    numbers = ["rows_parsed", "rows_loaded", "error_limit", "errors_seen"]
    result = Result.of(["file", "status", *[Column(name, "fixed", 38, 0) for name in numbers], "first_error", Column("first_error_line", "fixed", 38, 0),
                        Column("first_error_character", "fixed", 38, 0), "first_error_column_name"],
                       [[name, "LOADED", count, count, 1, 0, None, None, None, None] for (_, name, _), count in zip(fresh, counts)], "copy")
    result.affected = sum(counts)
    return result


def _key(place: stages.Location, name: str) -> str:
    return f"{place.database}.{place.schema}.{name}"


def _parse(sql: str) -> Command:
    text = without_leading_comments(sql)
    match = re.match(r"COPY\s+INTO\s+", text, re.IGNORECASE)
    assert match is not None
    if text[match.end():].lstrip().startswith(("@", "'@")):
        raise unsupported("COPY INTO a stage")
    head, body = _split_from(text[match.end():])
    reader = Words.of(head)
    target = reader.name()
    columns = []
    if reader.accept("("):
        while not reader.accept(")"):
            columns.append(split_qualified(reader.take())[0])
            reader.accept(",")
    reader.finish()
    query, alias = None, None
    if body.startswith("("):
        end = _closing(body)
        query, rest = body[1:end], body[end + 1:]
        found = _STAGE.search(query)
        if found is None:
            raise SqlError("SQL compilation error:\nCOPY wants a stage to read from.", 1003, "42000")
        place = found[0]
        query = query[:found.start()] + '"_STAGE"' + query[found.end():]
    else:
        found = _STAGE.match(body)
        if found is None:
            raise unsupported("COPY from anything but a stage")
        place, rest = found[0], body[found.end():]
    options: dict[str, Any] = {}
    reader = Words.of(rest)
    while not reader.done:
        if reader.accept(","):
            continue
        name, value = reader.option()
        options[name] = value
    known = {"FILE_FORMAT", "FILES", "PATTERN", "PURGE", "FORCE", "ON_ERROR", "SIZE_LIMIT", "RETURN_FAILED_ONLY", "TRUNCATECOLUMNS",
             "ENFORCE_LENGTH", "LOAD_UNCERTAIN_FILES", "MATCH_BY_COLUMN_NAME"}
    for name in options:
        if name not in known:
            raise unsupported(f"the COPY option {name}")
    if str(options.get("ON_ERROR", "ABORT_STATEMENT")).upper() != "ABORT_STATEMENT":
        raise unsupported(f"ON_ERROR = {options['ON_ERROR']}")
    if str(options.get("TRUNCATECOLUMNS", "FALSE")).upper() == "TRUE" or str(options.get("MATCH_BY_COLUMN_NAME", "NONE")).upper() != "NONE":
        raise unsupported("TRUNCATECOLUMNS and MATCH_BY_COLUMN_NAME")
    return Command(target, columns, place, query, alias, options)


def _split_from(text: str) -> tuple[str, str]:
    """The text before and after the word FROM outside quotes and parentheses."""
    match = re.match(r'((?:"(?:[^"]|"")*"|\'(?:[^\']|\'\')*\'|[^"\'])*?)\bFROM\b\s*', text, re.IGNORECASE | re.DOTALL)
    if match is None:
        raise SqlError("SQL compilation error:\nsyntax error: COPY without FROM.", 1003, "42000")
    return match[1], text[match.end():]


def _closing(text: str) -> int:
    depth, quoted = 0, ""
    for position, character in enumerate(text):
        if quoted:
            quoted = "" if character == quoted else quoted
        elif character in "'\"":
            quoted = character
        elif character in "()":
            depth += 1 if character == "(" else -1
            if depth == 0:
                return position
    raise SqlError("SQL compilation error:\nsyntax error: a parenthesis is not closed.", 1003, "42000")


def _target(engine: Engine, session: Session, command: Command) -> TableInfo:
    parts = split_qualified(command.target)
    table = exp.Table(**{key: exp.to_identifier(part, quoted=True) for key, part in zip(("this", "db", "catalog"), reversed(parts))})
    prepare.qualify_table(table, engine.context(session), "COPY")
    if engine.objects is not None:
        engine.objects.authorize(session, exp.Copy(this=table))
    prepare.require_database(table, engine.catalog)
    return engine.catalog.require_table(table.catalog, table.db, table.name, "Table")


def _files(root: Path, place: stages.Location, options: dict[str, Any]) -> list[Path]:
    pattern = options.get("PATTERN")
    found = stages.files(root, place, None)
    if pattern is not None:
        found = [path for path in found if re.fullmatch(str(pattern), path.relative_to(root).as_posix())]
    if "FILES" in options:
        wanted = [place.path + name if not place.path or place.path.endswith("/") else f"{place.path}/{name}" for name in options["FILES"]]
        names = {path.relative_to(root).as_posix(): path for path in stages.files(root, place)}
        for name in wanted:
            if name not in names:
                raise SqlError(f"Remote file '{name}' was not found. There are several potential causes. The file might not exist.", 100078, "22000")
        found = [names[name] for name in wanted]
    return found


def _load(engine: Engine, session: Session, cursor: Any, command: Command, form: csvfiles.Csv, info: TableInfo, columns: list[ColumnInfo],
          fresh: list[tuple[Path, str, str]]) -> list[int]:
    """Insert the rows of all files; how many came from each."""
    groups: dict[str, list[int]] = {}
    for position, (path, _, _) in enumerate(fresh):
        groups.setdefault(csvfiles.compression(form, path), []).append(position)
    counts = [0] * len(fresh)
    names = ", ".join(quote(column.name) for column in columns)
    target = f"{quote(info.physical)}.{quote(info.name)} ({names})"
    for compression, positions in groups.items():
        paths = [str(fresh[position][0]) for position in positions]
        width = csvfiles.width(form, fresh[positions[0]][0], compression)
        if width is None:
            continue
        if command.query is not None:
            source = csvfiles.reader(paths, form, compression, [(f"COLUMN{number + 1}", "VARCHAR") for number in range(width)])
            query = _transformed(engine, session, command.query, source)
        else:
            if width != len(columns) and form.count_must_match:
                raise SqlError(f"Number of columns in file ({width}) does not match that of the corresponding table ({len(columns)}), use file "
                               f"format option error_on_column_count_mismatch=false to ignore this error\n  File '{fresh[positions[0]][1]}', line 1, "
                               "character 1", 100080, "22000")
            typed = [(column.name, "VARCHAR" if column.type in csvfiles.READ_AS_TEXT else column.duck_type) for column in columns]
            source = csvfiles.reader(paths, form, compression, typed)
            query = f"SELECT {', '.join(csvfiles.value(column, form) for column in columns)} FROM {source}"
        try:
            inserted = int(cursor.execute(f"INSERT INTO {target} {query}").fetchone()[0])
            if len(positions) == 1:
                counts[positions[0]] = inserted
            else:
                one = csvfiles.reader(paths, form, compression, [(f"C{number}", "VARCHAR") for number in range(width)], ", filename='_FILE'")
                found = dict(cursor.execute(f'SELECT "_FILE", count(*) FROM {one} GROUP BY ALL').fetchall())
                for position in positions:
                    counts[position] = found.get(str(fresh[position][0]), 0)
        except duckdb.Error as error:
            raise _error(error, fresh) from error
    return counts


def _transformed(engine: Engine, session: Session, query: str, source: str) -> str:
    tree, _ = prepare.parse(query)
    prepare.exact_names(tree)
    for table in list(tree.find_all(exp.Table)):
        if table.name != "_STAGE":
            raise unsupported("COPY from a query with joins")
    rewriter = Rewriter(engine.catalog, engine.context(session), session.variables, session.id, in_view=True)
    text = rewriter.rewrite(tree).sql(dialect="duckdb", comments=False)
    return text.replace('"_STAGE"', source, 1)


def _error(error: Exception, fresh: list[tuple[Path, str, str]]) -> SqlError:
    """An error in a file, with file, line and column as Snowflake names them."""
    text = str(error)
    known = from_duckdb(error)
    name = next((name for path, name, _ in fresh if str(path) in text), fresh[0][1])
    line = re.search(r"Line: (\d+)", text)
    column = re.search(r'Error when converting column "(.*?)"', text)
    bad = re.search(r"Could not convert string \"(.*?)\" to '(\w+)", text, re.DOTALL)
    message, code, state = known.message.split("\n")[0], known.code, known.sqlstate
    if bad:
        word = {"BOOLEAN": "Boolean", "TIMESTAMP": "Timestamp", "DATE": "Date"}.get(bad[2], "Numeric")
        message, code, state = f"{word} value '{bad[1]}' is not recognized", 100038 if word == "Numeric" else 100037, "22018"
    elif "Expected Number of Columns" in text:
        message, code, state = "Number of columns in file does not match that of the corresponding table", 100080, "22000"
    elif not line:
        return known
    where = f"\n  File '{name}'" + (f", line {line[1]}" if line else "")
    return SqlError(message + where + (f"\n  Column {column[1]}" if column else ""), code, state)
