"""What was measured, as JSON and back; medians over repeats."""

import json
import statistics
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from project.places import PROJECT, TARGET

PUBLISHED = PROJECT / "docs" / "benchmark" / "results.json"
# Curves over rows, divisions, endpoints and share of changes; written by the measurements of scaling.
SCALING = PUBLISHED.with_name("scaling.json")
UNPUBLISHED = TARGET / "benchmark" / "results.json"
RECORDINGS = UNPUBLISHED.with_name("recordings")
# The stages of `--everything` that have been measured.
KEPT = UNPUBLISHED.with_name("stages.json")


@dataclass(frozen=True)
class Measurement:
    """One phase of one engine, once. Seconds, bytes; `calls` and `sent_rows` as the simulator counted them."""

    league: str
    phase: str
    engine: str
    latency: int
    repeat: int
    code: int
    wall: float
    cpu: float
    memory: int
    calls: int
    refused: int
    sent_rows: int
    rows: int
    right: bool | None = None
    verdict: str = ""
    least_calls: int | None = None
    steps: int | None = None
    connector_cpu: float | None = None
    connector_memory: int | None = None
    warm_seconds: float | None = None
    held_wait_share: float | None = None
    note: str = ""

    @property
    def key(self) -> tuple[str, str, int, str]:
        return self.league, self.phase, self.latency, self.engine

    @property
    def part(self) -> str:
        """What is measured together: a league's phase at one latency."""
        return f"{self.league} {self.phase}" + (f" {self.latency} ms" if self.latency else "")


@dataclass(frozen=True)
class Median:
    """The repeats of one measurement in one line: the middle of each figure, and whether every repeat ended well."""

    measurements: tuple[Measurement, ...]

    @property
    def first(self) -> Measurement:
        return self.measurements[0]

    @property
    def ended_well(self) -> bool:
        return all(each.code == 0 for each in self.measurements)

    @property
    def repeats(self) -> int:
        return len(self.measurements)

    @property
    def verdict(self) -> str:
        """The worst one: right only if every repeat was."""
        failed = [each.note or f"ended with {each.code}" for each in self.measurements if each.code]
        wrong = [each.verdict for each in self.measurements if each.right is False]
        return f"failed: {failed[0]}" if failed else wrong[0] if wrong else self.first.verdict

    def of(self, name: str) -> float | None:
        values = [getattr(each, name) for each in self.measurements if getattr(each, name) is not None]
        return statistics.median(values) if values else None

    def number(self, name: str) -> float:
        value = self.of(name)
        assert value is not None, name
        return value

    @property
    def rows_per_second(self) -> float:
        return statistics.median(each.sent_rows / each.wall for each in self.measurements)


@dataclass
class Results:
    """Settings, machine and measurements of one or more runs."""

    settings: dict[str, Any]
    measurements: list[Measurement]

    def medians(self) -> dict[tuple[str, str, int, str], Median]:
        grouped: dict[tuple[str, str, int, str], list[Measurement]] = {}
        for each in self.measurements:
            grouped.setdefault(each.key, []).append(each)
        return {key: Median(tuple(found)) for key, found in grouped.items()}

    def median(self, league: str, phase: str, engine: str, latency: int = 0) -> Median | None:
        return self.medians().get((league, phase, latency, engine))

    def replace(self, newer: Iterable[Measurement], settings: dict[str, Any]) -> None:
        """Newer measurements take the place of all repeats under the same key, with the settings of their part."""
        arrived = list(newer)
        keys = {each.key for each in arrived}
        self.measurements = [each for each in self.measurements if each.key not in keys] + arrived
        parts = {**self.settings.get("parts", {}), **settings.pop("parts", {})}
        self.settings = {**self.settings, **settings, "parts": parts}

    def write(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        lines = ",\n".join("    " + json.dumps(_short(asdict(each))) for each in sorted(self.measurements, key=_order))
        text = json.dumps({"settings": self.settings}, indent=2)
        file.write_text(text.removesuffix("\n}") + ',\n  "measurements": [\n' + lines + "\n  ]\n}\n")

    @staticmethod
    def read(file: Path) -> "Results":
        if not file.exists():
            return Results({}, [])
        content = json.loads(file.read_text())
        known = {each.name for each in fields(Measurement)}
        found = [Measurement(**{name: value for name, value in each.items() if name in known}) for each in content["measurements"]]
        return Results(content["settings"], found)


def _order(measurement: Measurement) -> tuple[str, str, int, str, int]:
    return *measurement.key, measurement.repeat


def _short(values: dict[str, Any]) -> dict[str, Any]:
    """Without what is not known, and with as many digits as mean something."""
    return {name: round(value, 3) if isinstance(value, float) else value for name, value in values.items() if value not in (None, "")}
