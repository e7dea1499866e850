"""A disk that is full: a plain error, nothing lost, and work goes on when there is room again."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

PROGRAM = """
import os, resource, signal, sys
from pathlib import Path
from local_snowflake.engine import Engine
from local_snowflake.options import Options
from local_snowflake.result import SqlError
from local_snowflake.session import Sessions

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
engine = Engine(Options(Path(sys.argv[1])), Sessions("x"))
session = engine.sessions.open()
run = lambda sql: engine.execute(session, sql)
run("CREATE DATABASE d")
run("CREATE TABLE t AS SELECT SEQ4() AS id, UUID_STRING() AS x FROM TABLE(GENERATOR(ROWCOUNT => 1000))")
resource.setrlimit(resource.RLIMIT_FSIZE, (6_000_000, resource.RLIM_INFINITY))
try:
    run("CREATE TABLE big AS SELECT SEQ4() AS id, UUID_STRING() AS x, UUID_STRING() AS y FROM TABLE(GENERATOR(ROWCOUNT => 1000000))")
    print("NO ERROR")
except SqlError as error:
    print(error.code, error.message.splitlines()[0][:60])
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
print(run("SELECT COUNT(*) FROM t").rows[0][0])
run("INSERT INTO t SELECT 1, 'x'")
print(run("SELECT COUNT(*) FROM t").rows[0][0])
engine.close()
"""


def test_a_full_disk(data: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    done = subprocess.run([sys.executable, "-c", PROGRAM, str(data)], env=environment, capture_output=True, text=True, timeout=120)
    lines = done.stdout.splitlines()
    assert len(lines) == 3, done.stdout + done.stderr
    assert lines[0].startswith("300002 The disk of the local Snowflake is full"), lines[0]
    assert lines[1:] == ["1000", "1001"]
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY
