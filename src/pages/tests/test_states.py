"""Each page in each state, with Streamlit's own test harness on the installed app: the story of one installation, in order."""

import json
import time
from collections.abc import Iterator

import pytest
from paging.pages import NAMES, Pages, sign_in, text_of, visit
from project import build
from project.services import SIMULATOR_CLIENT_ID, SIMULATOR_CLIENT_SECRET, local_snowflake, make_folder
from project.worksheet import APPLICATION
from snowflake.snowpark.context import get_active_session
from support.exact import Exact, exact_online
from support.installation import Installation

PATIENCE = 180.0
RUNS = f"SELECT STATUS, ERROR_CODE FROM {APPLICATION}.core.runs ORDER BY QUEUED_AT DESC LIMIT 1"


@pytest.fixture(scope="module")
def exact(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Exact]:
    with exact_online(tmp_path_factory.mktemp("exact"), divisions=2, rows=10) as running:
        yield running


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory, exact: Exact) -> Iterator[Installation]:
    """Installed a moment ago: nothing is approved, connected or configured."""
    made = Installation(tmp_path_factory.mktemp("pages"))
    build.build(build.CONNECTOR, build.HOST_MODULE)
    make_folder(made.data)
    local_snowflake("start", "--data", str(made.data), "--exact-url", exact.url)
    local_snowflake("install", "--data", str(made.data), "--package", str(build.assemble_package()), "--application", APPLICATION)
    yield made
    made.stop()


def ended(installation: Installation) -> dict[str, str]:
    """The last run, once it has ended."""
    deadline = time.monotonic() + PATIENCE
    while True:
        run = installation.query(RUNS)[0]
        if run["STATUS"] not in ("QUEUED", "RUNNING", "WAITING"):
            return run
        assert time.monotonic() < deadline, run
        time.sleep(0.3)


def open_all(pages: Pages) -> dict[str, str]:
    return {name: text_of(pages.open(name)) for name in NAMES}


def test_01_an_empty_installation_says_what_to_do_next_on_every_page(installation: Installation) -> None:
    with visit(installation) as pages:
        shown = open_all(pages)
    assert "Set up in six steps" in shown["home"]
    assert "APPROVE SPECIFICATION EXACT_ONLINE_ACCESS SEQUENCE_NUMBER" in shown["home"]
    assert "There is no connection yet" in shown["connections"]
    assert "First make a connection" in shown["configurations"]
    assert "First choose what to load" in shown["schedules"]
    assert "Nothing has run yet" in shown["history"]
    assert "FINANCIAL_TRANSACTION_LINES" in shown["endpoints"]
    assert "Nothing was charged yet" in shown["costs"]
    assert "EO-2003" in shown["help"]


@pytest.mark.parametrize("streamlit", ["app_operator", "app_viewer"])
def test_02_who_may_not_set_up_is_told_who_does(installation: Installation, streamlit: str) -> None:
    with visit(installation, streamlit) as pages:
        shown = open_all(pages)
    assert "An administrator does this" in shown["home"]
    assert "An administrator of the app makes one" in shown["connections"]


def test_03_the_worksheet_script_is_shown_and_holds_no_secret(installation: Installation) -> None:
    with visit(installation) as pages:
        app = pages.open("connections")
        app.text_input(key="new.name").set_value("books")
        app.text_input(key="new.client").set_value(SIMULATOR_CLIENT_ID)
        app.text_input(key="new.redirect").set_value("https://localhost/signed-in")
        script = next(each.value for each in pages.press("new.script").code if "<CLIENT_SECRET>" in each.value)
    assert "core.create_connection('books'" in script
    assert "<REDIRECTED_ADDRESS>" in script


def test_04_everything_wrong_with_a_form_is_said_at_once(installation: Installation) -> None:
    with visit(installation) as pages:
        app = pages.open("connections")
        app.text_input(key="new.redirect").set_value("ftp://nowhere")
        shown = "\n".join(error.value for error in pages.press("new.here").error)
    assert "name" in shown and "client_id" in shown and "redirect_uri" in shown


