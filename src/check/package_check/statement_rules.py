"""Rules over single statements: what may stand in a setup script, that it can run twice, that names are qualified."""

from collections.abc import Iterator

import sqlglot
from sqlglot import expressions
from sqlglot.errors import ParseError, TokenError

from package_check.package import KINDS, Package, creation
from package_check.statement import Finding, Statement, inner_statements

ALLOWED = (
    ("CREATE",), ("ALTER", "TABLE"), ("ALTER", "TASK"), ("ALTER", "APPLICATION", "SET"), ("ALTER", "PROCEDURE"), ("ALTER", "FUNCTION"),
    ("ALTER", "NETWORK", "RULE"), ("ALTER", "EXTERNAL", "ACCESS", "INTEGRATION"), ("ALTER", "SCHEMA"), ("ALTER", "VIEW"), ("ALTER", "STAGE"),
    ("COMMENT", "ON"), ("COMMENT", "IF", "EXISTS", "ON"), ("GRANT",), ("REVOKE",), ("CALL",), ("EXECUTE", "IMMEDIATE"), ("MERGE", "INTO"),
    ("UPDATE",), ("DELETE", "FROM"), ("DROP",), ("INSERT",), ("SELECT",), ("WITH",), ("BEGIN",), ("DECLARE",),
)  # fmt: skip
FORBIDDEN = (
    (("USE",), "USE does not work in a setup script", "Qualify every name with its schema instead."),
    (("ALTER", "SESSION"), "session parameters cannot be changed by an app", "Give formats and time zones explicitly where they matter."),
    (("SET",), "session variables cannot be set by an app", "Use a literal, or a variable of a block (LET)."),
    (("UNSET",), "session variables cannot be changed by an app", "Use a variable of a block (LET)."),
    (("ALTER", "APPLICATION", "ROLE"), "application roles cannot be altered", "Create the role with the comment it shall have."),
)
TEMPORARY = {"TEMP", "TEMPORARY", "VOLATILE"}
DROPPABLE_WITHOUT_LOSS = {"TASK", "VIEW", "PROCEDURE", "FUNCTION", "STREAMLIT"}
SHORT_OF_TABLE_NAMES = {"DUAL"}


def allowed_statements(package: Package) -> Iterator[Finding]:
    for statement in package.statements:
        yield from _forbidden(statement)
        if not any(statement.starts(*start) for start in ALLOWED) and not any(statement.starts(*start) for start, _, _ in FORBIDDEN):
            head = " ".join(statement.words[:3])
            yield _finding(statement, "statement", f"{head} ... has no place in a setup script", "Only what installs the app belongs here.")
        if statement.starts("CREATE") and creation(statement) is None and not TEMPORARY & set(statement.words[:4]):
            kinds = ", ".join(" ".join(kind).lower() for kind in KINDS)
            head = " ".join(statement.words[:4])
            yield _finding(statement, "statement", f"{head} ... cannot be created by this app", f"It may create: {kinds}.")
        body = statement.body()
        if body and statement.find("LANGUAGE", "SQL") >= 0 or body and statement.starts("EXECUTE", "IMMEDIATE"):
            for inner in inner_statements(body):
                yield from _forbidden(inner)


def _forbidden(statement: Statement) -> Iterator[Finding]:
    for start, message, remedy in FORBIDDEN:
        if statement.starts(*start):
            yield _finding(statement, "statement", message, remedy)
    if statement.starts("CREATE") and TEMPORARY & set(statement.words[:4]):
        yield _finding(statement, "temporary", "temporary objects are not supported in native apps", "Use a TRANSIENT table and drop it.")
    at = statement.find("EXECUTE", "AS", "CALLER")
    if at >= 0:
        yield Finding(statement.file, statement.line_of(at), "rights", "an app may not create procedures with caller's rights",
                      "Leave EXECUTE AS out: owner's rights are the default.")  # fmt: skip


