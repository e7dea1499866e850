"""Draws the pictures of docs/benchmark.md; runs under the environment `pictures`. usage: drawing.py RESULTS SCALING FOLDER"""

import json
import statistics
import sys
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams.update({
    "svg.hashsalt": "benchmark", "font.size": 9, "axes.spines.top": False, "axes.spines.right": False, "figure.figsize": (7, 3.4),
    "font.family": "DejaVu Sans",
})  # fmt: skip
from matplotlib import pyplot  # noqa: E402

OURS = ("floor", "engine", "shipped")
ORDER = ("floor", "engine", "shipped", "dlt-arrow", "dlt", "singer", "airbyte", "airbyte-released")


def main(results: str, scaling: str, folder: str) -> None:
    content = json.loads(Path(results).read_text())
    found: dict[tuple[str, str, int, str], list[dict[str, Any]]] = {}
    for each in content["measurements"]:
        found.setdefault((each["league"], each["phase"], each["latency"], each["engine"]), []).append(each)
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    bars(found, "rows-per-second", "Rows per second, initial load", target, lambda each: each["sent_rows"] / each["wall"])
    bars(found, "cpu-seconds", "CPU seconds of all processes, initial load", target, lambda each: each["cpu"])
    bars(found, "memory", "Peak memory of all processes in MB, initial load", target, lambda each: each["memory"] / 1e6)
    latency(found, target)
    if Path(scaling).exists():
        for curve in json.loads(Path(scaling).read_text())["curves"]:
            draw_curve(curve, target)


def bars(found: dict[Any, list[dict[str, Any]]], name: str, title: str, folder: Path, figure: Any) -> None:
    values = {
        engine: statistics.median(figure(each) for each in found["engine", "initial", 0, engine])
        for engine in reversed(ORDER)
        if ("engine", "initial", 0, engine) in found and all(each["code"] == 0 for each in found["engine", "initial", 0, engine])
    }
    if not values:
        return
    _, axes = pyplot.subplots()
    drawn = axes.barh(list(values), list(values.values()), color=["#2b6cb0" if each in OURS else "#a0aec0" for each in values])
    axes.bar_label(drawn, fmt="{:,.0f}", padding=3)
    axes.set_title(title, loc="left")
    save(folder, name)


def latency(found: dict[Any, list[dict[str, Any]]], folder: Path) -> None:
    curves = {}
    for engine in ORDER:
        at = sorted(key[2] for key in found if key[:2] == ("engine", "initial") and key[3] == engine)
        values = [statistics.median(each["wall"] for each in found["engine", "initial", each_latency, engine]) for each_latency in at]
        if len(at) > 1:
            curves[engine] = (at, values)
    if not curves:
        return
    _, axes = pyplot.subplots()
    for engine, (at, values) in curves.items():
        axes.plot(at, values, marker="o", label=engine, linewidth=2 if engine in OURS else 1)
    axes.set_xlabel("latency of every answer, ms")
    axes.set_ylabel("seconds")
    axes.set_ylim(bottom=0)
    axes.legend(frameon=False)
    axes.set_title("Initial load: the waiting hides behind other divisions", loc="left")
    save(folder, "latency")


def draw_curve(curve: dict[str, Any], folder: Path) -> None:
    _, axes = pyplot.subplots()
    heights = [value for values in curve["series"].values() for value in values if value]
    for name, values in curve["series"].items():
        exponent = curve.get("exponent", {}).get(name)
        axes.plot(curve["x"], values, marker="o", label=name + (f" (exponent {exponent:.2f})" if exponent is not None else ""))
    if curve.get("log"):
        axes.set_xscale("log")
    # Over little more than itself a logarithm makes a mountain of what is nearly flat.
    if curve.get("log") and max(heights) > 3 * min(heights):
        axes.set_yscale("log")
    else:
        axes.set_ylim(bottom=0)
    axes.set_xlabel(curve["x_label"])
    axes.set_ylabel(curve["y_label"])
    axes.legend(frameon=False)
    axes.set_title(curve["title"], loc="left")
    save(folder, f"scaling-{curve['name']}")


def save(folder: Path, name: str) -> None:
    pyplot.tight_layout()
    pyplot.savefig(folder / f"{name}.svg", metadata={"Date": None})
    pyplot.close()


if __name__ == "__main__":
    main(*sys.argv[1:4])
