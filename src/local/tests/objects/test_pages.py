"""Pages run with the application's session."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from running_snowflake import Snowflake

LOCAL = Path(__file__).resolve().parents[2]
PROGRAM = """
import json, sys
from pathlib import Path
from snowflake.snowpark import Session
from streamlit.testing.v1 import AppTest
page, port = json.loads(sys.argv[1]), int(sys.argv[2])
Session.builder.configs({"account": "local", "host": "127.0.0.1", "port": port, "protocol": "http", "user": "ticket",
                         "password": page["ticket"], "database": page["database"], "schema": page["schema"]}).create()
test = AppTest.from_file(str(Path(page["folder"]) / page["main_file"]), default_timeout=60).run()
assert not test.exception, test.exception
print(test.title[0].value, test.markdown[0].value, test.caption[0].value)
"""


def test_a_page_reads_what_the_application_may_read(snowflake: Snowflake) -> None:
    snowflake.sql("CALL core.note('on the page')")
    page = json.loads(snowflake.value("CALL SYSTEM$LOCAL_PAGE('core.app')"))
    done = subprocess.run([sys.executable, "-c", PROGRAM, json.dumps(page), str(snowflake.server.port)], capture_output=True, text=True,
                          env={**os.environ, "PYTHONPATH": str(LOCAL)}, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Notes 1: ")
    assert done.stdout.endswith("\"TEST_APP\"\n")


@pytest.mark.slow
def test_the_page_server_ends_when_told_to_even_without_its_server(tmp_path: Path, make_package: Callable[..., Path]) -> None:
    def command(*words: str) -> list[str]:
        return [sys.executable, "-m", "local_snowflake", words[0], "--data", str(tmp_path / "data"), *words[1:]]

    environment = {**os.environ, "PYTHONPATH": str(LOCAL)}
    setup = "".join(f"EXECUTE IMMEDIATE FROM './setup/{name}.sql';" for name in ("roles", "state", "procedures"))
    subprocess.run(command("install", "--package", str(make_package(setup_sql=setup))), check=True, env=environment)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    pages = subprocess.Popen(command("pages", "--port", str(port)), env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert pages.stdout is not None
        assert pages.stdout.readline() == f"Pages of CORE.APP: http://127.0.0.1:{port}\n"
        for line in pages.stdout:
            if "URL" in line:
                break
        subprocess.run(command("stop"), check=True, env=environment)
        pages.terminate()
        assert pages.wait(20) == 0
    finally:
        pages.kill()
        subprocess.run(command("stop"), check=True, env=environment)
