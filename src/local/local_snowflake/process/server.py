"""Runs the server in the foreground until it is told to stop."""

from __future__ import annotations

import fcntl
import json
import logging
import logging.handlers
import os
import secrets
import signal
import sys
import threading
from pathlib import Path
from typing import IO, Any

from local_snowflake.options import Options
from local_snowflake.process.control import Failure, lock_file, remembered_file, running


def serve(options: Options) -> int:
    """Serve a data folder until SIGTERM or SIGINT; Failure with a sentence when that is not possible."""
    # the heavy modules are loaded only where a server runs
    from local_snowflake.engine import Engine
    from local_snowflake.objects import Objects
    from local_snowflake.objects.egress import check_exact_url
    from local_snowflake.session import Sessions
    from local_snowflake.wire.server import Server, application
    from local_snowflake.worksheet.endpoint import Worksheet

    if options.exact_url is not None:
        try:
            check_exact_url(options.exact_url)
        except ValueError as error:
            raise Failure(str(error)) from None
    options.data.mkdir(parents=True, exist_ok=True)
    lock = _lock(options.data)
    _log_to(options.logs)
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    password = secrets.token_urlsafe(24)
    engine = Engine(options, Sessions(password))
    objects = engine.objects = Objects(engine, options)
    try:
        answering = application(engine)
        answering.router.routes.append(Worksheet(engine, password).route())
        server = Server(answering, "127.0.0.1", options.port)
        server.start()
    except OSError as error:
        engine.close()
        raise Failure(f"Port {options.port} cannot be used: {error.strerror}.") from None
    try:
        objects.port = server.port
        objects.start()
        _write(options.server_file, {"port": server.port, "pid": os.getpid(), "user": "admin", "password": password,
                                     "exact_url": options.exact_url})
        _write(remembered_file(options.data), {"exact_url": options.exact_url, "secret_visibility": options.secret_visibility,
                                               "procedure_heap": options.procedure_heap})
        print(f"Local Snowflake listens on 127.0.0.1:{server.port}, data in {options.data}", flush=True)
        stopped.wait()
    finally:
        options.server_file.unlink(missing_ok=True)
        objects.stop()
        server.stop()
        engine.close()
        lock.close()
    return 0


def _lock(data: Path) -> IO[str]:
    """The folder's lock, held while the server runs (it goes with the process, however that ends)."""
    file = open(lock_file(data), "a+", encoding="utf-8")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        other = running(data)
        raise Failure(f"Another server works on {data}" + (f" (process {other['pid']}, port {other['port']})." if other else ".")) from None
    return file


def _write(file: Path, content: dict[str, Any]) -> None:
    temporary = file.with_suffix(".new")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as output:
        json.dump(content, output, indent=1)
    os.replace(temporary, file)


def _log_to(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    handler = logging.handlers.RotatingFileHandler(folder / "server.log", maxBytes=5_000_000, backupCount=2, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    warnings = logging.StreamHandler(sys.stderr)
    warnings.setLevel(logging.ERROR)
    logging.basicConfig(level=logging.INFO, handlers=[handler, warnings])
    logging.getLogger("snowflake").setLevel(logging.WARNING)
    logging.getLogger("sqlglot").setLevel(logging.ERROR)
