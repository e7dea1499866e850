"""Where the tables go: in a schema that the customer makes with a script, which is offered first, or in one that the app makes."""

from __future__ import annotations

import streamlit as st
from connector import reads
from connector.calls import Row, allowed
from connector.parts import acting
from connector.texts import t


def target(key: str, known: Row) -> tuple[str, str, bool]:
    """Draws the choice: database, schema, and whether the app may make what does not exist. ``known`` is the stored configuration, or empty."""
    st.markdown(f"**{t('configurations.target')}**")
    left, right = st.columns(2)
    help_text = t("configurations.names.help")
    database = left.text_input(
        t("configurations.database"), known.get("TARGET_DATABASE", "ACCOUNTING"), key=f"{key}.database", help=help_text
    ).strip()
    schema = right.text_input(
        t("configurations.schema"), known.get("TARGET_SCHEMA", "EXACT_ONLINE"), key=f"{key}.schema", help=help_text
    ).strip()
    create = st.radio(
        t("configurations.whose"), [False, True], 1 if known.get("CREATE_TARGET", False) else 0, key=f"{key}.create",
        format_func=lambda by_the_app: t("configurations.create_target" if by_the_app else "configurations.own"),
        captions=[t("configurations.own.explain"), t("configurations.create_target.explain")],
    )  # fmt: skip
    if not create and not known and database and schema:
        st.caption(t("configurations.own.script"))
        st.code(own_script(str(reads.installation()["APPLICATION"]), database, schema), language="sql", wrap_lines=True)
    if allowed("check_target") and st.button(t("configurations.check"), key=f"{key}.check"):
        _check(database, schema, create)
    return database, schema, create


def own_script(application: str, database: str, schema: str) -> str:
    """What makes a database and a schema of the customer's own and lets the app write there: the statements of ``check_target``."""
    place, app = reads.quoted(database, schema), f"TO APPLICATION {reads.quoted(application)}"
    return "\n".join([
        f"CREATE DATABASE IF NOT EXISTS {reads.quoted(database)};",
        f"CREATE SCHEMA IF NOT EXISTS {place};",
        f"GRANT USAGE ON DATABASE {reads.quoted(database)} {app};",
        f"GRANT USAGE ON SCHEMA {place} {app};",
        f"GRANT CREATE TABLE ON SCHEMA {place} {app};",
    ])  # fmt: skip


def _check(database: str, schema: str, create: bool) -> None:
    outcome = acting.act("check_target", database, schema, quiet=True)
    if not outcome or not outcome.done:
        return
    if outcome.payload["ok"]:
        st.success(t("configurations.check.ok"), icon=":material/check_circle:")
    elif create and not outcome.payload.get("exists"):
        st.info(t("configurations.check.new"), icon=":material/info:")
    else:
        st.warning(t("configurations.check.missing"), icon=":material/key:")
        acting.statements(outcome.payload.get("missing") or outcome.statements)
    if outcome.payload.get("reading"):
        st.caption(t("configurations.check.readers"))
        acting.statements(outcome.payload["reading"])
