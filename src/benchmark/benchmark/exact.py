"""The simulator: started once per world, steered through its control interface (src/simulator/README.md)."""

import http.client
import json
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from project.children import Child, Children, wait_until
from project.machine import java
from project.places import SIMULATOR_JAR
from project.services import SIMULATOR_CLIENT_ID, SIMULATOR_CLIENT_SECRET, answers, free_port

ENDPOINT = "financial_transaction_lines"
PATH = "sync/Financial/TransactionLines"


@dataclass(frozen=True)
class Counted:
    """What the simulator counted since it was last set to zero."""

    calls: int
    rows: int
    refused: int
    errors: int


class Exact:
    """One simulator with a world of its own."""

    def __init__(self, port: int, child: Child | None = None) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.child = child

    @staticmethod
    def start(children: Children, folder: Path, divisions: int, rows_each: int, cache_megabytes: int, name: str = "simulator") -> "Exact":
        """A simulator that keeps every page it has sent, so that it isn't the bottleneck."""
        port = free_port()
        # Pages and the buffers of ten divisions at once; a collector that takes no second core while an engine runs.
        heap = cache_megabytes + 700
        command = [java(), f"-Xmx{heap}m", "-XX:+UseSerialGC", "-jar", str(SIMULATOR_JAR), "--port", str(port)]
        command += ["--divisions", str(divisions), "--rows", str(rows_each), "--page-cache", str(cache_megabytes)]
        child = children.start(name, command, folder / f"{name}.log")
        wait_until(lambda: answers(port), child, 90)
        return Exact(port, child)

    def divisions(self) -> list[int]:
        return [each["division"] for each in self.get("divisions")]

    def get(self, subject: str) -> Any:
        return json.loads(self._call("GET", subject))

    def post(self, subject: str, **body: Any) -> Any:
        return json.loads(self._call("POST", subject, body))

    def delete(self, subject: str) -> None:
        self._call("DELETE", subject)

    def counted(self, of: Collection[str] = ()) -> Counted:
        """Calls of the API, and rows of these endpoints; signing in and renewing a token are none, and the harness signs in for those that can't."""
        counters = [
            (endpoint, each)
            for by_endpoint in self.get("counters")["divisions"].values()
            for endpoint, each in by_endpoint.items()
            if not endpoint.startswith("/api/oauth2/")
        ]
        calls, refused, errors = (sum(each[name] for _, each in counters) for name in ("calls", "answers_429", "errors"))
        return Counted(calls, sum(each["rows"] for endpoint, each in counters if endpoint in of), refused, errors)

    def truth(self, division: int, endpoint: str = ENDPOINT) -> Iterator[bytes]:
        """Pieces of text: one JSON object a line, what a correct replica holds now."""
        with urllib.request.urlopen(f"{self.url}/simulator/truth?division={division}&endpoint={endpoint}", timeout=600) as answer:
            while piece := answer.read(1 << 20):
                yield piece

    def token(self) -> str:
        """A new sign-in's access token, good for ten minutes."""
        redirect = "https://localhost/signed-in"
        parameters = {"client_id": SIMULATOR_CLIENT_ID, "redirect_uri": redirect, "response_type": "code"}
        landed = _landed(f"{self.url}/api/oauth2/auth?{urllib.parse.urlencode(parameters)}")
        form = {
            "grant_type": "authorization_code",
            "code": urllib.parse.parse_qs(urllib.parse.urlsplit(landed).query)["code"][0],
            "redirect_uri": redirect,
            "client_id": SIMULATOR_CLIENT_ID,
            "client_secret": SIMULATOR_CLIENT_SECRET,
        }
        request = urllib.request.Request(f"{self.url}/api/oauth2/token", urllib.parse.urlencode(form).encode())
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)["access_token"]

    def warm(self, divisions: list[int], columns: str) -> int:
        """Asks for every page of the table once, so that later answers come out of memory. Returns the bytes of all pages."""
        token, size = self.token(), 0
        for division in divisions:
            query = urllib.parse.urlencode({"$select": columns, "$filter": "Timestamp gt 1L"})
            link: str | None = f"{self.url}/api/v1/{division}/{PATH}?{query}"
            while link:
                request = urllib.request.Request(link, headers={"Authorization": f"Bearer {token}", "Accept": "application/json"})
                with urllib.request.urlopen(request, timeout=120) as answer:
                    body = answer.read()
                size += len(body)
                link = json.loads(body)["d"].get("__next")
        return size

    def rate(self, division: int, columns: str, pages: int = 50) -> tuple[int, float]:
        """Rows that it sends out of memory over one connection, to a reader that does nothing with them, and the seconds of it."""
        address = urllib.parse.urlsplit(self.url)
        connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=60)
        query = urllib.parse.urlencode({"$select": columns, "$filter": "Timestamp gt 1L"})
        headers = {"Authorization": f"Bearer {self.token()}", "Accept": "application/json"}
        bodies: list[bytes] = []
        began = time.monotonic()
        for number in range(pages + 1):
            if number == 1:
                # The first one may still have been made.
                bodies, began = [], time.monotonic()
            connection.request("GET", f"/api/v1/{division}/{PATH}?{query}", headers=headers)
            bodies.append(connection.getresponse().read())
        seconds = time.monotonic() - began
        connection.close()
        return sum(each.count(b'"__metadata"') for each in bodies), seconds

    def _call(self, method: str, subject: str, body: dict[str, Any] | None = None) -> str:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/simulator/{subject}", data, {"Content-Type": "application/json"}, method=method)
        with urllib.request.urlopen(request, timeout=300) as answer:
            return answer.read().decode()


class _Stay(urllib.request.HTTPRedirectHandler):
    """The address with the code is wanted, not the page behind it."""

    def redirect_request(self, *_arguments: Any) -> None:
        return None


def _landed(address: str) -> str:
    try:
        with urllib.request.build_opener(_Stay).open(address, timeout=30):
            raise AssertionError("the sign-in did not redirect")
    except urllib.error.HTTPError as redirect:
        return redirect.headers["Location"]
