"""The options of every command, checked before anything starts; all faults are named at once."""

import argparse
import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from project.places import DEFAULT_DATA, PROJECT
from project.problem import Usage

SITES = ("nl", "be", "de", "fr", "es", "uk", "us")
SECRET_DESCRIPTOR = "PROJECT_SECRET_DESCRIPTOR"
MOST_DIVISIONS, MOST_ROWS = 1000, 10_000_000


@dataclass(frozen=True)
class TestOptions:
    fast: bool


@dataclass(frozen=True)
class CheckOptions:
    folder: Path | None
    release: bool = False


SCHEDULES = PROJECT / "target" / "schedules.jsonl"


@dataclass(frozen=True)
class SimulateOptions:
    """`events` are numbers of a schedule's events; None plays all of them. `end_to_end`: through a real local Snowflake.
    `day` plays days of a big connection instead."""

    seeds: int
    first: int
    events: str | None
    end_to_end: bool = False
    secret_visibility: str = "immediate"
    report: Path | None = None
    day: str | None = None
    divisions: int = 300
    daily_calls: int | None = None
    days: int | None = None
    results: Path = SCHEDULES


@dataclass(frozen=True)
class DocumentOptions:
    pass


@dataclass(frozen=True)
class PictureOptions:
    pass


@dataclass(frozen=True)
class BundleOptions:
    twice: bool


@dataclass(frozen=True)
class DeployOptions:
    connection: str | None
    version: str | None
    publish: int | None
    dry_run: bool


@dataclass(frozen=True)
class VerifyOptions:
    connection: str | None
    data: Path | None
    application: str
    keep: bool
    listed: bool


@dataclass(frozen=True)
class SqlOptions:
    data: Path
    stop: bool
    arguments: tuple[str, ...]


@dataclass(frozen=True)
class RunOptions:
    """The secret is kept out of the text of this object: it must not reach a log."""

    data: Path
    once: bool = False
    divisions: int | None = None
    rows: int | None = None
    limits: bool = False
    exact_url: str | None = None
    client_id: str | None = None
    client_secret: str | None = field(default=None, repr=False)
    port: int = 0
    real: str | None = None


@dataclass(frozen=True)
class BenchmarkOptions:
    """`latencies` in milliseconds, the first one is that of all phases but `initial`; `rows` over all divisions."""

    rows: int
    divisions: int
    latencies: tuple[int, ...]
    limits: bool
    per_minute: int
    engines: tuple[str, ...]
    phases: tuple[str, ...]
    repeat: int
    small_divisions: int
    profile: bool
    publish: bool
    draw: bool
    scaling: tuple[str, ...] = ()
    everything: bool = False


Options = (
    TestOptions
    | BenchmarkOptions
    | SimulateOptions
    | CheckOptions
    | DocumentOptions
    | PictureOptions
    | BundleOptions
    | DeployOptions
    | VerifyOptions
    | SqlOptions
    | RunOptions
)


class _Parser(argparse.ArgumentParser):
    """Raises instead of ending the process."""

    def __init__(self, **settings: object) -> None:
        super().__init__(allow_abbrev=False, **settings)  # type: ignore[arg-type]

    def error(self, message: str) -> None:  # type: ignore[override]
        raise Usage([message])


def parse(arguments: list[str]) -> Options:
    """What the user wants, or everything that is wrong with it (Usage)."""
    command, rest = arguments[0], arguments[1:]
    return _COMMANDS[command](rest)


def _test(arguments: list[str]) -> TestOptions:
    parser = _Parser(prog="scripts/test", description="Runs every test there is; closes with the line 'N passed, N failed'.")
    parser.add_argument("--fast", action="store_true", help="only what takes under two minutes")
    return TestOptions(parser.parse_args(arguments).fast)