def test_05_signing_in_without_sql(installation: Installation, exact: Exact) -> None:
    installation.query(f"ALTER APPLICATION {APPLICATION} APPROVE SPECIFICATION EXACT_ONLINE_ACCESS SEQUENCE_NUMBER = 1")
    with visit(installation) as pages:
        app = pages.open("connections")
        app.text_input(key="new.name").set_value("books")
        app.text_input(key="new.client").set_value(SIMULATOR_CLIENT_ID)
        app.text_input(key="new.redirect").set_value("https://localhost/signed-in")
        pages.press("new.here")
        wrong = "\n".join(error.value for error in sign_in(pages, exact, "books", "wrong").error)
        assert "EO-2003" in wrong and "App Center" in wrong
        assert "Connected" in text_of(sign_in(pages, exact, "books", SIMULATOR_CLIENT_SECRET))
        assert SIMULATOR_CLIENT_SECRET not in str(pages.app.session_state.filtered_state)


def test_06_a_configuration_from_a_preset_and_its_first_fetch(installation: Installation) -> None:
    with visit(installation) as pages:
        assert "Choose administrations" in text_of(pages.open("home"))
        app = pages.open("configurations")
        app.radio(key="form.endpoints").set_value(False).run()
        pages.press("form.picker.preset.finance")
        app.text_input(key="form.picker.search").set_value("aging").run()
        assert "A first load of this choice" in text_of(pages.drawn(app))
        app.multiselect(key="form.overrides.apart").set_value(["financial_gl_accounts"]).run()
        app.selectbox(key="form.overrides.financial_gl_accounts.deletions").set_value("mark").run()
        shown = text_of(pages.press("form.estimate.do"))
        assert "First load, once" in shown and "whose rows are not known yet" in shown
        assert "CREATE DATABASE IF NOT EXISTS" in text_of(app), "a target of the customer's own is offered first"
        app = pages.press("form.check")
        script, missing = (each.value.splitlines() for each in app.code[:2])
        assert script == missing, "what is offered at once is what the check would ask for"
        assert "keeps the tables too (see Help)" in str(app.radio(key="form.create").captions)
        app.radio(key="form.create").set_value(True)
        app = pages.press("form.check")
        assert "the app creates it when you save" in text_of(app) and "CREATE DATABASE" not in text_of(app)
        assert "Configuration accounting was created" in text_of(pages.press("form.save"))
        shown = text_of(pages.press("fetch.accounting"))
        assert "the run goes on" in shown or "rows fetched" in shown
    endpoints = installation.query(f"SELECT ENDPOINTS FROM {APPLICATION}.core.configurations")[0]["ENDPOINTS"]
    assert "financial_transaction_lines" in endpoints and "payroll_employees" not in endpoints
    [stored] = installation.query(f"SELECT OVERRIDES FROM {APPLICATION}.core.configurations")
    assert json.loads(stored["OVERRIDES"]) == {"financial_gl_accounts": {"deletions": "mark"}}
    assert ended(installation)["STATUS"] == "SUCCEEDED"


def test_07_a_healthy_installation_at_a_glance(installation: Installation) -> None:
    with visit(installation) as pages:
        shown = open_all(pages)
        assert "Fresh 100%" in shown["home"]
        assert "Nothing keeps **accounting** current by itself" in shown["home"]
        assert "Complete" in shown["history"]
        assert "$0.10" in shown["costs"]
        app = pages.open("configurations")
        app.toggle(key="preview.accounting").set_value(True).run()
        assert any("_DIVISION" in frame.value.columns for frame in pages.drawn(app).dataframe)


def test_07_costs_a_cap_an_estimate_and_the_rows_behind_a_charge(installation: Installation) -> None:
    charged = installation.query(f"SELECT SUM(ROWS_CHARGED) AS N FROM {APPLICATION}.core.charge_rows")[0]["N"]
    with visit(installation) as pages:
        shown = text_of(pages.open("costs"))
        assert "this month, no cap" in shown and "Every charge" in shown
        ledger = [frame.value for frame in pages.app.dataframe if "Rows charged" in frame.value.columns]
        assert all(int(frame["Rows charged"].sum()) == charged for frame in ledger) and len(ledger) == 2
        pages.app.number_input(key="cap.books").set_value(50)
        assert "no further run begins" in text_of(pages.press("cap.save.books"))
        pages.open("costs")
        pages.app.selectbox(key="costs.preset").set_value("finance").run()
        shown = text_of(pages.press("costs.estimate.do"))
        assert "Each refresh" in shown and "whose rows are not known yet" not in shown
    assert installation.query(f"SELECT MONTHLY_CAP_USD FROM {APPLICATION}.core.connections")[0]["MONTHLY_CAP_USD"] == 50


