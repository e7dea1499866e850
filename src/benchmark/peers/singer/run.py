"""Joins tap and target by a pipe, as Singer has it: two programs, each in its own virtual environment.

usage: run.py PYTHON_OF_TAP TARGET_DUCKDB. The target's batches are 30,000 rows: with its default of 10,000 it loses the last
state when the rows are an exact multiple of the batch, and larger batches were faster.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

python, target = sys.argv[1:3]
folder = Path(os.environ["BENCHMARK_STATE"])
state = folder / "state.json"
settings = {"path": os.environ["BENCHMARK_DATABASE"], "default_target_schema": "ex", "batch_size_rows": 30000, "temp_dir": str(folder)}
(folder / "target.json").write_text(json.dumps(settings))
(folder / "tap.json").write_text("{}")
arguments = [python, str(Path(__file__).with_name("tap.py")), "--config", str(folder / "tap.json")]
if state.exists():
    arguments += ["--state", str(state)]
with subprocess.Popen(arguments, stdout=subprocess.PIPE) as tap:
    command = [target, "--config", str(folder / "target.json")]
    with subprocess.Popen(command, stdin=tap.stdout, stdout=subprocess.PIPE, text=True) as loading:
        assert tap.stdout is not None and loading.stdout is not None
        tap.stdout.close()
        lines = [line for line in loading.stdout.read().splitlines() if line.strip()]
if tap.returncode or loading.returncode:
    sys.exit(f"tap ended with {tap.returncode}, target with {loading.returncode}")
if lines:
    state.write_text(lines[-1])
print(json.dumps({"rows": None}))
