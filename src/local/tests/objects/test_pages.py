"""Pages run with the application's session."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

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
