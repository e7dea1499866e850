"""What each application role may call.

A page acts as the app whoever looks at it, so hiding a button is no protection: :mod:`connector.calls` refuses whatever
the role that its main file fixed may not do.
"""

from __future__ import annotations

from enum import Enum

OPERATOR_CALLS = frozenset({"fetch_now", "cancel_run", "retry_run", "pause_schedule", "resume_schedule"})
ADMIN_CALLS = OPERATOR_CALLS | {
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
    "estimate",
    "set_monthly_cap",
    "preview_schedule",
    "create_schedule",
    "update_schedule",
    "drop_schedule",
    "reload",
}


class Role(Enum):
    """The application roles that have pages of their own."""

    ADMIN = "app_admin"
    OPERATOR = "app_operator"
    VIEWER = "app_viewer"

    def may(self, procedure: str) -> bool:
        """Whether this role may call a procedure of schema core."""
        return procedure in _ALLOWED[self]


_ALLOWED: dict[Role, frozenset[str]] = {Role.ADMIN: ADMIN_CALLS, Role.OPERATOR: OPERATOR_CALLS, Role.VIEWER: frozenset()}
