"""Entry of every command: looks at the options, sets up, then does the work.

It runs twice: first under the machine's Python, where only the standard library is there (options are checked before
anything is set up), then under `.venv`.
"""

import os
import resource
import sys
from pathlib import Path

from project import setup
from project.machine import require_tools
from project.options import (
    SECRET_DESCRIPTOR,
    BenchmarkOptions,
    BundleOptions,
    CheckOptions,
    DeployOptions,
    DocumentOptions,
    Options,
    PictureOptions,
    RunOptions,
    SimulateOptions,
    SqlOptions,
    TestOptions,
    VerifyOptions,
    parse,
)
from project.places import PROJECT
from project.problem import Problem, Usage


def main(arguments: list[str]) -> int:
    # A core dump would be a copy of secrets; every process started from here inherits it.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        options = parse(arguments)
        if not setup.in_virtual_environment():
            require_tools()
            setup.prepare_virtual_environment()
            setup.continue_in_virtual_environment(_without_secret(arguments, options))
        return _work(options)
    except Usage as usage:
        for fault in usage.faults:
            print(f"scripts/{arguments[0]}: {fault}", file=sys.stderr)
        print(f"scripts/{arguments[0]} --help shows the options.", file=sys.stderr)
        return 2
    except Problem as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 1


def _without_secret(arguments: list[str], options: Options) -> list[str]:
    """The command line for the second half: a secret leaves it and goes through a pipe."""
    if not isinstance(options, RunOptions) or options.client_secret is None:
        return arguments
    reading, writing = os.pipe()
    os.write(writing, options.client_secret.encode())
    os.close(writing)
    os.set_inheritable(reading, True)
    os.environ[SECRET_DESCRIPTOR] = str(reading)
    kept, skip = [], False
    for argument in arguments:
        if not skip and argument != "--client-secret" and not argument.startswith("--client-secret="):
            kept.append(argument)
        skip = argument == "--client-secret"
    return kept


def _work(options: Options) -> int:
    if isinstance(options, TestOptions):
        from project.testing import main as test

        return test(options.fast)
    if isinstance(options, BenchmarkOptions):
        from benchmark.running import main as benchmark

        return benchmark(options)
    if isinstance(options, SimulateOptions):
        from project.simulating import main as simulate

        return simulate(options)
    if isinstance(options, CheckOptions):
        from package_check.__main__ import main as check_package

        lacking = _told_lacks() if options.release else 0
        return check_package([str(options.folder or _package())]) or int(lacking > 0)
    if isinstance(options, DocumentOptions):
        from project import bundling, error_list, references

        changed = [error_list.DOCUMENT.name] if error_list.update() else []
        changed += [file.name for file in references.update()]
        # The endpoints are known to the connector alone: a test of it writes their page.
        bundling.maven("test", "-Dtest=EndpointReferenceTest", "-Dupdate.docs=true", "-f", str(PROJECT / "pom.xml"))
        print(f"Written anew: {', '.join(changed)}." if changed else "All other references are current.")
        return 0
    if isinstance(options, PictureOptions):
        from project.picturing import main as take_pictures

        return take_pictures()
    if isinstance(options, BundleOptions):
        from project.bundling import main as bundle

        return bundle(options.twice)
    if isinstance(options, DeployOptions):
        from project.deploying import main as deploy

        return deploy(options)
    if isinstance(options, VerifyOptions):
        from project.verifying import main as verify

        return verify(options)
    if isinstance(options, SqlOptions):
        from project.worksheets import main as sql

        return sql(options)
    from project.running import main as run

    return run(options)


def _told_lacks() -> int:
    """Prints what a release still lacks; how many things."""
    from project import releasing

    found = releasing.lacks()
    for lack in found:
        print(lack)
    print(f"A release lacks {len(found)} things." if found else "A release lacks nothing that can be seen from here.", flush=True)
    return len(found)


def _package() -> Path:
    """The package folder, built from the sources as they are."""
    from project import build

    build.build(build.CONNECTOR)
    return build.assemble_package()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
