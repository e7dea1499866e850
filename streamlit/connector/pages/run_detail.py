"""One run: what it brought, endpoint by endpoint, and each endpoint administration by administration."""

from __future__ import annotations

import streamlit as st
from connector import formats, reads
from connector.calls import Row
from connector.parts.running import GOING_ON, follow, retry_button, summary, took, trigger, trouble
from connector.parts.showing import badge, download, offset, pager, status_text, table
from connector.texts import t, word
from connector.texts.answers import reason
from connector.texts.errors import remedy, sentence

MOST_IN_A_FILE = 20_000


def detail(run: Row) -> None:
    """Draws one run."""
    if st.button(t("history.back"), key="detail.back"):
        _leave()
    run_id = str(run["RUN_ID"])
    st.title(t("history.run", name=run["CONFIGURATION"]))
    if run["STATUS"] in GOING_ON:
        follow(run_id)
    else:
        st.markdown(f"{badge(run['STATUS'])} {summary(run)}")
        trouble(run)
    st.caption(
        t(
            "history.started",
            moment=formats.moment(run["STARTED_AT"]),
            took=took(run),
            trigger=trigger(run["TRIGGERED_BY"]),
            mode=word("mode", run["MODE"]),
        )
        + f" `{run_id}`"
    )
    retry_button(run)
    endpoints = reads.steps_by_endpoint(run_id)
    if not endpoints:
        st.info(t("history.no_steps"))
        return
    st.subheader(t("history.by_endpoint"))
    chosen = _endpoints(endpoints)
    _steps(run_id, endpoints[chosen] if chosen is not None else None)


def _leave() -> None:
    st.session_state["run"] = None
    st.rerun()


def _endpoints(rows: list[Row]) -> int | None:
    return table(
        rows,
        {
            t("column.status"): lambda row: status_text("FAILED" if row["FAILED"] else "SKIPPED" if row["SKIPPED"] == row["STEPS"] else _state(row)),
            t("column.table"): lambda row: row["TABLE_NAME"] or row["ENDPOINT"],
            t("history.fetched"): lambda row: row["ROWS_FETCHED"],
            t("column.new"): lambda row: row["ROWS_INSERTED"],
            t("column.changed"): lambda row: row["ROWS_UPDATED"],
            t("column.deleted"): lambda row: row["ROWS_DELETED"],
            t("column.unchanged"): lambda row: row["ROWS_UNCHANGED"],
            t("column.calls"): lambda row: row["API_CALLS"],
            f"{t('costs.rows')} (US$)": lambda row: formats.part(row["ROWS_USD"]),
            t("column.strategy"): lambda row: word("strategy", row["STRATEGY"]),
            t("column.steps"): lambda row: t("history.steps.count", succeeded=row["SUCCEEDED"], skipped=row["SKIPPED"], failed=row["FAILED"]),
            t("column.error"): lambda row: row["ERROR_CODE"] or "",
        },
        key="detail.endpoints",
        choose=True,
    )  # fmt: skip


def _state(row: Row) -> str:
    if row["SUCCEEDED"] + row["SKIPPED"] == row["STEPS"]:
        return "SUCCEEDED"
    return "WAITING" if row["WAITING"] else "RUNNING"


def _steps(run_id: str, endpoint: Row | None) -> None:
    st.subheader(t("history.steps.of", name=endpoint["TABLE_NAME"]) if endpoint else t("history.steps"))
    failed_only = st.toggle(t("history.failed_only"), key="detail.failed_only")
    key = f"detail.{run_id}.{endpoint['ENDPOINT'] if endpoint else ''}.{failed_only}"
    rows = reads.steps(run_id, endpoint["ENDPOINT"] if endpoint else None, failed_only, offset(key))
    if not rows:
        st.info(t("none.match"))
        return
    st.caption(f"{t('history.steps.choose') if not endpoint else ''} {t('time.in_zone', zone=formats.zone_label())}")
    table(
        rows,
        {
            t("column.status"): lambda row: status_text(row["STATUS"]),
            t("column.administration"): lambda row: row["DIVISION_NAME"] or str(row["DIVISION"]),
            t("column.endpoint"): lambda row: row["ENDPOINT"],
            t("column.new"): lambda row: row["ROWS_INSERTED"],
            t("column.changed"): lambda row: row["ROWS_UPDATED"],
            t("column.deleted"): lambda row: row["ROWS_DELETED"],
            t("column.unchanged"): lambda row: row["ROWS_UNCHANGED"],
            t("column.calls"): lambda row: row["API_CALLS"],
            f"{t('costs.rows')} (US$)": lambda row: formats.part(row["ROWS_USD"]),
            t("column.took"): took,
            t("history.cursor"): lambda row: row["CURSOR_FROM"] or t("history.cursor.start"),
            t("history.reason"): lambda row: " ".join(
                filter(None, (row["ERROR_CODE"], sentence(row["ERROR_CODE"], row["ERROR_MESSAGE"]) or reason(row["REASON"])))
            ),
            t("column.remedy"): lambda row: remedy(row["ERROR_CODE"], row["REMEDY"]),
        },
    )
    pager(key, rows)
    download("detail", f"run-{run_id}.csv", lambda: reads.steps(run_id, None, False, 0, MOST_IN_A_FILE))