@pytest.mark.parametrize(("cap", "home", "costs"), [
    ("0.12", "has used 80% or more of its monthly cap of \\$0.12", "80% of the cap or more"),
    ("0.05", "has reached its monthly cap", "The cap is reached"),
    ("50", "", "Monthly caps"),
])  # fmt: skip
def test_07_a_cap_that_is_near_or_reached_is_said_at_home_and_at_the_costs(
    installation: Installation, cap: str, home: str, costs: str
) -> None:
    with visit(installation) as pages:
        pages.open("costs")
        get_active_session().sql("UPDATE state.connections SET monthly_cap_usd = ?", params=[cap]).collect()
        shown = text_of(pages.open("home"))
        assert home in shown and ("See the costs" in shown) is bool(home)
        assert costs in text_of(pages.open("costs"))


def test_07_the_settings_of_one_endpoint_come_back_in_the_form(installation: Installation) -> None:
    with visit(installation) as pages:
        app = pages.open("configurations")
        edit = next(button for button in app.button if button.label == "Edit")
        app = pages.press(edit.key)
        assert app.selectbox(key="form.accounting.overrides.financial_gl_accounts.deletions").value == "mark"


def test_08_the_way_down_from_a_run_to_its_steps(installation: Installation) -> None:
    run_id = installation.query(f"SELECT RUN_ID FROM {APPLICATION}.core.runs")[0]["RUN_ID"]
    with visit(installation) as pages:
        shown = text_of(pages.open("history", run=run_id))
        assert "FINANCIAL_TRANSACTION_LINES" in shown and run_id in shown
        # The rows of this small run cost less than a cent, which is rounded down to nothing.
        get_active_session().sql("UPDATE state.charges SET rows_usd = 1 WHERE run_id = ?", params=[run_id]).collect()
        pages.open("history", run=run_id)
        endpoints, steps = (frame.value for frame in pages.app.dataframe if "For rows (US$)" in frame.value.columns)
        assert endpoints["For rows (US$)"].sum() == pytest.approx(1, abs=0.0001)
        # Otherwise Streamlit writes None into every cell that has no value.
        assert all(frame.proto.HasField("placeholder") for frame in pages.app.dataframe)
        get_active_session().sql("UPDATE state.charges SET rows_usd = 0 WHERE run_id = ?", params=[run_id]).collect()
        assert len(steps) == 20
        pages.press("detail.prepare")
        pages.press("detail.back")
        assert "Select a row to open the run" in text_of(pages.app)


def test_09_a_test_of_the_connection_with_separate_verdicts(installation: Installation) -> None:
    with visit(installation) as pages:
        pages.open("connections")
        shown = text_of(pages.press("test.do.books"))
    for check in ("Network access", "Credentials", "User", "Scope of the app registration", "Calls left today"):
        assert check in shown
    assert "Failed" not in shown


def test_10_a_schedule_in_plain_language_with_its_next_times_and_calls(installation: Installation) -> None:
    with visit(installation) as pages:
        app = pages.open("schedules")
        shown = text_of(app)
        assert "Next times:" in shown and "calls a day in the busiest administration" in shown
        app.selectbox(key="schedule..kind").set_value("hour").run()
        app.radio(key="schedule..mode").set_value("full_refresh").run()
        assert "Runs a day: 24" in text_of(pages.drawn(app))
        app.text_input(key="schedule..name").set_value("hourly").run()
        assert "Every hour at 15 minutes past" in text_of(pages.press("schedule..save"))
        assert "Paused" in text_of(pages.press("pause.hourly"))
        assert "Active" in text_of(pages.press("resume.hourly"))
        assert "Nothing needs you" in text_of(pages.open("home"))


def test_11_a_cron_expression_that_is_none_is_explained(installation: Installation) -> None:
    with visit(installation) as pages:
        pages.open("schedules")
        app = pages.press("schedules.new.unfold")
        app.selectbox(key="schedule..kind").set_value("cron").run()
        app.text_input(key="schedule..cron").set_value("61 * * * *").run()
        assert "cron" in "\n".join(error.value for error in pages.drawn(app).error)


