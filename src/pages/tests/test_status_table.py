"""What the pages show of a run is what docs/status.md says of it, line by line."""

from pathlib import Path

import pytest
from connector.texts import errors
from streamlit.testing.v1 import AppTest

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "status.md"


def _lines() -> list[list[str]]:
    table = DOCUMENT.read_text(encoding="utf-8").partition("<!-- table:")[2]
    return [[cell.strip() for cell in line.split("|")[1:-1]] for line in table.splitlines() if line.startswith("|")][2:]


LINES = _lines()
KNOWN = {each["code"]: each for each in errors.errors()}


def _show(status: str, code: str | None, message: str | None, remedy: str | None) -> None:
    from connector.parts import running, showing

    import streamlit as st

    st.markdown(showing.badge(status))
    running.trouble({"STATUS": status, "ERROR_CODE": code, "ERROR_MESSAGE": message, "REMEDY": remedy})


@pytest.mark.parametrize("line", LINES, ids=[line[1] for line in LINES])
def test_a_run_looks_as_the_table_says(line: list[str]) -> None:
    _, _, status, code, looks, *_ = line
    sign, colour = looks.split()
    known = KNOWN.get(code, {})
    page = AppTest.from_function(_show, args=(status, code or None, known.get("sentence"), known.get("remedy"))).run()
    assert not page.exception
    assert page.markdown[0].value.startswith(f":{colour}-badge[{sign} ")
    boxes = [*page.error, *page.warning]
    assert len(boxes) == (1 if code else 0), "an error is shown, and none is invented"
    if code:
        assert code in boxes[0].value
        assert bool(page.error) == (status == "FAILED"), "red means that nothing succeeded"
        assert boxes[0].value.count("\n\n") == 1, "a sentence, and what to do"
