"""What a command starts ends with it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from project.children import Children, Stopped, children, wait_until
from project.problem import Problem

SCRIPTS = Path(__file__).resolve().parents[1]
SLEEPS = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(600)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(600)",
]


def gone(pid: int, seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
            state = Path(f"/proc/{pid}/stat")
            if state.exists() and state.read_text().split()[2] == "Z":
                return True
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def test_they_end_when_the_block_ends(tmp_path: Path) -> None:
    with children() as family:
        pid = family.start("sleeper", SLEEPS, tmp_path / "log").process.pid
    assert gone(pid)


def test_they_end_when_the_block_fails(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), children() as family:
        pid = family.start("sleeper", SLEEPS, tmp_path / "log").process.pid
        raise ZeroDivisionError
    assert gone(pid)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_they_end_when_someone_asks_the_command_to(tmp_path: Path, number: int) -> None:
    with pytest.raises(Stopped) as caught, children() as family:
        pid = family.start("sleeper", SLEEPS, tmp_path / "log").process.pid
        os.kill(os.getpid(), number)
        time.sleep(10)
    assert caught.value.exit_code == 128 + number
    assert gone(pid)


def test_one_that_does_not_listen_is_ended_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("project.children.PATIENCE", 0.2)
    with children() as family:
        child = family.start("stubborn", STUBBORN, tmp_path / "log")
        wait_until(lambda: "up" in child.log.read_text(), child, 10)
    assert gone(child.process.pid)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent died")
def test_they_end_when_the_command_is_killed_hard(tmp_path: Path) -> None:
    program = (
        f"import sys, time; sys.path.insert(0, {str(SCRIPTS)!r})\n"
        "from pathlib import Path\nfrom project.children import Children\n"
        f"print(Children().start('sleeper', {SLEEPS!r}, Path({str(tmp_path / 'log')!r})).process.pid, flush=True)\ntime.sleep(600)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    assert gone(pid)


def test_one_that_dies_early_is_said_with_its_last_lines(tmp_path: Path) -> None:
    family = Children()
    child = family.start("short", [sys.executable, "-c", "print('disk is full'); raise SystemExit(3)"], tmp_path / "log")
    with pytest.raises(Problem, match="(?s)short ended with 3.*disk is full"):
        wait_until(lambda: False, child, 10)