def repeatable(package: Package) -> Iterator[Finding]:
    """The script runs again for the same version, and over the data of the version before."""
    for made in package.created:
        if not made.repeat:
            remedy = "Write IF NOT EXISTS, OR REPLACE or OR ALTER."
            yield _finding(made.statement, "repeat", f"{made.kind} {made.label} fails when the script runs again", remedy)
    for statement in package.statements:
        words = statement.words
        if statement.starts("INSERT"):
            yield _finding(statement, "repeat", "INSERT adds its rows again on every run", "Use MERGE.")
        at = statement.find("ADD", "COLUMN")
        if statement.starts("ALTER", "TABLE") and at >= 0 and words[at + 2 : at + 5] != ("IF", "NOT", "EXISTS"):
            yield _finding(statement, "repeat", "ADD COLUMN fails when the script runs again", "Write ADD COLUMN IF NOT EXISTS.")
        if statement.starts("DROP") and statement.find("IF", "EXISTS") < 0:
            yield _finding(statement, "repeat", "DROP fails when the script runs again", "Write DROP ... IF EXISTS.")
        if statement.starts("DROP") and words[1] not in DROPPABLE_WITHOUT_LOSS:
            yield _finding(statement, "keep", f"DROP {words[1]} loses what customers have", "Keep it, or migrate in a procedure.")


def qualified_names(package: Package) -> Iterator[Finding]:
    """A setup script has no current schema, and does not know the database (the application) it runs in."""
    without_schema = {"APPLICATION ROLE", "VERSIONED SCHEMA", "SCHEMA", "EXTERNAL ACCESS INTEGRATION", "DATABASE"}
    for made in package.created:
        wanted = 1 if made.kind in without_schema else 2
        if len(made.name) < wanted:
            yield _finding(made.statement, "name", f"{made.kind} {made.label} names no schema", "Write schema.name.")
        if len(made.name) > wanted:
            yield _finding(
                made.statement, "name", f"{made.kind} {made.label} names too much", "Never name a database: it is the customer's."
            )
    for statement in package.statements:
        if statement.starts("CALL"):
            yield from _two_parts(statement, 1)
        if statement.starts("CREATE") and statement.find("AS", "CALL") >= 0:
            yield from _two_parts(statement, statement.find("AS", "CALL") + 2)
        for head in (("ALTER", "TABLE"), ("ALTER", "TASK"), ("ALTER", "PROCEDURE"), ("ALTER", "NETWORK", "RULE")):
            if statement.starts(*head):
                yield from _two_parts(statement, len(head) + (2 if statement.words[len(head) : len(head) + 2] == ("IF", "EXISTS") else 0))
        yield from _tables(statement)


def _two_parts(statement: Statement, at: int) -> Iterator[Finding]:
    name = statement.name_at(at)
    if len(name) != 2:
        message = f"{'.'.join(name)} should be schema.name"
        yield Finding(statement.file, statement.line_of(at), "name", message, "Name the schema and nothing above it.")


def _tables(statement: Statement) -> Iterator[Finding]:
    """Tables in views and DML, from sqlglot's tree; also tells when a statement that it knows cannot be parsed."""
    made = creation(statement)
    if not (made and made.kind in ("VIEW", "TABLE") or statement.words[0] in ("MERGE", "UPDATE", "DELETE", "SELECT", "WITH", "INSERT")):
        return
    try:
        tree = sqlglot.parse_one(statement.text, read="snowflake")
    except (ParseError, TokenError) as error:
        details = getattr(error, "errors", None) or [{}]
        line = statement.line - 1 + (details[0].get("line") or 1)
        text = details[0].get("description") or str(error).splitlines()[0]
        yield Finding(statement.file, line, "syntax", f"this is not Snowflake's SQL: {text}", "Correct the statement.")
        return
    if made and made.kind == "TABLE":
        return
    aliases = {each.alias_or_name.upper() for each in tree.find_all(expressions.CTE)}
    for table in tree.find_all(expressions.Table):
        name = table.name.upper()
        if not isinstance(table.this, expressions.Identifier) or name in aliases or name in SHORT_OF_TABLE_NAMES:
            continue
        line = statement.line - 1 + (table.this.meta.get("line") or 1)
        if not table.db:
            yield Finding(statement.file, line, "name", f"{table.name} names no schema", "Write schema.name.")
        elif table.catalog and table.catalog.upper() != "INFORMATION_SCHEMA":
            message = f"{table.sql(dialect='snowflake')} names a database"
            yield Finding(statement.file, line, "name", message, "Never name a database: it is the customer's.")


def _finding(statement: Statement, rule: str, message: str, remedy: str) -> Finding:
    return Finding(statement.file, statement.line, rule, message, remedy)
