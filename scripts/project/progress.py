"""Shows how far a run is: a bar at a terminal, a plain line now and then elsewhere."""

import time
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from project.watching import Look

PLAIN_EVERY = 5.0


class Display(AbstractContextManager["Display"]):
    """What both kinds have in common: the sentence about a run."""

    def show(self, look: Look) -> None:
        raise NotImplementedError

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        return None


class Bar(Display):
    def __init__(self, console: Console) -> None:
        self._progress = Progress(
            SpinnerColumn(), TextColumn("{task.description}"), BarColumn(bar_width=30), TextColumn("{task.completed}/{task.total} steps"),
            TimeElapsedColumn(), console=console, transient=True,
        )  # fmt: skip
        self._task = self._progress.add_task("Starting the run", total=None)

    def __enter__(self) -> "Bar":
        self._progress.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._progress.stop()

    def show(self, look: Look) -> None:
        self._progress.update(self._task, description=sentence(look), completed=look.steps_done, total=look.steps)


class Lines(Display):
    """Says something only when there is something new to say."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._last: tuple[str, int, int] | None = None
        self._said = 0.0

    def show(self, look: Look) -> None:
        now = (look.status, look.steps_done, look.rows)
        changed_status = self._last is None or self._last[0] != look.status
        if now == self._last or (not changed_status and time.monotonic() - self._said < PLAIN_EVERY):
            return
        self._last, self._said = now, time.monotonic()
        self._console.print(f"{sentence(look)}, {look.steps_done} of {look.steps} steps", highlight=False)


def display(console: Console) -> Display:
    return Bar(console) if console.is_terminal else Lines(console)


def sentence(look: Look) -> str:
    """`Loading, 12,345 rows, 67 calls`; while it waits, until when and why a wait is right."""
    if look.status == "WAITING" and look.waiting_until is not None:
        return f"Waiting until {clock(look.waiting_until)}: the calls that Exact Online allows are used up"
    word = {"QUEUED": "Queued", "RUNNING": "Loading"}.get(look.status, look.status)
    return f"{word}, {look.rows:,} rows, {look.calls:,} calls"


def clock(moment: datetime) -> str:
    """The time of day here, with the date when it is not today."""
    local = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone()
    return local.strftime("%H:%M:%S" if local.date() == datetime.now().date() else "%Y-%m-%d %H:%M:%S")
