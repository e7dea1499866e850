"""The form of a configuration: connection, target, administrations, endpoints, and the finer settings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import streamlit as st
from connector import formats, reads
from connector.calls import Row, listed
from connector.parts import acting
from connector.parts.estimating import estimator
from connector.parts.overrides import overrides
from connector.parts.picker import endpoint_picker, endpoint_table
from connector.parts.target import target
from connector.texts import t, word

# The settings of a configuration that decide what it takes.
ESTIMATED = ("connection", "divisions", "endpoints", "reconcile", "overrides")


def form(connections: list[Row], existing: Row | None, saved: Callable[[], None]) -> None:
    """Draws the form of a new configuration, or of an existing one; ``saved`` is called when it was stored."""
    key = f"form.{existing['CONFIGURATION']}" if existing else "form"
    name, settings = _target(key, connections, existing)
    divisions = _divisions(key, settings["connection"], existing)
    endpoints = _endpoints(key, existing)
    settings |= {"divisions": "all" if divisions is None else divisions, "endpoints": "all" if endpoints is None else endpoints}
    settings |= _finer(key, endpoints, existing)
    _estimate(key, settings, divisions, endpoints)
    if st.button(t("configurations.save"), key=f"{key}.save", type="primary"):
        if divisions == [] or endpoints == []:
            st.error(t("configurations.nothing"))
            return
        outcome = acting.act("update_configuration" if existing else "create_configuration", name, settings, quiet=True)
        if outcome and outcome.done:
            _forget(key)
            saved()
            acting.tell(outcome)
            st.rerun()


def _target(key: str, connections: list[Row], existing: Row | None) -> tuple[str, dict[str, Any]]:
    known = existing or {}
    names = [each["CONNECTION"] for each in connections]
    left, right = st.columns(2)
    name = known.get("CONFIGURATION") or left.text_input(t("configurations.name"), "accounting", key=f"{key}.name").strip()
    index = names.index(known["CONNECTION"]) if known.get("CONNECTION") in names else 0
    connection = (left if existing else right).selectbox(t("column.connection"), names, index, key=f"{key}.connection")
    database, schema, create = target(key, known)
    return name, {"connection": connection, "database": database, "schema": schema, "create_target": create}


def _divisions(key: str, connection: str, existing: Row | None) -> list[int] | None:
    """The administrations chosen; None for all."""
    st.markdown(f"**{t('configurations.divisions')}**")
    before = listed(existing["DIVISIONS"]) if existing else None
    everything = st.radio(
        t("configurations.divisions"), [True, False], 0 if before is None else 1, key=f"{key}.divisions", horizontal=True,
        format_func=lambda all_of_them: t("all.later" if all_of_them else "configurations.divisions.some"), label_visibility="collapsed",
    )  # fmt: skip
    if everything:
        return None
    names = {int(row["DIVISION"]): row["NAME"] for row in reads.divisions(connection) if row["STATUS"] == "ACTIVE"}
    if not names:
        st.info(t("configurations.divisions.unread"))
        return []
    chosen_key = f"{key}.divisions.chosen"
    if chosen_key not in st.session_state:
        st.session_state[chosen_key] = [code for code in before or [] if code in names]
    chosen = st.multiselect(
        t("configurations.divisions.pick"), list(names), key=chosen_key, format_func=lambda code: f"{names[code]} ({code})"
    )
    st.button(
        t("configurations.divisions.select", n=formats.number(len(names))), key=f"{key}.divisions.all", type="tertiary",
        on_click=lambda: st.session_state.update({chosen_key: list(names)}),
    )  # fmt: skip
    return [int(code) for code in chosen]


def _endpoints(key: str, existing: Row | None) -> list[str] | None:
    """The endpoints chosen; None for all."""
    st.markdown(f"**{t('configurations.endpoints')}**")
    before = listed(existing["ENDPOINTS"]) if existing else None
    everything = st.radio(
        t("configurations.endpoints"), [True, False], 0 if before is None else 1, key=f"{key}.endpoints", horizontal=True,
        format_func=lambda all_of_them: t("configurations.endpoints.later" if all_of_them else "configurations.endpoints.some"),
        label_visibility="collapsed",
    )  # fmt: skip
    return None if everything else endpoint_picker(f"{key}.picker", reads.endpoints(), before)


def _finer(key: str, endpoints: list[str] | None, existing: Row | None) -> dict[str, Any]:
    known = existing or {}
    with st.expander(t("configurations.more")):
        ways, often = ["apply", "mark"], ["daily", "every_run", "never"]
        deletions = st.radio(
            t("configurations.deletions"), ways, ways.index(known.get("DELETIONS", "apply")), key=f"{key}.deletions",
            format_func=lambda way: word("deletions", way),
        )  # fmt: skip
        reconcile = st.selectbox(
            t("configurations.reconcile"), often, often.index(known.get("RECONCILE", "daily")), key=f"{key}.reconcile",
            format_func=lambda each: word("reconcile", each),
        )  # fmt: skip
        start: date | None = st.date_input(
            t("configurations.start"), known.get("START_DATE"), key=f"{key}.start", format=formats.date_pattern()
        )
    with st.expander(t("overrides.title")):
        apart = overrides(f"{key}.overrides", endpoints, known.get("OVERRIDES"))
    return {
        "deletions": deletions, "reconcile": reconcile, "start_date": start.isoformat() if start else None, "overrides": apart or None,
    }  # fmt: skip


def _estimate(key: str, settings: dict[str, Any], divisions: list[int] | None, endpoints: list[str] | None) -> None:
    sizes = {row["ENDPOINT"]: row for row in reads.sizes(settings["connection"], divisions)}
    rows = [row for row in reads.endpoints() if endpoints is None or row["ENDPOINT"] in endpoints]
    total = [sizes[row["ENDPOINT"]] for row in rows]
    st.info(
        t(
            "configurations.estimate",
            calls=formats.number(sum(int(row["CALLS"] or 0) for row in total)),
            most=formats.number(sum(int(row["CALLS_MOST"] or 0) for row in total)),
            rows=formats.number(sum(int(row["ROW_COUNT"] or 0) for row in total)),
        ),
        icon=":material/calculate:",
    )
    with st.expander(t("picker.details")):
        endpoint_table(rows, sizes)
    if divisions != [] and endpoints != []:
        with st.expander(t("estimate.title")):
            estimator(f"{key}.estimate", {name: settings[name] for name in ESTIMATED})


def _forget(key: str) -> None:
    for name in [name for name in st.session_state if str(name).startswith(f"{key}.")]:
        del st.session_state[name]
