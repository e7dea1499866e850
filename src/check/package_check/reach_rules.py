"""Rules over who reaches what: everything that people use is granted to a role that can get at it, the rest says that it is internal."""

from collections.abc import Iterator

from package_check.package import Package, signature
from package_check.statement import Finding, Statement

REACHED = ("PROCEDURE", "FUNCTION", "VIEW", "STREAMLIT")
INTERNAL = "Internal: "
PRIVILEGES = {
    "PROCEDURE": {"USAGE"},
    "FUNCTION": {"USAGE"},
    "STREAMLIT": {"USAGE"},
    "SCHEMA": {"USAGE"},
    "VIEW": {"SELECT"},
    "TABLE": {"SELECT"},
    "TASK": {"MONITOR", "OPERATE"},
    "SECRET": {"USAGE", "READ", "MODIFY"},
}


def left_out(package: Package) -> Iterator[Finding]:
    """Each procedure, function, view and page is granted to a role, or its comment says that it is internal: never neither, never both."""
    granted = {_key(grant) for grant in _grants(package)}
    for made in package.made(*REACHED):
        internal = (made.statement.value("COMMENT") or "").startswith(INTERNAL)
        reached = (made.kind, made.name, made.types) in granted
        if not reached and not internal:
            message = f"{made.kind} {made.label} is granted to no application role: nobody can use it"
            remedy = f"Grant it, or begin its COMMENT with '{INTERNAL}' when only the app itself calls it."
            yield _finding(made.statement, "reach", message, remedy)
        if reached and internal:
            message = f"{made.kind} {made.label} is called internal and yet granted to an application role"
            yield _finding(made.statement, "reach", message, f"Take the grant away, or '{INTERNAL}' out of its COMMENT.")


def right_privileges(package: Package) -> Iterator[Finding]:
    """A privilege that the kind of object knows; people get no right to write into the app's own tables."""
    for statement in package.statements:
        kind, name, _ = _key(statement)
        if not statement.starts("GRANT") or kind not in PRIVILEGES:
            continue
        wanted = {word for word in statement.words[1 : statement.find("ON")] if word != ","}
        for wrong in sorted(wanted - PRIVILEGES[kind]):
            message = f"{wrong} on {kind} {'.'.join(name)} is no right that an application role should get"
            yield _finding(statement, "privilege", message, f"Grant {' or '.join(sorted(PRIVILEGES[kind]))}.")


def schemas_within_reach(package: Package) -> Iterator[Finding]:
    """A right on an object is worth nothing without USAGE on its schema, held by the same role or by one given to it."""
    held = _held_roles(package)
    schemas = {(_key(grant)[1], role) for grant in _grants(package) if _key(grant)[0] == "SCHEMA" for role in _to(grant)}
    for grant in _grants(package):
        kind, name, _ = _key(grant)
        if kind == "SCHEMA" or len(name) != 2:
            continue
        for role in _to(grant):
            if not any(((name[0],), each) in schemas for each in held.get(role, {role})):
                message = f"role {role} gets a right on {'.'.join(name)} but none on schema {name[0]}"
                yield _finding(grant, "reach", message, f"Add GRANT USAGE ON SCHEMA {name[0]} TO APPLICATION ROLE {role}.")


def idle_roles(package: Package) -> Iterator[Finding]:
    """A role that gets nothing, and is given to no other, is one that customers would hand out in vain."""
    used = {role for statement in package.statements if statement.starts("GRANT") for role in _to(statement)}
    used |= {inner for inner, _ in _given_roles(package)}
    for made in package.made("APPLICATION ROLE"):
        if made.name[-1] not in used:
            message = f"application role {made.name[-1]} gets no right and is given to no role"
            yield _finding(made.statement, "reach", message, "Grant it what it is for, or leave it out.")


def _grants(package: Package) -> Iterator[Statement]:
    """GRANT ... ON object TO APPLICATION ROLE."""
    for statement in package.statements:
        if statement.starts("GRANT") and 0 <= statement.find("ON") < statement.find("TO"):
            yield statement


def _key(statement: Statement) -> tuple[str, tuple[str, ...], tuple[str, ...] | None]:
    """Kind, name and types of what a GRANT is about; an empty kind when it is about a role or many objects at once."""
    on = statement.find("ON")
    if not statement.starts("GRANT") or on < 0 or statement.words[on + 1] in ("ALL", "FUTURE"):
        return "", (), None
    kind = statement.words[on + 1]
    name = statement.name_at(on + 2)
    if kind not in ("PROCEDURE", "FUNCTION"):
        return kind, name, None
    return kind, name, signature(statement, on + 1 + 2 * len(name), named=False)[0]


def _to(grant: Statement) -> list[str]:
    at = grant.find("TO")
    return [grant.name_at(at + 3)[-1]] if grant.words[at + 1 : at + 3] == ("APPLICATION", "ROLE") else []


def _given_roles(package: Package) -> list[tuple[str, str]]:
    """(role, the role that it is given to)."""
    given = [each for each in package.statements if each.starts("GRANT", "APPLICATION", "ROLE")]
    return [(each.name_at(3)[-1], role) for each in given for role in _to(each)]


def _held_roles(package: Package) -> dict[str, set[str]]:
    """Each role with those it holds through others, itself included."""
    held = {made.name[-1]: {made.name[-1]} for made in package.made("APPLICATION ROLE")}
    given = _given_roles(package)
    # As many rounds as there are roles: no chain of roles is longer.
    for _ in held:
        for inner, outer in given:
            held.setdefault(outer, {outer}).update(held.get(inner, {inner}))
    return held


def _finding(statement: Statement, rule: str, message: str, remedy: str) -> Finding:
    return Finding(statement.file, statement.line, rule, message, remedy)
