"""Entry of every command: looks at the options, sets up, then does the work.

It runs twice: first under the machine's Python, where only the standard library is there (options are checked before
anything is set up), then under `.venv`.
"""

import sys
from pathlib import Path

from project import setup
from project.machine import require_tools
from project.options import CheckOptions, TestOptions, parse
from project.problem import Problem, Usage


def main(arguments: list[str]) -> int:
    try:
        options = parse(arguments)
        if not setup.in_virtual_environment():
            require_tools()
            setup.prepare_virtual_environment()
            setup.continue_in_virtual_environment(arguments)
        return _work(options)
    except Usage as usage:
        for fault in usage.faults:
            print(f"scripts/{arguments[0]}: {fault}", file=sys.stderr)
        print(f"scripts/{arguments[0]} --help shows the options.", file=sys.stderr)
        return 2
    except Problem as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 1


def _work(options: object) -> int:
    if isinstance(options, TestOptions):
        from project.testing import main as test

        return test(options.fast)
    if isinstance(options, CheckOptions):
        from package_check.__main__ import main as check_package

        return check_package([str(options.folder or _package())])
    raise AssertionError(f"no command for {options!r}")


def _package() -> Path:
    """The package folder, built from the sources as they are."""
    from project import build

    build.build(build.CONNECTOR)
    return build.assemble_package()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
