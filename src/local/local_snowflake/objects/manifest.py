"""Reads an application package's manifest.yml (version 2)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from local_snowflake.result import SqlError

AUTOMATIC_PRIVILEGES = ("EXECUTE TASK", "EXECUTE MANAGED TASK", "CREATE WAREHOUSE", "CREATE DATABASE", "CREATE EXTERNAL ACCESS INTEGRATION",
                        "CREATE SECURITY INTEGRATION")
CALLBACKS = ("validate_configuration_change", "before_configuration_change", "after_configuration_change", "after_specification_change",
             "after_server_connection_change", "after_client_connection_change", "after_server_version_change", "specification_action",
             "version_initializer")
LOG_LEVELS = ("OFF", "TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL")
_TOP = ("manifest_version", "version", "artifacts", "configuration", "lifecycle_callbacks", "privileges", "references", "snowflake_database",
        "restricted_callers_rights", "restricted_features")


@dataclass(frozen=True)
class Manifest:
    """What of a manifest matters here."""

    label: str | None
    setup_script: str
    default_streamlit: str | None
    privileges: tuple[str, ...]
    callbacks: dict[str, str]
    log_level: str


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a package folder; SqlError when something is wrong with it."""
    file = folder / "manifest.yml"
    if not file.is_file():
        raise SqlError(f"The application package has no manifest.yml: {folder}", 93400, "02000")
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise SqlError(f"manifest.yml cannot be read: {error}", 93401, "22023") from None
    if not isinstance(content, dict):
        raise _wrong("it must be a mapping")
    unknown = [key for key in content if key not in _TOP]
    if unknown:
        raise _wrong(f"unknown field '{unknown[0]}'")
    if content.get("manifest_version") != 2:
        raise _wrong("manifest_version must be 2 (the local Snowflake installs no other)")
    artifacts = _mapping(content, "artifacts")
    setup_script = str(artifacts.get("setup_script", "setup.sql"))
    for path in (setup_script, artifacts.get("readme")):
        if path is not None and not (folder / str(path).lstrip("/")).is_file():
            raise _wrong(f"file '{path}' is not in the package")
    callbacks = {str(name): str(procedure) for name, procedure in _mapping(content, "lifecycle_callbacks").items()}
    for name in callbacks:
        if name not in CALLBACKS:
            raise _wrong(f"unknown lifecycle callback '{name}'")
    return Manifest(_label(content), setup_script, artifacts.get("default_streamlit"), _privileges(content), callbacks,
                    _log_level(content))


def _log_level(content: dict[str, Any]) -> str:
    """The least level that is written to the event table; nothing is when it is unset."""
    # YAML reads OFF without quotes as false
    level = _mapping(content, "configuration").get("log_level") or "OFF"
    if str(level).upper() not in LOG_LEVELS:
        raise _wrong(f"configuration.log_level '{level}' is none of {', '.join(LOG_LEVELS)}")
    return str(level).upper()


def _label(content: dict[str, Any]) -> str | None:
    version = _mapping(content, "version")
    label = version.get("label") or version.get("name")
    return None if label is None else str(label)


def _privileges(content: dict[str, Any]) -> tuple[str, ...]:
    names = []
    for entry in content.get("privileges") or []:
        if not isinstance(entry, dict) or len(entry) != 1:
            raise _wrong("each entry of privileges must be '- NAME: {description: ...}'")
        name, details = next(iter(entry.items()))
        if not isinstance(details, dict) or not details.get("description"):
            raise _wrong(f"privilege '{name}' needs a description")
        names.append(str(name).upper())
    return tuple(names)


def _mapping(content: dict[str, Any], key: str) -> dict[str, Any]:
    value = content.get(key) or {}
    if not isinstance(value, dict):
        raise _wrong(f"'{key}' must be a mapping")
    return value


def _wrong(what: str) -> SqlError:
    return SqlError(f"manifest.yml: {what}.", 93401, "22023")
