"""What the machine must have: a Java 17 development kit and Maven.

Debian as root (a container, a CI machine) gets what is missing; anyone else is told the one line to type.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from project.problem import Problem

JAVA_PACKAGES = ("openjdk-17-jdk-headless", "default-jdk-headless")


def java() -> str:
    """The `java` that Maven uses as well: JAVA_HOME's, or the one on the PATH."""
    return _java_tool("java") or "java"


def require_tools() -> None:
    """Java's compiler and Maven are there afterwards, or the command ends with what to type."""
    missing = [*([] if _has_java() else ["java"]), *([] if shutil.which("mvn") else ["maven"])]
    if not missing:
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        _install(missing)
        missing = [*([] if _has_java() else ["java"]), *([] if shutil.which("mvn") else ["maven"])]
        if not missing:
            return
    packages = " ".join(JAVA_PACKAGES[0] if name == "java" else name for name in missing)
    wanted = " and ".join("a Java development kit, 17 or later," if name == "java" else "Maven" for name in missing)
    raise Problem(
        f"Needed and not found: {wanted}\n"
        f"  Debian, Ubuntu:  sudo apt-get update && sudo apt-get install --yes {packages}\n"
        f"  macOS:           brew install {packages.replace(JAVA_PACKAGES[0], 'openjdk@17')}"
    )


def _install(missing: list[str]) -> None:
    print(f"Installing {' and '.join(missing)} ...", file=sys.stderr, flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}

    def apt_get(*arguments: str) -> bool:
        return subprocess.run(["apt-get", *arguments], env=environment, stdin=subprocess.DEVNULL, capture_output=True).returncode == 0

    apt_get("update")
    for name in missing:
        # Newer Debians have left Java 17 behind; their default serves as well.
        for package in JAVA_PACKAGES if name == "java" else (name,):
            if apt_get("install", "--yes", "--no-install-recommends", package):
                break


def _has_java() -> bool:
    compiler = _java_tool("javac")
    if not compiler or not _java_tool("java"):
        return False
    answer = subprocess.run([compiler, "-version"], capture_output=True, text=True)
    version = re.search(r"javac (\d+)", answer.stdout + answer.stderr)
    return bool(version) and int(version.group(1)) >= 17


def _java_tool(name: str) -> str | None:
    home = os.environ.get("JAVA_HOME")
    if home:
        tool = Path(home) / "bin" / name
        return str(tool) if tool.exists() else None
    return shutil.which(name)
