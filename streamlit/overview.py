"""The first page: connections and runs as they are now."""

from __future__ import annotations

from typing import Any

import streamlit as st
from snowflake.snowpark import Session
from snowflake.snowpark.context import get_active_session

from actions import ActionRefused, Actions, Role

CONNECTIONS = """
SELECT connection, site, status, user_name, token_received_at, refresh_token_expires_at, error_code, remedy
FROM core.connections ORDER BY connection
"""
RUNS = """
SELECT run_id, configuration, triggered_by, mode, status, started_at, ended_at, waiting_until,
  rows_fetched, rows_inserted, rows_updated, rows_deleted, rows_unchanged, api_calls,
  steps_succeeded, steps_skipped, steps_failed, error_code, error_message, charge_usd
FROM core.runs ORDER BY started_at DESC NULLS FIRST LIMIT 100
"""
CONFIGURATIONS = "SELECT configuration FROM core.configurations ORDER BY configuration"


def _rows(session: Session, query: str) -> list[dict[str, Any]]:
    return [row.as_dict() for row in session.sql(query).collect()]


def _table(title: str, rows: list[dict[str, Any]], empty: str) -> None:
    st.subheader(title)
    if rows:
        st.dataframe(rows, hide_index=True, width="stretch")
    else:
        st.info(empty)


def _fetch(session: Session, actions: Actions) -> None:
    names = [row["CONFIGURATION"] for row in _rows(session, CONFIGURATIONS)]
    if not names or not actions.allows("fetch_now"):
        return
    chosen = st.selectbox("Configuration", names)
    if st.button("Fetch now", type="primary"):
        try:
            outcome = actions.call("fetch_now", chosen, {})
        except ActionRefused as refused:
            st.error(str(refused))
            return
        if outcome.done:
            st.success(f"{outcome.message} Leaving this page changes nothing.")
        else:
            st.error(f"{outcome.code} {outcome.message}\n\n{outcome.remedy}")


def show(role: Role) -> None:
    """Draws the page for one role."""
    st.set_page_config(page_title="Exact Online Connector", layout="wide")
    session = get_active_session()
    actions = Actions(session, role)
    st.title("Exact Online Connector")
    _table("Connections", _rows(session, CONNECTIONS), "There is no connection yet: CALL core.connection_script shows how to make one.")
    _fetch(session, actions)
    _table("Runs", _rows(session, RUNS), "Nothing has run yet.")
    if st.button("Refresh"):
        st.rerun()
