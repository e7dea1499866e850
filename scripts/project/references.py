"""docs/procedures.md and docs/views.md, made from the setup script, so that they cannot differ from what is installed."""

import re
from dataclasses import dataclass
from pathlib import Path

import sqlglot
from sqlglot import exp

from project.places import PROJECT

SETUP = PROJECT / "setup"
PROCEDURES, VIEWS = PROJECT / "docs" / "procedures.md", PROJECT / "docs" / "views.md"
PROCEDURE = re.compile(r"CREATE OR REPLACE PROCEDURE core\.(\w+)\(([^)]*)\)(.*?);\n", re.DOTALL)
VIEW = re.compile(r"CREATE OR REPLACE VIEW core\.(\w+)\s+COMMENT = '((?:[^']|'')*)'\s*AS\s*\n(.*?);\n", re.DOTALL)
GRANT = re.compile(r"GRANT (?:USAGE|SELECT) ON (?:PROCEDURE|VIEW) core\.(\w+)(?:\([^)]*\))? TO APPLICATION ROLE (\w+);")
COMMENT = re.compile(r"COMMENT = '((?:[^']|'')*)'")
COLUMN = re.compile(r"^\s+(\w+) [A-Z_]+(?:\([\d,]+\))?(?: NOT NULL)? COMMENT '((?:[^']|'')*)'", re.MULTILINE)

# Columns that are worked out in the view, or that are something else there than in the table behind it.
SAID_HERE = {
    ("runs", "CHARGE_USD"): "What the run cost; NULL until it has ended",
    ("runs", "ROWS_FETCHED"): "Rows received, by all of its steps so far",
    ("runs", "CONNECTION"): "Name of its connection when the run was queued",
    ("connections", "CONNECTION"): "Name of the connection",
    ("connections", "MONTHLY_CAP_USD"): "US dollars in a calendar month (UTC) after which no further run begins; NULL: no cap",
    ("configurations", "CONFIGURATION"): "Name of the configuration",
    ("configurations", "ENDPOINTS"): "Array of endpoint ids in catalogue order, or the text all: those of later versions included",
    ("configurations", "DIVISIONS"): "Array of division codes, or the text all: those that come later included",
    ("configurations", "DELETIONS"): "apply (deleted rows go) or mark (they stay, with _DELETED_AT)",
    ("schedules", "SCHEDULE"): "Name of the schedule",
    ("schedules", "ENDPOINTS"): "Array of endpoint ids, or the text all: those of the configuration",
    ("divisions", "LAST_SUCCESS_AT"): "When a step in it last succeeded",
    ("freshness", "CONFIGURATION"): "Name of the configuration",
    ("freshness", "DIVISION"): "The division",
    ("freshness", "ENDPOINT"): "The endpoint id",
    ("freshness", "LAST_SUCCESS_AT"): "When a step last succeeded",
    ("freshness", "ROW_COUNT"): "Rows of the division in the table then",
    ("freshness", "COMPLETE_SINCE"): "The start date used; NULL: complete",
    ("events", "AT"): "When",
    ("endpoints", "SERVICE"): "The service of Exact Online that it belongs to",
    ("endpoints", "REFERENCE_URL"): "Exact's own page about it",
    ("endpoints", "TAKES_START_DATE"): "Whether a start date shortens its first load",
    ("endpoints", "COLUMN_COUNT"): "How many columns its table has, without the added ones",
    ("endpoints", "COLUMNS"): "Array of its own columns in catalogue order: {name, property, type, exact_type, key};"
    " property and exact_type are Exact's words, key says whether rows are told apart by it",
    ("installation", "INSTALLED_AT"): "When the app was first installed here",
    ("installation", "STATE_VERSION"): "Number of the shape of the state tables",
    ("charge_rows", "RUN_ID"): "The run",
    ("charge_rows", "CONNECTION"): "Name of the connection",
    ("charge_rows", "DIVISION"): "The division",
    ("charge_rows", "ENDPOINT"): "The endpoint id",
    ("charge_rows", "ROWS_INSERTED"): "Rows new in the table",
    ("charge_rows", "ROWS_UPDATED"): "Rows changed in the table",
    ("charge_rows", "ROWS_NOT_CHARGED"): "Rows inserted or updated that are not charged",
    ("charge_rows", "ROWS_CHARGED"): "Rows inserted or updated that are charged",
    ("charge_rows", "ROWS_USD"): "Their part of the run's charge for rows, to a fraction of a cent",
    ("spending", "CONNECTION"): "Name of the connection",
    ("spending", "MONTH"): "First day of the calendar month (UTC)",
    ("spending", "CHARGED_USD"): "Base and rows of that month; charges whose event was sent, or may have been",
    ("spending", "RUNS_CHARGED"): "Runs whose billing event was taken",
    ("spending", "ROWS_CHARGED"): "Rows inserted or updated that were charged",
    ("spending", "MONTHLY_CAP_USD"): "The cap as it is now; NULL: none",
}


