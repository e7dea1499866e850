"""Rules over manifest.yml and the files beside it."""

import re
from collections.abc import Iterator

from package_check.package import Package
from package_check.statement import Finding

KEYS = {"manifest_version", "version", "artifacts", "configuration", "lifecycle_callbacks", "privileges", "references", "snowflake_database",
        "restricted_callers_rights", "restricted_features"}  # fmt: skip
GRANTED_AT_INSTALL = {"EXECUTE TASK", "EXECUTE MANAGED TASK", "CREATE WAREHOUSE", "CREATE COMPUTE POOL", "BIND SERVICE ENDPOINT", "CREATE DATABASE",
                      "CREATE EXTERNAL ACCESS INTEGRATION", "CREATE SECURITY INTEGRATION", "CREATE SHARE", "CREATE LISTING"}  # fmt: skip
BY_HAND = {"MANAGE WAREHOUSES", "IMPORTED PRIVILEGES ON SNOWFLAKE DB", "READ SESSION", "EXECUTE ALERT"}
NEEDED_FOR = {"TASK": "EXECUTE TASK", "EXTERNAL ACCESS INTEGRATION": "CREATE EXTERNAL ACCESS INTEGRATION"}
CALLBACKS = {"after_specification_change": ("STRING",), "after_configuration_change": ("STRING",), "before_configuration_change": ("STRING", "STRING"),
             "validate_configuration_change": ("STRING", "STRING"), "specification_action": ("STRING", "STRING", "STRING"),
             "version_initializer": ()}  # fmt: skip
LEVELS = {"log_level": {"OFF", "TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"}, "trace_level": {"OFF", "ON_EVENT", "ALWAYS"}}
EVENTS = {"ALL", "ERRORS_AND_WARNINGS", "TRACES", "USAGE_LOGS", "DEBUG_LOGS", "METRICS"}
TELEMETRY = "com.snowflake:telemetry:"
SCRIPT_NAME = re.compile(r"[A-Za-z0-9_\-./]+\Z")


def manifest(package: Package) -> Iterator[Finding]:
    content = package.manifest
    if content.get("manifest_version") != 2:
        yield _finding(package, "manifest_version", "manifest_version is not 2", "Version 2 grants at install and has app specifications.")
    for key in content:
        if key not in KEYS:
            yield _finding(package, key, f"manifest.yml has no key {key}", f"Known are: {', '.join(sorted(KEYS))}.")
    artifacts = content.get("artifacts") or {}
    script = artifacts.get("setup_script", "setup.sql")
    if not SCRIPT_NAME.match(script):
        yield _finding(package, "setup_script", f"{script} is no name for a setup script", "Letters, digits and _ - . / only.")
    readme = artifacts.get("readme")
    if readme and not (package.folder / readme).is_file():
        yield _finding(package, "readme", f"{readme} is not in the package", "Correct the path, or add the file.")
    page = artifacts.get("default_streamlit")
    if page and tuple(page.upper().split(".")) not in {made.name for made in package.made("STREAMLIT")}:
        yield _finding(package, "default_streamlit", f"the script makes no Streamlit {page}", "Name one that it makes, as schema.name.")
    java = any(made.statement.find("LANGUAGE", "JAVA") >= 0 for made in package.made("PROCEDURE", "FUNCTION"))
    if java and artifacts.get("extension_code") is not True:
        yield _finding(package, "artifacts", "the script has Java code, the manifest does not say so", "Write extension_code: true.")


def privileges(package: Package) -> Iterator[Finding]:
    wanted: dict[str, dict] = {}
    for each in package.manifest.get("privileges") or []:
        wanted.update(each)
    for name, settings in wanted.items():
        if name not in GRANTED_AT_INSTALL | BY_HAND:
            yield _finding(package, name, f"{name} is no privilege an app can ask for", "See Snowflake's list of account privileges.")
        if not (settings or {}).get("description"):
            yield _finding(package, name, f"privilege {name} does not say what for", "Add a description: administrators read it.")
    for kind, privilege in NEEDED_FOR.items():
        if package.made(kind) and privilege not in wanted:
            yield _finding(package, "privileges", f"the script makes a {kind} without the privilege {privilege}", "Add it to privileges.")


def telemetry(package: Package) -> Iterator[Finding]:
    configuration = package.manifest.get("configuration") or {}
    for key, levels in LEVELS.items():
        level = configuration.get(key)
        if isinstance(level, bool):
            yield _finding(package, key, f"{key} is read as {level} by YAML", 'Write it in quotes: "OFF".')
        elif level is not None and level not in levels:
            yield _finding(package, key, f"{key} {level} does not exist", f"One of: {', '.join(sorted(levels))}.")
    definitions = configuration.get("telemetry_event_definitions") or []
    for each in definitions:
        if each.get("type") not in EVENTS:
            yield _finding(
                package, "telemetry_event_definitions", f"no events are of type {each.get('type')}", f"One of: {', '.join(sorted(EVENTS))}."
            )
        if each.get("sharing") not in ("MANDATORY", "OPTIONAL"):
            yield _finding(package, "sharing", f"sharing {each.get('sharing')} does not exist", "MANDATORY or OPTIONAL.")
    if definitions and configuration.get("log_level") in (None, "OFF"):
        yield _finding(package, "telemetry_event_definitions", "events are to be shared, and none are written", "Set log_level.")
    java = [made for made in package.made("PROCEDURE", "FUNCTION") if made.statement.find("LANGUAGE", "JAVA") >= 0]
    silent = [made.label for made in java if not any(name.startswith(TELEMETRY) for name in made.statement.values("PACKAGES") or [])]
    if silent and configuration.get("log_level") not in (None, "OFF", False):
        yield _finding(
            package, "log_level", f"what {silent[0]} logs is lost: its PACKAGES lack {TELEMETRY}latest", "Add it, or leave log_level out."
        )


def callbacks(package: Package) -> Iterator[Finding]:
    named = package.manifest.get("lifecycle_callbacks") or {}
    for event, procedure in named.items():
        if event not in CALLBACKS:
            yield _finding(package, event, f"there is no callback {event}", f"Known are: {', '.join(sorted(CALLBACKS))}.")
            continue
        name = tuple(str(procedure).upper().split("."))
        types = [made.types for made in package.made("PROCEDURE") if made.name == name]
        if not types:
            yield _finding(
                package, event, f"callback {event}: the script makes no procedure {procedure}", "Create it, or correct the name."
            )
        elif CALLBACKS[event] not in types:
            expected = ", ".join(CALLBACKS[event])
            yield _finding(package, event, f"callback {event}: {procedure} has other arguments", f"Snowflake calls it with ({expected}).")
    if {"after_specification_change", "specification_action"} <= set(named):
        yield _finding(package, "specification_action", "two callbacks for specifications", "Keep after_specification_change only.")


def unread_files(package: Package) -> Iterator[Finding]:
    for file in sorted(package.folder.rglob("*.sql")):
        relative = str(file.relative_to(package.folder))
        if relative not in package.read_files:
            yield Finding(relative, 1, "files", "no script runs this file", "Add EXECUTE IMMEDIATE FROM, or remove the file.")


def _finding(package: Package, near: str, message: str, remedy: str) -> Finding:
    lines = (package.folder / "manifest.yml").read_text("utf-8").splitlines()
    line = next((number for number, text in enumerate(lines, 1) if near in text), 1)
    return Finding("manifest.yml", line, "manifest", message, remedy)
