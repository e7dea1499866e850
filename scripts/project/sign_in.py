"""Signs the connection in: gets a code from Exact Online, puts it with the client secret into the app's inbox, has it exchanged."""

import getpass
import http.client
import json
import sys
from urllib.parse import parse_qs, urljoin, urlsplit

from project.problem import Problem
from project.worksheet import APPLICATION, Outcome, Worksheet, literal

REDIRECT_URI = "https://localhost/signed-in"
MOST_REDIRECTS = 8


def by_itself(worksheet: Worksheet, connection: str, exact_url: str, client_secret: str) -> Outcome:
    """With a test server: no page, no user; the code is in the address that the server redirects to."""
    address, inbox = _address(worksheet, connection)
    return _exchange(worksheet, connection, inbox, client_secret, landed_address(address, exact_url))


def with_user(worksheet: Worksheet, connection: str) -> Outcome:
    """With the true Exact Online: the user signs in with a browser and brings the address of the page that follows."""
    if not sys.stdin.isatty():
        raise Problem("Signing in at the true Exact Online needs a person at a terminal.")
    address, inbox = _address(worksheet, connection)
    print(f"\nOpen this address in a browser and sign in:\n\n  {address}\n")
    print("The page you land on may show an error: only its address matters. The code in it lives three minutes.")
    landed = input("Address you landed on: ").strip()
    return _exchange(worksheet, connection, inbox, getpass.getpass("Client secret (not shown): "), landed)


def landed_address(address: str, exact_url: str) -> str:
    """Follows the sign-in at the test server up to the redirect that carries the code.

    The server is spoken to as the egress speaks to it: Exact's own name as Host, and the word that it was https.
    """
    wanted = urlsplit(address)
    redirect_uri = parse_qs(wanted.query).get("redirect_uri", [REDIRECT_URI])[0]
    server = urlsplit(exact_url)
    for _ in range(MOST_REDIRECTS):
        status, location = _get(server.scheme, server.netloc, urlsplit(address)._replace(scheme="", netloc="").geturl(), wanted.netloc)
        if status not in (301, 302, 303, 307, 308) or not location:
            raise Problem(
                f"{exact_url} answers {status} to the sign-in instead of redirecting with a code. Is it a test server of Exact's API?"
            )
        address = urljoin(f"https://{wanted.netloc}{urlsplit(address).path}", location)
        parameters = parse_qs(urlsplit(address).query)
        if address.startswith(redirect_uri) or "code" in parameters or "error" in parameters:
            return address
    raise Problem(f"{exact_url} redirects the sign-in in a circle.")


def _get(scheme: str, netloc: str, target: str, host: str) -> tuple[int, str | None]:
    kind = http.client.HTTPSConnection if scheme == "https" else http.client.HTTPConnection
    connection = kind(netloc, timeout=30)
    try:
        connection.request("GET", target, headers={"Host": host, "X-Forwarded-Proto": "https", "Accept": "text/html"})
        answer = connection.getresponse()
        answer.read()
        return answer.status, answer.getheader("Location")
    except (OSError, http.client.HTTPException) as error:
        raise Problem(f"{scheme}://{netloc} cannot be reached: {error}") from None
    finally:
        connection.close()


def _address(worksheet: Worksheet, connection: str) -> tuple[str, str]:
    outcome = worksheet.call("authorization_url", connection)
    if not outcome.ok:
        raise Problem(str(outcome))
    return outcome.payload["url"], outcome.payload["inbox"]


def _exchange(worksheet: Worksheet, connection: str, inbox: str, client_secret: str, landed: str) -> Outcome:
    """The way the app's own worksheet goes (connection_script): the secret is an argument of no CALL."""
    content = json.dumps({"client_secret": client_secret, "redirected_address": landed})
    worksheet.query(f"ALTER SECRET {APPLICATION}.{inbox} SET SECRET_STRING = {literal(content)}")
    return worksheet.call("authorize_connection", connection, None, None)
