"""Doing something: a call with a word while it lasts, its answer shown with the remedy, and asking before something is destroyed."""

from __future__ import annotations

from collections.abc import Callable

from snowflake.snowpark.exceptions import SnowparkSQLException

import streamlit as st
from connector import calls
from connector.calls import Argument, Outcome
from connector.texts import t
from connector.texts.answers import answer, argument
from connector.texts.errors import remedy, sentence

_TOLD = "told"


def act(procedure: str, *arguments: Argument, quiet: bool = False) -> Outcome | None:
    """Calls a procedure; None when it could not be called at all, which is said then. ``quiet``: only trouble is shown."""
    try:
        with st.spinner(t("action.working")):
            outcome = calls.call(procedure, *arguments)
    except calls.CallRefused:
        st.error(t("outcome.refused"), icon=":material/lock:")
        return None
    except SnowparkSQLException as error:
        st.error(t("outcome.failed", message=error.message), icon=":material/error:")
        return None
    if not outcome.done or not quiet:
        show(outcome)
    return outcome


def act_and_tell(procedure: str, *arguments: Argument) -> Outcome | None:
    """Calls a procedure; when it was done the page is drawn anew and says so at its top."""
    outcome = act(procedure, *arguments, quiet=True)
    if outcome and outcome.done:
        tell(outcome)
        st.rerun()
    return outcome


def show(outcome: Outcome) -> None:
    """What a procedure answered: message, everything wrong with the arguments, remedy, statements to run."""
    if outcome.done:
        st.success(answer(outcome.message), icon=":material/check_circle:")
    else:
        lines = [f"**{outcome.code}** {argument(sentence(outcome.code, outcome.message))}"]
        lines += [
            f"- {error['argument']}: {argument(error['message'])}" for error in outcome.errors if error["message"] not in outcome.message
        ]
        st.error("\n".join([*lines, "", remedy(outcome.code, outcome.remedy)]), icon=":material/error:")
    statements(outcome.statements)


def statements(texts: list[str]) -> None:
    """SQL to be copied, with the copy button of its box."""
    if texts:
        st.caption(t("outcome.statements"))
        st.code("\n".join(text.rstrip(";") + ";" for text in texts), language="sql", wrap_lines=True)


def tell(outcome: Outcome) -> None:
    """Keeps an answer for the next drawing of a page."""
    st.session_state[_TOLD] = outcome


def told() -> None:
    """Shows what was kept, once; in a place of its own, so that nothing below moves (a moved expander folds)."""
    outcome = st.session_state.pop(_TOLD, None)
    with st.container():
        if outcome:
            show(outcome)


def confirm(question: str, consequence: str, button: str, doing: Callable[[], object]) -> None:
    """Asks in a dialog, says what is destroyed, and only then does it."""

    @st.dialog(t("confirm.title"))
    def ask() -> None:
        st.markdown(question)
        st.warning(consequence, icon=":material/warning:")
        with st.container(horizontal=True):
            if st.button(button, type="primary", key="confirm.yes"):
                doing()
            if st.button(t("confirm.no"), key="confirm.no"):
                st.rerun()

    ask()
