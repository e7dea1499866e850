"""Programs that a command starts, and that end with it: on Ctrl-C, on an error, on kill, and if this process is killed hard."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from project.problem import Problem

PATIENCE = 20.0
PR_SET_PDEATHSIG = 1


class Stopped(Exception):
    """Someone asked this command to end: Ctrl-C, kill, or a closed terminal."""

    def __init__(self, number: int) -> None:
        super().__init__(signal.Signals(number).name)
        self.exit_code = 128 + number


@dataclass
class Child:
    name: str
    process: subprocess.Popen
    log: Path

    def require_alive(self) -> None:
        if self.process.poll() is not None:
            raise Problem(f"The {self.name} ended with {self.process.returncode}. Its last lines ({self.log}):\n{tail(self.log)}")

    def stop(self) -> None:
        """Asks it to end, and ends it and all it started when it does not."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                pass
        # It leads a process group of its own: what it left behind goes with it.
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()


@dataclass
class Children:
    """All programs started so far; the last one started is stopped first."""

    started: list[Child] = field(default_factory=list)

    def start(self, name: str, command: list[str], log: Path, environment: dict[str, str] | None = None) -> Child:
        log.parent.mkdir(parents=True, exist_ok=True)
        with open(log, "wb") as output:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
                start_new_session=True, preexec_fn=_end_with_parent, env={**os.environ, **(environment or {})},
            )  # fmt: skip
        child = Child(name, process, log)
        self.started.append(child)
        return child

    def require_alive(self) -> None:
        for child in self.started:
            child.require_alive()

    def stop(self) -> None:
        while self.started:
            self.started.pop().stop()


@contextmanager
def children() -> Iterator[Children]:
    """Everything started inside is stopped on the way out, whatever the way is."""

    def stopped(number: int, _frame: object) -> None:
        raise Stopped(number)

    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, stopped) for number in signals}
    family = Children()
    try:
        yield family
    finally:
        # A second Ctrl-C must not leave half of them running.
        for number in signals:
            signal.signal(number, signal.SIG_IGN)
        family.stop()
        for number, handler in before.items():
            signal.signal(number, handler)


def wait_until(ready: Callable[[], bool], child: Child, seconds: float) -> None:
    """Returns when it is ready; ends with a sentence when it dies or takes too long."""
    deadline = time.monotonic() + seconds
    while not ready():
        child.require_alive()
        if time.monotonic() > deadline:
            raise Problem(
                f"The {child.name} did not get ready within {seconds:.0f} seconds. Its last lines ({child.log}):\n{tail(child.log)}"
            )
        time.sleep(0.1)


def tail(log: Path, lines: int = 20) -> str:
    return "\n".join("  " + line for line in log.read_text(errors="replace").splitlines()[-lines:]) if log.exists() else ""


def _end_with_parent() -> None:
    """Linux ends the child when this process dies without being able to say so (kill -9)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
