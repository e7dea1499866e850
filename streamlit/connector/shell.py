"""What surrounds every page: navigation, language and time zone of the reader, what the role may do."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st
from connector import calls, formats
from connector.pages import configurations, connections, costs, endpoints, help, history, home, schedules
from connector.parts import acting
from connector.roles import Role
from connector.texts import LANGUAGE, LANGUAGES, language, t

_PAGES: dict[str, tuple[Callable[[], None], str]] = {
    "home": (home.show, ":material/home:"),
    "connections": (connections.show, ":material/link:"),
    "configurations": (configurations.show, ":material/tune:"),
    "schedules": (schedules.show, ":material/schedule:"),
    "history": (history.show, ":material/history:"),
    "endpoints": (endpoints.show, ":material/table_view:"),
    "costs": (costs.show, ":material/payments:"),
    "help": (help.show, ":material/help:"),
}
_GROUPS = {
    "": ("home",),
    "nav.group.load": ("connections", "configurations", "schedules"),
    "nav.group.know": ("history", "endpoints", "costs", "help"),
}


def show(role: Role) -> None:
    """Draws the page that the reader has turned to."""
    st.set_page_config(page_title=t("app.name"), page_icon=":material/account_balance:", layout="wide")
    calls.open_for(role)
    _choices(role)
    pages = {
        name: st.Page(page, title=t(f"nav.{name}"), icon=icon, url_path=name, default=name == "home")
        for name, (page, icon) in _PAGES.items()
    }
    st.session_state["pages"] = pages
    chosen = st.navigation({t(group) if group else "": [pages[name] for name in names] for group, names in _GROUPS.items()})
    acting.told()
    chosen.run()


def _choices(role: Role) -> None:
    with st.sidebar:
        known = [formats.browser_zone(), st.session_state.get(formats.ZONE), *formats.ZONES]
        zones = list(dict.fromkeys(name for name in known if name))
        st.selectbox(
            t("side.language"), list(LANGUAGES), key=LANGUAGE, format_func=LANGUAGES.__getitem__, index=list(LANGUAGES).index(language())
        )
        st.selectbox(t("side.zone"), zones, key=formats.ZONE)
        st.caption(t(f"side.role.{role.value}"))
