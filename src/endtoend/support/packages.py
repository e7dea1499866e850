"""Packages of other versions, and installing them by name as an account's administrator would."""

import shutil
import zipfile
from pathlib import Path

from project import build
from project.places import JAR, PROJECT
from project.services import local_snowflake
from project.worksheet import APPLICATION

RELOCATED = "com/ddbm/exactonline/relocated/"


def previous(folder: Path, version: str = "1.0.0") -> Path:
    """A release as it was: its own classes are kept in the repository, the libraries come from the present jar."""
    build.build(build.CONNECTOR)
    package = folder / version
    shutil.copytree(PROJECT / "src" / "test" / "packages" / version, package)
    kept, jar = package / "lib" / "own-classes.jar", package / "lib" / JAR.name
    with zipfile.ZipFile(kept) as own, zipfile.ZipFile(JAR) as present, zipfile.ZipFile(jar, "w", zipfile.ZIP_STORED) as made:
        for name in own.namelist():
            made.writestr(name, own.read(name))
        for name in present.namelist():
            if name.startswith((RELOCATED, "META-INF/services/")) and not name.endswith("/"):
                made.writestr(name, present.read(name))
    kept.unlink()
    return package


def present(folder: Path) -> Path:
    """What is released next, in a folder that a test may change."""
    build.build(build.CONNECTOR)
    return build.assemble_package(folder=folder / "present")


def install(data: Path, package: Path, application: str = APPLICATION) -> None:
    """Installs, upgrades or goes back; a Problem carries what the setup script failed with."""
    local_snowflake("install", "--data", str(data), "--package", str(package), "--application", application)
