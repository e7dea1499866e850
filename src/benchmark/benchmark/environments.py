"""Virtual environments of the peers and of the pictures, made once from pinned versions and nothing else."""

import shutil
import subprocess
import sys
import venv
from pathlib import Path

from project.places import DEFAULT_DATA, PROJECT
from project.problem import Problem

BENCHMARK = PROJECT / "src" / "benchmark"
PEERS = BENCHMARK / "peers"
HOME = DEFAULT_DATA / "benchmark"
REQUIREMENTS = {
    "dlt": PEERS / "dlt" / "requirements.txt",
    "airbyte": PEERS / "airbyte" / "requirements.txt",
    "singer-tap": PEERS / "singer" / "requirements-tap.txt",
    "singer-target": PEERS / "singer" / "requirements-target.txt",
    "pictures": BENCHMARK / "benchmark" / "requirements.txt",
}


def python_of(name: str) -> Path:
    return HOME / "environments" / name / "bin" / "python"


def prepare(name: str) -> Path:
    """The environment's Python; it is made when it is absent or made from other versions."""
    wanted = REQUIREMENTS[name].read_text() + sys.version
    python = python_of(name)
    folder = python.parents[1]
    stamp = folder / ".complete"
    if python.exists() and stamp.exists() and stamp.read_text() == wanted:
        return python
    print(f"Setting up {name} in {folder.relative_to(PROJECT)} (once) ...", file=sys.stderr, flush=True)
    shutil.rmtree(folder, ignore_errors=True)
    venv.create(folder, with_pip=True, symlinks=True)
    command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "-r", str(REQUIREMENTS[name])]
    answer = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if answer.returncode != 0:
        raise Problem(f"{name} could not be installed (is there a network?):\n{answer.stderr.strip()[-2000:]}")
    stamp.write_text(wanted)
    return python
