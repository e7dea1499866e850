"""Settings of single endpoints that differ from those of their configuration."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import streamlit as st
from connector import formats, reads
from connector.texts import t, word

AS_ALL = "as_all"
DELETIONS = (AS_ALL, "apply", "mark")
RECONCILE = (AS_ALL, "daily", "every_run", "never")


def overrides(key: str, endpoints: list[str] | None, before: Any) -> dict[str, dict[str, str]]:
    """Lets the reader set endpoints apart; the settings by endpoint, those that are as for all left out."""
    known = _read(before)
    rows = {row["ENDPOINT"]: row for row in reads.endpoints() if endpoints is None or row["ENDPOINT"] in endpoints}
    apart = st.multiselect(
        t("overrides.pick"), list(rows), [each for each in known if each in rows], key=f"{key}.apart",
        format_func=lambda each: rows[each]["TITLE"],
    )  # fmt: skip
    return {endpoint: _settings(f"{key}.{endpoint}", rows[endpoint], known.get(endpoint, {})) for endpoint in apart}


def _settings(key: str, endpoint: dict[str, Any], known: dict[str, str]) -> dict[str, str]:
    st.caption(f"**{endpoint['TITLE']}** {word('strategy', endpoint['STRATEGY'])} · {word('arrives', endpoint['DELETIONS'])}")
    one, two, three = st.columns(3)
    deletions = one.selectbox(
        t("overrides.deletions"), DELETIONS, DELETIONS.index(known.get("deletions", AS_ALL)), key=f"{key}.deletions",
        format_func=lambda each: t("overrides.as_all") if each == AS_ALL else word("deletions", each),
    )  # fmt: skip
    reconcile = two.selectbox(
        t("overrides.reconcile"), RECONCILE, RECONCILE.index(known.get("reconcile", AS_ALL)), key=f"{key}.reconcile",
        format_func=lambda each: t("overrides.as_all") if each == AS_ALL else word("reconcile", each),
    )  # fmt: skip
    start: date | None = None
    if endpoint["TAKES_START_DATE"]:
        begun = date.fromisoformat(known["start_date"]) if known.get("start_date") else None
        start = three.date_input(t("overrides.start"), begun, key=f"{key}.start", format=formats.date_pattern())
    chosen = {"deletions": deletions, "reconcile": reconcile, "start_date": start.isoformat() if start else AS_ALL}
    return {name: value for name, value in chosen.items() if value != AS_ALL}


def _read(before: Any) -> dict[str, dict[str, str]]:
    """A VARIANT comes as JSON text, and each endpoint's settings in it as an object or as JSON text again."""
    parsed = json.loads(before) if isinstance(before, str) else before or {}
    return {endpoint: json.loads(each) if isinstance(each, str) else dict(each) for endpoint, each in (parsed or {}).items()}
