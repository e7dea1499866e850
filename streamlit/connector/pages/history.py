"""Job history: runs with filters, charts, and the way down to a single step."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import streamlit as st
from connector import formats, reads
from connector.pages.run_detail import detail
from connector.parts import charts
from connector.parts.running import run_table
from connector.parts.showing import download, empty, heading, offset, pager, table
from connector.texts import t, word
from connector.texts.errors import sentence

STATUSES = ("SUCCEEDED", "PARTIAL", "FAILED", "CANCELLED", "RUNNING", "WAITING", "QUEUED")
TRIGGERS = {"user": "trigger.user", "schedule:": "trigger.schedules", "retry:": "trigger.retries"}
DAYS = (7, 30, 90, None)
MOST_IN_A_FILE = 10_000
CALLS_OF_A_DIVISION = 5000


def show() -> None:
    """Draws the page: one run when one was chosen, otherwise all."""
    run_id = st.session_state.get("run")
    run = reads.run(str(run_id)) if run_id else {}
    if run:
        detail(run)
        return
    heading(t("history.title"), t("history.explain"))
    filters, days = _filters()
    rows = reads.runs(filters, offset("history"))
    if not rows and not any(filters.get(name) for name in ("configuration", "status", "trigger")):
        empty(t("history.none"), "configurations", t("history.to_configurations"))
        return
    _charts(days or 365)
    st.caption(f"{t('history.open')} {t('time.in_zone', zone=formats.zone_label())}")
    if not rows:
        st.info(t("none.match"))
    else:
        chosen = run_table(rows, "history.runs")
        if chosen:
            st.session_state["run"] = chosen
            st.rerun()
    pager("history", rows)
    with st.container(horizontal=True):
        st.button(t("action.refresh"), key="history.refresh")
        if rows:
            download("history", "runs.csv", lambda: reads.runs(filters, 0, MOST_IN_A_FILE))


def _filters() -> tuple[dict[str, Any], int | None]:
    one, two, three, four = st.columns(4)
    names = [each["CONFIGURATION"] for each in reads.configurations()]
    configuration = one.selectbox(
        t("column.configuration"), [None, *names], key="history.configuration", format_func=lambda each: each or t("all")
    )
    status = two.selectbox(
        t("column.status"), [None, *STATUSES], key="history.status", format_func=lambda each: word("status", each) if each else t("all")
    )
    trigger = three.selectbox(
        t("column.trigger"), [None, *TRIGGERS], key="history.trigger", format_func=lambda each: t(TRIGGERS[each] if each else "trigger.any")
    )
    days = four.selectbox(
        t("history.filter.period"), DAYS, index=1, key="history.days",
        format_func=lambda each: t("history.days", n=formats.number(each)) if each else t("history.everything"),
    )  # fmt: skip
    since = formats.now() - timedelta(days=days) if days else None
    filters = {"configuration": configuration, "status": status, "trigger": trigger, "since": since}
    remembered = (configuration, status, trigger, days)
    if st.session_state.get("history.filtered") != remembered:
        st.session_state["history.filtered"], st.session_state["history.offset"] = remembered, 0
    return filters, days


def _charts(days: int) -> None:
    with st.expander(t("history.charts"), expanded=True):
        runs = reads.last_runs(days)
        if runs:
            st.caption(f"{t('history.chart.rows')}. {t('time.in_zone', zone=formats.zone_label())}")
            charts.run_chart(runs)
        left, right = st.columns(2)
        with left:
            calls = reads.calls_by_day(min(days, 30))
            if calls:
                st.caption(t("history.chart.calls"))
                charts.calls_chart(calls, min(int(row["LIMIT_PER_DAY"] or CALLS_OF_A_DIVISION) for row in calls))
        with right:
            st.caption(t("history.chart.errors"))
            errors = reads.errors_by_kind(days)
            if errors:
                table(
                    errors,
                    {
                        t("column.code"): lambda row: row["ERROR_CODE"],
                        t("column.steps"): lambda row: row["STEPS"],
                        t("column.error"): lambda row: sentence(row["ERROR_CODE"], row["ERROR_MESSAGE"]),
                    },
                )
            else:
                st.markdown(f":green[✓ {t('history.chart.no_errors')}]")
