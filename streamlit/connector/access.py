"""Access to Exact Online's hosts: whether an administrator has approved it, and how to."""

from __future__ import annotations

import streamlit as st
from connector.calls import Row
from connector.parts import acting
from connector.texts import t

try:  # Snowflake's permission SDK is there inside Snowflake only; it opens Snowsight's own dialog.
    from snowflake import permissions
except ImportError:
    permissions = None


def approved(specifications: list[Row]) -> bool:
    """Whether everything that the app asks for is approved."""
    return bool(specifications) and all(str(each["status"]).upper() == "APPROVED" for each in specifications)


def ask(application: str, specifications: list[Row]) -> None:
    """Says what to approve and how: Snowsight's dialog where there is one, and always the statement."""
    st.warning(f"**{t('access.title')}**\n\n{t('access.why')}", icon=":material/vpn_lock:")
    name = '"' + application.replace('"', '""') + '"'
    acting.statements([
        f"ALTER APPLICATION {name} APPROVE SPECIFICATION {each['name']} SEQUENCE_NUMBER = {each['sequence_number']}"
        for each in specifications
        if str(each["status"]).upper() != "APPROVED"
    ])  # fmt: skip
    with st.container(horizontal=True):
        if permissions is not None and st.button(t("access.review"), type="primary", key="access.review"):
            permissions.request_application_specification_review()
        st.button(t("access.again"), key="access.again")
