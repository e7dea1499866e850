"""The script signs in at a test server the way a browser would, and speaks to it the way the egress does."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from project.problem import Problem
from project.sign_in import landed_address

ADDRESS = "https://start.exactonline.nl/api/oauth2/auth?client_id=a&redirect_uri=https%3A%2F%2Flocalhost%2Fsigned-in&response_type=code"


class Exact(BaseHTTPRequestHandler):
    answers: list[tuple[int, str | None]] = []
    seen: list[tuple[str, str | None, str | None]] = []

    def do_GET(self) -> None:  # noqa: N802 (the name http.server asks for)
        Exact.seen.append((self.path, self.headers["Host"], self.headers["X-Forwarded-Proto"]))
        status, location = Exact.answers.pop(0)
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        return None


@pytest.fixture
def exact() -> Iterator[str]:
    Exact.answers, Exact.seen = [], []
    server = HTTPServer(("127.0.0.1", 0), Exact)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_takes_the_address_with_the_code(exact: str) -> None:
    Exact.answers = [(302, "https://localhost/signed-in?code=stampNL001.a%21b")]
    assert landed_address(ADDRESS, exact) == "https://localhost/signed-in?code=stampNL001.a%21b"
    assert Exact.seen == [(ADDRESS.removeprefix("https://start.exactonline.nl"), "start.exactonline.nl", "https")]


def test_goes_through_a_sign_in_page(exact: str) -> None:
    Exact.answers = [(302, "/login?next=1"), (303, "https://start.exactonline.nl/grant"), (302, "https://localhost/signed-in?code=x")]
    assert landed_address(ADDRESS, exact).endswith("code=x")
    assert [path for path, _, _ in Exact.seen[1:]] == ["/login?next=1", "/grant"]


def test_a_refusal_is_handed_on(exact: str) -> None:
    Exact.answers = [(302, "https://localhost/signed-in?error=access_denied")]
    assert "error=access_denied" in landed_address(ADDRESS, exact)


def test_a_page_instead_of_a_redirect_is_said(exact: str) -> None:
    Exact.answers = [(200, None)]
    with pytest.raises(Problem, match="answers 200"):
        landed_address(ADDRESS, exact)


def test_a_circle_ends(exact: str) -> None:
    Exact.answers = [(302, "/again")] * 20
    with pytest.raises(Problem, match="circle"):
        landed_address(ADDRESS, exact)


def test_a_server_that_is_not_there_is_said() -> None:
    with pytest.raises(Problem, match="cannot be reached"):
        landed_address(ADDRESS, "http://127.0.0.1:9")
