"""Both leagues in stages: what has been measured is not measured again, and nothing of another run stays."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from benchmark.results import Measurement
from benchmark.whole import STAGES, measure
from project.options import BenchmarkOptions, parse
from project.problem import Problem

from benchmark.engines import AS_DOCUMENTED, EVERYTHING, ONE_TABLE, OURS

ONE = Measurement("engine", "initial", "engine", 0, 1, 0, 10.0, 12.0, 500_000_000, 210, 0, 200_000, 200_000, True, "right")


def asked(*arguments: str) -> BenchmarkOptions:
    options = parse(["benchmark", "--everything", *arguments])
    assert isinstance(options, BenchmarkOptions)
    return options


class Player:
    """Measures nothing: every engine did every phase well, but the one that fails."""

    def __init__(self, fails: str = "") -> None:
        self.played: list[BenchmarkOptions] = []
        self._fails = fails

    def __call__(self, options: BenchmarkOptions) -> list[Measurement]:
        self.played.append(options)
        league, latency = "limits" if options.limits else "engine", options.latencies[0]
        found = [
            replace(ONE, league=league, latency=latency, phase=phase, engine=name) for name in options.engines for phase in options.phases
        ]
        return [replace(each, code=1, note="no memory") if each.phase == self._fails else each for each in found]


def described(options: BenchmarkOptions, measured: Iterable[Measurement]) -> dict[str, Any]:
    return {"parts": {each.part: {"rows": str(options.rows)} for each in measured}}


def test_every_engine_does_in_some_stage_what_it_can() -> None:
    done = {(stage.limits, phase, name) for stage in STAGES for phase in stage.phases for name in stage.engines}
    assert {name for _, _, name in done} >= {*OURS, *AS_DOCUMENTED}
    assert {phase for limits, phase, name in done if name == "shipped" and not limits} == EVERYTHING
    assert {phase for limits, phase, name in done if name == "floor" and not limits} == ONE_TABLE
    assert (True, "initial", "shipped") in done


def test_all_stages_together_are_the_results_and_none_is_measured_twice(tmp_path: Path) -> None:
    player = Player()
    results = measure(asked(), player, described, tmp_path / "kept.json", "one", lambda _: None)
    assert len(player.played) == len(STAGES)
    assert (
        len(results.measurements)
        == len({each.key for each in results.measurements})
        == sum(len(stage.engines) * len(stage.phases) for stage in STAGES)
    )
    assert set(results.settings) == {"parts"}
    assert results.settings["parts"]["engine initial"] == {"rows": "200000"}
    assert results.settings["parts"]["limits initial"] == {"rows": "90000"}


def test_after_a_failure_it_goes_on_with_the_stage_that_failed(tmp_path: Path) -> None:
    kept, failing, whole = tmp_path / "kept.json", Player(fails="crash"), Player()
    with pytest.raises(Problem, match="crash: floor: no memory"):
        measure(asked(), failing, described, kept, "one", lambda _: None)
    results = measure(asked(), whole, described, kept, "one", lambda _: None)
    assert len(failing.played) + len(whole.played) == len(STAGES) + 1
    assert whole.played[0] == failing.played[-1]
    assert all(each.code == 0 for each in results.measurements)
    assert len({each.key for each in results.measurements if each.phase == "initial"}) > len(OURS)


@pytest.mark.parametrize(("identity", "arguments"), [("two", ()), ("one", ("--rows", "100000")), ("one", ("--repeat", "1"))])
def test_stages_of_another_connector_or_another_job_are_not_kept(tmp_path: Path, identity: str, arguments: tuple[str, ...]) -> None:
    kept = tmp_path / "kept.json"
    measure(asked(), Player(), described, kept, "one", lambda _: None)
    player = Player()
    measure(asked(*arguments), player, described, kept, identity, lambda _: None)
    assert len(player.played) == len(STAGES)
