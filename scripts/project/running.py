"""`scripts/run`: from nothing to a finished sync, and the pages."""

import time
from pathlib import Path

from rich.console import Console

from project import build
from project.children import Children, Stopped, children, wait_until
from project.connecting import CONFIGURATION, DATABASE, SCHEMA, approve_access, configure, connect
from project.options import RunOptions
from project.places import VENV_PYTHON, local_environment
from project.progress import display
from project.services import (
    Setup,
    answers,
    choose,
    free_port,
    hold,
    local_snowflake,
    start_simulator,
    start_snowflake,
)
from project.summary import print_summary
from project.watching import run_and_watch
from project.worksheet import APPLICATION, Server, Worksheet
from project.worksheets import stop_simulator

PAGES_PORT = 8501


def main(options: RunOptions) -> int:
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=120)
    try:
        with hold(options.data), children() as family:
            return _run(options, console, family)
    except Stopped as stopped:
        console.print("Stopped.")
        return stopped.exit_code


def _run(options: RunOptions, console: Console, family: Children) -> int:
    setup = choose(options)
    package = _build(setup)
    setup.write(options.data)
    exact_url = setup.exact_url
    stop_simulator(options.data)
    if setup.simulated:
        console.print(f"Starting an Exact Online simulator with {setup.divisions} divisions ...")
        exact_url = start_simulator(family, options.data, setup)
    console.print("Starting a local Snowflake ...")
    _, server = start_snowflake(family, options.data, exact_url)
    console.print("Installing the app ...")
    local_snowflake("install", "--data", str(options.data), "--package", str(package), "--application", APPLICATION)
    worksheet = Worksheet(server)
    approve_access(worksheet)
    connect(worksheet, options, setup, exact_url, console)
    configure(worksheet)
    succeeded = _sync(console, family, worksheet, server)
    if options.once:
        return 0 if succeeded else 1
    _serve_pages(options, console, family)
    return 0 if succeeded else 1


def _build(setup: Setup) -> Path:
    build.build(build.CONNECTOR, build.HOST_MODULE, *([build.SIMULATOR_MODULE] if setup.simulated else []))
    return build.assemble_package()


def _sync(console: Console, family: Children, worksheet: Worksheet, server: Server) -> bool:
    console.print(f"Loading Exact Online into {DATABASE}.{SCHEMA} ...")
    caller = Worksheet(server)
    with display(console) as progress:
        run_id = run_and_watch(caller, worksheet, CONFIGURATION, progress.show, family.require_alive)
    return print_summary(console, worksheet, run_id) == "SUCCEEDED"


def _serve_pages(options: RunOptions, console: Console, family: Children) -> None:
    port = options.port or free_port(PAGES_PORT)
    command = [
        str(VENV_PYTHON),
        "-m",
        "local_snowflake",
        "pages",
        "--data",
        str(options.data),
        "--streamlit",
        "CORE.APP",
        "--port",
        str(port),
    ]
    child = family.start("pages", command, options.data / "log" / "pages.log", local_environment())
    wait_until(lambda: answers(port), child, 60)
    console.print(f"\nThe app's pages: http://127.0.0.1:{port}")
    console.print(f'A worksheet: scripts/sql --data {options.data} "SELECT * FROM core.runs"', soft_wrap=True)
    console.print("Ctrl-C stops everything; a second start goes on with the data.")
    try:
        while True:
            family.require_alive()
            time.sleep(0.5)
    except Stopped:
        console.print("Stopping ...")