def _simulate(arguments: list[str]) -> SimulateOptions:
    parser = _Parser(
        prog="scripts/simulate",
        description="Plays seeded schedules of faults, crashes and races against the engine and compares everything with the truth. "
        "A schedule that breaks a promise is shortened and printed with the command that plays it again; exit 1.",
    )
    parser.add_argument("--seeds", type=int, metavar="N", help="how many schedules (2000; 24 with --end-to-end)")
    parser.add_argument("--from", type=int, default=1, metavar="S", dest="first", help="the first seed (1)")
    parser.add_argument("--events", metavar="NUMBERS", help="with one seed: only these of its events, as a failure prints them")
    parser.add_argument(
        "--end-to-end", action="store_true", help="through a local Snowflake, its procedures and HTTP, killed processes included"
    )
    parser.add_argument(
        "--secret-visibility", choices=("immediate", "next_call"), default="immediate",
        help="with --end-to-end: whether a running procedure sees a secret that was altered a moment ago (immediate)",
    )  # fmt: skip
    parser.add_argument("--report", type=Path, metavar="PAGE", help="writes the figures between their marks in this page")
    parser.add_argument(
        "--results", type=Path, metavar="FILE", default=SCHEDULES,
        help="with --end-to-end: where results are kept over several calls; --report writes all of them (target/schedules.jsonl)",
    )  # fmt: skip
    parser.add_argument("--day", choices=("nightly", "hourly"), help="plays days of a big connection under real limits instead")
    parser.add_argument("--divisions", type=int, default=300, metavar="N", help="with --day: how many divisions (300)")
    parser.add_argument(
        "--daily-calls", type=int, metavar="N", help="with --day: calls of the contract a day (nightly 20000, hourly 500000)"
    )
    parser.add_argument("--days", type=int, metavar="N", help="with --day: how many (nightly 3, hourly 1)")
    options = parser.parse_args(arguments)
    faults = []
    if options.seeds is None:
        options.seeds = 24 if options.end_to_end else 2000
    if options.seeds < 1:
        faults.append("--seeds: at least one schedule")
    if min(options.divisions, options.daily_calls or 1, options.days or 1) < 1:
        faults.append("--divisions, --daily-calls, --days: at least 1")
    if options.events is not None and not re.fullmatch(r"none|\d+(,\d+)*", options.events, re.ASCII):
        faults.append(f"--events: {options.events!r} is no list of numbers")
    if options.events is not None and options.end_to_end:
        faults.append("--events: schedules end to end are played whole")
    if options.secret_visibility != "immediate" and not options.end_to_end:
        faults.append("--secret-visibility: needs --end-to-end")
    if faults:
        raise Usage(faults)
    return SimulateOptions(
        options.seeds,
        options.first,
        options.events,
        options.end_to_end,
        options.secret_visibility,
        options.report,
        options.day,
        options.divisions,
        options.daily_calls,
        options.days,
        options.results,
    )


def _check_package(arguments: list[str]) -> CheckOptions:
    parser = _Parser(prog="scripts/check-package", description="Checks a package folder of a Snowflake Native App without an account.")
    parser.add_argument(
        "folder", nargs="?", type=Path, help="the package folder; without it this repository's package is built and checked"
    )
    parser.add_argument(
        "--release",
        action="store_true",
        help="also what a release of this repository still lacks: the provider's name, addresses and terms, version, changelog, pictures",
    )
    options = parser.parse_args(arguments)
    if options.folder and not options.folder.is_dir():
        raise Usage([f"{options.folder} is no folder"])
    if options.folder and options.release:
        raise Usage(["--release is about this repository: leave the folder out"])
    return CheckOptions(options.folder, options.release)


def _update_docs(arguments: list[str]) -> DocumentOptions:
    _Parser(
        prog="scripts/update-docs", description="Writes the documents that are made from the sources: errors, procedures, views, endpoints."
    ).parse_args(arguments)
    return DocumentOptions()


def _pictures(arguments: list[str]) -> PictureOptions:
    _Parser(
        prog="scripts/pictures",
        description="Takes a picture of every page of the app into docs/pictures: a fresh installation on the simulator, in Chromium.",
    ).parse_args(arguments)
    return PictureOptions()


def _bundle(arguments: list[str]) -> BundleOptions:
    parser = _Parser(
        prog="scripts/bundle",
        description="Makes target/bundle, the package as Snowflake gets it, with the Snowflake CLI; checks it and prints what is in it. "
        "Needs no account, and no network once the CLI is in .venv-snowflake-cli.",
    )
    parser.add_argument("--twice", action="store_true", help="build a second time elsewhere and compare the jars byte for byte")
    return BundleOptions(parser.parse_args(arguments).twice)


def _deploy(arguments: list[str]) -> DeployOptions:
    parser = _Parser(
        prog="scripts/deploy",
        description="Sends the bundle to the provider's Snowflake account: application package exact_online_package and, in the same "
        "account, application exact_online to try it. With --version: also a version of the package.",
        epilog="The connection is one of the Snowflake CLI (snow connection add). Its role needs CREATE APPLICATION PACKAGE, "
        "CREATE APPLICATION, and a warehouse. Every command is printed before it runs; --dry-run prints them only.",
    )
    parser.add_argument("--connection", metavar="NAME", help="the Snowflake CLI's connection (its default one)")
    parser.add_argument("--version", metavar="V", help="make this version of the package too, for example v1_0; again: a patch of it")
    parser.add_argument(
        "--publish", metavar="PATCH", help="with --version: only point the default release directive to it; customers upgrade"
    )
    parser.add_argument("--dry-run", action="store_true", help="bundle, and print the commands that would run")
    options = parser.parse_args(arguments)
    faults = []
    if options.version is not None and not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{0,29}", options.version):
        faults.append(f"--version: {options.version!r} is no identifier of at most 30 letters, digits and _")
    if options.publish is not None and options.version is None:
        faults.append("--publish needs --version")
    patch = _number("--publish", options.publish, 0, 130, faults)
    if faults:
        raise Usage(faults)
    return DeployOptions(options.connection, options.version, patch, options.dry_run)


