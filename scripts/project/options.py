"""The options of every command, checked before anything starts; all faults are named at once."""

import argparse
from dataclasses import dataclass
from pathlib import Path

from project.problem import Usage


@dataclass(frozen=True)
class TestOptions:
    fast: bool


@dataclass(frozen=True)
class CheckOptions:
    folder: Path | None


class _Parser(argparse.ArgumentParser):
    """Raises instead of ending the process, so that one message can name everything that is wrong."""

    def error(self, message: str) -> None:  # type: ignore[override]
        raise Usage([message])


def parse(arguments: list[str]) -> TestOptions | CheckOptions:
    command, rest = arguments[0], arguments[1:]
    return {"test": _test, "check-package": _check_package}[command](rest)


def _test(arguments: list[str]) -> TestOptions:
    parser = _Parser(prog="scripts/test", description="Runs every test there is; closes with the line 'N passed, N failed'.")
    parser.add_argument("--fast", action="store_true", help="only what takes under two minutes")
    options = parser.parse_args(arguments)
    return TestOptions(options.fast)


def _check_package(arguments: list[str]) -> CheckOptions:
    parser = _Parser(prog="scripts/check-package", description="Checks a package folder of a Snowflake Native App without an account.")
    parser.add_argument("folder", nargs="?", type=Path, help="the package folder; without it this repository's package is built and checked")
    options = parser.parse_args(arguments)
    if options.folder and not options.folder.is_dir():
        raise Usage([f"{options.folder} is no folder"])
    return CheckOptions(options.folder)
