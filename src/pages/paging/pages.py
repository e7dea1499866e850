"""The pages as a reader opens them, without a browser: Streamlit's AppTest over a session of the installed app."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from local_snowflake.pages.runner import create_session, page_settings
from project.places import PROJECT
from project.sign_in import landed_address
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_md5
from support.exact import Exact
from support.installation import Installation

NAMES = ("home", "connections", "configurations", "schedules", "history", "endpoints", "costs", "help")
MAIN_FILES = {"app": "app.py", "app_operator": "app_operator.py", "app_viewer": "app_viewer.py"}
PATIENCE = 120


class Pages:
    """One visit: what is chosen stays while pages are turned."""

    def __init__(self, streamlit: str) -> None:
        self._file = str(PROJECT / "streamlit" / MAIN_FILES[streamlit])
        self.app = AppTest.from_file(self._file, default_timeout=PATIENCE)

    def open(self, name: str, **state: Any) -> AppTest:
        """Turns to a page and draws it."""
        self._anew()
        for key, value in state.items():
            self.app.session_state[key] = value
        self.app._page_hash = "" if name == "home" else calc_md5(name)
        return self.drawn(self.app.run())

    def press(self, key: str) -> AppTest:
        """Presses the button of that key; following a button to another page is done by opening it."""
        try:
            return self.drawn(self.app.button(key=key).click().run())
        except KeyError:
            # What a page drew before it began anew stays in the harness, and cannot be sent back.
            self._anew()
            self.app.run()
            return self.drawn(self.app.button(key=key).click().run())

    def confirm(self, key: str) -> AppTest:
        """Answers yes to the dialog that the button of that key opens; the harness draws a dialog only while its button is pressed."""
        self.press(key)
        self.app.button(key=key).click()
        return self.drawn(self.app.button(key="confirm.yes").click().run())

    def _anew(self) -> None:
        """The same visit with an empty screen."""
        fresh = AppTest.from_file(self._file, default_timeout=PATIENCE)
        fresh.session_state, fresh._page_hash = self.app.session_state, self.app._page_hash
        self.app = fresh

    @staticmethod
    def drawn(app: AppTest) -> AppTest:
        """The page, which must not have broken."""
        assert not app.exception, [f"{each.message} {each.stack_trace[-1:]}" for each in app.exception]
        return app


@contextmanager
def visit(installation: Installation, streamlit: str = "app") -> Iterator[Pages]:
    """A visit of a STREAMLIT object of the installed app; its session is the active one meanwhile."""
    session = create_session(installation.data, page_settings(installation.data, f"CORE.{streamlit.upper()}"))
    try:
        yield Pages(streamlit)
    finally:
        session.close()


def text_of(app: AppTest) -> str:
    """Everything that can be read on a page, tables included."""
    parts = []
    for kind in ("title", "subheader", "markdown", "caption", "info", "success", "warning", "error", "code"):
        parts += [str(element.value) for element in getattr(app, kind)]
    parts += [f"{metric.label} {metric.value}" for metric in app.metric]
    parts += [button.label for button in app.button]
    parts += [frame.value.to_string() for frame in app.dataframe]
    return "\n".join(parts)


def sign_in(pages: Pages, exact: Exact, connection: str, secret: str) -> AppTest:
    """Follows the link of the page at the simulator and pastes the address landed on, as a user would."""
    app = pages.open("connections", sign_in=connection)
    link = re.search(r'"?(https://[^"\s]+oauth2/auth[^"\s]*)', str(app.get("link_button")[0].proto.url))
    assert link, "the page shows no address"
    app.text_input(key="sign_in.secret").set_value(secret)
    app.text_input(key="sign_in.address").set_value(landed_address(link[1], exact.url))
    finish = next(button for button in app.button if button.label in ("Finish signing in", "Aanmelden afronden"))
    return pages.drawn(finish.click().run())