def _verify_account(arguments: list[str]) -> VerifyOptions:
    parser = _Parser(
        prog="scripts/verify-account",
        description="Asks a Snowflake account what its documentation leaves open, with a small application of its own (exact_online_probe, "
        "removed afterwards), and prints a verdict for each question. Reads what it can from an installed connector too.",
    )
    parser.add_argument("--connection", metavar="NAME", help="a connection of the Snowflake CLI (its default one)")
    parser.add_argument("--data", type=Path, metavar="DIR", help="ask the local Snowflake of this folder instead")
    parser.add_argument("--application", default="EXACT_ONLINE", metavar="NAME", help="the installed connector (EXACT_ONLINE)")
    parser.add_argument("--keep", action="store_true", help="leave the probe installed")
    parser.add_argument("--list", action="store_true", dest="listed", help="print the questions and their statements, and ask nothing")
    options = parser.parse_args(arguments)
    faults = _data_faults(options.data) if options.data else []
    if options.data and options.connection:
        faults.append("--data and --connection: one of them, not both")
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_$]*", options.application):
        faults.append(f"--application: {options.application!r} is no identifier")
    if faults:
        raise Usage(faults)
    data = options.data.absolute() if options.data else None
    return VerifyOptions(options.connection, data, options.application.upper(), options.keep, options.listed)


BENCHMARK_ENGINES = ("floor", "engine", "shipped", "dlt-arrow", "dlt", "singer", "airbyte", "airbyte-released")
BENCHMARK_PHASES = ("initial", "unchanged", "changed", "crash", "overhead")
BENCHMARK_CURVES = ("rows", "memory", "divisions", "endpoints", "changed")


def _benchmark(arguments: list[str]) -> BenchmarkOptions:
    parser = _Parser(
        prog="scripts/benchmark",
        description="Measures the connector beside dlt, Singer and PyAirbyte on the same job against the simulator, compares every table with "
        "the truth, and prints a table. The peers are installed into .local/benchmark at their first use. Ends with 1 when an engine of ours "
        "failed or its table is wrong.",
        epilog="Results go to target/benchmark/results.json, with --publish into docs/benchmark (in place of earlier ones of the same phase, "
        "engine and latency), with the pictures and the tables of docs/benchmark.md.",
    )
    parser.add_argument("--rows", metavar="N", help="transaction lines over all divisions (200000; with --limits 90000; with --quick 5000)")
    parser.add_argument("--divisions", metavar="N", help="administrations (10; with --limits 3; with --quick 5)")
    parser.add_argument(
        "--latency", metavar="MS", help="how long every answer takes at least; several with commas for the initial load (0)"
    )
    parser.add_argument("--limits", action="store_true", help="the league 'real life': Exact's limits are on, scaled by --per-minute")
    parser.add_argument("--per-minute", metavar="N", help="with --limits: calls a minute and division (20, where Exact has 60)")
    parser.add_argument("--engines", metavar="A,B", help=f"of {', '.join(BENCHMARK_ENGINES)} (all but the last)")
    parser.add_argument("--phases", metavar="A,B", help=f"of {', '.join(BENCHMARK_PHASES)} (all; with --quick without overhead)")
    parser.add_argument("--repeat", metavar="N", help="how often each phase is measured; medians are shown (3; with --quick 1)")
    parser.add_argument("--quick", action="store_true", help="little data, once: shows in a few minutes that everything works")
    parser.add_argument("--profile", action="store_true", help="records our own engines with JFR, one file per phase, and keeps the logs")
    parser.add_argument("--publish", action="store_true", help="write into docs/benchmark")
    parser.add_argument("--draw", action="store_true", help="measure nothing: draw pictures and tables from docs/benchmark/results.json")
    parser.add_argument(
        "--scaling", metavar="A,B", help=f"curves instead, of {', '.join(BENCHMARK_CURVES)}: how our engine grows (--engines: for rows)"
    )
    parser.add_argument(
        "--everything", action="store_true",
        help="both leagues in stages; started again, it goes on with the stage in which it was stopped; --publish leaves nothing older behind",
    )  # fmt: skip
    options = parser.parse_args(arguments)
    faults: list[str] = []
    rows = _number("--rows", options.rows, 1, 10_000_000, faults) or (5000 if options.quick else 90_000 if options.limits else 200_000)
    divisions = _number("--divisions", options.divisions, 1, MOST_DIVISIONS, faults) or (
        5 if options.quick else 3 if options.limits else 10
    )
    repeat = _number("--repeat", options.repeat, 1, 100, faults) or (1 if options.quick else 3)
    per_minute = _number("--per-minute", options.per_minute, 5, 60, faults) or 20
    texts = (options.latency or "0").split(",")
    latencies = tuple(_number("--latency", each, 0, 10_000, faults) or 0 for each in texts)
    engines = _chosen("--engines", options.engines, BENCHMARK_ENGINES, BENCHMARK_ENGINES[:-1], faults)
    phases = _chosen("--phases", options.phases, BENCHMARK_PHASES, BENCHMARK_PHASES[: -1 if options.quick else None], faults)
    scaling = _chosen("--scaling", options.scaling, BENCHMARK_CURVES, (), faults)
    if scaling and options.engines is None:
        engines = ("floor", "engine")
    if options.limits and options.phases is not None:
        faults.append("--phases is for the other league; --limits has phases of its own")
    chosen = (options.engines, options.phases, options.latency, options.scaling)
    if options.everything and (any(each is not None for each in chosen) or options.limits or options.profile or options.draw):
        faults.append(
            "--everything says itself what is measured; with it go --rows, --divisions, --repeat, --per-minute, --quick and --publish"
        )
    if rows < divisions:
        faults.append("--rows: fewer than --divisions")
    if faults:
        raise Usage(faults)
    return BenchmarkOptions(
        rows, divisions, latencies, options.limits, per_minute, engines, phases, repeat, 5 if options.quick else 100,
        options.profile, options.publish, options.draw, scaling, options.everything,
    )  # fmt: skip


