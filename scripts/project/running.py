"""`scripts/run`: from nothing to a finished sync, and the pages."""

import time
from pathlib import Path

from rich.console import Console

from project import build, sign_in
from project.children import Children, Stopped, children, wait_until
from project.options import RunOptions
from project.places import VENV_PYTHON
from project.problem import Problem
from project.progress import display
from project.services import (
    SIMULATOR_CLIENT_ID,
    SIMULATOR_CLIENT_SECRET,
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
from project.worksheets import stop_simulator
from project.worksheet import APPLICATION, Outcome, Server, Worksheet, literal

CONNECTION, CONFIGURATION = "exact", "accounting"
DATABASE, SCHEMA = "ACCOUNTING", "EXACT_ONLINE"
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
    _approve_access(worksheet)
    _connect(worksheet, options, setup, exact_url, console)
    _configure(worksheet)
    succeeded = _sync(console, family, worksheet, server)
    if options.once:
        return 0 if succeeded else 1
    _serve_pages(options, console, family)
    return 0 if succeeded else 1


def _build(setup: Setup) -> Path:
    build.build(build.CONNECTOR, build.HOST_MODULE, *([build.SIMULATOR_MODULE] if setup.simulated else []))
    return build.assemble_package()


def _approve_access(worksheet: Worksheet) -> None:
    """What an administrator does once with a click: opens Exact Online's hosts to the app."""
    for row in worksheet.query(f"SHOW SPECIFICATIONS IN APPLICATION {APPLICATION}"):
        specification = {key.lower(): value for key, value in row.items()}
        if str(specification["status"]).upper() != "APPROVED":
            worksheet.query(
                f"ALTER APPLICATION {APPLICATION} APPROVE SPECIFICATION {specification['name']}"
                f" SEQUENCE_NUMBER = {specification['sequence_number']}"
            )


def _connect(worksheet: Worksheet, options: RunOptions, setup: Setup, exact_url: str | None, console: Console) -> None:
    """The connection is there and signed in afterwards, or it is said why not: the run then shows it too."""
    rows = worksheet.query(f"SELECT CLIENT_ID, STATUS FROM {APPLICATION}.core.connections WHERE CONNECTION = {literal(CONNECTION)}")
    if rows and options.client_id and rows[0]["CLIENT_ID"] != options.client_id:
        raise Problem(
            f"Connection {CONNECTION} in {options.data} belongs to the app registration {rows[0]['CLIENT_ID']}.\n"
            f"Choose another --data, or drop it first: scripts/sql --data {options.data} \"CALL core.drop_connection('{CONNECTION}')\""
        )
    if not rows:
        settings = {"site": setup.real or "nl", "client_id": options.client_id or _client_id(setup), "redirect_uri": _redirect_uri(setup)}
        _require(worksheet.call("create_connection", CONNECTION, settings))
    if rows and rows[0]["STATUS"] == "CONNECTED" and setup.signed_in_at in (None, setup.server):
        return
    if setup.real:
        outcome = sign_in.with_user(worksheet, CONNECTION)
    else:
        console.print("Signing in ...")
        outcome = sign_in.by_itself(worksheet, CONNECTION, exact_url or "", options.client_secret or SIMULATOR_CLIENT_SECRET)
    if outcome.ok:
        Setup(**{**vars(setup), "signed_in_at": setup.server}).write(options.data)
    else:
        console.print(f"The sign-in failed. {outcome}", markup=False, soft_wrap=True)


def _client_id(setup: Setup) -> str:
    return input("Client id of your app registration: ").strip() if setup.real else SIMULATOR_CLIENT_ID


def _redirect_uri(setup: Setup) -> str:
    if not setup.real:
        return sign_in.REDIRECT_URI
    return input(f"Redirect URI of your app registration ({sign_in.REDIRECT_URI}): ").strip() or sign_in.REDIRECT_URI


def _configure(worksheet: Worksheet) -> None:
    if worksheet.query(f"SELECT 1 AS N FROM {APPLICATION}.core.configurations WHERE CONFIGURATION = {literal(CONFIGURATION)}"):
        return
    settings = {"connection": CONNECTION, "database": DATABASE, "schema": SCHEMA, "endpoints": "all", "divisions": "all"}
    _require(worksheet.call("create_configuration", CONFIGURATION, settings))


def _require(outcome: Outcome) -> None:
    if not outcome.ok:
        raise Problem(str(outcome))


def _sync(console: Console, family: Children, worksheet: Worksheet, server: Server) -> bool:
    console.print(f"Loading Exact Online into {DATABASE}.{SCHEMA} ...")
    caller = Worksheet(server)
    with display(console) as progress:
        run_id = run_and_watch(caller, worksheet, CONFIGURATION, progress.show, family.require_alive)
    return print_summary(console, worksheet, run_id) == "SUCCEEDED"


def _serve_pages(options: RunOptions, console: Console, family: Children) -> None:
    port = options.port or free_port(PAGES_PORT)
    command = [str(VENV_PYTHON), "-m", "local_snowflake", "pages", "--data", str(options.data), "--streamlit", "CORE.APP", "--port", str(port)]
    child = family.start("pages", command, options.data / "logs" / "pages.log")
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
