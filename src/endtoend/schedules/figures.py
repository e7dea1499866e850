"""What schedules end to end found, kept over several calls of the program and written into a page between its marks."""

import json
from collections import Counter
from pathlib import Path

from schedules.play import Played

BEGIN, END = "<!-- figures: end to end -->\n", "<!-- end of figures -->\n"


def keep(file: Path, visibility: str, played: Played) -> None:
    """Adds a line for a schedule; one that was played before in the same way is replaced."""
    line = {"seed": played.seed, "visibility": visibility, "seconds": round(played.seconds), "violations": len(played.violations)}
    others = [each for each in kept(file) if (each["seed"], each["visibility"]) != (played.seed, visibility)]
    lines = [*others, {**line, "happened": dict(played.happened)}]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(json.dumps(each, sort_keys=True) + "\n" for each in lines), encoding="utf-8")


def kept(file: Path) -> list[dict]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []


def write(page: Path, lines: list[dict]) -> None:
    """Puts the figures in place of those that stand between the marks of the page."""
    text = page.read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{page} has no place for these figures: {BEGIN.strip()} ... {END.strip()}")
    page.write_text(before + BEGIN + figures(lines) + END + after, encoding="utf-8")


def figures(lines: list[dict]) -> str:
    happened = sum((Counter(line["happened"]) for line in lines), Counter[str]())
    ways = Counter(line["visibility"] for line in lines)
    played = " and ".join(f"{count} with a secret that is seen {_SEEN[way]}" for way, count in sorted(ways.items()))
    failures = {name: count for name, count in happened.items() if name.startswith("failure ")}
    kills = {name: count for name, count in happened.items() if name.startswith("kill ")}
    ends = {name.removeprefix("run "): count for name, count in happened.items() if name.startswith("run ")}
    others = {name: count for name, count in happened.items() if name not in {*failures, *kills, *(f"run {end}" for end in ends)}}
    return "\n\n".join(
        [
            f"{len(lines)} schedules ({played}), {sum(line['violations'] for line in lines)} violations,"
            f" {sum(line['seconds'] for line in lines) / 60:.0f} minutes.",
            f"**Faulty answers by number**: {_listed({name.removeprefix('failure '): each for name, each in failures.items()}, int)}.",
            f"**Processes killed**: {_listed(kills)}.",
            f"**What else was done or happened**: {_listed(others)}.",
            f"**How the runs under faults ended**: {_listed(ends)}.\n",
        ]
    )


_SEEN = {"immediate": "at once", "next_call": "by the next call"}


def _listed(counts: dict[str, int], order: type = str) -> str:
    return ", ".join(f"{name} {counts[name]}" for name in sorted(counts, key=order)) or "none"
