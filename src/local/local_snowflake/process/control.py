"""Finds, starts and stops the server of a data folder."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

START_SECONDS = 60
STOP_SECONDS = 60


class Failure(Exception):
    """A command cannot do its work; the text says why."""


def lock_file(data: Path) -> Path:
    """The file whose lock a running server holds."""
    return data / "server.lock"


def remembered_file(data: Path) -> Path:
    """With what the last server was started."""
    return data / "server-options.json"


def is_locked(data: Path) -> bool:
    """Whether a server works on the folder, answering or not."""
    try:
        with open(lock_file(data), "a+", encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return False
    except FileNotFoundError:
        return False
    except OSError:
        return True


def running(data: Path) -> dict[str, Any] | None:
    """What server.json says of the server that runs; None when none does (a file left by a killed server does not count)."""
    if not is_locked(data):
        return None
    return _read(data / "server.json")


def answers(server: dict[str, Any]) -> bool:
    """Whether the server accepts connections."""
    try:
        with socket.create_connection(("127.0.0.1", int(server["port"])), timeout=2):
            return True
    except OSError:
        return False


def remembered(data: Path) -> dict[str, Any]:
    """The options of the last start, empty when there was none."""
    return _read(remembered_file(data)) or {}


def start(data: Path, arguments: list[str]) -> dict[str, Any]:
    """Start a server in the background with these arguments of ``serve``; returns what server.json says once it answers."""
    server = running(data)
    if server is not None:
        return server
    if is_locked(data):
        raise Failure(f"A server is starting or stopping on {data}; try again.")
    logs = data / "log"
    logs.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(
        [str(Path(__file__).resolve().parents[2]), *filter(None, [os.environ.get("PYTHONPATH")])])}
    output_file = logs / "serve.out"
    with open(output_file, "wb") as output:
        child = subprocess.Popen([sys.executable, "-m", "local_snowflake", "serve", "--data", str(data), *arguments], stdin=subprocess.DEVNULL,
                                 stdout=output, stderr=subprocess.STDOUT, start_new_session=True, env=environment)
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        server = running(data)
        if server is not None and server["pid"] == child.pid and answers(server):
            return server
        if child.poll() is not None:
            raise Failure(f"The server did not start:\n{output_file.read_text(encoding='utf-8', errors='replace').strip()}")
        time.sleep(0.05)
    child.terminate()
    raise Failure(f"The server did not answer within {START_SECONDS} seconds; see {output_file} and {logs / 'server.log'}.")


def stop(data: Path) -> bool:
    """End the server; False when none runs."""
    server = running(data)
    if server is None:
        if is_locked(data):
            raise Failure(f"A server is starting or stopping on {data}; try again.")
        return False
    os.kill(int(server["pid"]), signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    while is_locked(data):
        if time.monotonic() > deadline:
            raise Failure(f"The server (process {server['pid']}) did not end within {STOP_SECONDS} seconds.")
        time.sleep(0.05)
    return True


def _read(file: Path) -> dict[str, Any] | None:
    try:
        return dict(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return None
