"""``sql``: runs statements and prints the last result."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import snowflake.connector

from local_snowflake.objects.split import split
from local_snowflake.process.control import Failure
from local_snowflake.result import SqlError
from local_snowflake.worksheet.client import connect
from local_snowflake.worksheet.formats import as_json, print_table


def run(data: Path, statements: str | None, file: str | None, json_output: bool, role: str | None) -> int:
    """Run all statements in one session; 1 when one of them fails (the others after it do not run)."""
    try:
        found = split(_text(statements, file))
    except SqlError as error:
        print(error.message, file=sys.stderr)
        return 1
    if not found:
        raise Failure("There is no statement.")
    try:
        with connect(data, role) as connection:
            cursor: Any = connection.cursor()
            for statement in found:
                cursor.execute(statement)
            rows = cursor.fetchall()
            if json_output:
                print(as_json(cursor.description, rows))
            else:
                print_table(cursor.description, rows, sys.stdout)
            sys.stdout.flush()
    except snowflake.connector.errors.Error as error:
        print(str(error.msg), file=sys.stderr)
        return 1
    except BrokenPipeError:
        # whoever reads has enough; Python itself must not complain about it at the end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _text(statements: str | None, file: str | None) -> str:
    if (statements is None) == (file is None):
        raise Failure("Either statements or -f FILE is wanted.")
    if statements is not None:
        return statements
    if file == "-":
        return sys.stdin.read()
    try:
        return Path(str(file)).read_text(encoding="utf-8")
    except OSError as error:
        raise Failure(f"{file} cannot be read: {error.strerror}.") from None
