"""`scripts/benchmark`: measures, shows, and writes the results down."""

import shutil
import subprocess
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from project import build
from project.children import Stopped, children
from project.options import BenchmarkOptions
from project.problem import Problem
from rich.console import Console

from benchmark import machine, report, scaling
from benchmark.environments import HOME, prepare
from benchmark.leagues import play
from benchmark.results import PUBLISHED, SCALING, UNPUBLISHED, Measurement, Results


def main(options: BenchmarkOptions) -> int:
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=170)
    if options.draw:
        draw(Results.read(PUBLISHED))
        return 0
    build.build(build.SIMULATOR_MODULE)
    HOME.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="run-", dir=HOME))
    measured: list[Measurement] = []
    try:
        with children() as family, console.status("Preparing ...") as status:

            def said(each: Measurement) -> None:
                measured.append(each)
                console.print(line(each))
                status.update(f"{len(measured)} measured")

            if options.scaling:
                curves = scaling.measure(options.scaling, options.engines, family, folder, console.print)
                file = SCALING if options.publish else UNPUBLISHED.with_name(SCALING.name)
                scaling.write(curves, file)
                console.print(f"Written: {file}")
            else:
                play(options, family, folder, said)
    except Problem as problem:
        # What was measured before it is worth keeping.
        console.print(f"{problem}", markup=False, soft_wrap=True)
        if not measured:
            return 1
    except Stopped as stopped:
        console.print("Stopped.")
        return stopped.exit_code
    finally:
        if not options.profile:
            shutil.rmtree(folder, ignore_errors=True)
    if options.profile:
        console.print(f"Recordings and logs: {folder}")
    if options.scaling:
        if options.publish:
            draw(Results.read(PUBLISHED))
        return 0
    return _close(console, options, measured)


def line(each: Measurement) -> str:
    """What is said at once when something has been measured."""
    outcome = f"failed ({each.code}): {each.note}" if each.code else each.verdict or "done"
    where = f"{each.phase}, {each.latency} ms" if each.latency else each.phase
    return (
        f"{each.engine:<17} {where:<16} {each.wall:7.2f} s {each.cpu:7.2f} CPU s {each.memory / 1e6:6,.0f} MB"
        f" {each.calls:5} calls {each.sent_rows:8,} rows  {outcome}"
    )


def _close(console: Console, options: BenchmarkOptions, measured: list[Measurement]) -> int:
    file = PUBLISHED if options.publish else UNPUBLISHED
    before = Results.read(PUBLISHED) if options.publish else Results({}, [])
    parts = {part(each): _part(options) for each in measured}
    before.replace(measured, {**machine.describe(), "parts": parts})
    before.write(file)
    console.print()
    report.show(console, before)
    console.print(f"Written: {file}")
    if options.publish:
        draw(Results.read(PUBLISHED))
    return 0 if measured and all(each.code == 0 and each.right is not False for each in measured if each.engine in OURS) else 1


OURS = ("engine", "shipped")


def part(each: Measurement) -> str:
    """What was measured together: a league's phase at one latency."""
    return f"{each.league} {each.phase}" + (f" {each.latency} ms" if each.latency else "")


def _part(options: BenchmarkOptions) -> dict[str, str]:
    return {
        "measured": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "rows": f"{options.rows:,}",
        "divisions": str(options.divisions),
        "repeats": str(options.repeat),
        **({"calls a minute": str(options.per_minute)} if options.limits else {}),
    }


def draw(results: Results) -> None:
    """Pictures and the generated parts of the document."""
    python = prepare("pictures")
    script = Path(__file__).with_name("drawing.py")
    subprocess.run([str(python), str(script), str(PUBLISHED), str(SCALING), str(PUBLISHED.parent)], stdin=subprocess.DEVNULL, check=True)
    report.write_document(results)
