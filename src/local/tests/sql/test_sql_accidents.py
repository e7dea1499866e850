"""Accidents: a full disk, a killed server. Errors are plain, what was committed stays, work goes on."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import duckdb
from local_snowflake.engine import Engine
from local_snowflake.errors import from_duckdb
from local_snowflake.options import Options
from local_snowflake.session import Sessions
from sql_client import Client

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

KILLED = """
import os, sys
from pathlib import Path
import duckdb
from local_snowflake.engine import Engine
from local_snowflake.errors import from_duckdb
from local_snowflake.options import Options
from local_snowflake.session import Sessions

engine = Engine(Options(Path(sys.argv[1])), Sessions("x"))
session = engine.sessions.open()
run = lambda sql: engine.execute(session, sql)
run("CREATE DATABASE d")
run("CREATE TABLE t (id NUMBER) COMMENT = 'kept'")
run("INSERT INTO t VALUES (1)")
run("BEGIN")
run("INSERT INTO t VALUES (2)")
os.kill(os.getpid(), 9)
"""


def run_program(program: str, data: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    return subprocess.run([sys.executable, "-c", program, str(data)], env=environment, capture_output=True, text=True, timeout=120)


def test_a_killed_server_loses_only_what_was_not_committed(data: Path) -> None:
    assert run_program(KILLED, data).returncode == -9
    engine = Engine(Options(data), Sessions("x"))
    try:
        client = Client(engine, engine.sessions.open(database="D", schema="PUBLIC"))
        assert client.rows("SELECT * FROM t") == [(1,)]
        assert client.rows("SELECT comment FROM information_schema.tables WHERE table_name = 'T'") == [("kept",)]
    finally:
        engine.close()


def test_a_full_disk(data: Path) -> None:
    done = run_program(PROGRAM, data)
    lines = done.stdout.splitlines()
    assert len(lines) == 3, done.stdout + done.stderr
    assert lines[0].startswith("300002 The disk of the local Snowflake is full"), lines[0]
    assert lines[1:] == ["1000", "1001"]
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY


def test_a_commit_that_finds_no_room_says_so() -> None:
    """The words of DuckDB 2.0.0 on a file system that is full."""
    error = from_duckdb(duckdb.TransactionException(
        'TransactionContext Error: Failed to commit: Could not write file "/data/snowflake.duckdb.wal": No space left on device'))
    assert (error.code, error.sqlstate) == (300002, "53100")
