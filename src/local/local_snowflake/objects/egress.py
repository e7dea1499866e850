"""The only way out of the procedures' JVM: an HTTPS proxy that lets through the hosts that are open and nothing else.

Exact Online's hosts are led to ``--exact-url`` when there is one: TLS ends here with a certificate made on the spot, and the requests go on
with their Host header unchanged and ``X-Forwarded-Proto: https``. Answers pass through as the bytes they are, so that a truncated or reset
answer stays one. Other hosts are tunnelled.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
import struct
import threading
from pathlib import Path
from typing import Callable
from urllib.parse import urlsplit

import trustme

logger = logging.getLogger("local_snowflake.egress")
EXACT_HOSTS = tuple(f"start.exactonline.{ending}" for ending in ("nl", "be", "de", "fr", "es", "co.uk", "com"))
_HEAD_LIMIT = 256 * 1024
# a client need not answer the end of a TLS connection: after this time it is closed without its answer
_SHUTDOWN_SECONDS = 0.05


class EgressProxy:
    """Runs on a thread of its own, on a free port of the loopback address."""

    def __init__(self, exact_url: str | None, open_hosts: Callable[[], set[str]], authority_file: Path) -> None:
        self.port = 0
        self.authority_file = authority_file
        self._upstream = _Upstream.of(exact_url) if exact_url else None
        self._open_hosts = open_hosts
        self._authority = trustme.CA(organization_name="Local Snowflake egress")
        self._contexts: dict[str, ssl.SSLContext] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="egress", daemon=True)
        self._started = threading.Event()
        self._failure: BaseException | None = None

    def start(self) -> None:
        """Begin to listen; returns when the port is known."""
        self.authority_file.parent.mkdir(parents=True, exist_ok=True)
        self.authority_file.write_bytes(self._authority.cert_pem.bytes())
        self._thread.start()
        self._started.wait()
        if self._failure is not None:
            raise self._failure

    def stop(self) -> None:
        """Stop listening and cut every connection."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            server = self._loop.run_until_complete(self._loop.create_server(lambda: _Entrance(self), "127.0.0.1", 0, backlog=512))
            self.port = server.sockets[0].getsockname()[1]
        except BaseException as error:  # noqa: B902 - handed to whoever waits in start()
            self._failure = error
            return
        finally:
            self._started.set()
        self._loop.run_forever()
        server.close()

    async def connect(self, entrance: asyncio.Transport, host: str, port: int) -> None:
        """Answer a CONNECT."""
        if f"{host}:{port}" not in self._open_hosts():
            _refuse(entrance, "403 Forbidden", f"{host}:{port} is not open: no approved specification with this host")
            return
        led = self._upstream if host in EXACT_HOSTS and port == 443 else None
        exit_side = _Side()
        try:
            if led is None:
                await self._loop.create_connection(lambda: exit_side, host, port)
            else:
                await self._loop.create_connection(lambda: exit_side, led.host, led.port, ssl=led.context,
                                                   server_hostname=led.host if led.context else None)
        except OSError as error:
            _refuse(entrance, "502 Bad Gateway", f"{host}:{port} cannot be reached: {error}")
            return
        inside = _Side() if led is None else _Requests()
        inside.peer, exit_side.peer = exit_side, inside
        if entrance.is_closing():
            exit_side.cut()
            return
        entrance.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        if led is None:
            inside.connection_made(entrance)
            entrance.set_protocol(inside)
            return
        entrance.set_protocol(inside)
        try:
            secured = await self._loop.start_tls(entrance, inside, self._context(host), server_side=True,
                                                 ssl_shutdown_timeout=_SHUTDOWN_SECONDS)
        except (OSError, ssl.SSLError) as error:
            logger.info("TLS with a procedure failed: %s", error)
            exit_side.cut()
            return
        if secured is not None:
            inside.below = entrance
            inside.connection_made(secured)
            if inside.peer is None:
                # the other side ended during the handshake
                inside.cut()

    def _context(self, host: str) -> ssl.SSLContext:
        context = self._contexts.get(host)
        if context is None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.set_alpn_protocols(["http/1.1"])
            self._authority.issue_cert(host).configure_cert(context)
            self._contexts[host] = context
        return context


class _Upstream:
    """Where Exact's hosts are led."""

    def __init__(self, host: str, port: int, context: ssl.SSLContext | None) -> None:
        self.host, self.port, self.context = host, port, context

    @staticmethod
    def of(url: str) -> _Upstream:
        """Host and port of a URL without a path; ValueError for anything else."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.path not in ("", "/"):
            raise ValueError(f"--exact-url must be http(s)://host[:port] without a path: {url}")
        secure = parts.scheme == "https"
        return _Upstream(parts.hostname, parts.port or (443 if secure else 80), ssl.create_default_context() if secure else None)


def check_exact_url(url: str) -> None:
    """ValueError unless the URL is one that Exact's hosts can be led to."""
    _Upstream.of(url)


