"""Medians, goals and the document: what is published is what was measured."""

from dataclasses import replace
from pathlib import Path

import pytest
from benchmark.goals import MET, MISSED, OPEN, Goal, best_peer, goals
from benchmark.results import PUBLISHED, Measurement, Results

from benchmark import report

ONE = Measurement("engine", "initial", "engine", 0, 1, 0, 10.0, 12.0, 500_000_000, 210, 0, 200_000, 200_000, True, "right")


def peer(name: str, wall: float, **more: object) -> Measurement:
    return replace(ONE, engine=name, wall=wall, **more)  # type: ignore[arg-type]


def named(results: Results, begin: str) -> Goal:
    return next(each for each in goals(results) if each.name.startswith(begin))


def test_the_median_is_the_middle_of_the_repeats() -> None:
    results = Results({}, [replace(ONE, repeat=number, wall=wall) for number, wall in enumerate((10.0, 40.0, 20.0), 1)])
    median = results.median("engine", "initial", "engine")
    assert median is not None
    assert (median.number("wall"), median.rows_per_second, median.repeats) == (20.0, 10_000, 3)


def test_one_wrong_repeat_spoils_the_verdict() -> None:
    results = Results({}, [ONE, replace(ONE, repeat=2, right=False, verdict="wrong: 1 missing")])
    median = results.median("engine", "initial", "engine")
    assert median is not None
    assert median.verdict == "wrong: 1 missing"


def test_the_best_peer_is_the_fastest_that_is_right_and_used_as_documented() -> None:
    wrong = peer("singer", 5.0, right=False, verdict="wrong: 1 missing")
    results = Results({}, [ONE, peer("dlt-arrow", 20.0), peer("dlt", 35.0), wrong, peer("airbyte", 60.0)])
    best = best_peer(results)
    assert best is not None
    assert best.first.engine == "dlt"


@pytest.mark.parametrize(("wall", "verdict", "found"), [(30.0, MET, "3.00"), (29.0, MISSED, "2.90")])
def test_a_goal_is_reached_or_missed_by_its_ratio(wall: float, verdict: str, found: str) -> None:
    goal = named(Results({}, [ONE, peer("dlt", wall)]), "Initial load, our engine: rows/s beside the best peer")
    assert (goal.verdict, goal.found) == (verdict, found)


def test_a_failed_measurement_reaches_nothing() -> None:
    goal = named(Results({}, [replace(ONE, code=1), peer("dlt", 60.0)]), "Initial load, our engine: rows/s beside the best peer")
    assert goal.verdict == OPEN


def test_results_survive_their_file_and_newer_ones_replace_their_own_kind(tmp_path: Path) -> None:
    file = tmp_path / "results.json"
    unknown = replace(ONE, phase="overhead", right=None, verdict="")
    Results({"parts": {"engine initial": {"rows": "1"}}}, [ONE, peer("dlt", 30.0), unknown]).write(file)
    results = Results.read(file)
    assert results.measurements == [peer("dlt", 30.0), ONE, unknown]
    results.replace([peer("dlt", 25.0)], {"parts": {"engine changed": {"rows": "2"}}})
    assert {each.wall for each in results.measurements if each.engine == "dlt"} == {25.0}
    assert len(results.measurements) == 3
    assert set(results.settings["parts"]) == {"engine initial", "engine changed"}


def test_the_document_holds_what_the_results_say() -> None:
    text = report.DOCUMENT.read_text()
    assert report.filled(text, report.sections(Results.read(PUBLISHED))) == text, "run scripts/benchmark --draw"


def test_a_document_without_a_place_for_a_part_is_refused() -> None:
    with pytest.raises(ValueError, match="no place for goals"):
        report.filled("nothing", {"goals": "x"})


def test_the_table_names_a_failure_and_leaves_its_rate_out() -> None:
    failed = Results({}, [replace(ONE, code=2, note="no memory")])
    part = report.sections(failed)["results"]
    assert "failed: no memory" in part
    assert "20,000" not in part


def test_the_simulator_was_never_what_the_engines_waited_for() -> None:
    published = Results.read(PUBLISHED)
    rate = published.median("engine", "rate", "simulator")
    assert rate is not None
    loads = [median for key, median in published.medians().items() if key[:3] == ("engine", "initial", 0)]
    assert loads
    assert all(3 * each.rows_per_second < rate.rows_per_second for each in loads)
