"""Both leagues in one go, in stages.

A stage that has ended is kept, so that a second start goes on where the first one was stopped. Nothing is published before all of
them are there: what stands in the document is then of one run, with nothing of earlier ones in between.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from project.options import BenchmarkOptions
from project.problem import Problem

from benchmark.engines import OF_THE_APP, OURS
from benchmark.results import Measurement, Results

# Real life is smaller, so that a minute with few calls does not make hours of it.
LIMITED_SHARE, LIMITED_DIVISIONS = 0.45, 3


@dataclass(frozen=True)
class Stage:
    """What is measured between two moments at which results are kept. `often`: as often as --repeat says, otherwise once."""

    name: str
    engines: tuple[str, ...]
    phases: tuple[str, ...] = ("initial",)
    latency: int = 0
    often: bool = False
    limits: bool = False

    def options(self, of: BenchmarkOptions) -> BenchmarkOptions:
        asked = replace(
            of,
            engines=self.engines,
            phases=self.phases,
            latencies=(self.latency,),
            limits=self.limits,
            repeat=of.repeat if self.often else 1,
        )
        return replace(asked, rows=int(of.rows * LIMITED_SHARE), divisions=LIMITED_DIVISIONS) if self.limits else asked


# What the goals compare is measured often, Singer's first load too: it lies close to dlt's, and which peer is the best must not hang
# on one run each. PyAirbyte takes a minute a load and is far behind.
STAGES = (
    Stage("initial load", (*OURS, "dlt-arrow", "dlt", "singer"), often=True),
    Stage("refreshes", (*OURS, "dlt-arrow", "dlt"), ("unchanged", "changed"), often=True),
    Stage("80 ms", OURS, latency=80, often=True),
    Stage("80 ms, peers", ("dlt-arrow", "dlt"), latency=80),
    Stage("many small steps", OF_THE_APP, ("overhead",)),
    Stage("crash", (*OURS, "dlt"), ("crash",)),
    Stage("limits", ("shipped",), limits=True),
    Stage("250 ms", OURS, latency=250),
    Stage("refreshes by Singer", ("singer",), ("unchanged", "changed")),
    Stage("PyAirbyte", ("airbyte",), ("initial", "unchanged", "changed")),
    Stage("limits, peers", ("dlt-arrow", "singer", "airbyte"), limits=True),
)

Play = Callable[[BenchmarkOptions], list[Measurement]]
Describe = Callable[[BenchmarkOptions, Iterable[Measurement]], dict[str, Any]]


def measure(options: BenchmarkOptions, play: Play, describe: Describe, kept: Path, identity: str, said: Callable[[str], None]) -> Results:
    """All stages; those that `kept` has of the same options and the same `identity` (of what is measured) are not measured again."""
    run = {"identity": identity, "rows": options.rows, "divisions": options.divisions, "repeat": options.repeat}
    results = Results.read(kept)
    if results.settings.get("run") != run:
        results = Results({"run": run, "stages": []}, [])
    for number, stage in enumerate(STAGES, 1):
        done: list[str] = results.settings["stages"]
        if stage.name in done:
            said(f"{number} of {len(STAGES)}, {stage.name}: kept from before")
            continue
        said(f"{number} of {len(STAGES)}, {stage.name}:")
        asked = stage.options(options)
        measured = play(asked)
        bad = [each for each in measured if each.engine in OURS and (each.code != 0 or each.right is False)]
        if bad:
            raise Problem(f"{stage.name}: {bad[0].engine}: {bad[0].note or bad[0].verdict}. The stages before it are kept.")
        results.replace(measured, {**describe(asked, measured), "stages": [*done, stage.name]})
        results.write(kept)
    return Results({name: value for name, value in results.settings.items() if name not in ("run", "stages")}, results.measurements)
