"""Help: getting started, questions, errors with their remedies, words, and the support bundle."""

from __future__ import annotations

import json
import re

import streamlit as st
from connector import calls, formats, reads
from connector.parts.showing import heading, table
from connector.texts import t, word
from connector.texts.answers import happening
from connector.texts.errors import errors

QUESTIONS = ("price", "database", "credentials", "incremental", "ingestion", "leave", "partly", "uninstall")
WORDS = ("site", "division", "endpoint", "connection", "configuration", "schedule", "run", "step", "cursor", "charge")


def show() -> None:
    """Draws the page."""
    heading(t("help.title"), t("help.explain"))
    start, questions, faults, words, support = st.tabs(
        [t(f"help.tab.{tab}") for tab in ("start", "questions", "errors", "words", "support")]
    )
    with start:
        st.markdown(t("help.start"))
    with questions:
        for question in QUESTIONS:
            with st.expander(t(f"help.q.{question}")):
                st.markdown(t(f"help.a.{question}"))
    with faults:
        _errors()
    with words:
        for each in WORDS:
            st.markdown(f"**{t(f'help.word.{each}')}**: {t(f'help.is.{each}')}")
    with support:
        _support()


def _errors() -> None:
    wanted = st.text_input(t("help.errors.search"), key="help.errors", icon=":material/search:").strip().lower()
    found = [each for each in errors() if wanted in " ".join(each.values()).lower()]
    if not found:
        st.info(t("none.match"))
        return
    st.caption(t("help.errors.choose"))
    chosen = table(
        found,
        {
            t("column.code"): lambda each: each["code"],
            t("help.errors.says"): lambda each: _general(each["sentence"]),
            t("column.remedy"): lambda each: each["remedy"],
        },
        key="help.errors.table",
        choose=True,
    )
    if chosen is not None:
        each = found[chosen]
        st.info(f"**{each['code']}** {_general(each['sentence'])}\n\n{each['remedy']}")


def _general(sentence: str) -> str:
    """The sentence of an error without the values that it gets when it happens."""
    return re.sub(r"\{\d\}", "…", sentence)


def _support() -> None:
    st.markdown(t("help.support"))
    if st.button(t("help.bundle"), key="help.bundle"):
        bundle = json.dumps(reads.support_bundle(calls.role().value), indent=1, default=str, ensure_ascii=False)
        st.download_button(
            t("help.bundle.download"), bundle, "exact-online-connector.json", "application/json", key="help.download", type="primary"
        )
        st.code(bundle, language="json", height=300)
    st.subheader(t("help.events"))
    events = reads.events()
    if not events:
        st.caption(t("help.events.none"))
        return
    st.caption(t("time.in_zone", zone=formats.zone_label()))
    table(
        events,
        {
            t("help.when"): lambda event: formats.short(event["HAPPENED_AT"]),
            t("column.status"): lambda event: word("level", event["LEVEL"]),
            t("column.code"): lambda event: event["CODE"],
            t("help.event"): lambda event: happening(event["CODE"], event["MESSAGE"]),
            t("column.connection"): lambda event: event["CONNECTION"] or "",
        },
    )