@dataclass(frozen=True)
class Entry:
    name: str
    arguments: str
    text: str
    role: str
    columns: tuple[str, ...] = ()


def procedures() -> list[Entry]:
    """The procedures that users may call, with the role that may."""
    may = _roles()
    found = []
    for name, arguments, rest in PROCEDURE.findall((SETUP / "procedures.sql").read_text()):
        comment = COMMENT.search(rest)
        if name in may:
            found.append(Entry(name, " ".join(arguments.split()), _text(comment.group(1) if comment else ""), may[name]))
    return found


def views() -> list[Entry]:
    """The contract views with the columns in their order."""
    may = _roles()
    found = []
    for name, comment, query in VIEW.findall((SETUP / "views.sql").read_text() + "\n"):
        select = sqlglot.parse_one(query, dialect="snowflake").find(exp.Select) if query.strip() else None
        outer = sqlglot.parse_one(query, dialect="snowflake")
        select = outer if isinstance(outer, exp.Select) else select
        columns = tuple(each.upper() for each in select.named_selects) if select else ()
        found.append(Entry(name, "", _text(comment), may.get(name, ""), columns))
    return found


def procedures_document() -> str:
    lines = [
        "# Procedures",
        "",
        "Everything that a user may call, in schema `core`. Made from the setup script by `scripts/update-docs`; settings and payloads are in the",
        "[SQL reference](sql-reference.md), refusals in the [error list](errors.md).",
        "",
        "| procedure | arguments | what it does | least role |",
        "|---|---|---|---|",
    ]
    lines += [f"| `{each.name}` | `{each.arguments or 'none'}` | {each.text} | `{each.role}` |" for each in procedures()]
    return "\n".join(lines) + "\n"


def views_document() -> str:
    tables, meanings = _tables(), _meanings()
    lines = [
        "# Views",
        "",
        "The status views in schema `core`, a stable contract: columns are added at the end, never renamed or taken away. Every one may be read with",
        "role `app_viewer`. Made from the setup script by `scripts/update-docs`.",
    ]
    for each in views():
        lines += ["", f"## {each.name.upper()}", "", f"{each.text}.", "", "| column | meaning |", "|---|---|"]
        own = {**meanings, **tables.get(each.name, {})}
        lines += [f"| {column} | {SAID_HERE.get((each.name, column)) or own.get(column.lower(), '')} |" for column in each.columns]
    return "\n".join(lines) + "\n"


def update() -> list[Path]:
    """Writes both; those that were another before."""
    changed = []
    for file, wanted in ((PROCEDURES, procedures_document()), (VIEWS, views_document())):
        if not file.exists() or file.read_text() != wanted:
            file.write_text(wanted)
            changed.append(file)
    return changed


def _roles() -> dict[str, str]:
    return dict(GRANT.findall((SETUP / "grants.sql").read_text()))


def _tables() -> dict[str, dict[str, str]]:
    """What the columns of each state table say about themselves."""
    blocks = re.findall(r"TABLE IF NOT EXISTS state\.(\w+) \((.*?)\n\)", (SETUP / "state.sql").read_text(), re.DOTALL)
    return {table: {name: _text(text) for name, text in COLUMN.findall(block)} for table, block in blocks}


def _meanings() -> dict[str, str]:
    """Names that mean the same in every table that has them."""
    found: dict[str, set[str]] = {}
    for columns in _tables().values():
        for name, text in columns.items():
            found.setdefault(name, set()).add(text)
    return {name: next(iter(texts)) for name, texts in found.items() if len(texts) == 1}


def _text(literal: str) -> str:
    return literal.replace("''", "'").replace("|", "\\|").replace("<", "&lt;")
