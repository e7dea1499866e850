"""Measures a group of processes: wall time, CPU seconds, and the most memory that all of them together held at once."""

import os
import threading
import time
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
EVERY = 0.1


@dataclass(frozen=True)
class Usage:
    """CPU in seconds, memory in bytes."""

    wall: float
    cpu: float
    memory: int


def family(root: int) -> list[int]:
    """The process and all that descend from it."""
    children: dict[int, list[int]] = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            fields = _fields(int(name))
            if fields:
                children.setdefault(int(fields[1]), []).append(int(name))
    found, waiting = [], [root]
    while waiting:
        process = waiting.pop()
        found.append(process)
        waiting += children.get(process, [])
    return found


def cpu_seconds(process: int) -> float:
    """Of the process and of those of its children that have ended and were waited for."""
    fields = _fields(process)
    return sum(int(each) for each in fields[11:15]) / TICKS if fields else 0.0


def resident(process: int) -> int:
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * PAGE
    except (OSError, IndexError):
        return 0


def family_cpu(root: int) -> float:
    return sum(cpu_seconds(each) for each in family(root))


def _fields(process: int) -> list[str]:
    """The fields of /proc/PID/stat after the name, which may hold blanks."""
    try:
        text = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return []
    return text[text.rindex(")") + 2 :].split()


class Watch:
    """Looks at a group of processes ten times a second until it is stopped.

    CPU seconds are those of the group since the watch began. A process that ends between two looks is in its parent's sum when
    the parent waited for it; the root's own sum is read by whoever waits for the root (`ended`).
    """

    def __init__(self, root: int) -> None:
        self._root = root
        self._peak = 0
        self._began = time.monotonic()
        self._cpu_before = family_cpu(root)
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        while not self._stopped.is_set():
            self._peak = max(self._peak, sum(resident(each) for each in family(self._root)))
            self._stopped.wait(EVERY)

    def stop(self, ended_cpu: float | None = None) -> Usage:
        """What was used. `ended_cpu`: the sum that the system told when the root was waited for; otherwise the root still lives."""
        wall = time.monotonic() - self._began
        cpu = ended_cpu if ended_cpu is not None else family_cpu(self._root) - self._cpu_before
        self._stopped.set()
        self._thread.join()
        return Usage(wall, cpu, self._peak)
