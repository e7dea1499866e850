"""The goals as ratios, and whether these results reach them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from benchmark.engines import AS_DOCUMENTED, TITLES
from benchmark.results import Median, Results

MET, MISSED, OPEN = "reached", "missed", "not measured"


@dataclass(frozen=True)
class Goal:
    """`found` is a ratio or a share; `text` says it in words."""

    name: str
    wanted: str
    found: str
    verdict: str


def best_peer(results: Results, phase: str = "initial", latency: int = 0) -> Median | None:
    """The one with the most rows a second, as its documentation sets it up, whose result was right."""
    found = [results.median("engine", phase, name, latency) for name in AS_DOCUMENTED]
    right = [each for each in found if each is not None and each.ended_well and each.first.right is not False]
    return max(right, key=lambda each: each.rows_per_second, default=None)


def goals(results: Results) -> list[Goal]:
    return [*_initial(results), *_later(results), *_overhead(results), *_real_life(results)]


def _initial(results: Results) -> Iterator[Goal]:
    peer = best_peer(results)
    floor, engine, shipped, arrow = (results.median("engine", "initial", name) for name in ("floor", "engine", "shipped", "dlt-arrow"))
    named = f" ({TITLES[peer.first.engine]})" if peer else ""
    yield _ratio("Initial load, our engine: rows/s beside the best peer" + named, 3.0, True, engine, peer, _rate)
    yield _ratio("Initial load, our engine: rows/s beside dlt with a hand-written Arrow source", 1.6, True, engine, arrow, _rate)
    yield _ratio("Initial load, our engine: CPU seconds beside the floor", 1.3, False, engine, floor, _cpu)
    late = results.median("engine", "initial", "engine", 80)
    yield _ratio("Initial load, our engine: wall time with 80 ms latency beside none", 1.3, False, late, engine, _wall)
    yield _ratio("Initial load, shipped path: rows/s beside the best peer" + named, 2.0, True, shipped, peer, _rate)
    yield _ratio("Initial load, shipped path: CPU seconds of all processes beside the best peer" + named, 1.0, False, shipped, peer, _cpu)
    yield _ratio("Initial load, the connector's own process: memory beside the best peer" + named, 0.5, False, shipped, peer, _own_memory)


def _later(results: Results) -> Iterator[Goal]:
    for name in ("engine", "shipped"):
        unchanged = results.median("engine", "unchanged", name)
        found = (unchanged.of("calls"), unchanged.of("least_calls")) if unchanged else (None, None)
        yield _compared(f"Nothing changed, {TITLES[name]}: calls beside the least possible", 1.0, False, *found)
    engine, floor = results.median("engine", "unchanged", "engine"), results.median("engine", "unchanged", "floor")
    warm = (engine.of("warm_seconds") if engine else None, floor.of("warm_seconds") if floor else None)
    yield _compared("Nothing changed, our engine in a warm JVM: time beside the floor", 1.3, False, *warm)
    changed, initial = results.median("engine", "changed", "engine"), results.median("engine", "initial", "engine")
    yield _ratio("1 % changed, our engine: wall time beside the initial load", 0.5, False, changed, initial, _wall)


def _overhead(results: Results) -> Iterator[Goal]:
    for name in ("engine", "shipped"):
        found = results.median("engine", "overhead", name)
        steps = found.of("steps") if found else None
        each = found.number("cpu") * 1000 / steps if found and steps else None
        yield _compared(f"Many small steps, {TITLES[name]}: milliseconds of CPU per step", 10.0, False, each, 1.0 if each else None, "ms")


def _real_life(results: Results) -> Iterator[Goal]:
    real = results.median("limits", "initial", "shipped")
    calls = (real.of("calls"), real.of("least_calls")) if real else (None, None)
    yield _compared("Limits on, shipped path: calls beside the least possible", 1.02, False, *calls)
    refused = real.of("refused") if real else None
    yield Goal(
        "Limits on, shipped path: answers 429", "none", "-" if refused is None else f"{refused:.0f}",
        OPEN if refused is None else MET if refused == 0 else MISSED,
    )  # fmt: skip
    share = results.median("limits", "day", "shipped")
    held = share.of("held_wait_share") if share else None
    yield _compared(
        "A wait until tomorrow, shipped path: share of it with a warehouse held", 0.05, False, held, 1.0 if held is not None else None
    )


def _ratio(name: str, wanted: float, least: bool, mine: Median | None, other: Median | None, figure: Callable[[Median], float]) -> Goal:
    usable = mine is not None and other is not None and mine.ended_well and other.ended_well
    return _compared(name, wanted, least, figure(mine) if usable and mine else None, figure(other) if usable and other else None)


def _compared(name: str, wanted: float, least: bool, mine: float | None, other: float | None, unit: str = "") -> Goal:
    limit = f"{'at least' if least else 'at most'} {wanted:g}{' ' + unit if unit else ''}"
    if mine is None or not other:
        return Goal(name, limit, "-", OPEN)
    found = mine / other
    met = found >= wanted if least else found <= wanted
    return Goal(name, limit, f"{found:.2f}{' ' + unit if unit else ''}", MET if met else MISSED)


def _rate(median: Median) -> float:
    return median.rows_per_second


def _cpu(median: Median) -> float:
    return median.number("cpu")


def _wall(median: Median) -> float:
    return median.number("wall")


def _own_memory(median: Median) -> float:
    """Of the connector without the database where that can be told apart, otherwise of all processes."""
    own = median.of("connector_memory")
    return own if own is not None else median.number("memory")
