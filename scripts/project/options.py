"""The options of every command, checked before anything starts; all faults are named at once."""

import argparse
from dataclasses import dataclass

from project.problem import Usage


@dataclass(frozen=True)
class TestOptions:
    fast: bool


class _Parser(argparse.ArgumentParser):
    """Raises instead of ending the process, so that one message can name everything that is wrong."""

    def error(self, message: str) -> None:  # type: ignore[override]
        raise Usage([message])


def parse(arguments: list[str]) -> TestOptions:
    command, rest = arguments[0], arguments[1:]
    return {"test": _test}[command](rest)


def _test(arguments: list[str]) -> TestOptions:
    parser = _Parser(prog="scripts/test", description="Runs every test there is; closes with the line 'N passed, N failed'.")
    parser.add_argument("--fast", action="store_true", help="only what takes under two minutes")
    options = parser.parse_args(arguments)
    return TestOptions(options.fast)
