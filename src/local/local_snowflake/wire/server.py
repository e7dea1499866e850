"""The HTTP server as a part of this process."""

from __future__ import annotations

import socket
import threading
from typing import TYPE_CHECKING

import uvicorn

from local_snowflake.wire.application import Wire

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from local_snowflake.engine import Engine


class Server:
    """A running server."""

    def __init__(self, application: Starlette, host: str, port: int) -> None:
        # named as TCP, so that asyncio switches Nagle's delay off: otherwise every answer waits 40 ms
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind((host, port))
        self.port: int = self._socket.getsockname()[1]
        config = uvicorn.Config(application, log_config=None, access_log=False, lifespan="off", timeout_keep_alive=600, timeout_graceful_shutdown=2)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._socket]}, name="wire", daemon=True)

    def start(self) -> None:
        """Begin to listen; returns when requests are answered."""
        self._thread.start()
        while not self._server.started and self._thread.is_alive():
            self._thread.join(0.01)

    def stop(self) -> None:
        """Stop listening and wait for what is being answered."""
        self._server.should_exit = True
        self._thread.join(10)
        self._socket.close()


def application(engine: Engine) -> Starlette:
    """The ASGI application over an engine."""
    return Wire(engine).application()


def serve(engine: Engine, port: int = 0, host: str = "127.0.0.1") -> Server:
    """Serve an engine from a thread of this process; port 0 takes any free one (see Server.port)."""
    server = Server(application(engine), host, port)
    server.start()
    return server
