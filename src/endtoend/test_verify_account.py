"""scripts/verify-account against the local Snowflake: its statements work, and what the local Snowflake claims to be is what it finds."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from project.places import PROJECT
from project.questions import AT_THE_END
from project.services import local_snowflake, make_folder
from support.exact import exact_online
from support.installation import Installation, command

HOLD_HERE = {"2a", "2b", "2c", "3", "4a", "4b", "5a", "6", "10", "11"}


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    folder = tmp_path_factory.mktemp("verify")
    with exact_online(folder / "exact", divisions=1, rows=1) as exact:
        installation = Installation(folder / "data")
        make_folder(installation.data)
        local_snowflake("start", "--data", str(installation.data), "--exact-url", exact.url)
        finished = command(str(PROJECT / "scripts" / "verify-account"), "--data", str(installation.data))
        found = {
            number: verdict for number, verdict in re.findall(r"^(\w+) +(holds|does not hold|unanswered) ", finished.output, re.MULTILINE)
        }
        yield {**found, "output": finished.output + finished.errors}
        installation.stop()


@pytest.mark.parametrize("number", sorted(HOLD_HERE))
def test_what_the_local_snowflake_does_is_found_to_hold(verdicts: dict[str, str], number: str) -> None:
    assert verdicts.get(number) == "holds", verdicts["output"]


def test_the_statements_that_keep_the_data_are_those_of_the_uninstall_page() -> None:
    asked = [each.replace("EXACT_ONLINE_PROBE_LEFT", "accounting").replace("PROBE", "exact_online") for each in AT_THE_END[0].statements]
    page = (PROJECT / "docs" / "uninstall.md").read_text()
    section = page[page.index("## A database that the app made") :]
    told = re.findall(r"^(GRANT OWNERSHIP .*);$", section, re.MULTILINE)
    assert [each for each in asked if each.startswith("GRANT OWNERSHIP")] == told and len(told) == 3


def test_what_is_not_asked_has_no_verdict(verdicts: dict[str, str]) -> None:
    assert verdicts.get("1") == "unanswered", verdicts["output"]


def test_without_an_account_it_says_what_to_do(tmp_path: Path) -> None:
    finished = command("env", f"HOME={tmp_path}", f"SNOWFLAKE_HOME={tmp_path}", str(PROJECT / "scripts" / "verify-account"))
    assert finished.code == 1 and "snow connection add" in finished.errors and "Traceback" not in finished.errors
