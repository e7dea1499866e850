"""The command line of the local Snowflake."""

from __future__ import annotations

import argparse
import resource
import sys
from pathlib import Path

from local_snowflake.options import Options
from local_snowflake.process import control
from local_snowflake.process.control import Failure


def main(arguments: list[str] | None = None) -> int:
    """Run a command; its exit code."""
    # A core dump would be a copy of secrets; what is started from here inherits it.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    options = _parser().parse_args(arguments)
    options.data = options.data.resolve()
    try:
        return int(options.run(options))
    except Failure as failure:
        print(failure, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m local_snowflake", description="A Snowflake on this machine.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    serving = argparse.ArgumentParser(add_help=False)
    serving.add_argument("--exact-url", metavar="URL", help="where Exact Online's hosts are led (default: to the true ones)")
    serving.add_argument("--port", type=int, default=0, metavar="N", help="port on 127.0.0.1 (default: any free one)")
    serving.add_argument("--secret-visibility", choices=("immediate", "next_call"), default="immediate",
                         help="whether a running procedure sees a secret that was altered a moment ago (default: immediate)")
    serving.add_argument("--procedure-heap", default="512m", metavar="SIZE", help="heap of the JVM for Java procedures (default: 512m)")

    _command(commands, "serve", "serve a data folder in the foreground", _serve, serving)
    _command(commands, "start", "the same in the background; returns when it answers", _start, serving)
    _command(commands, "stop", "end the server of a data folder", _stop)
    install = _command(commands, "install", "create or upgrade an application from a package folder", _install)
    install.add_argument("--package", type=Path, required=True, metavar="DIR", help="the folder with manifest.yml")
    install.add_argument("--application", default="EXACT_ONLINE", metavar="NAME", help="the application's name (default: EXACT_ONLINE)")
    sql = _command(commands, "sql", "run statements and print the last result", _sql)
    sql.add_argument("statements", nargs="?", metavar="STATEMENTS", help="one or more statements")
    sql.add_argument("-f", "--file", metavar="FILE", help="read the statements from a file, - for standard input")
    sql.add_argument("--json", action="store_true", help="print an array of objects")
    sql.add_argument("--role", metavar="ROLE", help="an account role, or an application role as APPLICATION.ROLE (default: ACCOUNTADMIN)")
    pages = _command(commands, "pages", "serve an application's pages", _pages)
    pages.add_argument("--streamlit", default="CORE.APP", metavar="SCHEMA.NAME", help="the page (default: CORE.APP)")
    pages.add_argument("--application", default="EXACT_ONLINE", metavar="NAME", help="the application's name (default: EXACT_ONLINE)")
    pages.add_argument("--port", type=int, default=8501, metavar="N", help="port on 127.0.0.1 (default: 8501)")
    clock = _command(commands, "clock", "move the clock of tasks", _clock)
    clock.add_argument("--advance", type=float, required=True, metavar="SECONDS", help="by how much")
    return parser


def _command(commands, name, text, run, *parents):  # type: ignore[no-untyped-def]
    parser = commands.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".", parents=list(parents))
    parser.add_argument("--data", type=Path, default=Path(".local"), metavar="DIR", help="the folder with everything that stays (default: .local)")
    parser.set_defaults(run=run)
    return parser


def _serve(options: argparse.Namespace) -> int:
    from local_snowflake.process.server import serve

    return serve(Options(options.data, options.exact_url, options.port, options.secret_visibility, options.procedure_heap))


def _start(options: argparse.Namespace) -> int:
    before = control.running(options.data)
    arguments = ["--port", str(options.port), "--secret-visibility", options.secret_visibility, "--procedure-heap", options.procedure_heap]
    if options.exact_url:
        arguments += ["--exact-url", options.exact_url]
    server = control.start(options.data, arguments)
    if before is not None:
        if options.exact_url and before.get("exact_url") != options.exact_url:
            raise Failure(f"A server runs already on {options.data}, with --exact-url {before.get('exact_url')}; stop it first.")
        print(f"A server runs already on 127.0.0.1:{server['port']}.")
    else:
        print(f"Local Snowflake listens on 127.0.0.1:{server['port']}, data in {options.data}")
    return 0


def _stop(options: argparse.Namespace) -> int:
    print("The server was stopped." if control.stop(options.data) else f"No server runs on {options.data}.")
    return 0


def _install(options: argparse.Namespace) -> int:
    from local_snowflake.worksheet.client import value

    if not options.package.is_dir():
        raise Failure(f"{options.package} is not a folder.")
    print(value(options.data, "CALL SYSTEM$LOCAL_INSTALL(?, ?)", options.application, str(options.package.resolve())))
    return 0


def _sql(options: argparse.Namespace) -> int:
    from local_snowflake.worksheet.command import run

    return run(options.data, options.statements, options.file, options.json, options.role)


def _pages(options: argparse.Namespace) -> int:
    from local_snowflake.pages.runner import run

    return run(options.data, options.streamlit, options.port, options.application)


def _clock(options: argparse.Namespace) -> int:
    from local_snowflake.worksheet.client import value

    print(f"Tasks now believe it is {value(options.data, 'CALL SYSTEM$LOCAL_ADVANCE_CLOCK(?)', options.advance)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
