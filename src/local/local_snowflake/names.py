"""Names of objects, and how they are stored in the one DuckDB file."""

from __future__ import annotations

from sqlglot import exp

SYSTEM_SCHEMA = "_local"
INFORMATION_SCHEMA = "INFORMATION_SCHEMA"


def quote(name: str) -> str:
    """A name as a quoted identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str | None) -> str:
    """A text as a SQL literal."""
    return "NULL" if text is None else "'" + text.replace("'", "''") + "'"


def display(*parts: str | None) -> str:
    """Names as Snowflake prints them in messages: quoted only where needed, joined by dots."""
    printed = []
    for part in parts:
        if part is not None:
            plain = part.replace("_", "A").replace("$", "A").isalnum() and part == part.upper() and not part[:1].isdigit()
            printed.append(part if plain else quote(part))
    return ".".join(printed)


def unquote(name: str) -> str:
    """The exact name of an identifier as typed: unquoted ones are upper case."""
    if name.startswith('"') and name.endswith('"') and len(name) > 1:
        return name[1:-1].replace('""', '"')
    return name.upper()


def split_qualified(text: str) -> list[str]:
    """The exact names in a dotted, possibly quoted name."""
    parts: list[str] = []
    current, quoted = "", False
    for character in text.strip():
        if character == '"':
            quoted = not quoted
        if character == "." and not quoted:
            parts.append(current)
            current = ""
        else:
            current += character
    return [unquote(part.strip()) for part in [*parts, current]]


def system_table(name: str) -> exp.Table:
    """A table of the system schema inside a parsed statement; it is neither qualified nor authorized."""
    return exp.Table(this=exp.to_identifier(name, quoted=True), db=exp.to_identifier(SYSTEM_SCHEMA, quoted=True),
                     catalog=exp.to_identifier("", quoted=True))


def is_system_table(table: exp.Table) -> bool:
    """Whether a table node was made by system_table."""
    return table.db == SYSTEM_SCHEMA and not table.catalog and isinstance(table.args.get("catalog"), exp.Identifier)
