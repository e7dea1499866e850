"""A raw HTTP server whose answers can be whole, cut short or reset."""

from __future__ import annotations

import socket
import struct
import threading


class ExactServer:
    """Answers by the path: /echo (the request's head and body), /large/N (N megabytes), /truncated, /reset, /silent."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self.connections = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def stop(self) -> None:
        """Listen no more."""
        self._socket.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as input_stream:
            while True:
                head = b""
                while not head.endswith(b"\r\n\r\n"):
                    line = input_stream.readline()
                    if not line:
                        return
                    head += line
                if not self._answer(connection, head, self._body(input_stream, head)):
                    return

    @staticmethod
    def _body(input_stream, head: bytes) -> bytes:  # type: ignore[no-untyped-def]
        headers = {line.split(b":")[0].lower(): line.split(b":", 1)[1].strip() for line in head.split(b"\r\n")[1:] if b":" in line}
        if b"content-length" in headers:
            return input_stream.read(int(headers[b"content-length"]))
        body = b""
        if headers.get(b"transfer-encoding") == b"chunked":
            while size := int(input_stream.readline(), 16):
                body += input_stream.read(size)
                input_stream.readline()
            input_stream.readline()
        return body

    def _answer(self, connection: socket.socket, head: bytes, body: bytes) -> bool:
        path = head.split(b" ")[1].decode()
        if path.startswith("/large/"):
            block = b"x" * 1_000_000
            count = int(path.rsplit("/", 1)[1])
            connection.sendall(f"HTTP/1.1 200 OK\r\nContent-Length: {count * len(block)}\r\n\r\n".encode())
            for _ in range(count):
                connection.sendall(block)
            return True
        if path == "/truncated":
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nonly this")
            return False
        if path == "/reset":
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nonly this")
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            connection.close()
            return False
        if path == "/silent":
            return False
        answer = head + body
        connection.sendall(f"HTTP/1.1 200 OK\r\nContent-Length: {len(answer)}\r\n\r\n".encode() + answer)
        return True
