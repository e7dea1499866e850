"""Rules over the secrets of procedures: what SECRETS names is there and allowed, and is what the code asks for."""

from collections.abc import Iterator

from package_check.package import Created, Package
from package_check.statement import Finding


def declared_secrets(package: Package) -> Iterator[Finding]:
    """A procedure with SECRETS is refused unless each secret is there and its integration allows it."""
    made_at = {made.name: made.position for made in reversed(package.made("SECRET"))}
    for made in package.made("PROCEDURE", "FUNCTION"):
        allowed = _allowed(package, made)
        for alias, secret in _aliases(made):
            label = ".".join(secret)
            if secret not in made_at or made_at[secret] > made.position:
                yield _finding(made, f"secret {label} (alias {alias}) of {made.label} is not there yet", "Create it earlier in the script.")
            elif allowed is not None and secret not in allowed:
                message = f"no integration of {made.label} allows secret {label}"
                yield _finding(made, message, "Name it in ALLOWED_AUTHENTICATION_SECRETS of the integration.")


def read_aliases(package: Package) -> Iterator[Finding]:
    """The aliases that the script declares and those that the jar asks for by a fixed name are the same."""
    for name, jar in package.jars.items():
        importing = [made for made in package.made("PROCEDURE", "FUNCTION") if name in (made.statement.values("IMPORTS") or [])]
        declared = {alias for made in importing for alias, _ in _aliases(made)}
        for made in importing:
            for alias, _ in _aliases(made):
                if not jar.names_text(alias):
                    message = f"alias {alias} of {made.label} stands nowhere in {name}: nobody reads this secret"
                    yield _finding(made, message, "Correct the alias, or leave the secret out: a procedure holds what it needs.")
        for alias, class_name in jar.secrets_read():
            if alias not in declared:
                message = f"{class_name} reads the secret {alias}, which no procedure of the script declares"
                yield Finding(name.lstrip("/"), 1, "alias", message, f"Write SECRETS = ('{alias}' = schema.secret) at the procedure.")


def _aliases(made: Created) -> list[tuple[str, tuple[str, ...]]]:
    """Alias and secret of each entry of SECRETS = ('alias' = schema.secret, ...)."""
    words = made.statement.values("SECRETS") or []
    found = []
    for index, word in enumerate(words):
        if word == "=" and index > 0:
            secret = [words[index + 1]]
            at = index + 2
            while words[at : at + 1] == ["."]:
                secret.append(words[at + 1])
                at += 2
            found.append((words[index - 1], tuple(part.upper() for part in secret)))
    return found


def _allowed(package: Package, made: Created) -> set[tuple[str, ...]] | None:
    """The secrets that the procedure's integrations allow; None when they allow all or the script makes none of them."""
    names = {(name.upper(),) for name in made.statement.values("EXTERNAL_ACCESS_INTEGRATIONS") or []}
    found = [each.statement for each in package.made("EXTERNAL ACCESS INTEGRATION") if each.name in names]
    lists = [each.values("ALLOWED_AUTHENTICATION_SECRETS") for each in found]
    if not found or any(statement.value("ALLOWED_AUTHENTICATION_SECRETS") in ("all", "ALL") for statement in found):
        return None
    joined = (" ".join(words or []).replace(" . ", ".").split() for words in lists)
    return {tuple(part.upper() for part in name.split(".")) for names in joined for name in names}


def _finding(made: Created, message: str, remedy: str) -> Finding:
    return Finding(made.statement.file, made.statement.line, "alias", message, remedy)
