"""`python -m package_check FOLDER`: prints what is wrong with a package; ends with 1 when something is."""

import sys
from pathlib import Path

from package_check.rules import RULES, check


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or not Path(arguments[0]).is_dir():
        print("usage: python -m package_check PACKAGE_FOLDER", file=sys.stderr)
        return 2
    findings = check(Path(arguments[0]))
    for finding in findings:
        print(finding)
    print(f"{len(findings)} findings ({len(RULES)} rules)")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
