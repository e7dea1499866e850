"""Rules over the objects that the script makes: where they live, what must never be replaced, who gets which right."""

from collections.abc import Iterator

from package_check.package import Created, Package, folded_type, signature
from package_check.statement import Finding, Statement

KEPT = {
    "SECRET",
    "TABLE",
    "SCHEMA",
    "STAGE",
    "SEQUENCE",
    "STREAM",
    "DATABASE",
    "NETWORK RULE",
    "EXTERNAL ACCESS INTEGRATION",
    "APPLICATION ROLE",
}
CODE = {"PROCEDURE", "FUNCTION", "STREAMLIT", "VIEW"}
NEVER_VERSIONED = {"TASK", "TABLE", "SECRET", "STAGE", "STREAM", "SEQUENCE", "NETWORK RULE"}


def never_replaced(package: Package) -> Iterator[Finding]:
    """OR REPLACE would lose what a customer has: a token, rows, files, links to procedures."""
    for made in package.created:
        if made.kind in KEPT and made.repeat == "REPLACE":
            what = "wipes the stored token and unlinks it" if made.kind == "SECRET" else "loses what is in it or linked to it"
            yield _finding(made.statement, "keep", f"CREATE OR REPLACE {made.kind} {made.label} {what}", "Write IF NOT EXISTS, then ALTER.")


def places(package: Package) -> Iterator[Finding]:
    """Code goes into a versioned schema, what must survive an upgrade into a plain one."""
    versioned = package.versioned_schemas()
    for made in package.created:
        inside = len(made.name) == 2 and made.name[0] in versioned
        if made.kind in NEVER_VERSIONED and inside:
            message = f"{made.kind} {made.label} is in the versioned schema {made.name[0]}"
            yield _finding(made.statement, "place", message, "Make it in a plain schema: versioned ones change with every version.")
        if made.kind == "STREAMLIT" and not inside:
            yield _finding(
                made.statement, "place", f"STREAMLIT {made.label} is not in a versioned schema", "Make it in a versioned schema."
            )
        if made.kind in ("PROCEDURE", "FUNCTION") and not inside and made.statement.find("IMPORTS") >= 0:
            message = f"{made.kind} {made.label} imports files of the package outside a versioned schema"
            yield _finding(made.statement, "place", message, "Only inline code may be outside versioned schemas.")
        if len(made.name) != 2:
            continue
        schemas = {each.name[-1]: each.position for each in package.made("SCHEMA", "VERSIONED SCHEMA")}
        if made.name[0] not in schemas or schemas[made.name[0]] > made.position:
            yield _finding(made.statement, "order", f"schema {made.name[0]} is not there yet", "Create the schema earlier in the script.")


def grants(package: Package) -> Iterator[Finding]:
    roles = {made.name[-1]: made.position for made in package.made("APPLICATION ROLE")}
    for position, statement in enumerate(package.statements):
        words = statement.words
        if words[0] not in ("GRANT", "REVOKE"):
            continue
        to = statement.find("TO") if words[0] == "GRANT" else statement.find("FROM")
        if words[to + 1 : to + 3] != ("APPLICATION", "ROLE"):
            message = "rights inside an app go to application roles"
            yield _finding(statement, "grant", message, "Write TO APPLICATION ROLE; other roles get that role from the customer.")
            continue
        granted = [statement.name_at(to + 3)[-1]] + ([statement.name_at(3)[-1]] if words[1:3] == ("APPLICATION", "ROLE") else [])
        for role in granted:
            if role not in roles or roles[role] > position:
                remedy = "Create the role earlier in the script, or correct the name."
                yield _finding(statement, "grant", f"application role {role} is not there", remedy)
        on = statement.find("ON")
        if 0 <= on < to:
            yield from _granted_object(package, statement, position, on + 1)


def _granted_object(package: Package, statement: Statement, position: int, at: int) -> Iterator[Finding]:
    if statement.words[at] in ("ALL", "FUTURE"):
        return
    kind = next(
        (made.kind for made in package.created if statement.words[at : at + len(made.kind.split())] == tuple(made.kind.split())), ""
    )
    if statement.words[at] == "SCHEMA":
        kind = "SCHEMA"
    if not kind:
        message = f"the script makes no {statement.words[at]}"
        yield _finding(statement, "grant", message, "Grant rights on objects that the script makes.")
        return
    name = statement.name_at(at + len(kind.split()))
    after = at + len(kind.split()) + 2 * len(name) - 1
    types = signature(statement, after, named=False)[0] if kind in ("PROCEDURE", "FUNCTION") else None
    kinds = ("SCHEMA", "VERSIONED SCHEMA") if kind == "SCHEMA" else (kind,)
    same = [made for made in package.made(*kinds) if made.name == name and (types is None or made.types == types)]
    label = f"{kind} {'.'.join(name)}" + (f"({', '.join(types)})" if types is not None else "")
    if not same:
        there = [made.label for made in package.made(*kinds) if made.name == name]
        remedy = f"There is: {', '.join(there)}." if there else "Correct the name, or create the object."
        yield _finding(statement, "grant", f"{label} is not there", remedy)
    elif max(made.position for made in same) > position:
        message = f"{label} is created after this grant, which is lost"
        yield _finding(statement, "grant", message, "Grant after the last CREATE OR REPLACE of the object.")


