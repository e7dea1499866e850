"""A browser for the tests of the pages and for their pictures: Debian's Chromium, steered by Playwright."""

import os
import shutil
import subprocess
import sys

from project.places import PROJECT, VENV_PYTHON
from project.setup import one_at_a_time

REQUIREMENTS = PROJECT / "src" / "pages" / "requirements.txt"


def chromium() -> str | None:
    """Where Chromium is, if it is anywhere."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def prepare_browser() -> str:
    """Playwright and Chromium are there afterwards where they may be installed; otherwise the sentence that says what is missing."""
    with one_at_a_time():
        if subprocess.run([str(VENV_PYTHON), "-c", "import playwright"], capture_output=True).returncode != 0:
            print("Installing Playwright ...", file=sys.stderr, flush=True)
            command = [
                str(VENV_PYTHON),
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "--no-input",
                "-r",
                str(REQUIREMENTS),
            ]
            if subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True).returncode != 0:
                return "Playwright could not be installed (is there a network?)."
        if chromium() is None and os.geteuid() == 0 and shutil.which("apt-get"):
            print("Installing Chromium ...", file=sys.stderr, flush=True)
            environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
            for arguments in (["update"], ["install", "--yes", "--no-install-recommends", "chromium"]):
                subprocess.run(["apt-get", *arguments], env=environment, stdin=subprocess.DEVNULL, capture_output=True)
    return "" if chromium() else "Chromium is not there: sudo apt-get install --yes chromium"
