"""Configurations: what is loaded from where to where; fetching it; looking into the tables."""

from __future__ import annotations

import streamlit as st
from connector import formats, reads
from connector.calls import Row, allowed, listed
from connector.pages.configuration_form import form
from connector.parts import acting
from connector.parts.running import GOING_ON, follow
from connector.parts.showing import badge, empty, fold, heading, unfolded
from connector.texts import t, word

EDITED = "configurations.edited"


def show() -> None:
    """Draws the page."""
    heading(t("configurations.title"), t("configurations.explain"))
    configurations = reads.configurations()
    connections = reads.connections()
    edited = st.session_state.get(EDITED)
    if edited and allowed("update_configuration"):
        with st.container(border=True):
            st.markdown(f"#### {t('configurations.change', name=edited)}")
            form(connections, reads.configuration(edited), _stop_editing)
            st.button(t("action.cancel"), key="configurations.cancel", on_click=_stop_editing)
        return
    if not connections:
        empty(t("configurations.no_connection"), "connections", t("configurations.to_connections"))
    elif not configurations:
        empty(t("configurations.none" if allowed("create_configuration") else "configurations.none.viewer"))
    for configuration in configurations:
        _card(configuration, editable=bool(connections))
    if connections and allowed("create_configuration"):
        if unfolded("configurations.new", t("configurations.new"), at_first=not configurations):
            with st.container(border=True):
                st.markdown(f"#### {t('configurations.new')}")
                form(connections, None, lambda: fold("configurations.new"))
                if configurations:
                    st.button(t("action.cancel"), key="configurations.fold", on_click=fold, args=("configurations.new",))


def _stop_editing() -> None:
    st.session_state[EDITED] = None


def _card(configuration: Row, editable: bool) -> None:
    name = str(configuration["CONFIGURATION"])
    with st.container(border=True):
        # A run that goes on shows its state below, where it is drawn anew by itself.
        state = badge(configuration["STATUS"]) if configuration["STATUS"] and configuration["STATUS"] not in GOING_ON else ""
        st.markdown(f"#### {name} &nbsp; {state}")
        st.markdown(_facts(configuration))
        going_on = configuration["STATUS"] in GOING_ON
        with st.container(horizontal=True):
            if allowed("fetch_now"):
                _fetch_buttons(configuration, name, going_on)
            if editable and allowed("update_configuration") and st.button(t("action.edit"), key=f"edit.{name}"):
                st.session_state[EDITED] = name
                st.rerun()
            if allowed("drop_configuration") and st.button(t("action.delete"), key=f"drop.{name}"):
                acting.confirm(
                    t("configurations.drop.question", name=name),
                    t("configurations.drop.consequence", target=_target(configuration)),
                    t("action.delete"),
                    lambda: acting.act_and_tell("drop_configuration", name, {"drop_schedules": True}),
                )
        if configuration["RUN_ID"]:
            follow(configuration["RUN_ID"])
        else:
            st.caption(t("configurations.never"))
        _preview(configuration, name)


def _fetch_buttons(configuration: Row, name: str, going_on: bool) -> None:
    if st.button(t("configurations.fetch"), key=f"fetch.{name}", type="primary", disabled=going_on):
        acting.act_and_tell("fetch_now", name, {})
    if st.button(t("configurations.fetch.full"), key=f"full.{name}", disabled=going_on):
        chosen = listed(configuration["ENDPOINTS"])
        sizes = reads.sizes(configuration["CONNECTION"], listed(configuration["DIVISIONS"]))
        calls = sum(int(row["CALLS"] or 0) for row in sizes if chosen is None or row["ENDPOINT"] in chosen)
        acting.confirm(
            t("configurations.fetch.full.question", name=name),
            t("configurations.fetch.full.consequence", calls=formats.number(calls)),
            t("configurations.fetch.full"),
            lambda: acting.act_and_tell("fetch_now", name, {"mode": "full_refresh"}),
        )


def _target(configuration: Row) -> str:
    return f"{configuration['TARGET_DATABASE']}.{configuration['TARGET_SCHEMA']}"


def _facts(configuration: Row) -> str:
    divisions, endpoints = listed(configuration["DIVISIONS"]), listed(configuration["ENDPOINTS"])
    facts = t(
        "configurations.facts",
        connection=configuration["CONNECTION"],
        target=f"`{_target(configuration)}`",
        divisions=t("configurations.divisions.all")
        if divisions is None
        else t("configurations.divisions.n", n=formats.number(len(divisions))),
        endpoints=t("configurations.endpoints.all")
        if endpoints is None
        else t("configurations.endpoints.n", n=formats.number(len(endpoints))),
        deletions=word("deletions", configuration["DELETIONS"]).lower(),
    )
    return facts + (" · " + t("configurations.since", day=formats.day(configuration["START_DATE"])) if configuration["START_DATE"] else "")


def _preview(configuration: Row, name: str) -> None:
    if not st.toggle(t("configurations.preview"), key=f"preview.{name}"):
        return
    tables = {row["TABLE_NAME"]: row for row in reads.tables(name)}
    if not tables:
        st.info(t("configurations.never"))
        return
    chosen = st.selectbox(
        t("configurations.preview.table"), list(tables), key=f"preview.table.{name}",
        format_func=lambda each: f"{each} ({formats.number(tables[each]['ROW_COUNT'])})",
    )  # fmt: skip
    st.caption(t("configurations.preview.first", table=f"{_target(configuration)}.{chosen}"))
    st.dataframe(reads.preview(configuration["TARGET_DATABASE"], configuration["TARGET_SCHEMA"], chosen), hide_index=True)
    if allowed("reload") and st.button(t("configurations.reload"), key=f"reload.{name}"):
        acting.confirm(
            t("configurations.reload.question", table=chosen),
            t("configurations.reload.consequence"),
            t("configurations.reload"),
            lambda: acting.act_and_tell("reload", name, tables[chosen]["ENDPOINT"], {}),
        )