def order(package: Package) -> Iterator[Finding]:
    """What a statement names exists when it runs: an install stops at the first that does not."""
    made_at = {(made.kind, made.name): made.position for made in reversed(package.created)}
    for position, statement in enumerate(package.statements):
        for kind, names in _needed(statement):
            for name in names:
                found = made_at.get((kind, name))
                if found is None or found > position:
                    yield _finding(statement, "order", f"{kind} {'.'.join(name)} is not there yet", "Create it earlier in the script.")


def _needed(statement: Statement) -> Iterator[tuple[str, list[tuple[str, ...]]]]:
    if statement.starts("CALL"):
        yield "PROCEDURE", [statement.name_at(1)]
    if statement.starts("CREATE"):
        yield "EXTERNAL ACCESS INTEGRATION", [(name.upper(),) for name in statement.values("EXTERNAL_ACCESS_INTEGRATIONS") or []]
        yield "NETWORK RULE", _dotted(statement.values("ALLOWED_NETWORK_RULES"))
        if statement.find("AS", "CALL") >= 0:
            yield "PROCEDURE", [statement.name_at(statement.find("AS", "CALL") + 2)]
    if statement.starts("ALTER", "TASK"):
        at = 4 if statement.words[2:4] == ("IF", "EXISTS") else 2
        if at == 2:
            yield "TASK", [statement.name_at(at)]


def _dotted(words: list[str] | None) -> list[tuple[str, ...]]:
    names: list[tuple[str, ...]] = []
    joined = " ".join(words or []).replace(" . ", ".")
    for each in joined.split():
        names.append(tuple(part.upper() for part in each.split(".")))
    return names


def secrets(package: Package) -> Iterator[Finding]:
    """Snowflake refuses SECRETS without an integration that allows them; a secret is never filled in by a script."""
    for made in package.made("PROCEDURE", "FUNCTION"):
        if made.statement.find("SECRETS", "=") >= 0 and made.statement.find("EXTERNAL_ACCESS_INTEGRATIONS") < 0:
            message = f"{made.label} has secrets but no integration that allows them"
            yield _finding(made.statement, "secret", message, "Name the integration in EXTERNAL_ACCESS_INTEGRATIONS.")
    for made in package.made("SECRET"):
        text = made.statement.value("SECRET_STRING")
        if text:
            yield _finding(
                made.statement, "secret", "a secret's value stands in the script", "Create it empty: customers can read the package."
            )


def hosts(package: Package) -> Iterator[Finding]:
    """What the network rules open and what an administrator approves are compared as strings by Snowflake."""
    rules = {host for made in package.made("NETWORK RULE") for host in made.statement.values("VALUE_LIST") or []}
    specifications = [each for each in package.statements if each.starts("ALTER", "APPLICATION", "SET", "SPECIFICATION")]
    approved = {host for each in specifications for host in each.values("HOST_PORTS") or []}
    for host in sorted(rules - approved):
        where = _rule_naming(package, host)
        message = f"host {host} is in a network rule but in no specification: it stays closed"
        yield Finding(where.file, where.line, "hosts", message, "Write exactly the same text in HOST_PORTS.")
    for each in specifications:
        for host in sorted(set(each.values("HOST_PORTS") or []) - rules):
            message = f"host {host} is in the specification but in no network rule"
            yield _finding(each, "hosts", message, "Write exactly the same text in VALUE_LIST.")


def _rule_naming(package: Package, host: str) -> Statement:
    return next(made.statement for made in package.made("NETWORK RULE") if host in (made.statement.values("VALUE_LIST") or []))


def same_procedure_twice(package: Package) -> Iterator[Finding]:
    seen: dict[tuple, Created] = {}
    for made in (each for each in package.created if each.kind in CODE):
        key = (made.kind, made.name, tuple(folded_type([each]) for each in made.types or ()))
        if key in seen:
            message = f"{made.kind} {made.label} is made a second time"
            yield _finding(
                made.statement, "twice", message, f"It is made at {seen[key].statement.file}:{seen[key].statement.line} already."
            )
        seen.setdefault(key, made)


def _finding(statement: Statement, rule: str, message: str, remedy: str) -> Finding:
    return Finding(statement.file, statement.line, rule, message, remedy)
