"""`scripts/simulate --end-to-end`: plays schedules, prints what happened, and for each that fails the command that plays it again."""

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
for folder in (HERE.parent, HERE.parents[2] / "scripts"):
    sys.path.insert(0, str(folder))

from schedules import figures  # noqa: E402
from schedules.house import house  # noqa: E402
from schedules.play import play  # noqa: E402


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="scripts/simulate --end-to-end", description=__doc__)
    parser.add_argument("--seeds", type=int, default=24)
    parser.add_argument("--from", type=int, default=1, dest="first")
    parser.add_argument("--secret-visibility", choices=("immediate", "next_call"), default="immediate")
    parser.add_argument("--results", type=Path)
    parser.add_argument("--report", type=Path)
    options = parser.parse_args(arguments)
    started, failed, happened = time.monotonic(), 0, Counter[str]()
    with (
        tempfile.TemporaryDirectory(prefix="exact-online-schedules-") as folder,
        house(Path(folder), options.secret_visibility) as played_in,
    ):
        for seed in range(options.first, options.first + options.seeds):
            played = play(played_in, seed)
            happened += played.happened
            if options.results:
                figures.keep(options.results, options.secret_visibility, played)
            print(f"seed {seed}: {'wrong' if played.violations else 'right'}, {played.seconds:.0f} s", flush=True)
            if played.violations:
                failed += 1
                print("\n".join(f"  {text}" for text in played.violations[:12]))
                visible = "" if options.secret_visibility == "immediate" else f" --secret-visibility {options.secret_visibility}"
                print(f"  again: scripts/simulate --end-to-end --seeds 1 --from {seed}{visible}", flush=True)
    print(f"{options.seeds} schedules, {failed} with violations, {time.monotonic() - started:.0f} s")
    print(", ".join(f"{name} {count}" for name, count in sorted(happened.items())))
    if options.report:
        figures.write(options.report, figures.kept(options.results))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
