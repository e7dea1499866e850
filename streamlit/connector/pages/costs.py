"""Costs: what was charged, what a full reload would have cost, and what a plan would cost."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal

import streamlit as st
from connector import calls, formats, reads
from connector.parts import acting, charts
from connector.parts.caps import WARN_AT, share_of_cap
from connector.parts.estimating import estimator
from connector.parts.picker import PRESETS
from connector.parts.showing import empty, heading, offset, pager, status_text, table
from connector.parts.trial import trial
from connector.texts import t

# The tariff of the listing (design, section 9), for what the past would have cost otherwise; charges are computed by the app.
USD_PER_ROW = Decimal("0.000005")
CENT = Decimal("0.01")
MONTHS = 12


def show() -> None:
    """Draws the page."""
    heading(t("costs.title"), t("costs.explain"))
    trial(reads.installation())
    charged = reads.charges_by("connection", MONTHS)
    if not charged:
        empty(t("costs.none"), "configurations", t("history.to_configurations"))
    else:
        _month()
        st.subheader(t("costs.by_month"))
        charts.month_chart(charged)
        _split()
        _endpoints()
        _ledger()
    _spending()
    _estimate()


def _month() -> None:
    month = reads.month_to_date()
    reloaded = Decimal(month["BASE_USD"]) + _rows_usd(Decimal(month["ROWS_IF_RELOADED"]))
    spent, instead, saved = st.columns(3)
    with spent.container(border=True, height="stretch"):
        st.metric(t("costs.month"), formats.money(month["SPENT"]))
        st.caption(t("costs.month.sub", runs=formats.number(month["RUNS"]), rows=formats.number(month["ROWS_CHARGED"])))
    with instead.container(border=True, height="stretch"):
        st.metric(t("costs.reload"), formats.money(reloaded), help=t("costs.reload.help"))
    with saved.container(border=True, height="stretch"):
        st.metric(t("costs.saved"), formats.money(max(Decimal(0), reloaded - Decimal(month["SPENT"]))))


def _rows_usd(rows: Decimal) -> Decimal:
    return (rows * USD_PER_ROW).quantize(CENT, ROUND_DOWN)


def _split() -> None:
    by = st.radio(
        t("costs.by"), ["connection", "configuration"], key="costs.by", horizontal=True, format_func=lambda each: t(f"column.{each}")
    )
    table(
        list(reversed(reads.charges_by(by, MONTHS))),
        {
            t("column.month"): lambda row: row["MONTH"],
            t(f"column.{by}"): lambda row: row["LABEL"],
            t("costs.runs"): lambda row: row["RUNS"],
            t("column.rows"): lambda row: row["ROWS_CHARGED"],
            t("costs.base"): lambda row: formats.amount(row["BASE_USD"]),
            t("costs.rows"): lambda row: formats.amount(row["ROWS_USD"]),
            t("costs.total"): lambda row: formats.amount(row["BASE_USD"] + row["ROWS_USD"]),
        },
    )


def _spending() -> None:
    """What each connection cost this month against its cap; an administrator sets the cap here."""
    rows = reads.spending()
    if not rows:
        return
    st.subheader(t("costs.caps"))
    st.caption(t("costs.caps.explain"))
    for row in rows:
        name, cap, spent = row["CONNECTION"], row["MONTHLY_CAP_USD"], Decimal(row["CHARGED_USD"])
        left, middle, right = st.columns([2, 3, 2], vertical_alignment="center")
        left.markdown(f"**{name}**")
        if cap is None:
            middle.caption(t("costs.cap.none", spent=formats.money_in_text(spent)))
        else:
            share = share_of_cap(row)
            middle.progress(
                min(1.0, share),
                t(
                    "costs.cap.spent",
                    spent=formats.money_in_text(spent),
                    cap=formats.money_in_text(cap),
                    share=formats.percent(share),
                ),
            )
            if share >= WARN_AT:
                middle.warning(t("costs.cap.reached" if share >= 1 else "costs.cap.near"), icon=":material/warning:")
        if calls.allowed("set_monthly_cap"):
            with right.popover(t("costs.cap.set"), width="stretch"):
                wanted = st.number_input(t("costs.cap.usd"), 0, 1_000_000, int(cap or 0), 1, key=f"cap.{name}", help=t("costs.cap.help"))
                if st.button(t("costs.cap.save"), key=f"cap.save.{name}", type="primary"):
                    acting.act_and_tell("set_monthly_cap", name, int(wanted) or None)


def _endpoints() -> None:
    rows = reads.charge_by_endpoint()
    if not rows:
        return
    st.subheader(t("costs.by_endpoint"))
    table(
        rows,
        {
            t("column.table"): lambda row: row["TABLE_NAME"],
            t("costs.charged_rows"): lambda row: row["ROWS_CHARGED"],
            f"{t('costs.rows')} (US$)": lambda row: formats.part(row["ROWS_USD"]),
        },
    )


def _ledger() -> None:
    """Every charge, and the rows that it came from."""
    st.subheader(t("costs.ledger"))
    st.caption(f"{t('costs.ledger.choose')} {t('time.in_zone', zone=formats.zone_label())}")
    rows = reads.charges(offset("ledger"))
    chosen = table(
        rows,
        {
            t("column.status"): lambda row: status_text(row["STATUS"]),
            t("costs.when"): lambda row: formats.short(row["CHARGED_AT"] or row["ENDED_AT"]),
            t("column.configuration"): lambda row: row["CONFIGURATION"],
            t("costs.charged_rows"): lambda row: row["ROWS_CHARGED"],
            t("costs.base"): lambda row: formats.amount(row["BASE_USD"]),
            t("costs.rows"): lambda row: formats.amount(row["ROWS_USD"]),
            t("costs.run"): lambda row: row["RUN_ID"],
        },
        key="ledger.table",
        choose=True,
    )
    pager("ledger", rows)
    if chosen is not None:
        _charge(str(rows[chosen]["RUN_ID"]))


def _charge(run_id: str) -> None:
    st.markdown(t("costs.charge.of", run=f"`{run_id}`"))
    rows = reads.charge_rows(run_id)
    if not rows:
        st.info(t("costs.charge.none"))
        return
    table(
        rows,
        {
            t("column.table"): lambda row: row["TABLE_NAME"],
            t("column.new"): lambda row: row["ROWS_INSERTED"],
            t("column.changed"): lambda row: row["ROWS_UPDATED"],
            t("costs.free_rows"): lambda row: row["ROWS_NOT_CHARGED"],
            t("costs.charged_rows"): lambda row: row["ROWS_CHARGED"],
        },
    )


def _estimate() -> None:
    """A plan before it exists: any of the app's endpoints, over the administrations of a connection."""
    st.subheader(t("costs.estimate"))
    connections = [row["CONNECTION"] for row in reads.connections()]
    if not connections or not calls.allowed("estimate"):
        st.caption(t("costs.estimate.who" if connections else "costs.estimate.connect"))
        return
    st.caption(t("costs.estimate.why"))
    left, right = st.columns(2)
    connection = left.selectbox(t("column.connection"), connections, key="costs.connection")
    preset = right.selectbox(
        t("column.endpoint"), [each for each in PRESETS if each != "none"], key="costs.preset", format_func=lambda each: t(f"preset.{each}")
    )
    endpoints = [row["ENDPOINT"] for row in reads.endpoints() if row["ENDPOINT"].startswith(PRESETS[preset])]
    estimator("costs.estimate", {"connection": connection, "divisions": "all", "endpoints": "all" if preset == "all" else endpoints})