def _chosen(name: str, text: str | None, known: tuple[str, ...], default: tuple[str, ...], faults: list[str]) -> tuple[str, ...]:
    if text is None:
        return default
    given = [each.strip() for each in text.split(",") if each.strip()]
    faults += [f"{name}: there is no {each!r}; there are {', '.join(known)}" for each in given if each not in known]
    if not given:
        faults.append(f"{name} is empty")
    return tuple(each for each in known if each in given)


def _sql(arguments: list[str]) -> SqlOptions:
    """The worksheet knows its own options; here only the ones are read that concern the server."""
    parser = _Parser(
        prog="scripts/sql",
        usage="scripts/sql [--data DIR] [--json] [--role ROLE] STATEMENTS | -f FILE | --stop",
        description="A worksheet on the local Snowflake, as ACCOUNTADMIN in database EXACT_ONLINE. Starts the server if it is not running.",
    )
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA, metavar="DIR", help="where the data is (.local)")
    parser.add_argument("--json", action="store_true", help="print the last result as an array of objects")
    parser.add_argument("--role", metavar="ROLE", help="another role than ACCOUNTADMIN")
    parser.add_argument("-f", dest="file", metavar="FILE", help="take the statements from a file")
    parser.add_argument("--stop", action="store_true", help="end the server")
    parser.add_argument("statements", nargs="*", metavar="STATEMENTS", help="SQL, statements ended by ;")
    options = parser.parse_args(arguments)
    faults = []
    given = [bool(options.statements), options.file is not None, options.stop]
    if sum(given) != 1:
        faults.append("give STATEMENTS, or -f FILE, or --stop" + (": one of them, not several" if sum(given) > 1 else ""))
    if len(options.statements) > 1:
        faults.append("give the statements as one argument, in quotes")
    if options.file is not None and options.file != "-" and not Path(options.file).is_file():
        faults.append(f"there is no file {options.file}")
    faults += _data_faults(options.data)
    if faults:
        raise Usage(faults)
    passed = (["--json"] if options.json else []) + (["--role", options.role] if options.role else [])
    passed += ["-f", options.file] if options.file is not None else options.statements
    return SqlOptions(options.data.absolute(), options.stop, tuple(passed))


