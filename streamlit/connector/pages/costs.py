"""Costs: what was charged, what a full reload would have cost, and what a plan would cost."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal

import streamlit as st
from connector import formats, reads
from connector.parts import charts
from connector.parts.showing import empty, heading, table
from connector.texts import t

# The tariff of the listing (design, section 9); charges themselves are computed by the app, never here.
BASE_USD = Decimal("0.10")
USD_PER_ROW = Decimal("0.000005")
CENT = Decimal("0.01")
MONTHS = 12


def show() -> None:
    """Draws the page."""
    heading(t("costs.title"), t("costs.explain"))
    charged = reads.charges_by("connection", MONTHS)
    if not charged:
        empty(t("costs.none"), "configurations", t("history.to_configurations"))
    else:
        _month()
        st.subheader(t("costs.by_month"))
        charts.month_chart(charged)
        _split()
        _endpoints()
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


def _endpoints() -> None:
    rows = [row for row in reads.rows_by_endpoint() if row["ROWS_WRITTEN"]]
    if not rows:
        return
    total = sum(int(row["ROWS_WRITTEN"]) for row in rows)
    st.subheader(t("costs.by_endpoint"))
    table(
        rows,
        {
            t("column.table"): lambda row: row["TABLE_NAME"],
            t("costs.written"): lambda row: row["ROWS_WRITTEN"],
            t("column.unchanged"): lambda row: row["ROWS_UNCHANGED"],
            t("column.calls"): lambda row: row["API_CALLS"],
            t("costs.share"): lambda row: formats.percent(int(row["ROWS_WRITTEN"]) / total),
        },
    )


def _estimate() -> None:
    st.subheader(t("costs.estimate"))
    st.caption(t("costs.estimate.why"))
    one, two, three = st.columns(3)
    rows = one.number_input(t("costs.estimate.rows"), 0, 10_000_000_000, 2_000_000, 100_000, key="costs.rows")
    runs = two.number_input(t("costs.estimate.runs"), 1, 100_000, 22, 1, key="costs.runs")
    change = three.number_input(t("costs.estimate.change"), 0, 1000, 5, 1, key="costs.change")
    first, monthly = st.columns(2)
    with first.container(border=True):
        st.metric(t("costs.estimate.first"), formats.money(BASE_USD + _rows_usd(Decimal(rows))))
    with monthly.container(border=True):
        st.metric(t("costs.estimate.monthly"), formats.money(BASE_USD * runs + _rows_usd(Decimal(rows) * change / 100)))
    st.caption(t("costs.estimate.note"))
