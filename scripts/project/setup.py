"""Set-up that every command begins with: the lock, and the Python packages in `.venv`.

Only the standard library is used here: this runs before there is anything else.
"""

import fcntl
import hashlib
import os
import subprocess
import sys
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from project.places import PROJECT, VENV_PYTHON, VIRTUAL_ENVIRONMENT
from project.problem import Problem

REQUIREMENTS = ("scripts/requirements.txt", "scripts/constraints.txt", "src/local/requirements.txt")


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Two commands started together in one clone build one after the other. The lock is on a file that always exists."""
    with open(PROJECT / "pom.xml") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(held, fcntl.LOCK_UN)


def in_virtual_environment() -> bool:
    return Path(sys.prefix).resolve() == VIRTUAL_ENVIRONMENT.resolve()


def prepare_virtual_environment() -> None:
    """`.venv` holds exactly the pinned packages afterwards; done already, this takes milliseconds."""
    wanted = digest([PROJECT / name for name in REQUIREMENTS], sys.version)
    stamp = VIRTUAL_ENVIRONMENT / ".complete"
    if _read(stamp) == wanted and VENV_PYTHON.exists():
        return
    with one_at_a_time():
        if _read(stamp) == wanted and VENV_PYTHON.exists():
            return
        print("Setting up the Python packages in .venv (once, about a minute) ...", file=sys.stderr, flush=True)
        stamp.unlink(missing_ok=True)
        venv.create(VIRTUAL_ENVIRONMENT, with_pip=True, clear=True, symlinks=True)
        command = [str(VENV_PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
        constraints = PROJECT / "scripts" / "constraints.txt"
        command += ["--constraint", str(constraints)] if constraints.exists() else []
        command += ["--requirement", str(PROJECT / "scripts" / "requirements.txt")]
        answer = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if answer.returncode != 0:
            raise Problem(f"The Python packages could not be installed (is there a network?):\n{answer.stderr.strip()[-2000:]}")
        stamp.write_text(wanted)


def continue_in_virtual_environment(arguments: list[str]) -> None:
    """Replaces this process by the same command under `.venv`; signals and the exit code stay the command's own."""
    os.execv(VENV_PYTHON, [str(VENV_PYTHON), "-m", "project", *arguments])


def digest(files: list[Path], *more: str) -> str:
    """A short name for the content of these files (absent ones count as absent)."""
    seen = hashlib.sha256()
    for text in more:
        seen.update(text.encode() + b"\0")
    for file in files:
        seen.update(str(file.relative_to(PROJECT)).encode() + b"\0")
        seen.update(hashlib.sha256(file.read_bytes()).digest() if file.exists() else b"absent")
    return seen.hexdigest()[:32]


def _read(stamp: Path) -> str | None:
    return stamp.read_text() if stamp.exists() else None
