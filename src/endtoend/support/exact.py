"""The simulator as the tests steer it: a process of its own, so that it stays while installations come and go."""

import json
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

from project import build
from project.services import Setup, answers, free_port, simulator_command


class Exact:
    """Control calls of the simulator (src/simulator/README.md)."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"

    def get(self, subject: str) -> Any:
        return json.loads(self._call("GET", subject), parse_float=Decimal)

    def post(self, subject: str, **body: Any) -> Any:
        return json.loads(self._call("POST", subject, body))

    def delete(self, subject: str) -> None:
        self._call("DELETE", subject)

    def divisions(self) -> list[int]:
        return [each["division"] for each in self.get("divisions")]

    def truth(self, division: int, endpoint: str, shown: bool = False) -> list[dict[str, Any]]:
        """What a correct replica holds now, numbers exact."""
        text = self._call("GET", f"truth?division={division}&endpoint={endpoint}&shown={str(shown).lower()}")
        return [json.loads(line, parse_float=Decimal) for line in text.splitlines() if line.strip()]

    def calls(self) -> int:
        """API calls since the counters were cleared (token calls are not among them)."""
        return int(self.get("counters")["total"].get("calls", 0))

    def _call(self, method: str, subject: str, body: dict[str, Any] | None = None) -> str:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/simulator/{subject}", data, {"Content-Type": "application/json"}, method=method)
        with urllib.request.urlopen(request, timeout=300) as answer:
            return answer.read().decode()


@contextmanager
def exact_online(folder: Path, divisions: int, rows: int, limits: bool = False) -> Iterator[Exact]:
    """An Exact Online with so many divisions and transaction lines."""
    build.build(build.SIMULATOR_MODULE)
    port = free_port()
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "simulator.log", "wb") as log:
        command = simulator_command(folder, Setup(divisions=divisions, rows=rows, limits=limits), port)
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
    try:
        deadline = time.monotonic() + 120
        while not answers(port):
            assert process.poll() is None and time.monotonic() < deadline, (folder / "simulator.log").read_text()
            time.sleep(0.1)
        yield Exact(port)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
