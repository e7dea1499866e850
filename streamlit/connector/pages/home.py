"""Home: a guided set-up at first, afterwards the state of the whole at a glance."""

from __future__ import annotations

from datetime import timedelta

import streamlit as st
from connector import access, formats, reads
from connector.calls import Row, allowed
from connector.pages.guide import guide
from connector.parts.caps import WARN_AT, share_of_cap
from connector.parts.running import GOING_ON, follow, run_table
from connector.parts.showing import badge, empty, go, go_button, heading, offset, pager, status_text, table
from connector.parts.trial import trial
from connector.texts import t
from connector.texts.errors import sentence

TARGETS = (1, 6, 24, 72, 168)
# A refresh token lives thirty days unless it is used; from the twentieth a person should know.
WARN_BEFORE_END = timedelta(days=10)


def show() -> None:
    """Draws the page."""
    heading(t("home.title"), t("home.explain"))
    installation = reads.installation()
    trial(installation)
    specifications = reads.specifications()
    connections = reads.connections()
    configurations = reads.configurations()
    last = reads.runs({}, 0, 5)
    if not any(run["STATUS"] in ("SUCCEEDED", "PARTIAL") for run in last) and not reads.runs({"status": "SUCCEEDED"}, 0, 1):
        guide(installation, specifications, connections, configurations)
        return
    _figures(last)
    _needs_a_person(str(installation["APPLICATION"]), specifications, connections, configurations)
    going_on = [run for run in last if run["STATUS"] in GOING_ON]
    if going_on:
        st.subheader(t("home.now"))
        for run in going_on:
            follow(run["RUN_ID"])
    _freshness()
    st.subheader(t("home.runs"))
    st.caption(t("time.in_zone", zone=formats.zone_label()))
    chosen = run_table(last, "home.runs")
    if chosen:
        go("history", run=chosen)
    go_button(t("home.to_history"), "history", "home.to_history", primary=False)


def _target_hours() -> int:
    return int(st.session_state.get("home.target", 24))


def _figures(last: list[Row]) -> None:
    state = reads.freshness(formats.now() - timedelta(hours=_target_hours()))
    month = reads.month_to_date()
    fresh, rows, run, cost = st.columns(4)
    pairs = int(state["PAIRS"] or 0)
    with fresh.container(border=True, height="stretch"):
        st.metric(t("home.fresh"), formats.percent(int(state["FRESH"]) / pairs) if pairs else formats.NOTHING, help=t("home.fresh.help"))
        st.caption(t("home.oldest", ago=formats.ago(state["OLDEST"])))
    with rows.container(border=True, height="stretch"):
        st.metric(t("home.rows"), formats.number(state["ROW_COUNT"]))
        st.caption(t("home.rows.sub", divisions=formats.number(state["DIVISIONS"]), endpoints=formats.number(state["ENDPOINTS"])))
    with run.container(border=True, height="stretch"):
        st.markdown(f"{t('home.last')}\n\n{badge(last[0]['STATUS'])}")
        st.caption(formats.ago(last[0]["ENDED_AT"] or last[0]["STARTED_AT"] or last[0]["QUEUED_AT"]))
    with cost.container(border=True, height="stretch"):
        st.metric(t("home.cost"), formats.money(month["SPENT"]))
        st.caption(t("home.cost.sub", runs=formats.number(month["RUNS"])))


def _needs_a_person(application: str, specifications: list[Row], connections: list[Row], configurations: list[Row]) -> None:
    st.subheader(t("home.person"))
    nothing = True
    if not access.approved(specifications):
        access.ask(application, specifications)
        nothing = False
    for connection in connections:
        nothing = _connection(connection) and nothing
    for spending in reads.spending():
        nothing = _cap(spending) and nothing
    scheduled = {each["CONFIGURATION"] for each in reads.schedules()}
    for configuration in configurations:
        nothing = _configuration(configuration, scheduled) and nothing
    if nothing:
        st.success(t("home.person.none"), icon=":material/check_circle:")


def _connection(connection: Row) -> bool:
    """Says what is the matter with it; whether nothing is."""
    name, ends = connection["CONNECTION"], connection["REFRESH_TOKEN_EXPIRES_AT"]
    if connection["STATUS"] != "CONNECTED":
        text = t("home.sign_in", name=name, why=sentence(connection["ERROR_CODE"], connection["ERROR_MESSAGE"]))
        _matter(text, t("home.sign_in.do") if allowed("authorize_connection") else None, "connections", f"person.{name}", sign_in=name)
        return False
    if ends and ends - formats.now() < WARN_BEFORE_END:
        _matter(t("home.aging", name=name, when=formats.ago(ends)), None, "connections", f"person.{name}")
        return False
    return True


def _cap(spending: Row) -> bool:
    """Says that a monthly cap is near or reached; whether neither is."""
    share = share_of_cap(spending)
    if share < WARN_AT:
        return True
    text = t(
        "home.cap.reached" if share >= 1 else "home.cap.near",
        name=spending["CONNECTION"],
        cap=formats.money_in_text(spending["MONTHLY_CAP_USD"]),
    )
    _matter(text, t("home.cap.do"), "costs", f"person.cap.{spending['CONNECTION']}")
    return False


def _configuration(configuration: Row, scheduled: set[str]) -> bool:
    name, status = configuration["CONFIGURATION"], configuration["STATUS"]
    if status in ("FAILED", "PARTIAL"):
        run = reads.run(configuration["RUN_ID"])
        text = t(
            "home.run_failed" if status == "FAILED" else "home.run_partial",
            name=name,
            why=sentence(run["ERROR_CODE"], run["ERROR_MESSAGE"]),
        )
        _matter(text, t("run.show"), "history", f"person.run.{name}", run=configuration["RUN_ID"])
        return False
    if name not in scheduled:
        _matter(
            t("home.no_schedule", name=name),
            t("guide.schedule.do") if allowed("create_schedule") else None,
            "schedules",
            f"person.none.{name}",
        )
        return False
    return True


def _matter(text: str, button: str | None, page: str, key: str, **remembered: str) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(f":material/notification_important: {text}", width="stretch")
        if button and st.button(button, key=key):
            go(page, **remembered)


def _freshness() -> None:
    st.subheader(t("home.freshness"))
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    with left:
        by = st.radio(
            t("home.freshness"), ["table", "division"], key="home.by", label_visibility="collapsed", horizontal=True,
            format_func=lambda kind: t("home.by_table" if kind == "table" else "home.by_division"),
        )  # fmt: skip
    with right:
        st.selectbox(
            t("home.target"), TARGETS, index=TARGETS.index(24), key="home.target", format_func=lambda hours: t(f"home.target.{hours}")
        )
    key = f"home.fresh.{by}"
    rows = reads.freshness_by(by, formats.now() - timedelta(hours=_target_hours()), offset(key))
    if not rows:
        empty(t("none.match"))
        return
    table(
        rows,
        {
            t("column.status"): lambda row: status_text("PARTIAL" if row["LATE"] else "SUCCEEDED"),
            t("column.table" if by == "table" else "column.administration"): lambda row: row["LABEL"],
            t("column.configuration"): lambda row: row["CONFIGURATION"],
            t("home.loaded"): lambda row: formats.ago(row["OLDEST"]),
            t("column.rows"): lambda row: row["ROW_COUNT"],
            t("home.late"): lambda row: t("home.late.of", late=formats.number(row["LATE"]), pairs=formats.number(row["PAIRS"])),
            t("home.since"): lambda row: row["COMPLETE_SINCE"] or t("home.since.all"),
        },
    )
    pager(key, rows)
