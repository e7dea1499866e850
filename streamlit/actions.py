"""The only module that calls procedures: it refuses what the role of the page may not do.

A page acts as the app whoever looks at it, so hiding a button is no protection. The main file of each page object says
for which role it is; everything else goes through :class:`Actions`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import Enum
from typing import Any

from snowflake.snowpark import Session

OPERATOR_ACTIONS = frozenset({"fetch_now", "run", "cancel_run", "retry_run", "pause_schedule", "resume_schedule"})
ADMIN_ACTIONS = OPERATOR_ACTIONS | {
    "create_connection",
    "connection_script",
    "authorization_url",
    "authorize_connection",
    "test_connection",
    "refresh_divisions",
    "drop_connection",
    "create_configuration",
    "update_configuration",
    "drop_configuration",
    "check_target",
    "create_schedule",
    "update_schedule",
    "drop_schedule",
    "reload",
}


class Role(Enum):
    """The application roles that have a page of their own."""

    ADMIN = "app_admin"
    OPERATOR = "app_operator"
    VIEWER = "app_viewer"


ALLOWED: dict[Role, frozenset[str]] = {
    Role.ADMIN: frozenset(ADMIN_ACTIONS),
    Role.OPERATOR: OPERATOR_ACTIONS,
    Role.VIEWER: frozenset(),
}


class ActionRefused(Exception):
    """The role of this page may not do this."""


@dataclass(frozen=True)
class Outcome:
    """What a procedure answered."""

    code: str
    message: str
    remedy: str
    payload: dict[str, Any]

    @property
    def done(self) -> bool:
        """Whether it was done."""
        return self.code == "OK"


class Actions:
    """Calls procedures of the app for one role."""

    def __init__(self, session: Session, role: Role) -> None:
        self._session = session
        self._role = role

    def allows(self, procedure: str) -> bool:
        """Whether the role may call this procedure; for showing or hiding, the check is in :meth:`call`."""
        return procedure in ALLOWED[self._role]

    def call(self, procedure: str, *arguments: str | dict[str, Any] | None) -> Outcome:
        """Calls ``core.<procedure>``; a dictionary is passed as an OBJECT.

        Raises :class:`ActionRefused` before anything is sent when the role may not.
        """
        if not self.allows(procedure):
            raise ActionRefused(f"{self._role.value} may not call {procedure}.")
        places = ", ".join("PARSE_JSON(?)::OBJECT" if isinstance(each, dict) else "?" for each in arguments)
        binds = [json.dumps(each) if isinstance(each, dict) else each for each in arguments]
        answer = json.loads(self._session.sql(f"CALL core.{procedure}({places})", params=binds).collect()[0][0])
        return Outcome(answer["code"], answer["message"], answer["remedy"], answer["payload"])
