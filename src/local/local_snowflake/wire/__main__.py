"""Serve the SQL engine alone, without application objects: for tests of statements through the official drivers.

``python -m local_snowflake.wire --data DIR [--port N]``: user ``admin``, the password is read from the environment
variable LOCAL_SNOWFLAKE_PASSWORD (default ``local``); prints ``port N`` when it answers and ends with its standard input.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
from pathlib import Path
from typing import Any

from local_snowflake.engine import Engine
from local_snowflake.options import Options
from local_snowflake.result import Result
from local_snowflake.session import Session, Sessions
from local_snowflake.statements.words import words
from local_snowflake.wire.server import serve


class _NoObjects:
    """Stands where application objects would: grants are accepted and mean nothing, everybody may do everything."""

    def try_execute(self, session: Session, sql: str, binds: Any) -> Result | None:
        """GRANT and REVOKE succeed."""
        return Result.status("Statement executed successfully.") if words(sql)[:1] in (["GRANT"], ["REVOKE"]) else None

    def authorize(self, session: Session, tree: Any) -> None:
        """Everything is allowed."""

    def rewrite_functions(self, session: Session, tree: Any) -> Any:
        """There are no functions but Snowflake's own."""
        return tree

    def visible(self, *arguments: Any) -> bool:
        """Everything is shown."""
        return True

    def created(self, *arguments: Any) -> None:
        """Nothing to remember."""

    def dropped(self, *arguments: Any) -> None:
        """Nothing to forget."""

    def renamed(self, *arguments: Any) -> None:
        """Nothing to remember."""


def main() -> None:
    """Start, and stay until standard input ends (so that no server outlives the test that started it)."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--port", type=int, default=0)
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    engine = Engine(Options(arguments.data, port=arguments.port), Sessions(os.environ.get("LOCAL_SNOWFLAKE_PASSWORD", "local")))
    engine.objects = _NoObjects()
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
