"""Results as text: a table at the terminal, and the tables in docs/benchmark.md, which are never typed."""

import json
import re
from collections.abc import Iterable
from pathlib import Path

from project.places import PROJECT
from rich import box
from rich.console import Console
from rich.table import Table

from benchmark.engines import NAMES, OURS, TITLES
from benchmark.goals import goals
from benchmark.results import SCALING, Median, Results

DOCUMENT = PROJECT / "docs" / "benchmark.md"
PHASES = {
    "initial": "Initial load",
    "unchanged": "Nothing changed",
    "changed": "1 % changed, deletions among it",
    "crash": "After a crash at half",
    "overhead": "100 divisions x 58 endpoints, few rows",
    "day": "The day's calls are used up",
}
HEADINGS = ("Engine", "Wall s", "Rows/s", "CPU s", "Memory MB", "Own memory MB", "Calls", "429", "Table", "Runs")


def groups(results: Results) -> list[tuple[str, list[Median]]]:
    """Medians under a title each, engines in the order of NAMES."""
    medians = results.medians()
    found = []
    for league in ("engine", "limits"):
        for phase in PHASES:
            for latency in sorted({key[2] for key in medians if key[:2] == (league, phase)}):
                lines = [medians[league, phase, latency, name] for name in NAMES if (league, phase, latency, name) in medians]
                title = PHASES[phase] + (f", {latency} ms latency" if latency else "") + (", with limits" if league == "limits" else "")
                found.append((title, lines))
    return found


def cells(median: Median) -> list[str]:
    """One line of a table."""
    own = median.of("connector_memory")
    return [
        TITLES[median.first.engine],
        f"{median.number('wall'):.1f}",
        f"{median.rows_per_second:,.0f}" if median.first.phase in ("initial", "overhead") and median.ended_well else "",
        f"{median.number('cpu'):.1f}",
        f"{median.number('memory') / 1e6:,.0f}",
        f"{own / 1e6:,.0f}" if own is not None else "",
        f"{median.number('calls'):,.0f}",
        f"{median.number('refused'):,.0f}",
        median.verdict,
        str(median.repeats),
    ]


def show(console: Console, results: Results) -> None:
    """Prints every table and the goals."""
    for title, lines in groups(results):
        table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
        for heading in HEADINGS:
            table.add_column(heading, justify="left" if heading in ("Engine", "Table") else "right", overflow="fold")
        for line in lines:
            table.add_row(*cells(line))
        console.print(table)
    table = Table(title="Goals", title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in ("Goal", "Wanted", "Found", "Verdict"):
        table.add_column(heading)
    for goal in goals(results):
        table.add_row(goal.name, goal.wanted, goal.found, goal.verdict)
    console.print(table)


def markdown(headings: Iterable[str], lines: Iterable[Iterable[str]], left: tuple[int, ...]) -> str:
    heads = list(headings)
    rule = ["---" if number in left else "---:" for number in range(len(heads))]
    rows = [heads, rule, *[[each.replace("|", "\\|") for each in line] for line in lines]]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def sections(results: Results) -> dict[str, str]:
    """The generated parts of the document, by the names of their marks."""
    tables = [f"### {title}\n\n{markdown(HEADINGS, [cells(line) for line in lines], (0, 8))}" for title, lines in groups(results)]
    verdicts = markdown(
        ("Goal", "Wanted", "Found", "Verdict"),
        [(each.name, each.wanted, each.found, each.verdict) for each in goals(results)],
        (0, 1, 2, 3),
    )
    return {
        "results": "\n\n".join(tables),
        "goals": verdicts,
        "machine": _machine(results),
        "losses": _losses(results),
        "curves": _curves(results),
    }


def _curves(results: Results) -> str:
    """The pictures that these results have, and the exponents of the scaling curves."""
    parts = []
    if len({key[2] for key in results.medians() if key[:2] == ("engine", "initial")}) > 1:
        parts.append("![Seconds by latency](benchmark/latency.svg)")
    curves = json.loads(SCALING.read_text())["curves"] if SCALING.exists() else []
    parts += [f"![{curve['title']}](benchmark/scaling-{curve['name']}.svg)" for curve in curves]
    fitted = [(curve["title"], name, f"{exponent:.2f}") for curve in curves for name, exponent in curve.get("exponent", {}).items()]
    if fitted:
        parts.append(markdown(("Curve", "Engine", "Exponent"), fitted, (0, 1)))
    return "\n\n".join(parts)


def _losses(results: Results) -> str:
    """Every figure in which a peer is better than one of ours, worst first within each table."""
    found = []
    for title, lines in groups(results):
        ours = [each for each in lines if each.first.engine in ("engine", "shipped") and each.ended_well]
        for peer in (each for each in lines if each.first.engine not in OURS and each.ended_well):
            for mine in ours:
                for name, unit, scale in (("wall", "s", 1.0), ("cpu", "CPU s", 1.0), ("memory", "MB", 1e6)):
                    here, there = mine.number(name) / scale, peer.number(name) / scale
                    if there < here:
                        text = f"{title}: {TITLES[peer.first.engine]} {_figure(there)} {unit}, {TITLES[mine.first.engine]} {_figure(here)} {unit}"
                        found.append(f"- {text} ({here / there:.1f} times)")
    return "\n".join(found) or "In nothing that was measured."


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"


def _machine(results: Results) -> str:
    told = results.settings
    parts = [
        f"- {name}: {', '.join(f'{key} {value}' for key, value in part.items())}" for name, part in sorted(told.get("parts", {}).items())
    ]
    machine = ", ".join(str(told[name]) for name in ("processor", "processors", "memory", "system") if name in told)
    versions = ", ".join(f"{name} {version}" for name, version in sorted(told.get("versions", {}).items()))
    rate = results.median("engine", "rate", "simulator")
    sends = [f"- the simulator alone sends {rate.rows_per_second:,.0f} rows a second over one connection"] if rate else []
    return "\n".join([f"Machine: {machine}. Versions: {versions}.", "", *parts, *sends])


def filled(text: str, parts: dict[str, str]) -> str:
    """The document with its generated parts put in between their marks."""
    for name, part in parts.items():
        marked = re.compile(rf"(<!-- {name}: generated -->\n).*?(<!-- end -->)", re.DOTALL)
        if not marked.search(text):
            raise ValueError(f"{DOCUMENT.name} has no place for {name}")
        text = marked.sub(lambda found, part=part: f"{found.group(1)}\n{part}\n\n{found.group(2)}", text)
    return text


def write_document(results: Results, file: Path = DOCUMENT) -> None:
    file.write_text(filled(file.read_text(), sections(results)))
