"""All rules, and the check that applies them."""

from pathlib import Path

from package_check import code_rules, manifest_rules, object_rules, reach_rules, secret_rules, statement_rules
from package_check.package import load
from package_check.statement import Finding

RULES = (
    manifest_rules.manifest,
    manifest_rules.privileges,
    manifest_rules.telemetry,
    manifest_rules.callbacks,
    manifest_rules.unread_files,
    statement_rules.allowed_statements,
    statement_rules.repeatable,
    statement_rules.qualified_names,
    object_rules.never_replaced,
    object_rules.places,
    object_rules.grants,
    object_rules.order,
    object_rules.secrets,
    object_rules.hosts,
    object_rules.same_procedure_twice,
    reach_rules.left_out,
    reach_rules.right_privileges,
    reach_rules.schemas_within_reach,
    reach_rules.idle_roles,
    secret_rules.declared_secrets,
    secret_rules.read_aliases,
    code_rules.procedures,
    code_rules.pages,
    code_rules.jars,
)


def check(folder: Path) -> list[Finding]:
    """Everything wrong with the package, in the order of its files; empty when nothing is."""
    package, findings = load(folder)
    if package.manifest:
        for rule in RULES:
            findings += rule(package)
    return sorted(findings, key=lambda each: (each.file, each.line, each.rule, each.message))
