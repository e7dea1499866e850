"""``sql``: runs statements and prints the last result."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from local_snowflake.process.control import Failure
from local_snowflake.worksheet.client import StatementFailed, run as run_script
from local_snowflake.worksheet.formats import as_json, print_table


def run(data: Path, statements: str | None, file: str | None, json_output: bool, role: str | None) -> int:
    """Run all statements in one session; 1 when one of them fails (the others after it do not run)."""
    script = _text(statements, file)
    try:
        answer = run_script(data, script, role=role)
    except StatementFailed as error:
        print(error, file=sys.stderr)
        return 1
    try:
        if json_output:
            print(as_json(answer))
        else:
            print_table(answer, sys.stdout)
        sys.stdout.flush()
    except BrokenPipeError:
        # whoever reads has enough; Python itself must not complain about it at the end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _text(statements: str | None, file: str | None) -> str:
    if (statements is None) == (file is None):
        raise Failure("Either statements or -f FILE is wanted.")
    if statements is not None:
        return statements
    try:
        return sys.stdin.read() if file == "-" else Path(str(file)).read_text(encoding="utf-8")
    except OSError as error:
        raise Failure(f"{file} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise Failure(f"{file} is not UTF-8.") from None
