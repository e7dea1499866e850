"""Serve the SQL engine alone, without application objects: for tests of statements through the official drivers.

``python -m local_snowflake.wire --data DIR [--port N]``: user ``admin``, the password is read from the environment
variable LOCAL_SNOWFLAKE_PASSWORD (default ``local``); prints ``port N`` when it answers and ends with its standard input.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from local_snowflake.engine import Engine
from local_snowflake.options import Options
from local_snowflake.session import Sessions
from local_snowflake.wire.server import serve


def main() -> None:
    """Start, and stay until standard input ends (so that no server outlives the test that started it)."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--port", type=int, default=0)
    arguments = parser.parse_args()
    engine = Engine(Options(arguments.data, port=arguments.port), Sessions(os.environ.get("LOCAL_SNOWFLAKE_PASSWORD", "local")))
    server = serve(engine, arguments.port)
    print(f"port {server.port}", flush=True)
    try:
        sys.stdin.read()
    except KeyboardInterrupt:
        pass
    server.stop()
    engine.close()


if __name__ == "__main__":
    main()
