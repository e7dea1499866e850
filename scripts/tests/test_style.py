"""The Python of the commands, the checker and the end-to-end tests has one style and no fault that ruff knows."""

import subprocess
import sys

import pytest
from project.places import PROJECT

FOLDERS = ("scripts", "src/check", "src/endtoend", "src/benchmark")


@pytest.mark.parametrize("command", [["format", "--check"], ["check"]], ids=["format", "check"])
def test_ruff_has_nothing_to_say(command: list[str]) -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "ruff", *command, "--no-cache", "-q", *FOLDERS], cwd=PROJECT, capture_output=True, text=True
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
