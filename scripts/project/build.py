"""Builds what the commands need: the connector's jar, the simulator, the procedure host, and the package folder.

Each is built only when its sources changed: a stamp beside the result names the content it was made from.
"""

import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from project.places import JAR, PACKAGE, PROCEDURE_HOST, PROCEDURE_HOST_JAR, PROJECT, SIMULATOR, SIMULATOR_JAR
from project.problem import Problem
from project.setup import digest, one_at_a_time

CATALOGUE = PROJECT / "src" / "main" / "resources"
PACKAGE_PARTS = ("manifest.yml", "setup.sql", "setup", "streamlit", "README.md", "LICENSE", "NOTICE")


@dataclass(frozen=True)
class Module:
    """One Maven build: its folder, what it makes, and what it is made from."""

    name: str
    folder: Path
    result: Path
    sources: tuple[Path, ...]

    def fingerprint(self) -> str:
        files = [
            file for source in self.sources for file in ([source] if source.is_file() else sorted(source.rglob("*"))) if file.is_file()
        ]
        return digest(files)

    @property
    def stamp(self) -> Path:
        return self.result.with_name(self.result.name + ".made-from")

    def is_current(self) -> bool:
        return self.result.exists() and self.stamp.exists() and self.stamp.read_text() == self.fingerprint()


CONNECTOR = Module("connector", PROJECT, JAR, (PROJECT / "pom.xml", PROJECT / "src" / "main"))
SIMULATOR_MODULE = Module("simulator", SIMULATOR, SIMULATOR_JAR, (SIMULATOR / "pom.xml", SIMULATOR / "src" / "main", CATALOGUE))
HOST_MODULE = Module("procedure host", PROCEDURE_HOST, PROCEDURE_HOST_JAR, (PROCEDURE_HOST / "pom.xml", PROCEDURE_HOST / "src" / "main"))
MODULES = (CONNECTOR, SIMULATOR_MODULE, HOST_MODULE)


def build(*modules: Module) -> None:
    """The results of these modules (all of them when none is named) are current afterwards."""
    for module in modules or MODULES:
        if module.is_current():
            continue
        with one_at_a_time():
            if not module.is_current():
                _make(module)


def _make(module: Module) -> None:
    print(f"Building the {module.name} ...", file=sys.stderr, end="", flush=True)
    started = time.monotonic()
    made_from = module.fingerprint()
    answer = subprocess.run(
        ["mvn", "-B", "-ntp", "-q", "-f", str(module.folder / "pom.xml"), "package", "-DskipTests"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    print(f" {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)
    if answer.returncode != 0:
        raise Problem(f"The {module.name} does not build (Maven ended with {answer.returncode}):\n{answer.stdout.strip()[-6000:]}")
    module.stamp.write_text(made_from)


def assemble_package(jar: Path = JAR, folder: Path = PACKAGE) -> Path:
    """`target/package`: what Snowflake gets, and nothing else. Written anew only when it differs."""
    with one_at_a_time():
        parts = [PROJECT / name for name in PACKAGE_PARTS if (PROJECT / name).exists()]
        files = [file for part in parts for file in ([part] if part.is_file() else sorted(part.rglob("*")))]
        files = [file for file in files if file.is_file() and "__pycache__" not in file.parts]
        made_from = digest([*files, jar])
        stamp = folder.with_name(folder.name + ".made-from")
        if folder.exists() and stamp.exists() and stamp.read_text() == made_from:
            return folder
        stamp.unlink(missing_ok=True)
        shutil.rmtree(folder, ignore_errors=True)
        for file in files:
            copy = folder / file.relative_to(PROJECT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, copy)
        (folder / "lib").mkdir(parents=True, exist_ok=True)
        shutil.copyfile(jar, folder / "lib" / jar.name)
        stamp.write_text(made_from)
        return folder
