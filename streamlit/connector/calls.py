"""The one module that speaks to Snowflake: calls of procedures, checked against the role, and queries. Binds only."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from snowflake.snowpark import Session
from snowflake.snowpark.context import get_active_session

import streamlit as st
from connector.roles import Role

Argument = str | dict[str, Any] | None
Row = dict[str, Any]

_ROLE = "role of these pages"


class CallRefused(Exception):
    """The role of these pages may not do this."""


@dataclass(frozen=True)
class Outcome:
    """What a procedure answered."""

    code: str
    message: str
    remedy: str
    payload: dict[str, Any] = field(default_factory=dict)

    @property
    def done(self) -> bool:
        """Whether it was done."""
        return self.code == "OK"

    @property
    def errors(self) -> list[dict[str, str]]:
        """Everything wrong with the arguments, each with argument and message."""
        return list(self.payload.get("errors") or [])

    @property
    def statements(self) -> list[str]:
        """SQL that somebody with more rights has to run."""
        return list(self.payload.get("statements") or [])


def open_for(role: Role) -> None:
    """Fixes the role of this visit; the main file does it before anything else."""
    st.session_state[_ROLE] = role


def role() -> Role:
    """The role of these pages; without one nothing may be done."""
    return st.session_state.get(_ROLE, Role.VIEWER)


def allowed(procedure: str) -> bool:
    """Whether a button for this procedure makes sense; the check itself is in :func:`call`."""
    return role().may(procedure)


def call(procedure: str, *arguments: Argument) -> Outcome:
    """Calls ``core.<procedure>``; a dictionary goes as an OBJECT.

    Raises :class:`CallRefused`, before anything is sent, when the role may not.
    """
    if not allowed(procedure):
        raise CallRefused(f"{role().value} may not call {procedure}.")
    places = ", ".join("PARSE_JSON(?)::OBJECT" if isinstance(each, dict) else "?" for each in arguments)
    binds = [json.dumps(each) if isinstance(each, dict) else each for each in arguments]
    answer = json.loads(_session().sql(f"CALL core.{procedure}({places})", params=binds).collect()[0][0])
    return Outcome(answer["code"], answer["message"], answer["remedy"], answer.get("payload") or {})


def query(statement: str, *binds: Any) -> list[Row]:
    """The rows of a query, each by column name. Snowflake's VARIANT comes as JSON text: see :func:`listed`."""
    return [row.as_dict() for row in _session().sql(statement, params=list(binds)).collect()]


def one(statement: str, *binds: Any) -> Row:
    """The first row, empty when there is none."""
    rows = query(statement, *binds)
    return rows[0] if rows else {}


def listed(value: Any) -> list[Any] | None:
    """A VARIANT that is an array or the text ``all``: the list, or None for all."""
    parsed = json.loads(value) if isinstance(value, str) and value[:1] in '["' else value
    return list(parsed) if isinstance(parsed, list) else None


def _session() -> Session:
    return get_active_session()
