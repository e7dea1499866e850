"""Runs: a table of them, and the one that is going on with its progress."""

from __future__ import annotations

from typing import Any

import streamlit as st
from connector import formats, reads
from connector.calls import Row, allowed
from connector.parts import acting
from connector.parts.showing import badge, go, status_text, table
from connector.texts import t, word
from connector.texts.answers import reason
from connector.texts.errors import remedy, sentence

GOING_ON = ("QUEUED", "RUNNING", "WAITING")
POLL_SECONDS = 2.0


def trigger(text: str) -> str:
    """Who started a run, in words."""
    kind, _, name = text.partition(":")
    return t("trigger.schedule", name=name) if kind == "schedule" else word("trigger", kind)


def took(run: Row) -> str:
    """How long it lasted."""
    if not run["STARTED_AT"]:
        return formats.NOTHING
    return formats.span((run["ENDED_AT"] or formats.now()) - run["STARTED_AT"])


def run_table(rows: list[Row], key: str) -> str | None:
    """Runs; the id of the one that was chosen."""
    chosen = table(
        rows,
        {
            t("column.status"): lambda run: status_text(run["STATUS"]),
            t("column.configuration"): lambda run: run["CONFIGURATION"],
            t("column.started"): lambda run: formats.short(run["STARTED_AT"] or run["QUEUED_AT"]),
            t("column.took"): took,
            t("column.trigger"): lambda run: trigger(run["TRIGGERED_BY"]),
            t("column.new"): lambda run: run["ROWS_INSERTED"],
            t("column.changed"): lambda run: run["ROWS_UPDATED"],
            t("column.deleted"): lambda run: run["ROWS_DELETED"],
            t("column.calls"): lambda run: run["API_CALLS"],
            t("column.charge"): lambda run: formats.amount(run["CHARGE_USD"]),
            t("column.mode"): lambda run: word("mode", run["MODE"]),
            t("column.error"): lambda run: " ".join(filter(None, (run["ERROR_CODE"], sentence(run["ERROR_CODE"], run["ERROR_MESSAGE"])))),
        },
        key=key,
        choose=True,
    )
    return None if chosen is None else str(rows[chosen]["RUN_ID"])


def follow(run_id: str) -> None:
    """A run with its progress, drawn anew by itself while it goes on. Whoever leaves and comes back sees the same."""
    run = reads.run(run_id)
    if run and run["STATUS"] in GOING_ON:
        _live(run_id)
    elif run:
        _ended(run)


@st.fragment(run_every=POLL_SECONDS)
def _live(run_id: str) -> None:
    run = reads.run(run_id)
    if run["STATUS"] not in GOING_ON:
        st.rerun()
    with st.container(border=True):
        counts = reads.step_counts(run_id)
        st.markdown(f"{badge(run['STATUS'])} **{run['CONFIGURATION']}** · {trigger(run['TRIGGERED_BY'])} · {word('mode', run['MODE'])}")
        steps, ended = int(counts["STEPS"] or 0), int(counts["ENDED"] or 0)
        st.progress(ended / steps if steps else 0.0, _progress_text(run, counts, steps, ended))
        st.caption(t("progress.leave"))
        if allowed("cancel_run") and st.button(t("run.cancel"), key=f"cancel.{run_id}"):
            acting.act("cancel_run", run_id)


def _progress_text(run: Row, counts: Row, steps: int, ended: int) -> str:
    if run["STATUS"] == "WAITING":
        return t("progress.waiting", until=formats.moment(run["WAITING_UNTIL"]), reason=reason(counts["REASON"]))
    if run["STATUS"] == "QUEUED":
        return t("progress.queued")
    if not steps:
        return t("progress.planning")
    figures: dict[str, Any] = {"done": ended, "total": steps, "rows": run["ROWS_FETCHED"], "calls": run["API_CALLS"]}
    return t("progress.running", **{name: formats.number(value) for name, value in figures.items()})


def _ended(run: Row) -> None:
    with st.container(border=True):
        st.markdown(f"{badge(run['STATUS'])} **{run['CONFIGURATION']}** · {formats.moment(run['ENDED_AT'])}")
        st.markdown(summary(run))
        trouble(run)
        with st.container(horizontal=True):
            if st.button(t("run.show"), key=f"show.{run['RUN_ID']}"):
                go("history", run=run["RUN_ID"])
            retry_button(run)


def summary(run: Row) -> str:
    """What a run brought, in a sentence."""
    return t(
        "progress.ended",
        rows=formats.number(run["ROWS_FETCHED"]),
        new=formats.number(run["ROWS_INSERTED"]),
        changed=formats.number(run["ROWS_UPDATED"]),
        deleted=formats.number(run["ROWS_DELETED"]),
        calls=formats.number(run["API_CALLS"]),
        took=took(run),
        charge=formats.money_in_text(run["CHARGE_USD"]),
    )


def trouble(row: Row) -> None:
    """Error and remedy of a run, a step or a connection, when there is one."""
    if row["ERROR_CODE"]:
        text = f"**{row['ERROR_CODE']}** {sentence(row['ERROR_CODE'], row['ERROR_MESSAGE'])}\n\n{remedy(row['ERROR_CODE'], row['REMEDY'])}"
        (st.warning if row["STATUS"] in ("PARTIAL", "WAITING", "CANCELLED", "CONNECTED") else st.error)(text, icon=":material/error:")


def retry_button(run: Row) -> None:
    """Repeats what failed of a run, for those who may."""
    if run["STATUS"] in ("FAILED", "PARTIAL") and allowed("retry_run"):
        if st.button(t("run.retry"), key=f"retry.{run['RUN_ID']}"):
            outcome = acting.act("retry_run", run["RUN_ID"], quiet=True)
            if outcome and outcome.done:
                go("history", run=outcome.payload["run_id"])
