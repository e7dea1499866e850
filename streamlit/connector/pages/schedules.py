"""Schedules: when data is fetched by itself, in plain language, and what that needs in calls."""

from __future__ import annotations

import streamlit as st
from connector import formats, reads
from connector.calls import Row, allowed, listed
from connector.pages.schedule_form import form
from connector.parts import acting
from connector.parts.showing import badge, empty, fold, heading, unfolded
from connector.parts.times import in_words
from connector.texts import t, word

EDITED = "schedules.edited"


def show() -> None:
    """Draws the page."""
    heading(t("schedules.title"), t("schedules.explain"))
    configurations = reads.configurations()
    schedules = reads.schedules()
    edited = st.session_state.get(EDITED)
    if edited and allowed("update_schedule"):
        with st.container(border=True):
            st.markdown(f"#### {t('schedules.change', name=edited)}")
            form(configurations, reads.schedule(edited), _stop_editing)
            st.button(t("action.cancel"), key="schedules.cancel", on_click=_stop_editing)
        return
    if not configurations:
        empty(t("schedules.no_configuration"), "configurations", t("schedules.to_configurations"))
        return
    if not schedules:
        empty(t("schedules.none" if allowed("create_schedule") else "schedules.none.viewer"))
    for schedule in schedules:
        _card(schedule)
    if allowed("create_schedule"):
        if unfolded("schedules.new", t("schedules.new"), at_first=not schedules):
            with st.container(border=True):
                st.markdown(f"#### {t('schedules.new')}")
                form(configurations, None, lambda: fold("schedules.new"))
                if schedules:
                    st.button(t("action.cancel"), key="schedules.fold", on_click=fold, args=("schedules.new",))


def _stop_editing() -> None:
    st.session_state[EDITED] = None


def _card(schedule: Row) -> None:
    name, active = str(schedule["SCHEDULE"]), schedule["STATUS"] == "ACTIVE"
    with st.container(border=True):
        st.markdown(f"#### {name} &nbsp; {badge(schedule['STATUS'])}")
        st.markdown(f"**{in_words(schedule['CRON'])}** ({schedule['TIMEZONE']}) · {_facts(schedule)}")
        notes = []
        if schedule["NEXT_RUN_AT"]:
            notes.append(t("schedules.next", moment=formats.moment(schedule["NEXT_RUN_AT"]), ago=formats.ago(schedule["NEXT_RUN_AT"])))
        if schedule["LAST_AT"]:
            notes.append(t("schedules.last", ago=formats.ago(schedule["LAST_AT"]), status=word("status", schedule["RUN_STATUS"])))
        st.caption(" · ".join(notes))
        with st.container(horizontal=True):
            if active and allowed("pause_schedule") and st.button(t("schedules.pause"), key=f"pause.{name}"):
                acting.act_and_tell("pause_schedule", name)
            if not active and allowed("resume_schedule") and st.button(t("schedules.resume"), key=f"resume.{name}"):
                acting.act_and_tell("resume_schedule", name)
            if allowed("update_schedule") and st.button(t("action.edit"), key=f"edit.{name}"):
                st.session_state[EDITED] = name
                st.rerun()
            if allowed("drop_schedule") and st.button(t("action.delete"), key=f"drop.{name}"):
                acting.confirm(
                    t("schedules.drop.question", name=name),
                    t("schedules.drop.consequence"),
                    t("action.delete"),
                    lambda: acting.act_and_tell("drop_schedule", name),
                )


def _facts(schedule: Row) -> str:
    endpoints = listed(schedule["ENDPOINTS"])
    return t(
        "schedules.facts",
        configuration=schedule["CONFIGURATION"],
        mode=word("mode", schedule["MODE"]).lower(),
        endpoints=t("configurations.endpoints.all")
        if endpoints is None
        else t("configurations.endpoints.n", n=formats.number(len(endpoints))),
        where=t("schedules.warehouse.on", name=schedule["WAREHOUSE"]) if schedule["WAREHOUSE"] else t("schedules.serverless"),
    )