class _Entrance(asyncio.Protocol):
    """A connection of the JVM up to its CONNECT."""

    def __init__(self, proxy: EgressProxy) -> None:
        self._proxy = proxy
        self._head = b""
        self._transport: asyncio.Transport | None = None
        self._task: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        assert self._transport is not None
        self._head += data
        if b"\r\n\r\n" not in self._head:
            if len(self._head) > _HEAD_LIMIT:
                self._transport.abort()
            return
        words = self._head.split(b"\r\n", 1)[0].decode("latin-1").split(" ")
        host, _, port = words[1].rpartition(":") if len(words) == 3 else ("", "", "")
        if len(words) != 3 or words[0] != "CONNECT" or not port.isdigit():
            _refuse(self._transport, "405 Method Not Allowed", "only CONNECT is served here")
            return
        self._task = asyncio.ensure_future(self._proxy.connect(self._transport, host.lower(), int(port)))


class _Side(asyncio.Protocol):
    """One side of a connection: what it receives goes to the other side, and so does its end."""

    def __init__(self) -> None:
        self.peer: _Side | None = None
        self.transport: asyncio.Transport | None = None
        self.below: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.forward(data)

    def forward(self, data: bytes) -> None:
        """Hand bytes to the other side."""
        if self.peer is not None and self.peer.transport is not None:
            self.peer.transport.write(data)

    def pause_writing(self) -> None:
        if self.peer is not None and self.peer.transport is not None:
            self.peer.transport.pause_reading()

    def resume_writing(self) -> None:
        if self.peer is not None and self.peer.transport is not None:
            self.peer.transport.resume_reading()

    def connection_lost(self, error: Exception | None) -> None:
        self.transport = None
        peer, self.peer = self.peer, None
        if peer is not None:
            peer.peer = None
            if error is None:
                peer.end()
            else:
                peer.cut()

    def end(self) -> None:
        """Close after what was written has been sent."""
        if self.transport is None:
            return
        waiting = self.transport.get_write_buffer_size() + (self.below.get_write_buffer_size() if self.below is not None else 0)
        if waiting and not self.transport.is_closing():
            asyncio.get_running_loop().call_later(_SHUTDOWN_SECONDS, self.end)
        else:
            self.transport.close()

    def cut(self) -> None:
        """Reset the connection."""
        if self.transport is not None:
            connection = self.transport.get_extra_info("socket")
            if connection is not None:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.transport.abort()


class _Requests(_Side):
    """The JVM's side of a connection to Exact: adds X-Forwarded-Proto to the head of each request; bodies pass as they are."""

    def __init__(self) -> None:
        super().__init__()
        self._buffer = b""
        self._body = 0
        self._chunked = False

    def data_received(self, data: bytes) -> None:
        data = self._buffer + data if self._buffer else data
        self._buffer = b""
        while data:
            if self._body:
                self.forward(data[:self._body])
                taken = min(self._body, len(data))
                self._body -= taken
                data = data[taken:]
            elif self._chunked:
                data = self._chunk(data)
            else:
                data = self._request_head(data)

    def _request_head(self, data: bytes) -> bytes:
        end = data.find(b"\r\n\r\n")
        if end < 0:
            return self._wait_for_more(data)
        line_end = data.find(b"\r\n")
        for header in data[line_end + 2:end].split(b"\r\n"):
            name, _, value = header.partition(b":")
            if name.lower() == b"content-length" and value.strip().isdigit():
                self._body = int(value)
            elif name.lower() == b"transfer-encoding" and b"chunked" in value.lower():
                self._chunked = True
        self.forward(data[:line_end] + b"\r\nX-Forwarded-Proto: https" + data[line_end:end + 4])
        return data[end + 4:]

    def _chunk(self, data: bytes) -> bytes:
        """Pass one chunk's size line on; its bytes (and the line end after them) follow as a body."""
        end = data.find(b"\r\n")
        if end < 0:
            return self._wait_for_more(data)
        size = int(data[:end].split(b";")[0] or b"0", 16)
        if size:
            self.forward(data[:end + 2])
            self._body = size + 2
            return data[end + 2:]
        # the last chunk: trailers up to an empty line
        last = data.find(b"\r\n\r\n", end)
        if last < 0:
            return self._wait_for_more(data)
        self.forward(data[:last + 4])
        self._chunked = False
        return data[last + 4:]

    def _wait_for_more(self, data: bytes) -> bytes:
        if len(data) > _HEAD_LIMIT:
            self.cut()
            return b""
        self._buffer = data
        return b""


def _refuse(entrance: asyncio.Transport, status: str, reason: str) -> None:
    logger.info("egress refused: %s", reason)
    body = (reason + "\n").encode()
    entrance.write(f"HTTP/1.1 {status}\r\nContent-Type: text/plain\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body)
    entrance.close()
