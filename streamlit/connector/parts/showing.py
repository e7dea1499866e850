"""Badges, tables, pages of lists, and the empty state: how the same thing looks the same everywhere."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pandas

import streamlit as st
from connector import formats
from connector.calls import Row
from connector.reads import PAGE
from connector.texts import t, word

# Colour and sign of a status: the sign says it to whoever does not see the colour.
_LOOKS: dict[str, tuple[str, str]] = {
    "SUCCEEDED": ("green", "✓"),
    "CONNECTED": ("green", "✓"),
    "ACTIVE": ("green", "✓"),
    "OK": ("green", "✓"),
    "SENT": ("gray", "✓"),
    "PARTIAL": ("orange", "◐"),
    "WAITING": ("orange", "◷"),
    "CREATED": ("orange", "○"),
    "UNKNOWN": ("gray", "?"),
    "FAILED": ("red", "✕"),
    "BLOCKED": ("red", "✕"),
    "REFUSED": ("red", "✕"),
    "SIGN_IN_NEEDED": ("red", "✕"),
    "RUNNING": ("blue", "▸"),
    "QUEUED": ("blue", "…"),
    "PAUSED": ("gray", "‖"),
}
# Where there is no value; Streamlit would write None.
EMPTY_CELL = ""


def badge(status: str | None) -> str:
    """A status as Markdown."""
    colour, sign = _look(status)
    return f":{colour}-badge[{sign} {word('status', status)}]"


def status_text(status: str | None) -> str:
    """A status inside a table."""
    return f"{_look(status)[1]} {word('status', status)}"


def _look(status: str | None) -> tuple[str, str]:
    return _LOOKS.get(str(status).upper(), ("gray", "·"))


def heading(title: str, explanation: str) -> None:
    """The top of every page."""
    st.title(title)
    st.caption(explanation)


def empty(message: str, page: str | None = None, label: str | None = None) -> None:
    """Nothing here yet: what to do next, with the way there."""
    with st.container(border=True):
        st.markdown(message)
        if page and label:
            go_button(label, page, key=f"empty.{page}.{label}")


def unfolded(key: str, label: str, at_first: bool) -> bool:
    """Whether a form is open: at once where there is nothing yet, otherwise when its button is pressed. What is folded costs no query."""
    if bool(st.session_state.get(f"{key}.open", at_first)):
        return True
    st.button(label, key=f"{key}.unfold", on_click=lambda: st.session_state.update({f"{key}.open": True}))
    return False


def fold(key: str) -> None:
    """Closes a form; where there is nothing yet it opens again by itself."""
    st.session_state.pop(f"{key}.open", None)


def go_button(label: str, page: str, key: str, primary: bool = True) -> None:
    """A button that leads to another page."""
    if st.button(label, key=key, type="primary" if primary else "secondary"):
        go(page)


def go(page: str, **remembered: Any) -> None:
    """Leads to another page, with what it should show."""
    for name, value in remembered.items():
        st.session_state[name] = value
    st.switch_page(st.session_state["pages"][page])


def table(rows: list[Row], columns: dict[str, Callable[[Row], Any]], key: str | None = None, choose: bool = False) -> int | None:
    """A table with these headings; with ``choose`` the number of the row that was chosen."""
    shown = _styled([{name: show(row) for name, show in columns.items()} for row in rows], list(columns))
    if not choose:
        st.dataframe(shown, hide_index=True, width="stretch", key=key, placeholder=EMPTY_CELL)
        return None
    event = st.dataframe(
        shown, hide_index=True, width="stretch", key=key, placeholder=EMPTY_CELL, on_select="rerun", selection_mode="single-row"
    )
    chosen = event.selection.rows
    return int(chosen[0]) if chosen and chosen[0] < len(rows) else None


def _styled(rows: list[Row], names: list[str]) -> pandas.io.formats.style.Styler:
    """Numbers stay numbers (so that they stand to the right), written as the reader writes them."""
    frame, writing = pandas.DataFrame(index=range(len(rows)), columns=names, dtype=object), {}
    for name in names:
        values = [row[name] for row in rows]
        numbers = [value for value in values if value is not None]
        if numbers and all(isinstance(value, (int, float, Decimal)) for value in numbers):
            frame[name] = pandas.Series([None if value is None else float(value) for value in values], dtype="float64")
            writing[name] = _writer(numbers)
        else:
            frame[name] = pandas.Series([None if value is None else str(value) for value in values], dtype=object)
    return frame.style.format(writing, na_rep=EMPTY_CELL)


def _writer(numbers: list[Any]) -> Callable[[Any], str]:
    """How the numbers of a column are written."""
    if any(isinstance(value, formats.Money) for value in numbers):
        return formats.money
    if any(isinstance(value, formats.PartOfMoney) for value in numbers):
        return lambda value: formats.number(value, 4)
    return formats.number


def offset(key: str) -> int:
    """Where the page of a list begins that the reader has turned to."""
    return int(st.session_state.get(f"{key}.offset", 0))


def pager(key: str, rows: list[Row]) -> None:
    """Turns the pages of a list whose rows carry TOTAL; shown only where there is more than one page."""
    first = offset(key)
    total = int(rows[0]["TOTAL"]) if rows else 0
    if not rows and first:
        st.session_state[f"{key}.offset"] = 0
        st.rerun()
    if total <= PAGE:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(t("pager.previous"), key=f"{key}.previous", disabled=first == 0, on_click=_turn, args=(key, -PAGE))
        st.caption(
            t(
                "pager.position",
                first=formats.number(first + 1),
                last=formats.number(min(first + PAGE, total)),
                total=formats.number(total),
            ),
            width="content",
        )
        st.button(t("pager.next"), key=f"{key}.next", disabled=first + PAGE >= total, on_click=_turn, args=(key, PAGE))


def _turn(key: str, by: int) -> None:
    st.session_state[f"{key}.offset"] = max(0, offset(key) + by)


def download(key: str, file_name: str, rows: Callable[[], list[Row]]) -> None:
    """Rows as a file, read only when they are asked for: the whole list may be long."""
    if st.button(t("action.prepare"), key=f"{key}.prepare"):
        frame = pandas.DataFrame([{name: value for name, value in row.items() if name != "TOTAL"} for row in rows()])
        file = frame.to_csv(index=False).encode("utf-8-sig")
        st.download_button(t("action.download"), file, file_name, "text/csv", key=f"{key}.file", type="primary")
