"""Charts, all in the same quiet looks."""

from __future__ import annotations

import altair
import pandas

import streamlit as st
from connector import formats
from connector.calls import Row
from connector.texts import language, t, word

ACCENT = "#1f5fa8"
SECOND = "#9db8d6"
BAD = "#c0392b"
GOOD = "#2e8b57"
_HEIGHT = 220
_COLOURS = {"SUCCEEDED": GOOD, "PARTIAL": "#d08a1d", "FAILED": BAD, "CANCELLED": "#888888"}


def _numbers() -> altair.Axis:
    """An axis whose numbers are written as the reader writes them; Vega itself knows one way for all pages."""
    number = "format(datum.value, ',~f')"
    return altair.Axis(labelExpr=f"replace(replace(replace({number}, /,/g, '_'), '.', ','), /_/g, '.')" if language() == "nl" else number)


def run_chart(rows: list[Row]) -> None:
    """Rows and duration per run, coloured by how it ended."""
    frame = pandas.DataFrame(
        [
            {
                "started": formats.local(row["STARTED_AT"]).replace(tzinfo=None),
                "rows": float(row["ROWS_FETCHED"] or 0),
                "rows_said": formats.number(row["ROWS_FETCHED"] or 0),
                "minutes": float(row["MINUTES"] or 0),
                "minutes_said": formats.number(row["MINUTES"] or 0, 1),
                "started_said": formats.moment(row["STARTED_AT"]),
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
        altair.Tooltip("started_said:N", title=t("column.started")),
        altair.Tooltip("rows_said:N", title=t("column.rows")),
        altair.Tooltip("minutes_said:N", title=t("column.minutes")),
    ]
    when = altair.X(
        "started:T",
        title=None,
        axis=altair.Axis(format="%d-%m %H:%M" if language() == "nl" else "%d %b %H:%M", labelOverlap=True, labelAngle=0),
    )
    amount = (
        altair.Chart(frame)
        .mark_circle(size=70)
        .encode(when, altair.Y("rows:Q", title=t("column.rows"), axis=_numbers()), colour, tooltip=tooltip)
    )
    length = (
        altair.Chart(frame)
        .mark_circle(size=70)
        .encode(when, altair.Y("minutes:Q", title=t("column.minutes"), axis=_numbers()), colour, tooltip=tooltip)
    )
    left, right = st.columns(2)
    left.altair_chart(amount.properties(height=_HEIGHT, description=t("chart.rows")), width="stretch")
    right.altair_chart(length.properties(height=_HEIGHT, description=t("chart.minutes")), width="stretch")


def calls_chart(rows: list[Row], limit: int) -> None:
    """Calls a day of the busiest administration, with the limit as a line."""
    frame = pandas.DataFrame(
        [
            {
                "day": formats.day(row["DAY"]),
                "calls": float(row["CALLS_MOST"] or 0),
                "calls_said": formats.number(row["CALLS_MOST"] or 0),
                "connection": row["CONNECTION"],
            }
            for row in rows
        ]
    )
    bars = (
        altair.Chart(frame)
        .mark_bar(color=ACCENT)
        .encode(
            altair.X("day:O", title=None, sort=None, axis=altair.Axis(labelAngle=0, labelOverlap=True)),
            altair.Y("calls:Q", title=t("column.calls"), axis=_numbers(), scale=altair.Scale(domain=[0, max(limit, frame["calls"].max())])),
            altair.XOffset("connection:N"),
            tooltip=[
                altair.Tooltip("day:N", title=t("column.day")),
                altair.Tooltip("connection:N", title=t("column.connection")),
                altair.Tooltip("calls_said:N", title=t("column.calls")),
            ],
        )
    )
    line = altair.Chart(pandas.DataFrame([{"limit": limit}])).mark_rule(color=BAD, strokeDash=[5, 4]).encode(altair.Y("limit:Q"))
    st.altair_chart((bars + line).properties(height=_HEIGHT, description=t("history.chart.calls")), width="stretch")


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
    frame["said"] = [formats.money(value) for value in frame["usd"]]
    chart = (
        altair.Chart(frame)
        .mark_bar(size=34)
        .encode(
            altair.X("month:O", title=None, axis=altair.Axis(labelAngle=0)),
            altair.Y("usd:Q", title="US$", axis=_numbers()),
            altair.Color("kind:N", title=None).scale(domain=[t("costs.base"), t("costs.rows")], range=[SECOND, ACCENT]),
            tooltip=[
                altair.Tooltip("month:O", title=t("column.month")),
                altair.Tooltip("kind:N", title=" "),
                altair.Tooltip("said:N", title=t("costs.total")),
            ],
        )
    )
    st.altair_chart(chart.properties(height=_HEIGHT, description=t("chart.months")), width="stretch")
