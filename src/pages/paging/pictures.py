"""A picture of every page, from a fresh installation on the simulator: `scripts/pictures`."""

import re
import tempfile
import time
from pathlib import Path

from project import build
from project.places import PROJECT
from project.services import SIMULATOR_CLIENT_ID, SIMULATOR_CLIENT_SECRET, local_snowflake, make_folder
from project.worksheet import APPLICATION
from support.exact import exact_online
from support.installation import Installation

from paging.browser import Reader, reader, served

FOLDER = PROJECT / "docs" / "pictures"


def main() -> None:
    """Takes them all."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, exact_online(Path(folder) / "exact", divisions=3, rows=600) as exact:
        installation = Installation(Path(folder) / "data")
        make_folder(installation.data)
        local_snowflake("start", "--data", str(installation.data), "--exact-url", exact.url)
        try:
            package = str(build.assemble_package())
            local_snowflake("install", "--data", str(installation.data), "--package", package, "--application", APPLICATION)
            with served(installation) as address, reader(address) as user:
                user.open("home")
                user.picture(FOLDER / "set-up.png")
                installation.query(next(each for each in user.statements() if "APPROVE SPECIFICATION" in each))
                _connect(user)
                user.picture(FOLDER / "sign-in.png")
                user.sign_in(exact, SIMULATOR_CLIENT_SECRET)
                user.open("configurations")
                user.page.get_by_text("Choose", exact=True).click()
                user.press("Finance")
                user.picture(FOLDER / "configuration.png", 3200)
                user.page.get_by_text("All, and those of later versions").click()
                for statement in filter(str.strip, user.statements()[0].split(";")):
                    installation.query(statement)
                user.press("Save configuration")
                exact.post("settings", latency_ms=60)
                user.press("Fetch data")
                user.page.get_by_text(re.compile(r"[1-9]\d* of 174 steps")).first.wait_for()
                user.picture(FOLDER / "progress.png")
                exact.post("settings", latency_ms=0)
                _ended(installation)
                exact.post("changes", seed=7)
                installation.call(
                    "create_schedule",
                    "working days",
                    {"configuration": "accounting", "cron": "0 7 * * 1-5", "timezone": "Europe/Amsterdam"},
                )
                for _ in range(2):
                    installation.call("fetch_now", "accounting", {})
                    _ended(installation)
                _pages(user)
            with served(installation) as address, reader(address, language="nl-NL") as user:
                user.open("home")
                user.picture(FOLDER / "home-nl.png")
        finally:
            installation.stop()


def _connect(user: Reader) -> None:
    user.open("connections")
    user.type("Name", "exact")
    user.type("Client id", SIMULATOR_CLIENT_ID)
    user.type("Redirect address", "https://localhost/signed-in")
    user.press("Sign in here")


def _pages(user: Reader) -> None:
    for name in ("home", "connections", "configurations", "schedules", "history", "endpoints", "costs", "help"):
        user.open(name)
        user.picture(FOLDER / f"{name}.png")
    user.open("configurations")
    user.press("Show the run")
    user.picture(FOLDER / "run.png")


def _ended(installation: Installation) -> None:
    """Until no run is open."""
    while installation.query(f"SELECT 1 AS N FROM {APPLICATION}.core.runs WHERE ENDED_AT IS NULL LIMIT 1"):
        time.sleep(0.5)


if __name__ == "__main__":
    main()
