"""Choosing endpoints: presets, search, and the tree by service; what each costs and how it loads."""

from __future__ import annotations

import streamlit as st
from connector import formats
from connector.calls import Row
from connector.parts.showing import table
from connector.texts import t, word

PRESETS: dict[str, tuple[str, ...]] = {
    "all": ("",),
    "finance": ("financial_", "cashflow_", "budget_", "assets_", "hrm_cost_centers", "crm_accounts", "documents_", "deleted"),
    "sales": ("crm_", "sales_", "subscription_", "logistics_items", "logistics_sales"),
    "logistics": ("purchase_", "inventory_", "logistics_", "manufacturing_"),
    "people": ("payroll_", "hrm_"),
    "projects": ("project_",),
    "none": (),
}


def endpoint_picker(key: str, endpoints: list[Row], before: list[str] | None = None) -> list[str]:
    """Lets the reader choose; the ids chosen, in catalogue order."""
    chosen_key = f"{key}.chosen"
    if chosen_key not in st.session_state:
        st.session_state[chosen_key] = set(before or [])
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(t("picker.presets"), width="content")
        for preset in PRESETS:
            st.button(
                t(f"preset.{preset}"), key=f"{key}.preset.{preset}", on_click=_preset, args=(chosen_key, preset, endpoints), type="tertiary"
            )
    wanted = st.text_input(t("picker.search"), key=f"{key}.search", icon=":material/search:").strip().lower()
    chosen: set[str] = st.session_state[chosen_key]
    for service, members in _by_service(endpoints).items():
        shown = [row for row in members if wanted in f"{row['TITLE']} {row['TABLE_NAME']}".lower()]
        if shown:
            _service(key, chosen_key, service, shown)
    st.caption(t("picker.chosen", n=formats.number(len(chosen)), total=formats.number(len(endpoints))))
    return [row["ENDPOINT"] for row in endpoints if row["ENDPOINT"] in chosen]


def _preset(chosen_key: str, preset: str, endpoints: list[Row]) -> None:
    ids = [row["ENDPOINT"] for row in endpoints]
    st.session_state[chosen_key] = {each for each in ids if PRESETS[preset] and each.startswith(PRESETS[preset])}


def _service(key: str, chosen_key: str, service: str, rows: list[Row]) -> None:
    """The endpoints of one service. What is chosen lives outside the widget, since search hides some of it."""
    ids = [row["ENDPOINT"] for row in rows]
    titles = {row["ENDPOINT"]: row["TITLE"].partition(" - ")[2] or row["TITLE"] for row in rows}
    widget = f"{key}.{service}.{len(ids)}.{ids[0]}"
    st.session_state[widget] = [each for each in ids if each in st.session_state[chosen_key]]
    st.pills(
        service, ids, selection_mode="multi", key=widget, format_func=titles.__getitem__, on_change=_merge, args=(chosen_key, widget, ids)
    )


def _merge(chosen_key: str, widget: str, ids: list[str]) -> None:
    st.session_state[chosen_key] = (st.session_state[chosen_key] - set(ids)) | set(st.session_state[widget])


def _by_service(endpoints: list[Row]) -> dict[str, list[Row]]:
    services: dict[str, list[Row]] = {}
    for row in endpoints:
        services.setdefault(service_of(row), []).append(row)
    return services


def service_of(row: Row) -> str:
    """The service an endpoint belongs to, as its title begins."""
    return str(row.get("SERVICE") or row["TITLE"].partition(" - ")[0])


def endpoint_table(endpoints: list[Row], sizes: dict[str, Row]) -> None:
    """How each loads, how its deletions arrive, rows and calls as far as they are known."""
    table(
        endpoints,
        {
            t("column.table"): lambda row: row["TABLE_NAME"],
            t("column.strategy"): lambda row: word("strategy", row["STRATEGY"]),
            t("column.deletions"): lambda row: word("arrives", row["DELETIONS"]),
            t("endpoints.columns"): lambda row: row["COLUMN_COUNT"],
            t("picker.rows"): lambda row: sizes[row["ENDPOINT"]]["ROW_COUNT"] if sizes[row["ENDPOINT"]]["DIVISIONS_KNOWN"] else None,
            t("picker.calls"): lambda row: int(sizes[row["ENDPOINT"]]["CALLS"] or 0),
        },
    )
