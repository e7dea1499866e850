"""Entry of every command: looks at the options, sets up, then does the work.

It runs twice: first under the machine's Python, where only the standard library is there (options are checked before
anything is set up), then under `.venv`.
"""

import sys

from project import setup
from project.machine import require_tools
from project.options import parse
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
    from project.options import TestOptions

    if isinstance(options, TestOptions):
        from project.testing import main as test

        return test(options.fast)
    raise AssertionError(f"no command for {options!r}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
