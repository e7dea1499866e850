"""`scripts/pictures`: the pages as pictures."""

import os
import subprocess

from project import build
from project.browser import prepare_browser
from project.places import PROJECT, VENV_PYTHON
from project.problem import Problem


def main() -> int:
    """The pictures in docs/pictures are new afterwards."""
    missing = prepare_browser()
    if missing:
        raise Problem(missing)
    build.build()
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(str(PROJECT / each) for each in ("scripts", "src/local", "src/endtoend", "src/pages")),
    }
    return subprocess.run([str(VENV_PYTHON), "-m", "paging.pictures"], cwd=PROJECT, stdin=subprocess.DEVNULL, env=environment).returncode