def _run(arguments: list[str]) -> RunOptions:
    parser = _Parser(
        prog="scripts/run",
        description="Installs the app into a local Snowflake, connects it to an Exact Online, loads all 58 endpoints, and serves the pages. "
        "A second start continues with the data of the first.",
    )
    parser.add_argument("--once", action="store_true", help="end after the sync: 0 when it SUCCEEDED, 1 otherwise")
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA, metavar="DIR", help="where the data is kept (.local)")
    parser.add_argument("--port", metavar="N", help="port of the pages (8501, or a free one when that is taken)")
    simulator = parser.add_argument_group("the simulator (what is used when nothing else is said)")
    simulator.add_argument("--divisions", metavar="N", help="administrations it has (3)")
    simulator.add_argument("--rows", metavar="N", help="transaction lines in each of them; other endpoints have fewer (1000)")
    simulator.add_argument("--limits", action="store_true", help="it has Exact Online's limits; otherwise it starts without")
    other = parser.add_argument_group("another server")
    other.add_argument("--exact-url", metavar="URL", help="any server that speaks Exact Online's API")
    other.add_argument("--client-id", metavar="ID", help="the app registration to sign in with")
    other.add_argument("--client-secret", metavar="SECRET", help="its secret, for test servers")
    other.add_argument("--real", metavar="SITE", help=f"the true Exact Online: {', '.join(SITES)}")
    options, unknown = parser.parse_known_args(arguments)
    faults = [f"there is no option or argument {each!r}" for each in unknown] + _data_faults(options.data)
    divisions = _number("--divisions", options.divisions, 1, MOST_DIVISIONS, faults)
    rows = _number("--rows", options.rows, 0, MOST_ROWS, faults)
    port = _number("--port", options.port, 0, 65535, faults)
    faults += _server_faults(options)
    if faults:
        raise Usage(faults)
    url = options.exact_url.rstrip("/") if options.exact_url else None
    return RunOptions(options.data.absolute(), options.once, divisions, rows, options.limits, url, options.client_id,
                      options.client_secret or _handed_secret(), port or 0, options.real)  # fmt: skip


def _server_faults(options: argparse.Namespace) -> list[str]:
    faults = []
    if options.real is not None and options.real not in SITES:
        faults.append(f"--real: there is no site {options.real!r}; there are {', '.join(SITES)}")
    if options.real is not None and options.exact_url is not None:
        faults.append("--real and --exact-url: one of them, not both")
    if options.real is not None and options.client_secret is not None:
        faults.append("--client-secret is for test servers; with --real it is asked for, so that no shell remembers it")
    for name, given in (("--divisions", options.divisions), ("--rows", options.rows), ("--limits", options.limits or None)):
        if given is not None and (options.real is not None or options.exact_url is not None):
            faults.append(f"{name} is for the simulator, which is not used with {'--real' if options.real is not None else '--exact-url'}")
    for name, given in (("--client-id", options.client_id), ("--client-secret", options.client_secret)):
        if given is not None and not given.strip():
            faults.append(f"{name} is empty")
    if options.exact_url is not None:
        faults += _url_faults(options.exact_url)
    return faults


def _url_faults(text: str) -> list[str]:
    try:
        url = urlsplit(text)
        right = url.scheme in ("http", "https") and url.hostname and (url.port is None or url.port > 0)
    except ValueError:
        return [f"--exact-url: {text!r} is no address"]
    if not right:
        return [f"--exact-url: {text!r} is no address like http://127.0.0.1:8080"]
    if url.path not in ("", "/") or url.query or url.fragment or url.username:
        return [f"--exact-url: {text!r} must be scheme, host and port only"]
    return []


def _data_faults(data: Path) -> list[str]:
    existing = data if data.exists() else next(parent for parent in data.absolute().parents if parent.exists())
    if not existing.is_dir():
        return [f"--data: {existing} is no folder"]
    if not os.access(existing, os.W_OK | os.X_OK):
        return [f"--data: {existing} cannot be written to"]
    return []


def _number(name: str, text: str | None, least: int, most: int, faults: list[str]) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
        faults.append(f"{name}: {text!r} is not a whole number from {least} to {most}")
        return None
    return int(text)


def _handed_secret() -> str | None:
    """The secret as the first half of this command handed it on: through a pipe, so that it is on no command line."""
    descriptor = os.environ.pop(SECRET_DESCRIPTOR, None)
    if descriptor is None:
        return None
    with os.fdopen(int(descriptor), "rb") as pipe:
        return pipe.read().decode()


_COMMANDS: dict[str, Callable[[list[str]], Options]] = {
    "run": _run,
    "sql": _sql,
    "test": _test,
    "simulate": _simulate,
    "benchmark": _benchmark,
    "check-package": _check_package,
    "pictures": _pictures,
    "update-docs": _update_docs,
    "bundle": _bundle,
    "deploy": _deploy,
    "verify-account": _verify_account,
}