@pytest.mark.parametrize(("streamlit", "fetches"), [("app_operator", True), ("app_viewer", False)])
def test_12_a_role_sees_no_button_that_would_be_refused(installation: Installation, streamlit: str, fetches: bool) -> None:
    with visit(installation, streamlit) as pages:
        labels = {name: {button.label for button in pages.open(name).button} for name in NAMES}
    assert ("Fetch data" in labels["configurations"]) is fetches
    assert ("Pause" in labels["schedules"]) is fetches
    for forbidden in ("Drop", "Delete", "Edit", "Sign in again", "Save configuration", "Save schedule", "Test now"):
        assert not any(forbidden in found for found in labels.values()), forbidden


def test_13_the_same_in_dutch(installation: Installation) -> None:
    with visit(installation) as pages:
        pages.app.session_state["language"] = "nl"
        shown = open_all(pages)
    assert "Actueel" in shown["home"]
    assert "Aangemeld als" in shown["connections"]
    assert "Elk uur om 15 over" in shown["schedules"]
    assert "US$ 0,1" in shown["costs"]


def test_14_a_target_that_the_app_may_not_write_into_comes_with_the_statements(installation: Installation) -> None:
    installation.query("CREATE DATABASE IF NOT EXISTS LEDGER")
    installation.query("CREATE SCHEMA IF NOT EXISTS LEDGER.BOOKS")
    with visit(installation) as pages:
        pages.open("configurations")
        app = pages.press("configurations.new.unfold")
        app.text_input(key="form.database").set_value("LEDGER")
        app.text_input(key="form.schema").set_value("BOOKS")
        offered, missing = [each.value for each in pages.press("form.check").code][:2]
        assert set(missing.splitlines()) < set(offered.splitlines()), "what exists is not asked for again"
        for statement in filter(str.strip, offered.split(";")):
            installation.query(statement)
        assert "The app may write there" in text_of(pages.press("form.check"))


def test_15_a_broken_sign_in_is_red_everywhere_and_says_what_to_do(installation: Installation, exact: Exact) -> None:
    exact.post("clock", advance_seconds=31 * 86400)
    with visit(installation) as pages:
        pages.open("configurations")
        pages.press("fetch.accounting")
        run = ended(installation)
        assert (run["STATUS"], run["ERROR_CODE"]) == ("FAILED", "EO-2004")
        shown = open_all(pages)
    assert "must be signed in" in shown["home"] and "The last run of **accounting** failed" in shown["home"]
    assert "Sign in again" in shown["connections"] and "EO-2004" in shown["connections"]
    assert "Failed" in shown["history"] and "EO-2004" in shown["history"]


def test_16_the_trial_counts_down_and_ends(installation: Installation) -> None:
    installation.query("CALL SYSTEM$LOCAL_SET_LISTING(TRUE, FALSE)")
    with visit(installation) as pages:
        assert "Trial: 7 days left" in text_of(pages.open("home"))
        get_active_session().sql("UPDATE state.state_version SET applied_at = DATEADD('day', -8, applied_at)").collect()
        shown = open_all(pages)
    assert "The trial has ended" in shown["home"] and "The trial has ended" in shown["costs"]
    assert "accounting" in shown["configurations"] and "hourly" in shown["schedules"]


def test_17_dropping_a_connection_asks_first_and_says_what_is_destroyed(installation: Installation) -> None:
    connections = f"SELECT COUNT(*) AS N FROM {APPLICATION}.core.connections"
    with visit(installation) as pages:
        pages.open("connections")
        assert "secrets are destroyed" in text_of(pages.press("drop.books"))
        assert installation.query(connections)[0]["N"] == 1
        assert "Connection books was dropped" in text_of(pages.confirm("drop.books"))
        assert installation.query(connections)[0]["N"] == 0
        assert "Paused" in text_of(pages.open("schedules"))


def test_18_deleting_a_schedule_and_a_configuration(installation: Installation) -> None:
    with visit(installation) as pages:
        pages.open("schedules")
        assert "Schedule hourly was dropped" in text_of(pages.confirm("drop.hourly"))
    assert installation.query(f"SELECT COUNT(*) AS N FROM {APPLICATION}.core.schedules")[0]["N"] == 0
    with visit(installation) as pages:
        assert "edit.accounting" not in [button.key for button in pages.open("configurations").button]
        assert "Configuration accounting was dropped" in text_of(pages.confirm("drop.accounting"))
    assert installation.query(f"SELECT COUNT(*) AS N FROM {APPLICATION}.core.configurations")[0]["N"] == 0
