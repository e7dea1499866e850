"""`scripts/benchmark`: measures, shows, and writes the results down."""

import shutil
import subprocess
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from project import build
from project.children import Stopped, children
from project.options import BenchmarkOptions
from project.places import PROJECT
from project.problem import Problem
from project.setup import digest
from rich.console import Console

from benchmark import machine, report, scaling, whole
from benchmark.engines import OF_THE_APP, OUR_ENGINES
from benchmark.environments import HOME, PEERS, prepare
from benchmark.leagues import play
from benchmark.results import KEPT, PUBLISHED, RECORDINGS, SCALING, UNPUBLISHED, Measurement, Results


def main(options: BenchmarkOptions) -> int:
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=170)
    if options.draw:
        draw(Results.read(PUBLISHED))
        return 0
    build.build(build.SIMULATOR_MODULE)
    HOME.mkdir(parents=True, exist_ok=True)
    if options.everything:
        return _everything(console, options)
    if options.profile:
        shutil.rmtree(RECORDINGS, ignore_errors=True)
    measured: list[Measurement] = []
    try:
        with _folder() as folder, children() as family, console.status("Preparing ...") as status:

            def said(each: Measurement) -> None:
                measured.append(each)
                console.print(line(each))
                status.update(f"{len(measured)} measured")

            if options.scaling:
                curves = scaling.measure(options.scaling, options.engines, family, Path(folder), console.print)
                file = SCALING if options.publish else UNPUBLISHED.with_name(SCALING.name)
                scaling.write(curves, file)
                console.print(f"Written: {file}")
            else:
                play(options, family, Path(folder), said)
    except Problem as problem:
        # What was measured before it is worth keeping.
        console.print(f"{problem}", markup=False, soft_wrap=True)
        if not measured:
            return 1
    except Stopped as stopped:
        console.print("Stopped.")
        return stopped.exit_code
    if options.profile:
        console.print(f"Recordings and logs: {RECORDINGS}")
    if options.scaling:
        if options.publish:
            draw(Results.read(PUBLISHED))
        return 0
    return _close(console, options, measured)


def _everything(console: Console, options: BenchmarkOptions) -> int:
    """Both leagues, in stages that a second start does not measure again."""
    try:
        results = whole.measure(options, lambda asked: _stage(console, asked), _described, KEPT, _identity(), console.print)
    except Problem as problem:
        console.print(f"{problem}", markup=False, soft_wrap=True)
        return 1
    except Stopped as stopped:
        console.print("Stopped. The same command goes on with the stage that was being measured.")
        return stopped.exit_code
    _write(console, options, results)
    KEPT.unlink()
    return 0


def _stage(console: Console, options: BenchmarkOptions) -> list[Measurement]:
    """One stage, with a simulator of its own."""
    with _folder() as folder, children() as family, console.status("Measuring ..."):
        return play(options, family, Path(folder), lambda each: console.print(line(each)))


def _folder() -> TemporaryDirectory[str]:
    """What engines and simulator write. Processes that are still ending may write into it while it goes."""
    return TemporaryDirectory(prefix="run-", dir=HOME, ignore_cleanup_errors=True)


def _identity() -> str:
    """Of what is measured: stages of another connector, or beside another local Snowflake, do not belong to the same run."""
    ours = (PROJECT / "setup", PROJECT / "setup.sql", PROJECT / "src" / "local" / "local_snowflake", OUR_ENGINES / "src", PEERS)
    found: set[Path] = set()
    for source in (*ours, *(each for module in build.MODULES for each in module.sources)):
        found.update([source] if source.is_file() else source.rglob("*"))
    return digest(sorted(each for each in found if each.is_file() and each.suffix != ".pyc"))


def line(each: Measurement) -> str:
    """What is said at once when something has been measured."""
    outcome = f"failed ({each.code}): {each.note}" if each.code else each.verdict or "done"
    where = f"{each.phase}, {each.latency} ms" if each.latency else each.phase
    return (
        f"{each.engine:<17} {where:<16} {each.wall:7.2f} s {each.cpu:7.2f} CPU s {each.memory / 1e6:6,.0f} MB"
        f" {each.calls:5} calls {each.sent_rows:8,} rows  {outcome}"
    )


def _close(console: Console, options: BenchmarkOptions, measured: list[Measurement]) -> int:
    before = Results.read(PUBLISHED) if options.publish else Results({}, [])
    before.replace(measured, _described(options, measured))
    _write(console, options, before)
    return 0 if measured and all(each.code == 0 and each.right is not False for each in measured if each.engine in OF_THE_APP) else 1


def _write(console: Console, options: BenchmarkOptions, results: Results) -> None:
    file = PUBLISHED if options.publish else UNPUBLISHED
    results.write(file)
    console.print()
    report.show(console, results)
    console.print(f"Written: {file}")
    if options.publish:
        # As they stand in the file: rounded.
        draw(Results.read(PUBLISHED))


def _described(options: BenchmarkOptions, measured: Iterable[Measurement]) -> dict[str, Any]:
    """The settings of results. How often an engine was measured stands in its own row: not all of a part are measured as often."""
    told = {
        "measured": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "rows": f"{options.rows:,}",
        "divisions": str(options.divisions),
        **({"calls a minute": str(options.per_minute)} if options.limits else {}),
    }
    return {**machine.describe(), "parts": {each.part: told for each in measured}}


def draw(results: Results) -> None:
    """Pictures and the generated parts of the document."""
    python = prepare("pictures")
    script = Path(__file__).with_name("drawing.py")
    subprocess.run([str(python), str(script), str(PUBLISHED), str(SCALING), str(PUBLISHED.parent)], stdin=subprocess.DEVNULL, check=True)
    report.write_document(results)
