"""Runs Streamlit with a session of the application as the active session, as Snowflake does for its viewers."""

from __future__ import annotations

import json
import os
import socket
import sys
from pathlib import Path
from typing import Any

from local_snowflake.names import quote
from local_snowflake.process import control
from local_snowflake.process.control import Failure
from local_snowflake.worksheet.client import value


def page_settings(data: Path, name: str, application: str = "EXACT_ONLINE") -> dict[str, Any]:
    """Folder, main file and a ticket of a page; the server is started if needed."""
    return dict(json.loads(value(data, "CALL SYSTEM$LOCAL_PAGE(?)", f"{quote(application)}.{name}")))


def create_session(data: Path, page: dict[str, Any]) -> Any:
    """A Snowpark session of the application: what get_active_session() answers in this process from now on."""
    from snowflake.snowpark import Session

    server = control.running(data)
    if server is None:
        raise Failure(f"No server runs on {data}.")
    return Session.builder.configs({
        "account": "local", "host": "127.0.0.1", "port": int(server["port"]), "protocol": "http", "user": "ticket", "password": page["ticket"],
        "database": page["database"], "schema": page["schema"]}).create()


def run(data: Path, name: str, port: int, application: str) -> int:
    """Serve the page until the process is stopped."""
    from streamlit import config
    from streamlit.web import bootstrap

    _require_free(port)
    page = page_settings(data, name, application)
    create_session(data, page)
    os.chdir(page["folder"])
    options = {"server.port": port, "server.address": "127.0.0.1", "server.headless": True, "browser.gatherUsageStats": False,
               "server.fileWatcherType": "none", "global.developmentMode": False}
    bootstrap.load_config_options({key.replace(".", "_"): option for key, option in options.items()})
    for key, option in options.items():
        config.set_option(key, option)
    print(f"Pages of {name}: http://127.0.0.1:{port}", flush=True)
    try:
        bootstrap.run(str(Path(page["folder"]) / page["main_file"]), False, [], {})
    finally:
        # at once: the connector would go on for minutes to log out of a server that may be gone already
        sys.stdout.flush()
        os._exit(0)
    return 0


def _require_free(port: int) -> None:
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError as error:
        raise Failure(f"Port {port} cannot be used: {error.strerror}.") from None
