"""Connections: make one in one of two ways, test it, sign it in again, drop it."""

from __future__ import annotations

import streamlit as st
from connector import access, formats, reads
from connector.calls import Outcome, Row, allowed
from connector.pages.home import WARN_BEFORE_END
from connector.parts import acting
from connector.parts.running import trouble
from connector.parts.showing import badge, empty, fold, heading, status_text, table, unfolded
from connector.parts.verdicts import verdicts
from connector.texts import t, word

SITES = ("nl", "be", "de", "fr", "es", "uk", "us")


def show() -> None:
    """Draws the page."""
    heading(t("connections.title"), t("connections.explain"))
    specifications = reads.specifications()
    if not access.approved(specifications):
        access.ask(str(reads.installation()["APPLICATION"]), specifications)
    connections = reads.connections()
    signing_in = st.session_state.get("sign_in")
    if signing_in in [each["CONNECTION"] for each in connections] and allowed("authorize_connection"):
        _sign_in(str(signing_in))
    st.subheader(t("connections.current"))
    if not connections:
        empty(t("connections.none" if allowed("create_connection") else "connections.none.viewer"))
    for connection in connections:
        _card(connection)
    if allowed("create_connection"):
        _new(at_first=not connections)


def _card(connection: Row) -> None:
    name, refused = str(connection["CONNECTION"]), bool(connection["ERROR_CODE"])
    # A first sign-in that was refused is as red as one that ended; one that was never tried is not.
    state = "SIGN_IN_NEEDED" if connection["STATUS"] == "CREATED" and refused else connection["STATUS"]
    with st.container(border=True):
        st.markdown(f"#### {name} &nbsp; {badge(state)}")
        facts = [f"Exact Online {word('site', connection['SITE'])}"]
        if connection["USER_NAME"]:
            facts.append(t("connections.user", user=connection["USER_NAME"]))
        if connection["DIVISIONS"]:
            facts.append(t("connections.divisions", open=formats.number(connection["DIVISIONS_OPEN"])))
        st.markdown(" · ".join(facts))
        _token(connection)
        trouble(connection)
        _buttons(connection, name)
        if connection["DIVISIONS"]:
            with st.expander(t("connections.list")):
                _divisions(name)


def _token(connection: Row) -> None:
    received, ends = connection["TOKEN_RECEIVED_AT"], connection["REFRESH_TOKEN_EXPIRES_AT"]
    if not received:
        st.caption(t("connections.token.none"))
    elif ends and ends - formats.now() < WARN_BEFORE_END:
        st.warning(t("connections.token.aging", until=formats.ago(ends)), icon=":material/hourglass_bottom:")
    else:
        st.caption(t("connections.token", ago=formats.ago(received), until=formats.day(ends)))


def _buttons(connection: Row, name: str) -> None:
    with st.container(horizontal=True):
        if allowed("test_connection"):
            with st.popover(t("connections.test")):
                _test_form(name)
        if allowed("authorize_connection"):
            first = connection["STATUS"] == "CREATED" and not connection["ERROR_CODE"]
            label = t("connections.sign_in.first" if first else "connections.sign_in")
            urgent = connection["STATUS"] != "CONNECTED"
            if st.button(label, key=f"sign_in.{name}", type="primary" if urgent else "secondary"):
                st.session_state["sign_in"] = name
                st.rerun()
        if allowed("refresh_divisions") and st.button(t("connections.refresh"), key=f"divisions.{name}"):
            acting.act_and_tell("refresh_divisions", name)
        if allowed("drop_connection") and st.button(t("connections.drop"), key=f"drop.{name}"):
            acting.confirm(
                t("connections.drop.question", name=name),
                t("connections.drop.consequence"),
                t("connections.drop"),
                lambda: acting.act_and_tell("drop_connection", name),
            )
    found = st.session_state.get(f"verdicts.{name}")
    if found:
        verdicts(found)


