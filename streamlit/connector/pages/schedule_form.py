"""The form of a schedule: when, what, where; the next times and the calls it needs, before it is saved."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import streamlit as st
from connector import formats, reads
from connector.calls import Row, listed
from connector.parts import acting
from connector.parts.times import builder
from connector.texts import t, word

# What Exact Online allows a division a day unless a header has told otherwise (and core.api_calls shows that).
CALLS_OF_A_DIVISION = 5000
MODES = ("incremental", "full_refresh")


def form(configurations: list[Row], existing: Row | None, saved: Callable[[], None]) -> None:
    """Draws the form of a new schedule, or of an existing one; ``saved`` is called when it was stored."""
    known = existing or {}
    key = f"schedule.{known.get('SCHEDULE', '')}"
    names = [each["CONFIGURATION"] for each in configurations]
    left, right = st.columns(2)
    name = known.get("SCHEDULE") or left.text_input(t("schedules.name"), t("every.working_day").lower(), key=f"{key}.name").strip()
    index = names.index(known["CONFIGURATION"]) if known.get("CONFIGURATION") in names else 0
    configuration = right.selectbox(t("column.configuration"), names, index, key=f"{key}.configuration")
    left, right = st.columns(2)
    with left:
        cron = builder(key, known.get("CRON"))
    zones = list(dict.fromkeys([known.get("TIMEZONE") or formats.zone_name(), *formats.ZONES]))
    zone = right.selectbox(t("schedules.zone"), zones, key=f"{key}.zone")
    mode = right.radio(
        t("schedules.mode"), MODES, MODES.index(known.get("MODE", "incremental")), key=f"{key}.mode", horizontal=True,
        format_func=lambda each: word("mode", each),
    )  # fmt: skip
    chosen = next(each for each in configurations if each["CONFIGURATION"] == configuration)
    endpoints = _endpoints(key, chosen, listed(known.get("ENDPOINTS")))
    settings = {"configuration": configuration, "cron": cron, "timezone": zone, "mode": mode}
    settings |= {"endpoints": "all" if endpoints is None else endpoints, "warehouse": _warehouse(key, known.get("WAREHOUSE"))}
    _preview(settings, chosen, endpoints)
    if st.button(t("schedules.save"), key=f"{key}.save", type="primary"):
        if endpoints == []:
            st.error(t("schedules.pick"))
            return
        outcome = acting.act("update_schedule" if existing else "create_schedule", name, settings, quiet=True)
        if outcome and outcome.done:
            saved()
            acting.tell(outcome)
            st.rerun()


def _endpoints(key: str, configuration: Row, before: list[str] | None) -> list[str] | None:
    everything = st.radio(
        t("column.endpoint"), [True, False], 0 if before is None else 1, key=f"{key}.endpoints", horizontal=True,
        format_func=lambda all_of_them: t("schedules.endpoints.all" if all_of_them else "schedules.endpoints.some"), label_visibility="collapsed",
    )  # fmt: skip
    if everything:
        return None
    loaded = listed(configuration["ENDPOINTS"])
    titles = {row["ENDPOINT"]: row["TITLE"] for row in reads.endpoints() if loaded is None or row["ENDPOINT"] in loaded}
    default = [each for each in before or [] if each in titles]
    return st.multiselect(t("schedules.endpoints.pick"), list(titles), default, key=f"{key}.some", format_func=titles.__getitem__)


def _warehouse(key: str, before: str | None) -> str | None:
    serverless = st.radio(
        t("schedules.where"), [True, False], 1 if before else 0, key=f"{key}.where", horizontal=True,
        format_func=lambda yes: t("schedules.where.serverless" if yes else "schedules.where.warehouse"),
    )  # fmt: skip
    if serverless:
        return None
    return st.text_input(t("schedules.warehouse"), before or "", key=f"{key}.warehouse", help=t("schedules.warehouse.help")).strip() or None


def _preview(settings: dict[str, Any], configuration: Row, endpoints: list[str] | None) -> None:
    """The next three times and the calls, from the app's own understanding of the expression."""
    outcome = (
        acting.act("preview_schedule", {name: settings[name] for name in ("cron", "timezone")}, quiet=True) if settings["cron"] else None
    )
    if not outcome or not outcome.done:
        return
    times = [formats.moment(datetime.fromisoformat(each.replace("Z", "+00:00"))) for each in outcome.payload["times"]]
    st.info(t("schedules.times", times=" · ".join(times)), icon=":material/event_upcoming:")
    _calls(int(outcome.payload["runs_in_a_day"]), settings["mode"], configuration, endpoints)


def _calls(runs: int, mode: str, configuration: Row, endpoints: list[str] | None) -> None:
    spent = reads.calls_of_a_run(configuration["CONFIGURATION"], mode, endpoints)
    guessed = spent["CALLS_MOST"] is None
    if guessed:
        loaded = endpoints if endpoints is not None else listed(configuration["ENDPOINTS"])
        sizes = [
            row
            for row in reads.sizes(configuration["CONNECTION"], listed(configuration["DIVISIONS"]))
            if loaded is None or row["ENDPOINT"] in loaded
        ]
        spent = {"CALLS_MOST": sum(int(row["CALLS_MOST"] or 0) for row in sizes), "CALLS_ALL": sum(int(row["CALLS"] or 0) for row in sizes)}
    limits = reads.limits(configuration["CONNECTION"])
    limit, contract = int(limits.get("LIMIT_PER_DAY") or CALLS_OF_A_DIVISION), int(limits.get("DAILY_CALLS") or 0)
    needed, needed_in_all = runs * int(spent["CALLS_MOST"] or 0), runs * int(spent["CALLS_ALL"] or 0)
    lines = [
        t(
            "schedules.calls",
            runs=formats.number(runs),
            calls=formats.number(spent["CALLS_MOST"]),
            needed=formats.number(needed),
            limit=formats.number(limit),
        )
    ]
    if contract:
        lines.append(t("schedules.calls.contract", needed=formats.number(needed_in_all), limit=formats.number(contract)))
    if guessed:
        lines.append(t("schedules.calls.guess"))
    too_many = needed > limit or (contract and needed_in_all > contract)
    if too_many:
        st.warning("\n\n".join([*lines, t("schedules.calls.too_many")]), icon=":material/warning:")
    else:
        st.info("\n\n".join(lines), icon=":material/calculate:")
