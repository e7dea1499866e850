"""`scripts/deploy`: the bundle to the provider's account, by the Snowflake CLI. Every command is printed before it runs."""

import os
import shlex
import subprocess

from project import releasing
from project.bundling import bundle
from project.options import DeployOptions
from project.places import PROJECT
from project.problem import Problem
from project.tools import tool


def main(options: DeployOptions) -> int:
    missing = releasing.lacks() if options.publish is not None else []
    if missing:
        raise Problem("\n".join(["Nothing is published while a release lacks:", *map(str, missing)]))
    bundle()
    for arguments in commands(options):
        print("snow " + shlex.join(arguments), flush=True)
        if not options.dry_run:
            _run(arguments)
    if options.dry_run:
        print("Nothing was sent.")
    else:
        print("Next: scripts/verify-account asks this account what is still unproved (docs/decisions/unproved.md).")
    return 0


def commands(options: DeployOptions) -> list[list[str]]:
    """The CLI's commands in their order: upload, Snowflake's own validation, version, the app in this account; or the release alone."""
    common = ["--project", str(PROJECT), *(["--connection", options.connection] if options.connection else [])]
    if options.version and options.publish is not None:
        release = ["--version", options.version, "--patch", str(options.publish)]
        return [["app", "publish", *release, "--force", "--no-interactive", *common]]
    steps = [
        ["app", "deploy", "--recursive", "--prune", "--no-validate", *common],
        ["app", "validate", *common],
    ]
    if options.version:
        steps.append(["app", "version", "create", options.version, "--skip-git-check", "--force", "--no-interactive", *common])
    installed = ["--version", options.version] if options.version else []
    steps.append(["app", "run", *installed, "--force", "--no-interactive", *common])
    return steps


def _run(arguments: list[str]) -> None:
    """With the user's own configuration of the CLI: it knows the account, this script never sees a password."""
    environment = dict(os.environ)
    environment.pop("PYTHONPATH", None)
    if subprocess.run([str(tool("snowflake-cli") / "snow"), *arguments], cwd=PROJECT, env=environment).returncode != 0:
        raise Problem(f"snow {' '.join(arguments[:3])} failed (its words are above); the steps before it are done.")