def _test_form(name: str) -> None:
    titles = {each["ENDPOINT"]: each["TITLE"] for each in reads.endpoints()}
    endpoint = st.selectbox(
        t("connections.test.what"), [None, *titles], key=f"test.{name}",
        format_func=lambda each: titles[each] if each else t("connections.test.all"),
    )  # fmt: skip
    if st.button(t("connections.test.do"), key=f"test.do.{name}", type="primary"):
        outcome = acting.act("test_connection", name, endpoint, quiet=True)
        if outcome:
            st.session_state[f"verdicts.{name}"] = outcome.payload.get("verdicts") or []
            st.rerun()


def _divisions(name: str) -> None:
    table(
        reads.divisions(name),
        {
            t("column.status"): lambda row: status_text(row["STATUS"]),
            t("column.administration"): lambda row: row["NAME"],
            t("column.code"): lambda row: str(row["DIVISION"]),
            t("connections.success"): lambda row: formats.ago(row["LAST_SUCCESS_AT"]),
            t("connections.moved"): lambda row: formats.day(row["MOVED_AT"]),
        },
    )


def _new(at_first: bool) -> None:
    if not unfolded("connections.new", t("connections.new"), at_first):
        return
    with st.container(border=True):
        st.markdown(f"#### {t('connections.new')}")
        left, right = st.columns(2)
        name = left.text_input(t("connections.name"), key="new.name", help=t("connections.name.help"))
        site = right.selectbox(t("connections.site"), SITES, key="new.site", format_func=lambda each: word("site", each))
        client = left.text_input(t("connections.client_id"), key="new.client", help=t("connections.client_id.help"))
        redirect = right.text_input(t("connections.redirect"), key="new.redirect", help=t("connections.redirect.help"))
        calls = left.number_input(t("connections.calls"), 1, 10_000_000, 20_000, 1000, key="new.calls", help=t("connections.calls.help"))
        settings = {"site": site, "client_id": client.strip(), "redirect_uri": redirect.strip(), "daily_calls": int(calls)}
        st.caption(t("connections.ways"))
        with st.container(horizontal=True):
            here = st.button(t("connections.way.here"), key="new.here")
            script = st.button(t("connections.way.script"), key="new.script", type="primary")
        if script:
            outcome = acting.act("connection_script", name.strip(), settings, quiet=True)
            st.session_state["script"] = outcome.payload.get("script") if outcome and outcome.done else None
        if here:
            outcome = acting.act("create_connection", name.strip(), settings, quiet=True)
            if outcome and outcome.done:
                st.session_state["sign_in"], st.session_state["script"] = name.strip(), None
                fold("connections.new")
                acting.tell(Outcome(outcome.code, outcome.message, outcome.remedy))
                st.rerun()
        if st.session_state.get("script"):
            st.markdown(t("connections.script.how"))
            st.code(st.session_state["script"], language="sql", wrap_lines=True)
            st.button(t("action.refresh"), key="new.refresh")
        if not at_first:
            st.button(t("action.cancel"), key="connections.fold", on_click=fold, args=("connections.new",))


def _sign_in(name: str) -> None:
    """The way without SQL: a link out, and what comes back pasted here. Nothing typed here is kept in the page."""
    with st.container(border=True):
        st.markdown(f"#### {t('connections.sign_in.title', name=name)}")
        outcome = acting.act("authorization_url", name, quiet=True)
        if not outcome or not outcome.done:
            return
        st.markdown(t("connections.step1.how"))
        st.link_button(t("connections.step1"), outcome.payload["url"], type="primary")
        st.markdown(t("connections.step2.how"))
        with st.form(f"sign_in_form.{name}", border=False, clear_on_submit=True):
            secret = st.text_input(
                t("connections.secret"), type="password", help=t("connections.secret.help"), key="sign_in.secret", autocomplete="off"
            )
            address = st.text_input(t("connections.address"), key="sign_in.address", autocomplete="off")
            finished = st.form_submit_button(t("connections.finish"), type="primary")
        if finished:
            answer = acting.act("authorize_connection", name, secret.strip(), address.strip(), quiet=True)
            if answer and answer.done:
                st.session_state["sign_in"] = None
                acting.tell(answer)
                st.rerun()
        if st.button(t("action.close"), key="sign_in.close"):
            st.session_state["sign_in"] = None
            st.rerun()
