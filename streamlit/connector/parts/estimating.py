"""What a configuration would take, as the app calculates it: asked for with a button, since it is a call of its own."""

from __future__ import annotations

from typing import Any

import streamlit as st
from connector import formats, reads
from connector.parts import acting
from connector.parts.showing import table
from connector.texts import t

# Runs of a month by how often the schedule runs; the last is for any other number.
RUNS = {"quarter": 2920, "hour": 730, "four_hours": 183, "day": 30, "working_day": 22, "week": 4, "month": 1, "other": 0}


def estimator(key: str, draft: dict[str, Any]) -> None:
    """The knobs, the button, and what the app answered for this draft; ``draft`` holds settings of ``core.estimate``."""
    one, two, three = st.columns(3)
    often = one.selectbox(
        t("estimate.often"), list(RUNS), list(RUNS).index("day"), key=f"{key}.often", format_func=lambda each: t(f"often.{each}")
    )
    runs = RUNS[often] or one.number_input(t("estimate.runs"), 1, 100_000, 30, 1, key=f"{key}.runs")
    change = two.number_input(t("estimate.change"), 0, 1000, 5, 1, key=f"{key}.change")
    unknown = three.number_input(t("estimate.unknown"), 0, 10_000_000_000, 0, 1000, key=f"{key}.unknown", help=t("estimate.unknown.help"))
    settings = draft | {"runs_per_month": int(runs), "changed_percent": int(change), "rows_where_unknown": int(unknown)}
    remembered = f"{key}.answer"
    if st.button(t("estimate.button"), key=f"{key}.do", icon=":material/calculate:"):
        outcome = acting.act("estimate", settings, quiet=True)
        if outcome and outcome.done:
            st.session_state[remembered] = (settings, outcome.payload)
    asked, payload = st.session_state.get(remembered, (None, None))
    if payload and asked == settings:
        _show(payload)


def _show(payload: dict[str, Any]) -> None:
    first, refresh, month = st.columns(3)
    with first.container(border=True, height="stretch"):
        st.metric(t("estimate.first"), formats.money(payload["first_load"]["charge_usd"]))
        st.caption(_part(payload["first_load"]))
    with refresh.container(border=True, height="stretch"):
        st.metric(t("estimate.refresh"), formats.money(payload["refresh"]["charge_usd"]))
        st.caption(_part(payload["refresh"]))
    with month.container(border=True, height="stretch"):
        st.metric(t("estimate.month"), formats.money(payload["month"]["charge_usd"]))
        st.caption(t("estimate.month.sub", rows=formats.number(payload["month"]["rows"]), calls=formats.number(payload["month"]["calls"])))
    limits = payload["limits"]
    shown = {"day": formats.number(limits["calls_a_day"]), "division": formats.number(limits["calls_a_day_in_a_division"])}
    if payload["refresh"]["days"] > 1:
        st.warning(t("estimate.too_many", **shown), icon=":material/warning:")
    elif payload["first_load"]["days"] > 1:
        st.info(t("estimate.days", n=formats.number(payload["first_load"]["days"]), **shown), icon=":material/hourglass_top:")
    if payload["unknown"]:
        st.caption(t("estimate.not_known", n=formats.number(payload["unknown"])))
    with st.expander(t("estimate.by_endpoint")):
        names = {row["ENDPOINT"]: row["TABLE_NAME"] for row in reads.endpoints()}
        table(
            payload["endpoints"],
            {
                t("column.table"): lambda row: names.get(row["endpoint"], row["endpoint"]),
                t("column.rows"): lambda row: row["rows"],
                t("estimate.calls.first"): lambda row: row["calls_first_load"],
                t("estimate.calls.refresh"): lambda row: row["calls_refresh"],
            },
        )
    st.caption(t("estimate.note"))


def _part(part: dict[str, Any]) -> str:
    return t(
        "estimate.part",
        rows=formats.number(part["rows"]),
        calls=formats.number(part["calls"]),
        most=formats.number(part["calls_busiest_division"]),
        seconds=formats.number(part["warehouse_seconds"]),
    )
