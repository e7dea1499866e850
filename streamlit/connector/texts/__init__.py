"""Every text of the pages, in English and Dutch, side by side so that none can be missing.

``t("home.title")`` is the text of that name; ``word("status", value)`` is the word for a value out of a fixed set. Texts
that procedures answer with come from the app: :mod:`connector.texts.answers` and :mod:`connector.texts.errors` say them in Dutch.
"""

from __future__ import annotations

from typing import Any

import streamlit as st
from connector.texts import configurations, connections, costs, endpoints, help, history, home, schedules, shared

LANGUAGES = {"en": "English", "nl": "Nederlands"}
LANGUAGE = "language"

TEXTS: dict[str, tuple[str, str]] = {
    **shared.TEXTS,
    **home.TEXTS,
    **connections.TEXTS,
    **configurations.TEXTS,
    **schedules.TEXTS,
    **history.TEXTS,
    **endpoints.TEXTS,
    **costs.TEXTS,
    **help.TEXTS,
}


def language() -> str:
    """The reader's language: as chosen, otherwise as the browser says."""
    chosen = st.session_state.get(LANGUAGE)
    if chosen in LANGUAGES:
        return str(chosen)
    return "nl" if str(getattr(st.context, "locale", None) or "").lower().startswith("nl") else "en"


def t(key: str, **values: Any) -> str:
    """The text of a name, with its values filled in."""
    english, dutch = TEXTS[key]
    text = dutch if language() == "nl" else english
    return text.format(**values) if values else text


def word(group: str, value: str | None) -> str:
    """The word for a value of a fixed set; a value that a later version may add is shown as it is."""
    key = f"{group}.{str(value).lower().replace(' ', '_')}"
    return t(key) if key in TEXTS else str(value or "–")
