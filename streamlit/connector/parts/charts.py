"""Charts, all in the same quiet looks."""

from __future__ import annotations

import altair
import pandas

import streamlit as st
from connector import formats
from connector.calls import Row
from connector.texts import t, word

ACCENT = "#1f5fa8"
SECOND = "#9db8d6"
BAD = "#c0392b"
GOOD = "#2e8b57"
_HEIGHT = 220
_COLOURS = {"SUCCEEDED": GOOD, "PARTIAL": "#d08a1d", "FAILED": BAD, "CANCELLED": "#888888"}


def run_chart(rows: list[Row]) -> None:
    """Rows and duration per run, coloured by how it ended."""
    frame = pandas.DataFrame(
        [
            {
                "started": formats.local(row["STARTED_AT"]).replace(tzinfo=None),
                "rows": float(row["ROWS_FETCHED"] or 0),
                "minutes": float(row["MINUTES"] or 0),
                "status": word("status", row["STATUS"]),
                "configuration": row["CONFIGURATION"],
            }
            for row in rows
        ]
    )
    colour = altair.Color("status:N", title=t("column.status")).scale(
        domain=[word("status", each) for each in _COLOURS], range=list(_COLOURS.values())
    )
    tooltip = [
        altair.Tooltip("configuration:N", title=t("column.configuration")),
        altair.Tooltip("started:T", title=t("column.started"), format="%Y-%m-%d %H:%M"),
        altair.Tooltip("rows:Q", title=t("column.rows"), format=",.0f"),
        altair.Tooltip("minutes:Q", title=t("column.minutes"), format=",.1f"),
    ]
    when = altair.X("started:T", title=None, axis=altair.Axis(format="%d-%m %H:%M", labelOverlap=True, labelAngle=0))
    amount = altair.Chart(frame).mark_circle(size=70).encode(when, altair.Y("rows:Q", title=t("column.rows")), colour, tooltip=tooltip)
    length = (
        altair.Chart(frame).mark_circle(size=70).encode(when, altair.Y("minutes:Q", title=t("column.minutes")), colour, tooltip=tooltip)
    )
    left, right = st.columns(2)
    left.altair_chart(amount.properties(height=_HEIGHT), width="stretch")
    right.altair_chart(length.properties(height=_HEIGHT), width="stretch")


def calls_chart(rows: list[Row], limit: int) -> None:
    """Calls a day of the busiest administration, with the limit as a line."""
    frame = pandas.DataFrame(
        [{"day": str(row["DAY"]), "calls": float(row["CALLS_MOST"] or 0), "connection": row["CONNECTION"]} for row in rows]
    )
    bars = (
        altair.Chart(frame)
        .mark_bar(color=ACCENT)
        .encode(
            altair.X("day:O", title=None, axis=altair.Axis(labelAngle=0, labelOverlap=True)),
            altair.Y("calls:Q", title=t("column.calls"), scale=altair.Scale(domain=[0, max(limit, frame["calls"].max())])),
            altair.XOffset("connection:N"),
            tooltip=[
                altair.Tooltip("day:O", title=t("column.day")),
                altair.Tooltip("connection:N", title=t("column.connection")),
                altair.Tooltip("calls:Q", title=t("column.calls"), format=",.0f"),
            ],
        )
    )
    line = altair.Chart(pandas.DataFrame([{"limit": limit}])).mark_rule(color=BAD, strokeDash=[5, 4]).encode(altair.Y("limit:Q"))
    st.altair_chart((bars + line).properties(height=_HEIGHT), width="stretch")


def bar_chart(rows: list[tuple[str, float]], amount: str, colour: str = ACCENT) -> None:
    """Names with an amount each, the largest first."""
    frame = pandas.DataFrame(rows, columns=["name", "amount"])
    chart = (
        altair.Chart(frame)
        .mark_bar(color=colour)
        .encode(
            altair.Y("name:N", title=None, sort=None, axis=altair.Axis(labelLimit=320)),
            altair.X("amount:Q", title=amount),
            tooltip=[altair.Tooltip("name:N", title=" "), altair.Tooltip("amount:Q", title=amount, format=",.2~f")],
        )
    )
    st.altair_chart(chart.properties(height=max(80, 26 * len(rows) + 40)), width="stretch")


def month_chart(rows: list[Row]) -> None:
    """Charges per month, the base charges and those for rows on top of each other."""
    frame = (
        pandas.DataFrame(
            [
                {"month": row["MONTH"], "kind": t(kind), "usd": float(row[column] or 0)}
                for row in rows
                for kind, column in (("costs.base", "BASE_USD"), ("costs.rows", "ROWS_USD"))
            ]
        )
        .groupby(["month", "kind"], as_index=False)
        .sum()
    )
    chart = (
        altair.Chart(frame)
        .mark_bar(size=34)
        .encode(
            altair.X("month:O", title=None, axis=altair.Axis(labelAngle=0)),
            altair.Y("usd:Q", title="US$"),
            altair.Color("kind:N", title=None).scale(domain=[t("costs.base"), t("costs.rows")], range=[SECOND, ACCENT]),
            tooltip=[
                altair.Tooltip("month:O", title=t("column.month")),
                altair.Tooltip("kind:N", title=" "),
                altair.Tooltip("usd:Q", title="US$", format=",.2f"),
            ],
        )
    )
    st.altair_chart(chart.properties(height=_HEIGHT), width="stretch")
