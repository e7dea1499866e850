"""Tools that are kept apart from the packages of the tests: each has a virtual environment of its own in the project folder.

Their versions, and those of everything they need, are pinned in scripts/tools/NAME.txt. Once installed they work without a network.
"""

import subprocess
import sys
import venv
from pathlib import Path

from project.places import PROJECT
from project.problem import Problem
from project.setup import digest, one_at_a_time


def tool(name: str) -> Path:
    """The `bin` folder of the tool's environment, which holds exactly the pinned packages; made when it isn't there."""
    requirements = PROJECT / "scripts" / "tools" / f"{name}.txt"
    folder = PROJECT / f".venv-{name}"
    stamp = folder / ".complete"
    wanted = digest([requirements], sys.version)
    if stamp.exists() and stamp.read_text() == wanted:
        return folder / "bin"
    with one_at_a_time():
        if not (stamp.exists() and stamp.read_text() == wanted):
            print(f"Setting up {name} in {folder.name} (once) ...", file=sys.stderr, flush=True)
            stamp.unlink(missing_ok=True)
            venv.create(folder, with_pip=True, clear=True, symlinks=True)
            command = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
            command += ["--requirement", str(requirements)]
            answer = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
            if answer.returncode != 0:
                raise Problem(f"{name} could not be installed (is there a network?):\n{answer.stderr.strip()[-2000:]}")
            stamp.write_text(wanted)
    return folder / "bin"
