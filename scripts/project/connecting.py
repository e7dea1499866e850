"""Access approved, connection signed in, configuration made: what a new user does once, through the app's procedures only."""

from rich.console import Console

from project import sign_in
from project.options import RunOptions
from project.problem import Problem
from project.services import SIMULATOR_CLIENT_ID, SIMULATOR_CLIENT_SECRET, Setup
from project.worksheet import APPLICATION, Outcome, Worksheet, literal

CONNECTION, CONFIGURATION = "exact", "accounting"
DATABASE, SCHEMA = "ACCOUNTING", "EXACT_ONLINE"


def approve_access(worksheet: Worksheet) -> None:
    """What an administrator does once with a click: opens Exact Online's hosts to the app."""
    for row in worksheet.query(f"SHOW SPECIFICATIONS IN APPLICATION {APPLICATION}"):
        specification = {key.lower(): value for key, value in row.items()}
        if str(specification["status"]).upper() != "APPROVED":
            worksheet.query(
                f"ALTER APPLICATION {APPLICATION} APPROVE SPECIFICATION {specification['name']}"
                f" SEQUENCE_NUMBER = {specification['sequence_number']}"
            )


def connect(worksheet: Worksheet, options: RunOptions, setup: Setup, exact_url: str | None, console: Console) -> None:
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


def configure(worksheet: Worksheet) -> None:
    if worksheet.query(f"SELECT 1 AS N FROM {APPLICATION}.core.configurations WHERE CONFIGURATION = {literal(CONFIGURATION)}"):
        return
    settings = {"connection": CONNECTION, "database": DATABASE, "schema": SCHEMA, "endpoints": "all", "divisions": "all"}
    _require(worksheet.call("create_configuration", CONFIGURATION, settings))


def _require(outcome: Outcome) -> None:
    if not outcome.ok:
        raise Problem(str(outcome))
