"""Endpoints: the catalogue of this version, searchable, with the columns of each table."""

from __future__ import annotations

import json
from typing import Any

import streamlit as st
from connector import formats, reads
from connector.calls import Row, listed
from connector.parts.picker import service_of
from connector.parts.showing import heading, table
from connector.texts import t, word

STRATEGIES = ("row version", "modified", "snapshot", "full")


def show() -> None:
    """Draws the page."""
    heading(t("endpoints.title"), t("endpoints.explain"))
    endpoints = reads.endpoints()
    one, two, three = st.columns([2, 1, 1])
    wanted = one.text_input(t("endpoints.search"), key="endpoints.search", icon=":material/search:").strip().lower()
    services = list(dict.fromkeys(service_of(row) for row in endpoints))
    service = two.selectbox(t("column.service"), [None, *services], key="endpoints.service", format_func=lambda each: each or t("all"))
    strategy = three.selectbox(
        t("endpoints.any_strategy"),
        [None, *STRATEGIES],
        key="endpoints.strategy",
        format_func=lambda each: word("strategy", each) if each else t("all"),
    )
    found = [
        row
        for row in endpoints
        if wanted in _haystack(row) and (not service or service_of(row) == service) and (not strategy or row["STRATEGY"] == strategy)
    ]
    st.caption(t("endpoints.found", n=formats.number(len(found)), total=formats.number(len(endpoints))))
    if not found:
        st.info(t("none.match"))
        return
    chosen = table(
        found,
        {
            t("column.service"): service_of,
            t("column.endpoint"): lambda row: row["TITLE"].partition(" - ")[2] or row["TITLE"],
            t("column.table"): lambda row: row["TABLE_NAME"],
            t("column.strategy"): lambda row: word("strategy", row["STRATEGY"]),
            t("column.deletions"): lambda row: word("arrives", row["DELETIONS"]),
            t("endpoints.columns"): lambda row: row.get("COLUMN_COUNT"),
            t("endpoints.page"): lambda row: row["PAGE_SIZE"],
            t("endpoints.key"): lambda row: ", ".join(listed(row["KEY_COLUMNS"]) or []),
            t("endpoints.scopes"): lambda row: ", ".join(listed(row["SCOPES"]) or []),
        },
        key="endpoints.table",
        choose=True,
    )
    if chosen is not None:
        _detail(found[chosen])


def _columns(row: Row) -> list[dict[str, Any]]:
    value = row.get("COLUMNS")
    return json.loads(value) if isinstance(value, str) else list(value or [])


def _haystack(row: Row) -> str:
    names = " ".join(str(column["name"]) for column in _columns(row))
    return f"{row['TITLE']} {row['TABLE_NAME']} {row['ENDPOINT']} {row['SCOPES']} {names}".lower()


def _detail(row: Row) -> None:
    st.subheader(row["TABLE_NAME"])
    st.markdown(t(f"endpoints.about.{row['STRATEGY'].replace(' ', '_')}"))
    if row.get("REFERENCE_URL"):
        st.link_button(t("endpoints.reference"), row["REFERENCE_URL"])
    columns = _columns(row)
    if columns:
        table(
            columns,
            {
                t("endpoints.column"): lambda column: column["name"],
                t("endpoints.type"): lambda column: column["type"],
                t("endpoints.key"): lambda column: t("yes") if column.get("key") else "",
                t("endpoints.property"): lambda column: f"{column.get('property', '')} ({column.get('exact_type', '')})",
            },
        )
