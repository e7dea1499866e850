"""The guided set-up: six steps, each unlocked by the one before."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st
from connector import access, reads
from connector.calls import Row, allowed
from connector.parts import acting
from connector.parts.running import follow
from connector.parts.showing import go
from connector.texts import t

STEPS = ("access", "connection", "divisions", "endpoints", "fetch", "schedule")


def guide(installation: Row, specifications: list[Row], connections: list[Row], configurations: list[Row]) -> None:
    """Draws the steps: what is done, the one to do now with its button, and those that wait."""
    if not allowed("create_connection"):
        st.info(t("guide.viewer"), icon=":material/lock:")
    st.subheader(t("guide.title"))
    configured = bool(configurations)
    runs = reads.runs({"status": "SUCCEEDED"}, 0, 1)
    done = {
        "access": access.approved(specifications),
        "connection": any(each["STATUS"] == "CONNECTED" for each in connections),
        "divisions": configured,
        "endpoints": configured,
        "fetch": bool(runs),
        "schedule": bool(reads.schedules()),
    }
    doing: dict[str, Callable[[], None]] = {
        "access": lambda: access.ask(str(installation["APPLICATION"]), specifications),
        "connection": lambda: _connection(connections),
        "divisions": _configuration,
        "endpoints": _configuration,
        "fetch": lambda: _fetch(configurations),
        "schedule": _schedule,
    }
    st.progress(sum(done.values()) / len(STEPS))
    first = next((step for step in STEPS if not done[step]), None)
    for number, step in enumerate(STEPS, 1):
        with st.container(border=True):
            if done[step]:
                st.markdown(f":green-badge[✓ {t('guide.done')}] {number}. {t(f'guide.{step}')}")
            elif step == first:
                st.markdown(f"**{number}. {t(f'guide.{step}')}**")
                doing[step]()
            else:
                st.markdown(f":gray[{number}. {t(f'guide.{step}')} · {t('guide.locked')}]")


def _connection(connections: list[Row]) -> None:
    st.caption(t("guide.connection.why"))
    if not allowed("create_connection"):
        return
    if connections:
        if st.button(t("guide.sign_in.do"), type="primary", key="guide.sign_in"):
            go("connections", sign_in=connections[0]["CONNECTION"])
    elif st.button(t("guide.connection.do"), type="primary", key="guide.connection"):
        go("connections")


def _configuration() -> None:
    st.caption(t("guide.divisions.why"))
    if allowed("create_configuration") and st.button(t("guide.divisions.do"), type="primary", key="guide.configuration"):
        go("configurations")


def _fetch(configurations: list[Row]) -> None:
    newest = configurations[0]
    if newest["RUN_ID"]:
        follow(newest["RUN_ID"])
    else:
        st.caption(t("guide.fetch.why"))
    ended = newest["STATUS"] in (None, "FAILED", "CANCELLED")
    if ended and allowed("fetch_now") and st.button(t("guide.fetch.do"), type="primary", key="guide.fetch"):
        acting.act_and_tell("fetch_now", newest["CONFIGURATION"], {})


def _schedule() -> None:
    st.caption(t("guide.schedule.why"))
    if allowed("create_schedule") and st.button(t("guide.schedule.do"), type="primary", key="guide.schedule"):
        go("schedules")
